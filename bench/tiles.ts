// Vector tiles over HTTP: uncached z14 tiles of 1,500 and 150 features beside native ST_AsMVT, and cached ones per second.

import Fastify from 'fastify'
import type { AddressInfo } from 'node:net'
import { module, type Layer } from '#kernel/module'
import { bareClient, benchCity, engines, type BenchCity } from './lib/city.ts'
import { bar, bench, onEnd, ratio, say, small, table, timed, type Sample } from './lib/report.ts'
import { each, flood, type Ask } from './lib/requests.ts'

const side = small ? 3 : 6
const rounds = small ? 1 : 3
const [X, Y] = [13340, 6888] // the z14 tile around 113.12° E, 27.8° N
const kinds = [
  { name: '1,500', features: 1500, x: X },
  { name: '150', features: 150, x: X + 100 },
] as const

const layer: Layer = {
  id: 'bench.spot',
  name: { zh: '测点', en: 'Spots' },
  geometry: 'point',
  color: '#f00',
  may: 'public',
  clusterBelow: 0,
  source: { table: 'bench.spot', id: 'id', geom: 'geom', properties: { name: 'name', kind: 'kind', rank: 'rank' } },
}
const layers = module({ id: 'bench', name: { zh: '测试', en: 'Benchmark' }, pillar: 'kernel', layers: [layer] })

// What our layers do, as one statement of PostGIS's own.
const native = {
  building: `with e as materialized (select st_tileenvelope(14, $1::int, $2::int) as box)
    select st_asmvt(q, 'building', 4096, 'g') as mvt from (select id, name, use, floors, height, house_no, st_asmvtgeom(t.g3857, e.box, 4096, 64, true) as g
      from geo.building t, e where t.g3857 && st_expand(e.box, 38.2)) q`,
  'bench.spot': `with e as materialized (select st_tileenvelope(14, $1::int, $2::int) as box)
    select st_asmvt(q, 'bench.spot', 4096, 'g') as mvt from (select id, name, kind, rank, st_asmvtgeom(st_transform(t.geom, 3857), e.box, 4096, 64, true) as g
      from bench.spot t, e where t.geom && st_transform(st_expand(e.box, 38.2), 4326)) q`,
} as const
const shown = { building: 'polygons', 'bench.spot': 'points' } as const
const names = Object.keys(native) as (keyof typeof native)[]

/** Deterministic points over blocks of tiles; every second building a diamond, the others octagons, five to nine metres across. */
async function fill(city: BenchCity): Promise<void> {
  const spots = (n: number, x: number) => `select row_number() over () as i, st_transform(st_setsrid(st_makepoint(
      st_xmin(b) + (st_xmax(b) - st_xmin(b)) * ((k * 7919 % 10007) / 10007.0), st_ymin(b) + (st_ymax(b) - st_ymin(b)) * ((k * 104729 % 10009) / 10009.0)), 3857), 4326) as p
    from generate_series(0, ${side - 1}) tx, generate_series(0, ${side - 1}) ty, lateral (select st_tileenvelope(14, ${x} + tx, ${Y} + ty) as b) e, generate_series(1, ${n}) k`
  await city.pool.asOwner(async (exec) => {
    await exec(`create schema bench; grant usage on schema bench to yicheng_app;
      create table bench.spot (id int primary key, name text, kind text, rank real, geom geometry(Point, 4326) not null);
      grant select, update on bench.spot to yicheng_app;
      select geo.track('bench.spot')`)
    for (const { features, x } of kinds) {
      await exec(
        `insert into bench.spot select ${x} * 100000 + i, '测点' || i, 'kind' || i % 12, i % 100, p from (${spots(features, x)}) s`,
      )
      await exec(`insert into geo.building (id, name, use, floors, height, house_no, geom, src)
        select '${x}-' || i, case when i % 9 = 0 then '楼' || i end, 'residential', 1 + i % 30, 3.1 * (1 + i % 30), i % 400, st_buffer(p, 0.00004 + (i % 7) * 0.000006, 'quad_segs=' || (1 + i % 2)), 'bench'
        from (${spots(features, x)}) s`)
    }
    await exec('analyze')
  })
}

const tilesOf = (x: number) => Array.from({ length: side * side }, (_, i) => [x + (i % side), Y + Math.floor(i / side)] as const)
const asks = (city: BenchCity, name: string, x: number, headers = {}): Ask[] =>
  tilesOf(x).map(([tx, ty]) => ({ url: `${city.url}/tiles/${name}/14/${tx}/${ty}.mvt`, headers }))

/** A new version of every layer, so that no tile is cached any more. */
const touch = (city: BenchCity) =>
  city.pool.query(
    `with a as (update geo.building set geom = geom where id = '${X}-1') update bench.spot set geom = geom where id = ${X}00001`,
  )

async function uncached(city: BenchCity, name: string, x: number, clients: number): Promise<Sample & { bytes: number }> {
  const all = []
  await each(asks(city, name, x), clients)
  for (let round = 0; round < rounds; round++) {
    await touch(city)
    all.push(await each(asks(city, name, x), clients))
  }
  if (all.some((one) => one.errors)) throw new Error(`${name}: not every tile was answered`)
  return all.toSorted((a, b) => a.p50 - b.p50)[Math.floor(all.length / 2)]!
}

