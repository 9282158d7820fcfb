// Loads a whole city's geography from plain data: fast, in the caller's transaction, and only when it is not the one that stands.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { borders } from './borders.ts'
import type { CityData } from './citydata.ts'
import { gazetteer } from './gazetteer.ts'
import { spelled } from './names.ts'
import { dot, isSurface, multi, sizeOf } from './shapes.ts'
import { ewkb } from './wkb.ts'
import { railZoom, roadZoom, streamZoom, surfaceZoom } from './zooms.ts'

export type Loaded = { counts: Record<string, number>; skipped: boolean }

const BATCH = 2000

/** Puts a city's geography in place of what `data.src` brought before. Cells that are no longer there are retired, never deleted. */
export async function loadCity(ctx: Context, data: CityData): Promise<Loaded> {
  const { src, digest, card } = data
  // Two instances that start together load one after the other, and the second finds it done.
  await sql`select pg_advisory_xact_lock(hashtext('geo.load'))`.execute(ctx.db)
  const before = await sql<Loaded & { digest: string }>`select digest, counts from geo.data_set where src = ${src}`.execute(
    ctx.db,
  )
  if (before.rows[0]?.digest === digest) return { counts: before.rows[0].counts, skipped: true }
  for (const table of ['area', 'border', 'place', 'road', 'rail', 'water', 'land', 'building'])
    await sql`delete from ${sql.raw(`geo.${table}`)} where src = ${src}`.execute(ctx.db)

  const areas = [...data.areas]
  const roads = [...data.roads]
  const cells = [...data.cells]
  const shapes = areas.flatMap((a) => (a.geometry ? [{ level: a.level, geometry: a.geometry }] : []))
  const counts: Record<string, number> = {
    area: await insert(
      ctx,
      'area',
      change(areas, ({ code, name, en, short, level, parent, geometry, center }) => ({
        code,
        name,
        en,
        short,
        level,
        parent,
        ...spelled(name),
        src,
        geom: geometry && ewkb(multi(geometry)),
        center: center && dot(center),
      })),
    ),
    border: await insert(
      ctx,
      'border',
      change(borders(shapes), ({ level, coordinates }) => ({ level, src, geom: ewkb({ type: 'LineString', coordinates }) })),
    ),
    water: await insert(
      ctx,
      'water',
      change(data.water, ({ id, name, en, kind, geometry }) => ({
        id,
        name,
        en,
        kind,
        src,
        geom: ewkb(geometry),
        min_zoom: isSurface(geometry) ? surfaceZoom(sizeOf(geometry)) : streamZoom(kind),
      })),
    ),
    land: await insert(
      ctx,
      'land',
      change(data.land, ({ id, name, kind, geometry }) => ({
        id,
        name,
        kind,
        src,
        geom: ewkb(geometry),
        min_zoom: Math.max(6, surfaceZoom(sizeOf(geometry))),
      })),
    ),
    rail: await insert(
      ctx,
      'rail',
      change(data.rails, (r) => ({
        id: r.id,
        name: r.name,
        class: r.class,
        src,
        geom: ewkb(r.geometry),
        min_zoom: railZoom(r.class),
      })),
    ),
    road: await insert(
      ctx,
      'road',
      change(roads, (r) => ({
        id: r.id,
        name: r.name,
        en: r.en,
        ref: r.ref,
        class: r.class,
        width_m: r.widthM,
        lanes: r.lanes,
        oneway: !!r.oneway,
        bridge: !!r.bridge,
        tunnel: !!r.tunnel,
        src,
        geom: ewkb(r.geometry),
        min_zoom: roadZoom(r.class),
      })),
    ),
    building: await insert(
      ctx,
      'building',
      change(data.buildings, (b) => ({
        id: b.id,
        name: b.name,
        use: b.use,
        floors: b.floors,
        height: b.height,
        road: b.road,
        house_no: b.houseNo,
        address: b.address,
        src,
        geom: ewkb(b.geometry),
      })),
    ),
    place: await insert(ctx, 'place', gazetteer(ctx, src, data.places, areas, roads)),
    cell: await insert(
      ctx,
      'cell',
      change(cells, (c) => ({
        code: c.code,
        geom: ewkb(c.geometry),
        land_use: c.landUse,
        grade: c.grade,
        body: c.body,
        note: c.note,
        src,
        started: c.started ?? '2026-01-01',
      })),
      sql`on conflict (code) do update set geom = excluded.geom, land_use = excluded.land_use, grade = excluded.grade, body = excluded.body, note = excluded.note`,
    ),
  }
  await sql`update geo.place p set adcode = (
      select a.code from geo.area a
      where a.level = 'community' and a.valid_to is null and a.geom && p.geom and st_covers(a.geom, p.geom) order by a.code limit 1)
    where p.src = ${src} and p.adcode is null`.execute(ctx.db)
  await sql`update geo.cell set ended = greatest(${ctx.now}::date, started)
    where src = ${src} and ended is null and code <> all(${cells.map((c) => c.code)}::text[])`.execute(ctx.db)
  await sql`select geo.settle()`.execute(ctx.db)
  await describe(ctx, card)
  await sql`insert into geo.data_set (src, digest, counts) values (${src}, ${digest}, ${JSON.stringify(counts)}::jsonb)
    on conflict (src) do update set digest = excluded.digest, counts = excluded.counts, at = now()`.execute(ctx.db)
  return { counts, skipped: false }
}

/** What the cards of the base layers say of their data. */
async function describe(ctx: Context, { source, surveyed, licence, note }: CityData['card']): Promise<void> {
  const layers = ['area', 'area_label', 'border', 'water', 'stream', 'land', 'rail', 'road', 'building', 'place', 'cell']
  await sql`insert into geo.layer_card (layer, source, surveyed, licence, note)
    select layer, ${source}, ${surveyed ?? null}::date, ${licence ?? null}, ${note ?? null} from unnest(${layers}::text[]) l(layer)
    on conflict (layer) do update set source = excluded.source, surveyed = excluded.surveyed, licence = excluded.licence, note = excluded.note`.execute(
    ctx.db,
  )
}

/** Rows as one JSON parameter per batch: the cheapest way through both drivers. The first row names the columns. Returns the number of rows. */
async function insert(
  ctx: Context,
  table: string,
  rows: Iterable<object> | AsyncIterable<object>,
  conflict = sql``,
): Promise<number> {
  let batch: object[] = []
  let columns: string | undefined
  let count = 0
  const flush = async () => {
    if (!batch.length) return
    const [target, list] = [sql.raw(`geo.${table}`), sql.raw(columns!)]
    await sql`insert into ${target} (${list})
      select ${list} from json_populate_recordset(null::${target}, ${JSON.stringify(batch)}::json) ${conflict}`.execute(ctx.db)
    count += batch.length
    batch = []
  }
  for await (const row of rows) {
    columns ??= Object.keys(row).join(', ')
    batch.push(row)
    if (batch.length === BATCH) await flush()
  }
  await flush()
  return count
}

function* change<T>(items: Iterable<T>, to: (item: T) => object): Generator<object> {
  for (const item of items) yield to(item)
}
