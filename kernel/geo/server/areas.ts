// Administrative areas and grid cells: what a point lies in, and the tree.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { rules } from './rules.ts'

export type AreaName = { code: string; name: string }
export type AreaAt = { county: AreaName; township: AreaName | null; community: AreaName | null }
export type CellAt = {
  code: string
  /** The point lies outside every cell and this one is nearest. */ near: boolean
  metres: number
}
export type Area = {
  code: string
  name: string
  en: string | null
  level: string
  parent: string | null
  lng: number | null
  lat: number | null
  children: number
}

const point = (lng: number, lat: number) => sql`st_setsrid(st_makepoint(${lng}::float8, ${lat}::float8), 4326)`

/** The county, township and community a WGS-84 point lies in; undefined outside the city. On a shared edge the lower code. */
export async function areaAt(ctx: Context, lng: number, lat: number): Promise<AreaAt | undefined> {
  const { rows } = await sql<{ level: 'county' | 'township' | 'community'; code: string; name: string }>`
    select distinct on (level) level, code, name from geo.area
    where level in ('county', 'township', 'community') and valid_to is null and geom && ${point(lng, lat)} and st_covers(geom, ${point(lng, lat)})
    order by level, code`.execute(ctx.db)
  const at = (level: string) => {
    const row = rows.find((one) => one.level === level)
    return row ? { code: row.code, name: row.name } : null
  }
  const county = at('county')
  if (!county) return undefined
  const township = at('township')
  const community = at('community')
  // On an edge each level takes its lower code by itself; lower levels must still lie inside the county that was taken.
  return {
    county,
    township: township?.code.startsWith(county.code) ? township : null,
    community: community && township && community.code.startsWith(township.code) ? community : null,
  }
}

/** Whether a WGS-84 point lies in the city at all. */
export async function inCity(ctx: Context, lng: number, lat: number): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`select exists (
    select 1 from geo.area where level = 'county' and valid_to is null and geom && ${point(lng, lat)} and st_covers(geom, ${point(lng, lat)})) as yes`.execute(
    ctx.db,
  )
  return rows[0]!.yes
}

/**
 * The unit grid cell of a point: the one it lies in, of several on a shared edge the lower code; outside all cells the nearest
 * within `cell.near_metres` (50), flagged; else undefined (GB/T 30428.1; government.md 2.3). Retired cells never match.
 */
export async function cellAt(ctx: Context, lng: number, lat: number): Promise<CellAt | undefined> {
  const inside = await sql<{ code: string }>`
    select code from geo.cell where ended is null and geom && ${point(lng, lat)} and st_covers(geom, ${point(lng, lat)})
    order by code limit 1`.execute(ctx.db)
  if (inside.rows[0]) return { code: inside.rows[0].code, near: false, metres: 0 }
  const within = (await rules(ctx))('cell.near_metres')
  const nearby = await sql<{ code: string; metres: number }>`
    select code, metres from (
      select code, st_distance(geom::geography, ${point(lng, lat)}::geography) as metres from geo.cell
      where ended is null and geom && ${around(lng, lat, within)}) c
    where metres <= ${within} order by round(metres::numeric, 2), code limit 1`.execute(ctx.db)
  const row = nearby.rows[0]
  return row && { code: row.code, near: true, metres: Math.round(row.metres * 10) / 10 }
}

/** An envelope of at least `metres` to every side of a point, for the index to start from. */
export function around(lng: number, lat: number, metres: number) {
  const dLat = (metres / 110_500) * 1.001
  const dLng = (metres / (110_500 * Math.max(0.01, Math.cos((lat * Math.PI) / 180)))) * 1.001
  return sql`st_makeenvelope(${lng - dLng}::float8, ${lat - dLat}::float8, ${lng + dLng}::float8, ${lat + dLat}::float8, 4326)`
}

/** The areas directly below one (or the top ones), with how many lie below each. */
export async function areasBelow(ctx: Context, parent: string | null): Promise<Area[]> {
  const { rows } = await sql<Area>`
    select a.code, a.name, a.en, a.level, a.parent, st_x(a.center) as lng, st_y(a.center) as lat,
      (select count(*)::int from geo.area c where c.parent = a.code and c.valid_to is null) as children
    from geo.area a
    where a.valid_to is null and ${parent ? sql`a.parent = ${parent}` : sql`(a.parent is null or not exists (select 1 from geo.area p where p.code = a.parent))`}
    order by a.code`.execute(ctx.db)
  return rows
}

/** One area with its outline (GeoJSON, about 20 m exact) and the areas above it; 404 when there is none. */
export async function getArea(
  ctx: Context,
  code: string,
): Promise<Area & { outline: object | null; km2: number | null; above: AreaName[] }> {
  const { rows } = await sql<Area & { outline: object | null; km2: number | null }>`
    select a.code, a.name, a.en, a.level, a.parent, st_x(a.center) as lng, st_y(a.center) as lat,
      (select count(*)::int from geo.area c where c.parent = a.code and c.valid_to is null) as children,
      st_asgeojson(st_multi(st_simplifypreservetopology(a.geom, 0.0002)), 5)::json as outline,
      round((st_area(a.geom::geography) / 1e6)::numeric, 2)::float8 as km2
    from geo.area a where a.code = ${code} and a.valid_to is null`.execute(ctx.db)
  const area = rows[0] ?? ctx.fail('geo.area.unknown', 404, { code })
  const above: AreaName[] = []
  for (let parent = area.parent; parent;) {
    const up = await sql<{
      code: string
      name: string
      parent: string | null
    }>`select code, name, parent from geo.area where code = ${parent}`.execute(ctx.db)
    if (!up.rows[0]) break
    above.unshift({ code: up.rows[0].code, name: up.rows[0].name })
    parent = up.rows[0].parent
  }
  return { ...area, above }
}