/** Native ST_AsMVT directly through pg, and through a Fastify that does nothing else. */
async function references(city: BenchCity) {
  const client = await bareClient(city.databaseUrl)
  const bare = Fastify()
  bare.get('/:name/:x/:y', async (request, reply) => {
    const { name, x, y } = request.params as { name: keyof typeof native; x: string; y: string }
    const { rows } = await city.pool.query(native[name], [Number(x), Number(y)])
    return reply.type('application/vnd.mapbox-vector-tile').send(rows[0]!['mvt'])
  })
  const url = await bare.listen({ port: 0, host: '127.0.0.1' })
  onEnd(() => bare.close())
  return {
    async direct(name: keyof typeof native, x: number) {
      const tiles = tilesOf(x)
      return timed(small ? 200 : 1500, (i) => client.query(native[name], [...tiles[i % tiles.length]!]), tiles.length)
    },
    async http(name: string, x: number, clients: number) {
      const list = tilesOf(x).map(([tx, ty]) => ({ url: `${url}/${name}/${tx}/${ty}` }))
      await each(list, clients)
      return each(Array.from({ length: rounds }, () => list).flat(), clients)
    },
  }
}

async function measure(city: BenchCity, direct: Map<string, number>): Promise<void> {
  await fill(city)
  const own = city.engine === 'postgres'
  const reference = own ? await references(city) : undefined
  const rows: (string | number)[][] = []
  const p50 = new Map<string, number>()
  for (const name of names) {
    for (const { name: size, x } of kinds) {
      const key = `${name} ${size}`
      const one = await uncached(city, name, x, 1)
      const four = await uncached(city, name, x, 4)
      if (reference) direct.set(key, (await reference.direct(name, x)).p50)
      const bareHttp = await reference?.http(name, x, 1)
      const bareFour = await reference?.http(name, x, 4)
      const ref = direct.get(key)
      p50.set(key, one.p50)
      rows.push([
        `${size} ${shown[name]}`,
        one.bytes / 1024,
        one.p50,
        one.p95,
        four.perSecond,
        ref ?? '–',
        ref ? ratio(one.p50, ref) : '–',
        bareHttp ? bareHttp.p50 : '–',
        bareFour ? bareFour.perSecond : '–',
      ])
    }
  }
  say(
    `Uncached z14 tiles over HTTP, ${side * side} tiles, median of ${rounds} rounds; reference: the same tile by native ST_AsMVT on PostgreSQL\n`,
  )
  table(
    ['tile', 'KB', 'p50 ms', 'p95 ms', '4 clients/s', 'native SQL p50', 'ratio', 'native, bare Fastify p50', '4 clients/s'],
    rows,
  )
  for (const name of names)
    say(
      `- growth: ten times the features (${shown[name]}) take ${ratio(p50.get(`${name} 1,500`)!, p50.get(`${name} 150`)!)} the time`,
    )
  for (const name of names)
    bar(`${city.engine}, uncached tile of 1,500 ${shown[name]}, p50`, p50.get(`${name} 1,500`)!, own ? 12 : 20, 'ms')
  await cached(city)
}

async function cached(city: BenchCity): Promise<void> {
  const list = asks(city, 'building', X, { 'accept-encoding': 'gzip' })
  const sparse = asks(city, 'building', X + 100, { 'accept-encoding': 'gzip' })
  await each([...list, ...sparse], 2)
  const bare = Fastify()
  const buffer = Buffer.alloc(24 * 1024, 7)
  bare.get('/*', async (_request, reply) =>
    reply.header('content-encoding', 'gzip').type('application/vnd.mapbox-vector-tile').send(buffer),
  )
  await bare.listen({ port: 0, host: '127.0.0.1' })
  const { port } = bare.server.address() as AddressInfo
  const seconds = small ? 1 : 4
  const rows = []
  const rates: number[] = []
  for (const clients of [1, 8]) {
    const dense = await flood(list, { clients, seconds })
    const thin = await flood(sparse, { clients, seconds })
    const none = await flood([{ url: `http://127.0.0.1:${port}/x` }], { clients, seconds })
    rates.push(dense.p50, dense.perSecond)
    rows.push([
      String(clients),
      dense.p50,
      dense.p95,
      dense.perSecond,
      thin.perSecond,
      none.perSecond,
      ratio(dense.perSecond, none.perSecond),
    ])
  }
  await bare.close()
  say('\nCached tiles (gzip, version asked of the database each time); reference: bare Fastify sending 24 KB from memory\n')
  table(['clients', 'p50 ms', 'p95 ms', 'tiles/s of 1,500', 'tiles/s of 150', 'bare Fastify/s', 'ratio'], rows)
  bar(`${city.engine}, cached tile, 1 client, p50`, rates[0]!, 0.5, 'ms')
  bar(`${city.engine}, cached tiles a second, 8 clients`, rates[3]!, 4000, '/s', 'more')
  say()
}

await bench('tiles', 'Vector tiles over HTTP, the whole server with its checks.', async () => {
  const direct = new Map<string, number>()
  for (const engine of engines('postgres', 'embedded')) {
    const city = await benchCity(engine, { extra: [layers] })
    await measure(city, direct)
  }
})
