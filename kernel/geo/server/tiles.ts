// The tile service: from layers and z/x/y to bytes, by cache where the data has not changed since.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { sql, type RawBuilder } from 'kysely'
import type { Context } from '#kernel/module'
import { findLayer, getLayer, scopeKey, type Served } from './layers.ts'
import { encodeLayer, type TileFeature } from './mvt.ts'
import { asRules, rules, rulesInForce, type Rules } from './rules.ts'
import { createTileCache, type Part, type TileCache } from './tilecache.ts'
import { EXTENT, tileAt, type Tile } from './tilegrid.ts'

export type TileReply = {
  /** Empty when there is nothing in the tile. */
  body: Uint8Array
  etag: string
  truncated: boolean
  /** Whether anybody may have it: decides public or private caching. */
  open: boolean
  maxAge: number
  gzipped(): Promise<Uint8Array>
}

export type TileService = {
  /** A tile of several layers, concatenated in the order given. Layers must exist and be allowed: see `layersNamed`. */
  get(ctx: Context, layers: Served[], tile: Tile): Promise<TileReply>
  cache: TileCache
}

const zip = promisify(gzip)
const GROUP = 256 // tile units: groups of points are gathered in a 16 by 16 grid

export function createTiles(cache: TileCache = createTileCache()): TileService {
  const flights = new Map<string, Promise<Part>>()
  const zipped = new WeakMap<Uint8Array, Promise<Uint8Array>>()
  const whole = new Map<string, Uint8Array>()

  return {
    cache,
    async get(ctx, layers, tile) {
      const shown = layers.filter((layer) => tile.z >= layer.minZoom)
      const { limits, tokens } = await basis(
        ctx,
        shown.map((layer) => layer.relation),
      )
      checkNumber(ctx, layers.length, limits)
      const keys = shown.map((layer) => keyOf(ctx, layer, tile, tokens.get(layer.relation)!))
      const parts: Promise<Part>[] = []
      const missing: number[] = []
      for (let i = 0; i < keys.length; i++) {
        const cached = cache.get(keys[i]!)
        const flying = cached ? Promise.resolve(cached) : flights.get(keys[i]!)
        if (!flying) missing.push(i)
        parts.push(flying ?? Promise.resolve(undefined as never))
      }
      if (missing.length) {
        const made = make(
          ctx,
          missing.map((i) => shown[i]!),
          tile,
          limits,
        )
        missing.forEach((i, n) => {
          const key = keys[i]!
          const layer = shown[i]!
          const one = made
            .then((all) => {
              cache.set(key, all[n]!, layer.may === 'public' && !layer.scoped)
              return all[n]!
            })
            .finally(() => flights.delete(key))
          // a waiter elsewhere handles the failure; without this the flight nobody waits for would end the process
          one.catch(() => {})
          flights.set(key, one)
          parts[i] = one
        })
      }
      const done = await Promise.all(parts)
      const key = keys.join('+')
      let body = done.length === 1 ? done[0]!.bytes : whole.get(key)
      if (!body) {
        body = Buffer.concat(done.map((part) => part.bytes))
        // the joined bytes are kept a while so that their gzip is, too
        whole.set(key, body)
        if (whole.size > 400) whole.delete(whole.keys().next().value!)
      }
      const bytes = body
      return {
        body: bytes,
        etag: createHash('sha1').update(bytes).digest('base64url').slice(0, 22),
        truncated: done.some((part) => part.dropped > 0),
        open: shown.every((layer) => layer.may === 'public' && !layer.scoped),
        maxAge: limits('tile.max_age_s'),
        gzipped() {
          let one = zipped.get(bytes)
          if (!one) zipped.set(bytes, (one = zip(bytes)))
          return one
        },
      }
    },
  }
}

/** The layers named in a request without repeats; fails when there are too many, one is unknown, or the person may not see it. */
export async function layersNamed(ctx: Context, names: string): Promise<Served[]> {
  const ids = [...new Set(names.split(','))].filter(Boolean)
  // known layers are counted by `get`, with limits that it reads anyway
  if (ids.some((id) => !findLayer(ctx, id))) checkNumber(ctx, ids.length, await rules(ctx))
  return ids.map((id) => getLayer(ctx, id))
}

