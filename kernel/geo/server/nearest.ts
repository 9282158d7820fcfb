// What lies near a point, in metres, over any layer; and the readable address of a point.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { areaAt, around, cellAt, type AreaAt, type CellAt } from './areas.ts'
import { getLayer } from './layers.ts'
import { rules } from './rules.ts'

export type Near = { id: string; metres: number; lng: number; lat: number; properties: Record<string, unknown> }

const FULL_ZOOM = 22

/**
 * The `n` nearest features of a layer ('place', 'road', 'hotline.open', …; 'place:toilet' for one kind of place) within
 * `maxMetres` of a WGS-84 point, nearest first; rows that the person may not see are left out, an unknown layer is a 404.
 */
export async function nearest(
  ctx: Context,
  layerOrKind: string,
  at: [lng: number, lat: number],
  n = 5,
  maxMetres = 2000,
): Promise<Near[]> {
  const [id, kind] = layerOrKind.split(':') as [string, string?]
  const layer = getLayer(ctx, id)
  const [lng, lat] = at
  const p = sql`st_setsrid(st_makepoint(${lng}::float8, ${lat}::float8), 4326)`
  const where = sql<boolean>`${layer.where(ctx.user, FULL_ZOOM)} and ${kind && id === 'place' ? sql`t.kind = ${kind}` : sql`true`}`
  const properties = Object.entries(layer.properties)
  const json = properties.length
    ? sql`json_build_object(${sql.join(properties.flatMap(([name, value]) => [sql.lit(name), value]))})`
    : sql`'{}'::json`
  // The index orders by degrees, in which a metre east is longer than a metre north: its n first give a radius, inside which true metres decide.
  const { rows } = await sql<Near>`
    with reach as materialized (
      select coalesce(max(st_distance(k.geom::geography, ${p}::geography)), 0) + 1 as metres from (
        select ${layer.geom} as geom from ${sql.raw(layer.relation)} t
        where ${layer.geom} && ${around(lng, lat, maxMetres)} and ${where} order by ${layer.geom} <-> ${p} limit ${n}) k),
    box as materialized (
      select st_expand(${p}, least(metres, ${maxMetres}::float8) / (110500.0 * ${Math.max(0.01, Math.cos((lat * Math.PI) / 180))}::float8) * 1.001) as b from reach)
    select id, metres, st_x(spot) as lng, st_y(spot) as lat, properties from (
      select ${layer.id_}::text as id, st_distance(${layer.geom}::geography, ${p}::geography) as metres, st_closestpoint(${layer.geom}, ${p}) as spot, ${json} as properties
      from ${sql.raw(layer.relation)} t, box where ${layer.geom} && box.b and ${where}) f
    where metres <= ${maxMetres} order by metres, id limit ${n}`.execute(ctx.db)
  return rows.map((row) => ({ ...row, metres: Math.round(row.metres * 10) / 10 }))
}

export type Reverse = {
  /** One line as a person would write it, from the county down. */
  address: string
  area: AreaAt | null
  road: { name: string; metres: number } | null
  houseNo: number | null
  place: { id: string; name: string; metres: number } | null
  cell: CellAt | null
}

/** The readable address of a WGS-84 point: areas, then house, else road, else the nearest place. `area` is null outside the city. */
export async function reverse(ctx: Context, lng: number, lat: number): Promise<Reverse> {
  const limit = await rules(ctx)
  const p = sql`st_setsrid(st_makepoint(${lng}::float8, ${lat}::float8), 4326)`
  const nearby = async (table: string, where: string, columns: string, metres: number) => {
    const { rows } = await sql<Record<string, any> & { metres: number }>`
      select * from (select ${sql.raw(columns)}, st_distance(geom::geography, ${p}::geography) as metres from ${sql.raw(table)}
        where geom && ${around(lng, lat, metres)} and ${sql.raw(where)}) f
      where metres <= ${metres} order by metres limit 1`.execute(ctx.db)
    return rows[0]
  }
  const area = (await areaAt(ctx, lng, lat)) ?? null
  const house = await nearby(
    'geo.building',
    'road is not null and house_no is not null',
    'road, house_no, name',
    limit('reverse.building_metres'),
  )
  const road = await nearby('geo.road', 'name is not null', 'name', limit('reverse.road_metres'))
  const place = await nearby(
    'geo.place',
    `valid_to is null and kind not in ('city', 'county', 'township', 'community', 'road')`,
    'id, name',
    limit('reverse.place_metres'),
  )
  const spot = house
    ? `${house['road']}${house['houseNo']}号`
    : road
      ? `${road['name']}${place && place.metres > 0 ? `（${place['name']}附近）` : ''}`
      : place
        ? `${place['name']}附近`
        : ''
  return {
    address: `${area?.county.name ?? ''}${area?.township?.name ?? ''}${spot || (area?.community?.name ?? '')}`,
    area,
    road: road ? { name: road['name'], metres: Math.round(road.metres) } : null,
    houseNo: house ? house['houseNo'] : null,
    place: place ? { id: place['id'], name: place['name'], metres: Math.round(place.metres) } : null,
    cell: (await cellAt(ctx, lng, lat)) ?? null,
  }
}
