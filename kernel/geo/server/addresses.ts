// Reads road-and-number addresses and road crossings, and finds the spot they mean.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import type { Found, SearchOptions } from './found.ts'
import { normal } from './names.ts'

export type AddressParts = { area: string | null; road: string | null; houseNo: number | null; rest: string }

const DOOR = /^(.+?(?:路|街|大道|道|巷|弄|里|胡同|公路|线|环))(?:(\d{1,5})(?:号|#|(?=\D|$)))?(.*)$/

/**
 * Takes leading areas off a text, by the names that there are; of province, city and county also without the suffix. Never the whole
 * text, and not where the name goes on as a road's (天元大道).
 */
export async function withoutAreas(ctx: Context, text: string): Promise<{ area: string | null; rest: string }> {
  const { rows } = await sql<{ code: string; name: string }>`
    select code, name from (
      select code, name from geo.area where valid_to is null and starts_with(${text}, name)
      union all
      select code, short from geo.area where valid_to is null and level in ('province', 'city', 'county') and starts_with(${text}, short)) a
    where char_length(name) < char_length(${text}) order by char_length(name) desc, char_length(code) limit 1`.execute(ctx.db)
  const best = rows[0]
  const rest = best && text.slice(best.name.length)
  if (!best || !rest || /^(路|街|大道|巷|道|桥|站)/.test(rest)) return { area: null, rest: text }
  const below = await withoutAreas(ctx, rest)
  return { area: below.area ?? best.code, rest: below.rest }
}

/** The parts of an address in the order of GB/T 23705: areas, road, house number, and what is left. */
export async function readAddress(ctx: Context, text: string): Promise<AddressParts> {
  const { area, rest } = await withoutAreas(ctx, normal(text))
  const door = DOOR.exec(rest)
  return { area, road: door?.[1] ?? null, houseNo: door?.[2] ? Number(door[2]) : null, rest: door ? door[3]! : rest }
}

/** Houses for a text with road and number: the house itself, else the nearest number on that road (confidence falls with the gap). */
export async function findAddress(ctx: Context, text: string, options: Pick<SearchOptions, 'limit'> = {}): Promise<Found[]> {
  if (!/\d/.test(text)) return []
  const parts = await readAddress(ctx, text)
  if (!parts.road || parts.houseNo === null) return []
  const { rows } = await sql<{
    id: string
    road: string
    houseNo: number
    address: string | null
    name: string | null
    lng: number
    lat: number
    gap: number
    adcode: string | null
  }>`
    select b.id, b.road, b.house_no, b.address, b.name, st_x(c.p) as lng, st_y(c.p) as lat, abs(b.house_no - ${parts.houseNo}::int) as gap,
      (select a.code from geo.area a where a.level = 'community' and a.valid_to is null and a.geom && c.p and st_covers(a.geom, c.p) order by a.code limit 1) as adcode
    from (select * from geo.building where road = ${parts.road} and house_no between ${parts.houseNo - 40}::int and ${parts.houseNo + 40}::int
      order by abs(house_no - ${parts.houseNo}::int), id limit ${Math.min(options.limit ?? 5, 5) + 3}) b, lateral (select st_pointonsurface(b.geom) as p) c
    order by gap, b.id`.execute(ctx.db)
  const inArea = rows.filter((row) => !parts.area || !row.adcode || row.adcode.startsWith(parts.area.slice(0, 6)))
  const exact = inArea.filter((row) => row.gap === 0)
  return (exact.length ? exact : inArea.slice(0, 2)).map((row) => {
    const confidence = row.gap === 0 ? 0.98 : Math.max(0.3, 0.75 - row.gap / 60)
    const name = `${row.road}${row.houseNo}号`
    return {
      id: row.id,
      name: row.name ? `${name} ${row.name}` : name,
      kind: 'address',
      address: row.address,
      adcode: row.adcode,
      lng: row.lng,
      lat: row.lat,
      score: confidence,
      confidence,
      matchType: row.gap === 0 ? ('address' as const) : ('interpolated' as const),
      ranges: [[0, row.gap === 0 ? name.length : row.road.length]] as [number, number][],
    }
  })
}

/** The point where two roads of these names meet, or come within 30 m of each other; the one nearest the focus. */
export async function crossing(
  ctx: Context,
  one: string,
  other: string,
  focus?: [number, number],
): Promise<{ lng: number; lat: number; exact: boolean } | undefined> {
  const p = focus ? sql`st_setsrid(st_makepoint(${focus[0]}::float8, ${focus[1]}::float8), 4326)` : sql`null::geometry`
  const { rows } = await sql<{ lng: number; lat: number; exact: boolean }>`
    with pair as (
      select a.geom as g, b.geom as h, st_intersects(a.geom, b.geom) as exact
      from geo.road a join geo.road b on b.name = ${other} and st_dwithin(a.geom, b.geom, 0.0003) where a.name = ${one}),
    spot as (select exact, case when exact then st_geometryn(st_pointonsurface(st_intersection(g, h)), 1) else st_closestpoint(g, h) end as s from pair)
    select st_x(s) as lng, st_y(s) as lat, exact from spot where not st_isempty(s)
    order by exact desc, st_distance(s, ${p}) nulls last, st_x(s), st_y(s) limit 1`.execute(ctx.db)
  return rows[0]
}
