// Loads a whole city's geography from plain data: fast, in the caller's transaction, and only when it is not the one that stands.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { borders } from './borders.ts'
import { findable, normal, spelled } from './names.ts'
import { ewkb, type Position, type Shape } from './wkb.ts'
import { labelZooms, railZoom, ringSize, roadZoom, streamZoom, surfaceZoom } from './zooms.ts'

type Lines = Extract<Shape, { type: 'LineString' | 'MultiLineString' }>
type Surface = Extract<Shape, { type: 'Polygon' | 'MultiPolygon' }>

/** The geography of one source. Degrees of CGCS2000 (= WGS-84); shapes as in GeoJSON; lists may be generators. */
export type CityData = {
  /** Name of the data set; loading replaces what the same source brought before. */
  src: string
  /** Changes when the data change: equal digests are not loaded twice. */
  digest: string
  card: { source: string; surveyed?: string; licence?: string; note?: string }
  /** Province, city, county, township, community; `short` is how people leave off the suffix (天元 for 天元区). */
  areas: Iterable<{ code: string; name: string; en?: string; short?: string; level: string; parent: string | null; geometry?: Surface; center?: Position }>
  cells: Iterable<{ code: string; geometry: Extract<Shape, { type: 'Polygon' }>; landUse?: string; grade?: string; body?: string; started?: string; note?: string }>
  /** `rank` is the weight of the place, 0 to 100. */
  places: Iterable<{ id: string; name: string; alias?: string[]; en?: string; kind: string; point: Position; rank: number; address?: string; adcode?: string; phone?: string; parts?: object }>
  roads: Iterable<{ id: string; name?: string; en?: string; ref?: string; class: string; widthM?: number; lanes?: number; oneway?: boolean; bridge?: boolean; tunnel?: boolean; geometry: Lines }>
  rails: Iterable<{ id: string; name?: string; class: string; geometry: Lines }>
  water: Iterable<{ id: string; name?: string; en?: string; kind: string; geometry: Lines | Surface }>
  land: Iterable<{ id: string; name?: string; kind: string; geometry: Surface }>
  buildings: Iterable<{ id: string; name?: string; use?: string; floors?: number; height?: number; road?: string; houseNo?: number; address?: string; geometry: Surface }>
}

export type Loaded = { counts: Record<string, number>; skipped: boolean }

const BATCH = 2000

