// Features of a layer as GeoJSON, for small layers and lists beside the map; and the catalogue of layers.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { allLayers, getLayer, mayRead } from './layers.ts'
import { rules } from './rules.ts'

export type FeatureCollection = { type: 'FeatureCollection'; features: object[]; numberReturned: number; truncated: boolean }

/** Features of a layer within a bbox (west, south, east, north; degrees), at most `limit` (the rule layer.max_features bounds it). */
export async function featuresOf(ctx: Context, id: string, bbox?: number[], limit?: number): Promise<FeatureCollection> {
  const layer = getLayer(ctx, id)
  if (bbox && !(bbox.length === 4 && bbox.every(Number.isFinite) && bbox[0]! <= bbox[2]! && bbox[1]! <= bbox[3]!))
    ctx.fail('geo.bbox.wrong', 400)
  const most = Math.min(limit ?? Infinity, (await rules(ctx))('layer.max_features'))
  const properties = Object.entries(layer.properties).flatMap(([name, value]) => [sql.lit(name), value])
  // One row of text: listing the columns keeps the geometry from being written twice (geo.md 2.4)
  const { rows } = await sql<{ all: string | null; n: number }>`
    select json_agg(f.feature)::text as all, count(*)::int as n from (
      select json_build_object('type', 'Feature', 'id', ${layer.id_}, 'geometry', st_asgeojson(${layer.geom}, 6)::json, 'properties', json_build_object(${sql.join(properties)})) as feature
      from ${sql.raw(layer.relation)} t
      where ${bbox ? sql`${layer.geom} && st_makeenvelope(${sql.join(bbox)}, 4326)` : sql`true`} and ${layer.geom} is not null and ${layer.where(ctx.user, 22)}
      order by ${layer.id_} limit ${most + 1}) f`.execute(ctx.db)
  const features = JSON.parse(rows[0]!.all ?? '[]') as object[]
  const truncated = features.length > most
  if (truncated) features.length = most
  return { type: 'FeatureCollection', features, numberReturned: features.length, truncated }
}

type Card = {
  layer: string
  source: string
  surveyed: string | null
  crs: string
  secrecy: string
  licence: string | null
  note: string | null
}

/** The layers that the caller may see, each with what its card must say: source, date, datum, secrecy. */
export async function catalogue(ctx: Context) {
  const layers = allLayers(ctx).filter((layer) => mayRead(ctx.user, layer))
  const cards = new Map(
    (await sql<Card>`select layer, source, surveyed, crs, secrecy, licence, note from geo.layer_card`.execute(ctx.db)).rows.map(
      (row) => [row.layer, row],
    ),
  )
  const versions = await sql<{
    relation: string
    token: string
  }>`select relation, token from geo.versions(${[...new Set(layers.map((l) => l.relation))]}::text[])`.execute(ctx.db)
  const tokens = new Map(versions.rows.map((row) => [row.relation, row.token]))
  return layers.map((layer) => {
    const card = cards.get(layer.id)
    return {
      id: layer.id,
      name: layer.name,
      geometry: layer.geometry,
      color: layer.color,
      base: layer.base,
      minZoom: layer.minZoom,
      clusterBelow: layer.clusterBelow,
      properties: Object.keys(layer.properties),
      source: card?.source ?? null,
      surveyed: card?.surveyed ?? null,
      crs: card?.crs ?? 'CGCS2000 (EPSG:4490)',
      secrecy: card?.secrecy ?? (layer.may === 'public' ? 'public' : 'internal'),
      licence: card?.licence ?? null,
      note: card?.note ?? null,
      version: tokens.get(layer.relation) ?? '0.0',
    }
  })
}

/** What the map must say of its data: the note of the areas' card, else its source. */
export async function attribution(ctx: Context): Promise<string> {
  const { rows } = await sql<{
    note: string | null
    source: string
  }>`select note, source from geo.layer_card where layer = 'area'`.execute(ctx.db)
  return rows[0] ? (rows[0].note ?? rows[0].source) : ''
}
