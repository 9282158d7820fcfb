// Which layers there are: the base map's and those that modules declare over their own tables, and what a person may see of each.
import { sql, type RawBuilder } from 'kysely'
import { may, scopesOf, type Actor, type Context, type House, type Layer, type Name } from '#kernel/module'
import { baseLayers } from './baselayers.ts'
import type { GeometryKind } from './mvt.ts'
import type { Tile } from './tilegrid.ts'

/** What the tile service, the feature door and the catalogue need of a layer, whoever brings it. */
export type Served = {
  id: string
  name: Name
  geometry: GeometryKind
  color: string
  may: string
  base: boolean
  /** Table whose changes make a new version. */
  relation: string
  minZoom: number
  /** Below this zoom points are gathered into groups with `point_count`; 0 for never. */
  clusterBelow: number
  /** Seconds after which rows may look different without a change (time in `where`); 0 for never. */
  freshSeconds: number
  /** Whether tiles differ by person; such tiles never leave the process's memory. */
  scoped: boolean
  id_: RawBuilder<unknown>
  properties: Record<string, RawBuilder<unknown>>
  /** Rows at this zoom for this person, as SQL condition over alias t. */
  where(user: Actor, z: number): RawBuilder<boolean>
  /** Geometry in EPSG:3857 at this zoom, and the indexed test of the tile's box. */
  shape(z: number): RawBuilder<unknown>
  inside(tile: Tile, box: RawBuilder<unknown>): RawBuilder<boolean>
  /** Geometry column of SRID 4326 for features and nearest. */
  geom: RawBuilder<unknown>
}

const declared = new WeakMap<House, Served[]>()

function declaredIn(house: House): Served[] {
  let layers = declared.get(house)
  if (!layers) declared.set(house, (layers = house.modules.flatMap((one) => (one.layers ?? []).map(served))))
  return layers
}

export function allLayers(ctx: Pick<Context, 'house'>): Served[] {
  return [...baseLayers, ...declaredIn(ctx.house)]
}

export function findLayer(ctx: Pick<Context, 'house'>, id: string): Served | undefined {
  return allLayers(ctx).find((one) => one.id === id)
}

/** The layer of this id that the person may see; 404 when there is none, 401 or 403 when it is not theirs to see. */
export function getLayer(ctx: Context, id: string): Served {
  const layer = findLayer(ctx, id) ?? ctx.fail('geo.layer.unknown', 404, { layer: id.slice(0, 60) })
  if (!mayRead(ctx.user, layer)) ctx.fail('geo.layer.forbidden', ctx.user.kind === 'anonymous' ? 401 : 403, { layer: id })
  return layer
}

/** Whether the person may see the layer at all; the rows within are limited by `where`. */
export function mayRead(user: Actor, layer: Pick<Served, 'may'>): boolean {
  if (layer.may === 'public' || user.kind === 'system') return true
  if (layer.may === 'signed-in') return user.kind !== 'anonymous'
  if (layer.may === 'citizen' || layer.may === 'staff') return user.kind === layer.may
  return may(user, layer.may)
}

/** What of the person decides which rows of the layer they see; part of the tile's cache key. */
export function scopeKey(user: Actor, layer: Pick<Served, 'may' | 'scoped'>): string {
  if (!layer.scoped) return ''
  const scopes = scopesOf(user, layer.may)
  if (!scopes) return '*'
  const owner = scopes.some((scope) => scope.self) ? user.id : ''
  return JSON.stringify([scopes.map((s) => [s.orgs?.toSorted() ?? 0, s.areas?.toSorted() ?? 0, !!s.self]), owner])
}

const IDENTIFIER = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/

// column names and conditions come from modules' code, never from a request
function column(text: string): RawBuilder<unknown> {
  return IDENTIFIER.test(text) ? sql.raw(`t.${text}`) : sql.raw(`(${text})`)
}

function served(layer: Layer): Served {
  const { source } = layer
  const geom = column(source.geom)
  const { scope } = layer
  const own = source.where ? sql<boolean>`(${sql.raw(source.where)})` : sql<boolean>`true`
  return {
    id: layer.id,
    name: layer.name,
    geometry: layer.geometry,
    color: layer.color,
    may: layer.may,
    base: false,
    relation: source.table,
    minZoom: layer.minZoom ?? 0,
    clusterBelow: layer.geometry === 'point' ? (layer.clusterBelow ?? 12) : 0,
    freshSeconds: layer.freshSeconds ?? 0,
    scoped: scope !== undefined,
    id_: column(source.id),
    // the map asks for a chosen feature by this
    properties: Object.fromEntries(
      Object.entries({ id: source.id, ...source.properties }).map(([key, text]) => [key, column(text)]),
    ),
    where: (user) => (scope ? sql<boolean>`(${own} and ${scopeWhere(user, layer.may, scope)})` : own),
    shape: () => sql`st_transform(${geom}, 3857)`,
    inside: (tile) => sql<boolean>`${geom} && st_makeenvelope(${sql.join(tile.lnglat)}, 4326)`,
    geom,
  }
}

function scopeWhere(
  user: Actor,
  permission: string,
  columns: { org?: string; area?: string; owner?: string },
): RawBuilder<boolean> {
  const scopes = scopesOf(user, permission)
  if (!scopes) return sql<boolean>`true`
  if (!scopes.length) return sql<boolean>`false`
  const each = scopes.map((scope) => {
    const all: RawBuilder<boolean>[] = []
    // a limit that the table has no column for cannot be met: nothing is shown rather than everything
    if (scope.orgs) all.push(columns.org ? sql<boolean>`${column(columns.org)}::text = any(${scope.orgs})` : sql<boolean>`false`)
    if (scope.areas)
      all.push(
        columns.area
          ? sql<boolean>`${column(columns.area)} like any(${scope.areas.map((code) => `${code}%`)})`
          : sql<boolean>`false`,
      )
    if (scope.self) all.push(columns.owner ? sql<boolean>`${column(columns.owner)}::text = ${user.id}` : sql<boolean>`false`)
    return all.length ? sql<boolean>`(${sql.join(all, sql` and `)})` : sql<boolean>`true`
  })
  return sql<boolean>`(${sql.join(each, sql` or `)})`
}