/** Puts a city's geography in place of what `data.src` brought before. Cells that are no longer there are retired, never deleted. */
export async function loadCity(ctx: Context, data: CityData): Promise<Loaded> {
  const before = await sql<{ digest: string; counts: Record<string, number> }>`select digest, counts from geo.data_set where src = ${data.src}`.execute(ctx.db)
  if (before.rows[0]?.digest === data.digest) return { counts: before.rows[0].counts, skipped: true }
  for (const table of ['area', 'border', 'place', 'road', 'rail', 'water', 'land', 'building'])
    await sql`delete from ${sql.raw(`geo.${table}`)} where src = ${data.src}`.execute(ctx.db)

  const { src } = data
  const areas = [...data.areas]
  const aliasOf = await speech(ctx, areas)
  const roads = [...data.roads]
  const counts: Record<string, number> = {}
  const put = async (table: string, columns: string, rows: Iterable<object>) => {
    counts[table] = (counts[table] ?? 0) + (await insert(ctx, table, columns, rows))
  }

  await put('area', 'code, name, en, short, level, parent, geom, center, py, ini, src', map(areas, (a) => ({ ...a, ...spelled(a.name), src, geom: a.geometry && ewkb(multi(a.geometry)), center: a.center && dot(a.center), geometry: undefined })))
  await put('border', 'level, geom, src', map(borders(areas.flatMap((a) => (a.geometry ? [{ level: a.level, geometry: a.geometry }] : []))), (b) => ({ level: b.level, src, geom: ewkb({ type: 'LineString', coordinates: b.coordinates }) })))
  await put('water', 'id, name, en, kind, min_zoom, geom, src', map(data.water, (w) => ({ id: w.id, name: w.name, en: w.en, kind: w.kind, src, geom: ewkb(w.geometry), min_zoom: isSurface(w.geometry) ? surfaceZoom(sizeOf(w.geometry)) : streamZoom(w.kind) })))
  await put('land', 'id, name, kind, min_zoom, geom, src', map(data.land, (l) => ({ id: l.id, name: l.name, kind: l.kind, src, geom: ewkb(l.geometry), min_zoom: Math.max(6, surfaceZoom(sizeOf(l.geometry))) })))
  await put('rail', 'id, name, class, min_zoom, geom, src', map(data.rails, (r) => ({ id: r.id, name: r.name, class: r.class, src, geom: ewkb(r.geometry), min_zoom: railZoom(r.class) })))
  await put(
    'road',
    'id, name, en, ref, class, width_m, lanes, oneway, bridge, tunnel, min_zoom, geom, src',
    map(roads, (r) => ({ id: r.id, name: r.name, en: r.en, ref: r.ref, class: r.class, width_m: r.widthM, lanes: r.lanes, oneway: !!r.oneway, bridge: !!r.bridge, tunnel: !!r.tunnel, src, geom: ewkb(r.geometry), min_zoom: roadZoom(r.class) })),
  )
  await put('building', 'id, name, use, floors, height, road, house_no, address, geom, src', map(data.buildings, (b) => ({ id: b.id, name: b.name, use: b.use, floors: b.floors, height: b.height, road: b.road, house_no: b.houseNo, address: b.address, src, geom: ewkb(b.geometry) })))

  const places = [...data.places].map((p) => ({ ...p, alias: aliasOf(p.name, [...(p.alias ?? []), ...(p.en ? [p.en] : [])]) }))
  const zooms = labelZooms(places.map((p) => ({ lng: p.point[0]!, lat: p.point[1]!, rank: p.rank })))
  await put('place', PLACE, map(places, (p, i) => gazetteer({ ...p, minZoom: zooms[i]!, src })))
  await put('place', PLACE, map(areas.filter((a) => a.center && a.level !== 'province'), (a) => gazetteer({ id: `area:${a.code}`, name: a.name, alias: [...(a.short ? [a.short] : []), ...(a.en ? [a.en] : [])], kind: a.level, point: a.center!, rank: AREA_RANK[a.level] ?? 50, adcode: a.code, minZoom: 0, src })))
  await put('place', PLACE, map(namedRoads(roads), (r) => gazetteer({ id: `road:${r.id}`, name: r.name!, alias: r.en ? [r.en] : [], kind: 'road', point: middle(r.geometry), rank: 70 - 3 * roadZoom(r.class), minZoom: 0, src })))
  await sql`update geo.place p set adcode = (select a.code from geo.area a where a.level = 'community' and a.valid_to is null and a.geom && p.geom and st_covers(a.geom, p.geom) order by a.code limit 1)
    where p.src = ${src} and p.adcode is null`.execute(ctx.db)

  const cells = [...data.cells]
  counts['cell'] = await insert(
    ctx,
    'cell',
    'code, geom, land_use, grade, body, note, src, started',
    map(cells, (c) => ({ code: c.code, geom: ewkb(c.geometry), land_use: c.landUse, grade: c.grade, body: c.body, note: c.note, src, started: c.started ?? '2026-01-01' })),
    sql`on conflict (code) do update set geom = excluded.geom, land_use = excluded.land_use, grade = excluded.grade, body = excluded.body, note = excluded.note`,
  )
  await sql`update geo.cell set ended = greatest(${ctx.now}::date, started) where src = ${src} and ended is null and code <> all(${cells.map((c) => c.code)}::text[])`.execute(ctx.db)

  for (const layer of ['area', 'area_label', 'border', 'water', 'stream', 'land', 'rail', 'road', 'building', 'place', 'cell'])
    await sql`insert into geo.layer_card (layer, source, surveyed, licence, note)
      values (${layer}, ${data.card.source}, ${data.card.surveyed ?? null}::date, ${data.card.licence ?? null}, ${data.card.note ?? null})
      on conflict (layer) do update set source = excluded.source, surveyed = excluded.surveyed, licence = excluded.licence, note = excluded.note`.execute(ctx.db)
  await sql`insert into geo.data_set (src, digest, counts) values (${src}, ${data.digest}, ${JSON.stringify(counts)}::jsonb)
    on conflict (src) do update set digest = excluded.digest, counts = excluded.counts, at = now()`.execute(ctx.db)
  return { counts, skipped: false }
}

const PLACE = 'id, name, alias, kind, norm, py, ini, grams, adcode, address, addr_parts, phone, geom, rank, min_zoom, src'
const AREA_RANK: Record<string, number> = { city: 100, county: 95, township: 75, community: 55 }

type Gazetted = { id: string; name: string; alias: string[]; kind: string; point: Position; rank: number; address?: string; adcode?: string; phone?: string; parts?: object; minZoom: number; src: string }

function gazetteer(p: Gazetted) {
  const alias = [...new Set(p.alias)].filter((one) => one !== p.name)
  return { id: p.id, name: p.name, alias, kind: p.kind, norm: normal(p.name), ...findable(p.name, alias), adcode: p.adcode, address: p.address, addr_parts: p.parts, phone: p.phone, geom: dot(p.point), rank: p.rank, min_zoom: p.minZoom, src: p.src }
}

