// Binds the geography's routes and the tile door.
import { handlers, raw, type Doors, type DoorRequest, type Raw } from '#kernel/module'
import contract from '../contract.ts'
import { areasBelow, getArea } from './areas.ts'
import { toWgs84, type Lnglat } from './coordinates.ts'
import { attribution, catalogue, featuresOf } from './features.ts'
import { nearest, reverse } from './nearest.ts'
import { searchPlaces } from './search.ts'
import { styleNamed } from './style.ts'
import { createTiles, layersNamed } from './tiles.ts'
import { createTileCache } from './tilecache.ts'
import { tileAt } from './tilegrid.ts'
import { placeWords } from './words.ts'

const focusOf = (query: { lng?: number; lat?: number }): Lnglat | undefined =>
  query.lng === undefined || query.lat === undefined ? undefined : [query.lng, query.lat]

export default handlers(contract, {
  'GET /geo/areas': (ctx, { query }) => areasBelow(ctx, query.parent ?? null),
  'GET /geo/areas/:code': (ctx, { params }) => getArea(ctx, params.code),
  'GET /geo/at': async (ctx, { query }) => {
    const { coords, given } = toWgs84(query.crs ?? 'wgs84', [query.lng, query.lat])
    const here = await reverse(ctx, ...coords)
    return { lng: coords[0], lat: coords[1], given, inCity: here.area !== null, ...here }
  },
  'GET /geo/reverse': (ctx, { query }) => reverse(ctx, ...toWgs84(query.crs ?? 'wgs84', [query.lng, query.lat]).coords),
  'GET /geo/search': async (ctx, { query }) => ({
    items: await searchPlaces(ctx, query.q, {
      focus: focusOf(query),
      kinds: query.kinds?.split(',').filter(Boolean),
      area: query.area,
      limit: query.size,
      crs: query.crs,
    }),
  }),
  'GET /geo/words': async (ctx, { query }) => ({ place: (await placeWords(ctx, query.q, { focus: focusOf(query) })) ?? null }),
  'GET /geo/nearest': async (ctx, { query }) => ({
    items: await nearest(ctx, query.layer, [query.lng, query.lat], query.n, query.metres),
  }),
  'GET /geo/layers': (ctx) => catalogue(ctx),
  'GET /geo/layers/:id/features': async (ctx, { params, query }) =>
    raw(JSON.stringify(await featuresOf(ctx, params.id, query.bbox?.split(',').map(Number), query.size)), {
      type: 'application/geo+json; charset=utf-8',
    }),
  'GET /geo/style/:name': async (ctx, { params }) => {
    const style =
      styleNamed(params.name.replace('.json', ''), ctx.lang, await attribution(ctx)) ??
      ctx.fail('geo.style.unknown', 404, { style: params.name })
    return raw(JSON.stringify(style), {
      type: 'application/json; charset=utf-8',
      headers: { 'cache-control': 'private, max-age=300', vary: 'Cookie, Accept-Language' },
    })
  },
})

let tiles = createTiles()

/** Gives the tile service its file; returns what closes it. */
export function keepTilesIn(file: string): () => void {
  const cache = createTileCache({ file })
  tiles = createTiles(cache)
  return () => cache.close()
}

const accepts = (req: DoorRequest, encoding: string) =>
  new RegExp(`\\b${encoding}\\b(?!;q=0(\\.0*)?\\b)`).test(String(req.headers['accept-encoding'] ?? ''))

export const doors: Doors = {
  // {layers}/{z}/{x}/{y}.mvt, layers separated by commas: a stable door
  'GET /tiles/:layers/:z/:x/:y': {
    may: 'public',
    limit: 'tiles',
    async run(ctx, req): Promise<Raw> {
      const { layers: names, z, x, y } = req.params as { layers: string; z: string; x: string; y: string }
      const row = /^(\d{1,8})(?:\.(?:mvt|pbf))?$/.exec(y)
      const asNumbers =
        row && /^\d{1,2}$/.test(z) && /^\d{1,8}$/.test(x) ? tileAt(Number(z), Number(x), Number(row[1])) : undefined
      const tile = asNumbers ?? ctx.fail('geo.tile.unknown', 404)
      const reply = await tiles.get(ctx, await layersNamed(ctx, names), tile)
      const zip = reply.body.length > 500 && accepts(req, 'gzip')
      const etag = `"${reply.etag}${zip ? '-gz' : ''}"`
      const headers: Record<string, string> = {
        etag,
        'cache-control': `${reply.open ? 'public' : 'private'}, max-age=${reply.maxAge}, stale-while-revalidate=${reply.maxAge * 10}`,
        vary: reply.open ? 'Accept-Encoding' : 'Accept-Encoding, Cookie, Authorization',
        ...(reply.truncated ? { 'x-tile-truncated': '1' } : {}),
      }
      const type = 'application/vnd.mapbox-vector-tile'
      const asked = String(req.headers['if-none-match'] ?? '')
      if (asked.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*'))
        return raw('', { type, status: 304, headers })
      if (!reply.body.length) return raw('', { type, status: 204, headers })
      return raw(Buffer.from(zip ? await reply.gzipped() : reply.body), {
        type,
        headers: zip ? { ...headers, 'content-encoding': 'gzip' } : headers,
      })
    },
  },
}