function checkNumber(ctx: Context, layers: number, limits: Rules): void {
  const most = limits('tile.max_layers')
  if (layers > most) ctx.fail('geo.layers.many', 400, { max: most })
}

type Basis = { limits: Rules; tokens: Map<string, string> }
const desks = new WeakMap<object, { last: Promise<unknown>; next?: { relations: Set<string>; answer: Promise<Basis> } }>()

/**
 * Limits in force and versions of the tables, which every tile asks for. Requests that come while one asks share the next asking:
 * each gets what was true after it came, and a crowd costs the database no more than one reader.
 */
function basis(ctx: Context, relations: string[]): Promise<Basis> {
  // a transaction sees changes that are nobody else's yet
  if (ctx.db.isTransaction) return askBasis(ctx, relations)
  let desk = desks.get(ctx.db)
  if (!desk) desks.set(ctx.db, (desk = { last: Promise.resolve() }))
  if (!desk.next) {
    const waiting = new Set<string>()
    const own = desk
    const answer = desk.last.then(() => {
      delete own.next
      return askBasis(ctx, [...waiting])
    })
    desk.next = { relations: waiting, answer }
    desk.last = answer.catch(() => {})
  }
  for (const relation of relations) desk.next.relations.add(relation)
  return desk.next.answer
}

async function askBasis(ctx: Context, relations: string[]): Promise<Basis> {
  const { rows } = await sql<{ key: string; value: number | null; token: string | null }>`/* prepared */
    select r.key, r.value, null as token from (${rulesInForce(ctx.now)}) r
    union all select v.relation, null, v.token from geo.versions(${relations}::text[]) v`.execute(ctx.db)
  return {
    limits: asRules(rows.flatMap(({ key, value }) => (value === null ? [] : [{ key, value }]))),
    tokens: new Map(rows.flatMap(({ key, token }) => (token === null ? [] : [[key, token]]))),
  }
}

function keyOf(ctx: Context, layer: Served, tile: Tile, token: string): string {
  const fresh = layer.freshSeconds ? Math.floor(ctx.now.getTime() / 1000 / layer.freshSeconds) : ''
  return `${layer.id}|${definition(ctx, layer)}|${token}|${fresh}|${scopeKey(ctx.user, layer)}|${tile.z}/${tile.x}/${tile.y}`
}

// a release that draws a layer otherwise must not serve the old one's tiles from disk
const definitions = new WeakMap<Served, string>()
function definition(ctx: Context, layer: Served): string {
  let hash = definitions.get(layer)
  if (!hash) {
    const sample = tileAt(12, 0, 0)!
    const all = [6, 12, 15].map((z) => query(ctx, layer, { ...sample, z }, 1).compile(ctx.db).sql)
    definitions.set(layer, (hash = createHash('sha1').update(all.join('\n')).digest('base64url').slice(0, 8)))
  }
  return hash
}

/** Makes the parts of several layers with one statement, and encodes them. */
async function make(ctx: Context, layers: Served[], tile: Tile, limits: Rules): Promise<Part[]> {
  const maxFeatures = limits('tile.max_features')
  const columns = layers.map((layer, i) => sql`(${query(ctx, layer, tile, maxFeatures)}) as ${sql.ref(`l${i}`)}`)
  const row = await timed(ctx, limits('tile.timeout_ms'), sql<Record<string, string | null>>`select ${sql.join(columns)}`)
  return layers.map((layer, i) => {
    const rows = JSON.parse(row[`l${i}`] ?? '[]') as [string | null, ...unknown[]][]
    const names = Object.keys(layer.properties)
    const grouped = tile.z < layer.clusterBelow
    const features = rows.flatMap((values): TileFeature | [] => {
      // clipping may leave nothing of a shape whose box touches the tile
      if (values[0] === null) return []
      const twkb = Buffer.from(values[0], 'base64')
      if (!grouped) return { twkb, properties: Object.fromEntries(names.map((name, n) => [name, values[n + 1]])) }
      const [, count, own] = values as [string, number, unknown[]]
      if (count === 1) return { twkb, properties: Object.fromEntries(names.map((name, n) => [name, own[n]])) }
      return { twkb, properties: { cluster: true, point_count: count } }
    })
    const {
      bytes,
      features: kept,
      dropped,
    } = encodeLayer(layer.id, layer.geometry, features, { extent: EXTENT, maxBytes: limits('tile.max_bytes') })
    // the statement stops at the limit, so one that reached it may have left some out
    return { bytes, features: kept, dropped: dropped + (rows.length >= maxFeatures ? 1 : 0) }
  })
}