/** Rows as one JSON parameter per batch: the cheapest way through both drivers. Returns how many rows went in. */
async function insert(ctx: Context, table: string, columns: string, rows: Iterable<object>, conflict = sql``): Promise<number> {
  let batch: object[] = []
  let count = 0
  const flush = async () => {
    if (!batch.length) return
    const [target, list] = [sql.raw(`geo.${table}`), sql.raw(columns)]
    await sql`insert into ${target} (${list}) select ${list} from json_populate_recordset(null::${target}, ${JSON.stringify(batch)}::json) ${conflict}`.execute(ctx.db)
    count += batch.length
    batch = []
  }
  for (const row of rows) {
    batch.push(row)
    if (batch.length === BATCH) await flush()
  }
  await flush()
  return count
}

/** How people shorten a formal name: without the area in front (株洲市第二中学, 第二中学), then by geo.alias_rule (二中). */
async function speech(ctx: Context, areas: { name: string; short?: string; level: string }[]): Promise<(name: string, given: string[]) => string[]> {
  const { rows } = await sql<{ pattern: string; replacement: string }>`select pattern, replacement from geo.alias_rule order by position`.execute(ctx.db)
  const rules = rows.map((row) => ({ pattern: new RegExp(row.pattern), replacement: row.replacement }))
  const prefixes = areas.filter((a) => a.level !== 'community').flatMap((a) => [a.name, ...(a.short ? [a.short] : [])]).sort((a, b) => b.length - a.length)
  return (name, given) => {
    const names = new Set(given)
    for (const one of [name, ...given]) {
      const prefix = prefixes.find((p) => one.startsWith(p) && one.length - p.length >= 3)
      const bare = prefix ? one.slice(prefix.length) : one
      if (prefix) names.add(bare)
      for (const rule of rules) if (rule.pattern.test(bare)) names.add(bare.replace(rule.pattern, rule.replacement))
    }
    return [...names]
  }
}

/** One row per road name and neighbourhood: sections of the same name within about 8 km are one road, its longest section stands for it. */
function namedRoads(roads: { id: string; name?: string; en?: string; class: string; geometry: Lines }[]) {
  const byName = new Map<string, { road: (typeof roads)[number]; length: number; at: Position }[]>()
  for (const road of roads) {
    if (!road.name) continue
    const [at, length] = [middle(road.geometry), lengthOf(road.geometry)]
    const groups = byName.get(road.name) ?? []
    const near = groups.find((group) => Math.hypot(group.at[0]! - at[0]!, group.at[1]! - at[1]!) < 0.08)
    if (!near) groups.push({ road, length, at })
    else if (length > near.length) Object.assign(near, { road, length, at })
    byName.set(road.name, groups)
  }
  return [...byName.values()].flat().map((group) => group.road)
}

const dot = (p: Position) => ewkb({ type: 'Point', coordinates: p })
const isSurface = (shape: Shape): shape is Surface => shape.type === 'Polygon' || shape.type === 'MultiPolygon'
const multi = (shape: Surface): Shape => (shape.type === 'Polygon' ? { type: 'MultiPolygon', coordinates: [shape.coordinates] } : shape)
const sizeOf = (shape: Surface) => (shape.type === 'Polygon' ? ringSize(shape.coordinates[0]!) : Math.max(...shape.coordinates.map((rings) => ringSize(rings[0]!))))
const longest = (shape: Lines) => (shape.type === 'LineString' ? shape.coordinates : shape.coordinates.toSorted((a, b) => b.length - a.length)[0]!)

function lengthOf(shape: Lines): number {
  const line = longest(shape)
  let sum = 0
  for (let i = 1; i < line.length; i++) sum += Math.hypot(line[i]![0]! - line[i - 1]![0]!, line[i]![1]! - line[i - 1]![1]!)
  return sum
}

/** The point halfway along a line. */
function middle(shape: Lines): Position {
  const line = longest(shape)
  let rest = lengthOf(shape) / 2
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const step = Math.hypot(b[0]! - a[0]!, b[1]! - a[1]!)
    if (step >= rest && step > 0) return [a[0]! + ((b[0]! - a[0]!) * rest) / step, a[1]! + ((b[1]! - a[1]!) * rest) / step]
    rest -= step
  }
  return line[line.length - 1]!
}

function* map<T>(items: Iterable<T>, change: (item: T, index: number) => object): Generator<object> {
  let i = 0
  for (const item of items) yield change(item, i++)
}