async function timed(
  ctx: Context,
  timeout: number,
  statement: RawBuilder<Record<string, string | null>>,
): Promise<Record<string, string | null>> {
  const bounds = `set local statement_timeout = ${Math.round(timeout)}; set local max_parallel_workers_per_gather = 0`
  try {
    if (ctx.db.isTransaction) {
      await sql.raw(bounds).execute(ctx.db)
      return (await statement.execute(ctx.db)).rows[0]!
    }
    return await ctx.db.connection().execute(async (db) => {
      // one message for what Kysely's transaction would send as two
      await sql.raw(`begin; ${bounds}`).execute(db)
      try {
        return (await statement.execute(db)).rows[0]!
      } finally {
        await sql.raw('rollback').execute(db)
      }
    })
  } catch (error) {
    if ((error as { code?: string }).code === '57014') ctx.fail('geo.tile.slow', 503)
    throw error
  }
}

/** The statement behind one layer of one tile: a JSON array of [geometry as base64 TWKB in tile units, properties…], or null. */
export function query(ctx: Pick<Context, 'user'>, layer: Served, tile: Tile, limit: number): RawBuilder<unknown> {
  const [west, south, east, north] = tile.merc
  const pad = (east - west) * (64 / EXTENT)
  const u = tile.units
  const box = sql`st_makeenvelope(${west - pad}, ${south - pad}, ${east + pad}, ${north + pad}, 3857)`
  const shape = layer.shape(tile.z)
  const rows = sql`${sql.raw(layer.relation)} t where ${layer.inside(tile, box)} and ${layer.where(ctx.user, tile.z)}`
  const values = Object.values(layer.properties)
  const list = values.length ? sql`, ${sql.join(values)}` : sql``
  if (tile.z < layer.clusterBelow) {
    return sql`select json_agg(json_build_array(encode(st_astwkb(st_point(g.x, g.y), 0), 'base64'), g.n, g.own))::text from (
      select avg(p.x) as x, avg(p.y) as y, count(*) as n, (array_agg(p.own))[1] as own from (
        select (st_x(q.m) - ${west}::float8) * ${u}::float8 as x, (${north}::float8 - st_y(q.m)) * ${u}::float8 as y, q.own
        from (select ${shape} as m, json_build_array(${values.length ? sql.join(values) : sql``}) as own from ${rows}) q) p
      where p.x >= 0 and p.x < ${EXTENT} and p.y >= 0 and p.y < ${EXTENT}
      group by floor(p.x / ${GROUP}), floor(p.y / ${GROUP}) limit ${limit}) g`
  }
  // large first, so that the limit cuts what is least seen; then by id, so that equal rows make equal bytes
  const size =
    layer.geometry === 'polygon'
      ? sql`st_area(${shape}) desc, `
      : layer.geometry === 'line'
        ? sql`st_length(${shape}) desc, `
        : sql``
  const order = sql`order by ${size}${layer.id_}`
  const clipped = layer.geometry === 'point' ? shape : sql`st_clipbybox2d(${shape}, ${box})`
  return sql`select json_agg(f.row)::text from (
    select json_build_array(encode(st_astwkb(st_affine(${clipped}, ${u}::float8, 0, 0, ${-u}::float8, ${-u * west}::float8, ${u * north}::float8), 0), 'base64')${list}) as row
    from ${rows} ${order} limit ${limit}) f`
}
