// Tiles: same geometry as PostGIS makes, versions that follow the data, permissions, limits, caching headers.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { VectorTile } from '@mapbox/vector-tile'
import { sql } from 'kysely'
import { PbfReader } from 'pbf'
import type { Actor, Context, Layer } from '#kernel/module'
import { anonymous } from '#kernel/module'
import { loadCity } from '#kernel/geo'
import { actorOf, testCity, type TestCity } from '#test/city.ts'
import { findLayer, getLayer } from '../server/layers.ts'
import { foldTouches } from '../server/upkeep.ts'
import { createTileCache } from '../server/tilecache.ts'
import { tileAt, toMercator } from '../server/tilegrid.ts'
import { createTiles, layersNamed, query } from '../server/tiles.ts'
import { town } from './town.ts'

let city: TestCity
const layers: Layer[] = [
  {
    id: 'probe.all',
    name: { zh: '探点', en: 'Probes' },
    geometry: 'point',
    color: '#f00',
    may: 'probe.read',
    source: { table: 'probe.spot', id: 'id', geom: 'geom', properties: { state: 'state', n: 'n' }, where: "state <> 'gone'" },
    scope: { org: 'org', area: 'area' },
  },
  {
    id: 'probe.open',
    name: { zh: '公开', en: 'Open' },
    geometry: 'point',
    color: '#f00',
    may: 'public',
    source: { table: 'probe.spot', id: 'id', geom: 'geom', properties: { n: 'n' } },
    clusterBelow: 0,
  },
]

before(async () => {
  city = await testCity()
  await city.ctx((ctx) => loadCity(ctx, town()))
  await city.pool.asOwner(async (exec) => {
    await exec(`drop schema if exists probe cascade; create schema probe; grant usage on schema probe to yicheng_app;
      create table probe.spot (id int primary key, state text, n int, org text, area text, geom geometry(Point, 4326) not null);
      grant select, insert, update, delete on probe.spot to yicheng_app;
      select geo.track('probe.spot', array['state', 'geom'])`)
    await exec(`insert into probe.spot select i, 'new', i, case when i % 2 = 0 then 'a' else 'b' end, case when i % 4 < 2 then '990211' else '990212' end,
      st_setsrid(st_makepoint(113.1 + (i % 60) * 0.0002, 27.8 + (i / 60) * 0.0002), 4326) from generate_series(1, 3000) i`)
  })
})

function as(ctx: Context, user: Actor): Context {
  return {
    ...ctx,
    user,
    house: { ...ctx.house, modules: [...ctx.house.modules, { id: 'probe', name: { zh: '', en: '' }, pillar: 'city', layers }] },
  }
}
const keeper = (scope: object = {}) => actorOf({ permissions: ['probe.read'], ...scope })
const decode = (bytes: Uint8Array) => new VectorTile(new PbfReader(bytes))
const tileOf = (lng: number, lat: number, z: number) => {
  const [x, y] = toMercator(lng, lat)
  const side = 40075016.685578488 / 2 ** z
  return tileAt(z, Math.floor((x + 20037508.342789244) / side), Math.floor((20037508.342789244 - y) / side))!
}
const service = createTiles()
const get = (ctx: Context, names: string, tile = tileOf(113.1, 27.8, 14)) =>
  layersNamed(ctx, names).then((found) => service.get(ctx, found, tile))

test('points and polygons equal what ST_AsMVT makes, where the database has it', async (t) => {
  const { rows } = await city.pool.query('select postgis_full_version() as v')
  if (!/LIBPROTOBUF/.test(rows[0]!['v'])) return t.skip('this PostGIS has no protobuf')
  const tile = tileOf(113.111, 27.811, 14)
  // irregular hexagons with holes, some across the tile's edge
  await city.pool.query(`insert into geo.building (id, geom, src)
    select 'h' || i, st_difference(st_buffer(p, 0.0002 + (i % 7) * 0.00003, 'quad_segs=' || (1 + i % 3)), st_buffer(p, 0.00006, 'quad_segs=1')), 'hex'
    from (select i, st_setsrid(st_makepoint(113.1 + (i * 7919 % 1000) * 0.00003, 27.8 + (i * 104729 % 1000) * 0.00003), 4326) as p from generate_series(1, 300) i) s`)
  const native = async (table: string) => {
    const answer = await city.pool.query(
      `select st_asmvt(q, 'x', 4096, 'g') as mvt from (select id, st_asmvtgeom(st_transform(geom, 3857), st_tileenvelope($1, $2, $3), 4096, 64, true) as g
        from ${table} where geom && st_transform(st_expand(st_tileenvelope($1, $2, $3), 40), 4326)) q`,
      [tile.z, tile.x, tile.y],
    )
    return decode(answer.rows[0]!['mvt']).layers['x']!
  }
  const shapes = (layer: VectorTile['layers'][string]) =>
    new Map(
      Array.from({ length: layer.length }, (_, i) => {
        const feature = layer.feature(i)
        // rings may start at another vertex: told apart by their points in order of place
        const rings = feature.loadGeometry().map((ring) => [...new Set(ring.map((p) => `${p.x},${p.y}`))].sort().join(' '))
        return [String(feature.properties['id']), rings.sort().join(' | ')]
      }),
    )
  await city.ctx(async (ctx) => {
    for (const [table, name] of [
      ['probe.spot', 'probe.open'],
      ['geo.building', 'building'],
    ] as const) {
      const own = { ...getLayer(as(ctx, keeper()), name), minZoom: 0, properties: { id: sql`t.id` } }
      const mine = decode((await createTiles().get(as(ctx, keeper()), [own], tile)).body).layers[name]!
      const theirs = shapes(await native(table))
      assert.ok(theirs.size > 100)
      const ours = shapes(mine)
      assert.deepEqual([...ours.keys()].sort(), [...theirs.keys()].sort())
      const numbers = (shape: string) => shape.match(/-?\d+/g)!.map(Number)
      let inside = 0
      for (const [id, shape] of theirs) {
        // at the buffer's edge one cuts before rounding and the other after: corners there may lie two units apart (an eighth of a pixel)
        if (numbers(shape).every((n) => n > -64 && n < 4160) && ++inside) assert.equal(ours.get(id), shape, `${table} ${id}`)
        else
          for (const which of [Math.min, Math.max])
            assert.ok(Math.abs(which(...numbers(ours.get(id)!)) - which(...numbers(shape))) <= 2, `${table} ${id}`)
      }
      assert.ok(inside > 80)
    }
  })
  await city.pool.query(`delete from geo.building where src = 'hex'`)
})

test('a large polygon is cut at the buffer and stays one ring, right way round', async () => {
  await city.ctx(async (ctx) => {
    const layer = decode((await get(as(ctx, keeper()), 'water', tileOf(113.1, 27.815, 15))).body).layers['water']!
    const [ring] = layer.feature(0).loadGeometry()
    assert.equal(layer.length, 1)
    assert.equal(layer.feature(0).properties['name'], '试江')
    assert.ok(ring!.every((p) => p.x >= -64 && p.x <= 4160 && p.y >= -64 && p.y <= 4160))
  })
})

test('ogrinfo reads the tile', async (t) => {
  try {
    execFileSync('ogrinfo', ['--version'])
  } catch {
    return t.skip('gdal-bin is not installed')
  }
  const file = join(mkdtempSync(join(tmpdir(), 'tile-')), '0.mvt')
  const reply = await city.ctx((ctx) => get(as(ctx, keeper()), 'area,water,road,probe.open'))
  writeFileSync(file, reply.body)
  const said = execFileSync('ogrinfo', ['-al', '-so', file], { encoding: 'utf8' })
  assert.match(said, /Layer name: road/)
  assert.match(said, /Layer name: area[\s\S]*Geometry: (Multi )?Polygon/)
  const points = Number(/Layer name: probe\.open[\s\S]*?Feature Count: (\d+)/.exec(said)?.[1])
  assert.equal(points, decode(reply.body).layers['probe.open']!.length)
})

test('a committed change makes a new version at once; other columns, other tables and a rollback do not', async () => {
  const etag = async () => (await city.ctx((ctx) => get(as(ctx, keeper()), 'probe.open'))).etag
  const misses = () => service.cache.stats().misses
  const first = await etag()
  let before = misses()
  assert.equal(await etag(), first)
  await city.pool.query('update probe.spot set n = n where id = 1')
  await city.pool.query(`update geo.area set en = 'x' where code = '990211'`)
  assert.equal(await etag(), first)
  assert.equal(misses(), before, 'nothing was made again')
  await assert.rejects(
    city.ctx(async (ctx) => {
      await sql`delete from probe.spot`.execute(ctx.db)
      throw new Error('no')
    }),
  )
  assert.equal(await etag(), first)
  assert.equal(misses(), before)
  await city.pool.query('update probe.spot set geom = st_translate(geom, 0.0001, 0) where id = 1')
  const second = await etag()
  assert.notEqual(second, first)
  await city.pool.query('update probe.spot set geom = st_translate(geom, -0.0001, 0) where id = 1')
  before = misses()
  assert.equal(await etag(), first, 'the same content has the same tag')
  assert.equal(misses(), before + 1)
})

test('two writers at once wait for nothing, and both count', async () => {
  if (city.pool.kind === 'embedded') return
  const token = async () =>
    (await city.pool.query(`select token from geo.versions(array['probe.spot'])`)).rows[0]!['token'] as string
  const start = await token()
  const [a, b] = [await city.pool.connect(), await city.pool.connect()]
  await a.query('begin')
  await b.query('begin')
  await a.query(`update probe.spot set state = 'a' where id = 2`)
  // would wait for the first writer's end if they shared a counter row
  await b.query("set local lock_timeout = '2s'")
  await b.query(`update probe.spot set state = 'b' where id = 3`)
  await b.query('commit')
  const one = await token()
  await a.query('commit')
  const two = await token()
  a.release()
  b.release()
  assert.equal(new Set([start, one, two]).size, 3)
})

test('folding keeps the version', async () => {
  const token = async () =>
    (await city.pool.query(`select token from geo.versions(array['probe.spot'])`)).rows[0]!['token'] as string
  const start = await token()
  await city.pool.query('update geo.touch set at = at')
  const folded = await city.ctx((ctx) => foldTouches({ ...ctx, now: new Date(Date.now() + 3_600_000) }))
  assert.ok(folded > 0)
  assert.equal(await token(), start)
  assert.equal((await city.pool.query('select count(*)::int as n from geo.touch')).rows[0]!['n'], 0)
})

test('a layer is for those who may, and rows for those in scope; the cache keeps them apart', async () => {
  await city.ctx(async (ctx) => {
    const count = async (user: Actor) => decode((await get(as(ctx, user), 'probe.all')).body).layers['probe.all']?.length ?? 0
    await assert.rejects(get(as(ctx, anonymous), 'probe.all'), { status: 401 })
    await assert.rejects(get(as(ctx, actorOf({})), 'area,probe.all'), { status: 403 })
    await assert.rejects(get(as(ctx, keeper()), 'probe.nothing'), { status: 404 })
    const all = await count(keeper())
    const orgA = await count(keeper({ orgs: ['a'] }))
    const inEast = await count(keeper({ areas: ['990211'] }))
    const both = await count(keeper({ orgs: ['a'], areas: ['9902'] }))
    assert.ok(all > 100)
    assert.ok(orgA > 0 && orgA < all && inEast > 0 && inEast < all)
    assert.equal(both, orgA)
    assert.equal(await count(keeper({ orgs: [] })), 0)
    assert.equal((await get(as(ctx, keeper({ orgs: ['a'] })), 'probe.all')).open, false)
  })
})

test('only what everybody may see reaches the disk', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tiles-')), 'tiles.sqlite')
  const cache = createTileCache({ file })
  const tiles = createTiles(cache)
  const tile = tileOf(113.1, 27.8, 14)
  await city.ctx(async (ctx) =>
    tiles.get(
      as(ctx, keeper()),
      ['probe.all', 'area'].map((id) => findLayer(as(ctx, keeper()), id)!),
      tile,
    ),
  )
  cache.close()
  const again = createTileCache({ file })
  const reply = await city.ctx(async (ctx) =>
    createTiles(again).get(
      as(ctx, keeper()),
      ['probe.all', 'area'].map((id) => findLayer(as(ctx, keeper()), id)!),
      tile,
    ),
  )
  assert.equal(again.stats().fromDisk, 1)
  assert.equal(again.stats().misses, 1)
  assert.ok(decode(reply.body).layers['area'])
  again.close()
})

test('below their zoom points are gathered; the groups count every point once', async () => {
  await city.ctx(async (ctx) => {
    const zoom = 9
    const tile = tileOf(113.1, 27.8, zoom)
    const layer = decode((await get(as(ctx, keeper()), 'probe.all', tile)).body).layers['probe.all']!
    let sum = 0
    for (let i = 0; i < layer.length; i++) sum += Number(layer.feature(i).properties['point_count'] ?? 1)
    assert.equal(sum, 3000)
    assert.ok(layer.length < 30)
  })
})

test('too much is cut to what fits, and said', async () => {
  await city.pool.query(`update geo.rule set value = 100 where key = 'tile.max_features'`)
  await city.pool.query(`update geo.rule set value = 900 where key = 'tile.max_bytes'`)
  try {
    const reply = await city.ctx((ctx) =>
      createTiles().get(as(ctx, keeper()), [findLayer(as(ctx, keeper()), 'probe.open')!], tileOf(113.1, 27.8, 14)),
    )
    assert.equal(reply.truncated, true)
    assert.ok(reply.body.length < 2500)
  } finally {
    await city.pool.query(`update geo.rule set value = 50000 where key = 'tile.max_features'`)
    await city.pool.query(`update geo.rule set value = 524288 where key = 'tile.max_bytes'`)
  }
})

test('the same tile asked for by many is made once', async () => {
  const tiles = createTiles()
  await city.ctx(async (ctx) => {
    const own = as(ctx, keeper())
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => tiles.get(own, [findLayer(own, 'probe.open')!], tileOf(113.1, 27.8, 15))),
    )
    assert.equal(new Set(replies.map((one) => one.etag)).size, 1)
  })
  assert.equal(tiles.cache.stats().items, 1)
})

test('the plan of a tile looks up the index', async () => {
  await city.ctx(async (ctx) => {
    // so few rows that a scan would be cheaper, were it allowed
    await sql`set local enable_seqscan = off`.execute(ctx.db)
    const own = as(ctx, keeper())
    for (const [id, index] of [
      ['building', 'building_g'],
      ['road', 'road_g'],
      ['probe.open', 'spot_geom'],
    ] as const) {
      const statement = query(own, getLayer(own, id), tileOf(113.1, 27.8, 15), 100)
      const { rows } = await sql<Record<string, string>>`explain ${statement}`.execute(ctx.db)
      assert.match(rows.map((row) => Object.values(row)[0]).join('\n'), new RegExp(`Index.*${index}`), id)
    }
  })
})

test('over HTTP: type, strong tag and 304, gzip, empty, repeats, too many, nonsense', async () => {
  const tile = tileOf(113.1, 27.8, 14)
  const url = (names: string, z = tile.z, x = tile.x, y: number | string = tile.y) => `GET /tiles/${names}/${z}/${x}/${y}.mvt`
  const wide = tileOf(113.1, 27.8, 10)
  const at10 = [wide.x, wide.y] as const
  const plain = await city.ask(null, url('area,road'))
  assert.equal(plain.status, 200)
  assert.equal(plain.headers['content-type'], 'application/vnd.mapbox-vector-tile')
  assert.match(plain.headers['cache-control'], /^public, max-age=60/)
  assert.match(plain.headers['etag'], /^"[\w-]+"$/)
  assert.deepEqual(Object.keys(decode(plain.raw.rawPayload).layers), ['area', 'road'])
  const same = await city.ask(null, url('area,road,area,road'), undefined, { 'if-none-match': plain.headers['etag'] })
  assert.equal(same.status, 304)
  assert.equal(same.raw.rawPayload.length, 0)
  const zipped = await city.ask(null, url('area,road,water,border,place,area_label', 10, ...at10), undefined, {
    'accept-encoding': 'gzip, br',
  })
  assert.equal(zipped.headers['content-encoding'], 'gzip')
  assert.ok(decode(gunzipSync(zipped.raw.rawPayload)).layers['area'])
  assert.equal((await city.ask(null, url('area', 14, 0, 0))).status, 204)
  assert.equal((await city.ask(null, url('none'))).status, 404)
  assert.equal((await city.ask(null, url(Array.from({ length: 40 }, (_, i) => `l${i}`).join(',')))).status, 400)
  for (const y of ['-1', '1e3', '99999999', '1.5', 'x', "1'--"])
    assert.equal((await city.ask(null, url('area', 3, 1, y))).status, 404, y)
  assert.equal((await city.ask(null, url('area', 99, 1, 1))).status, 404)
})

test('over HTTP: areas, point, search, nearest, layers, features, style', async () => {
  const areas = await city.ask(null, 'GET /api/geo/areas?parent=990211')
  assert.deepEqual(
    areas.body.map((one: any) => one.code),
    ['990211001', '990211002'],
  )
  const area = await city.ask(null, 'GET /api/geo/areas/990211001')
  assert.equal(area.body.outline.type, 'MultiPolygon')
  assert.deepEqual(
    area.body.above.map((one: any) => one.name),
    ['试验省', '试城市', '东门区'],
  )
  assert.equal((await city.ask(null, 'GET /api/geo/areas/999999')).status, 404)
  assert.equal((await city.ask(null, 'GET /api/geo/areas/abc')).status, 400)
  const here = await city.ask(null, 'GET /api/geo/at?lng=113.1105&lat=27.8105')
  assert.equal(here.body.inCity, true)
  assert.equal(here.body.area.community.name, '河东社区')
  const moved = await city.ask(null, 'GET /api/geo/at?lng=113.1105&lat=27.8105&crs=gcj02')
  assert.deepEqual(moved.body.given, { crs: 'gcj02', coords: [113.1105, 27.8105] })
  assert.ok(moved.body.lng < 113.106)
  const found = await city.ask(null, `GET /api/geo/search?q=${encodeURIComponent('神农')}&size=2&lng=113.1&lat=27.8`)
  assert.deepEqual(
    found.body.items.map((one: any) => one.id),
    ['p1', 'p2'],
  )
  assert.equal((await city.ask(null, 'GET /api/geo/search?q=')).status, 400)
  assert.equal((await city.ask(null, 'GET /api/geo/search?q=a&size=1000')).status, 400)
  assert.equal((await city.ask(null, `GET /api/geo/words?q=${encodeURIComponent('二中对面')}`)).body.place.relation, 'opposite')
  assert.equal(
    (await city.ask(null, 'GET /api/geo/nearest?lng=113.1&lat=27.83&layer=place:toilet&n=2&metres=9000')).body.items.length,
    2,
  )
  const cards = await city.ask(null, 'GET /api/geo/layers')
  const card = cards.body.find((one: any) => one.id === 'area')
  assert.equal(card.source, '测试城')
  assert.equal(card.surveyed, '2026-01-01')
  const features = await city.ask(null, 'GET /api/geo/layers/building/features?bbox=113.11,27.81,113.112,27.8105')
  assert.equal(features.body.features.length, 1)
  assert.equal(features.body.features[0].properties.house_no, 8)
  assert.equal((await city.ask(null, 'GET /api/geo/layers/building/features?bbox=5,5,1,1')).status, 400)
  for (const name of ['light', 'dark', 'imagery']) {
    const style = await city.ask(null, `GET /api/geo/style/${name}.json`)
    assert.equal(style.body.version, 8)
    assert.equal(style.body.glyphs, undefined)
    assert.equal(style.body.sources.base.attribution, '测试数据（示意）')
  }
  assert.equal((await city.ask(null, 'GET /api/geo/style/pink.json')).status, 404)
})

test('the styles hold to the MapLibre style specification', async () => {
  const { validateStyleMin } = await import('@maplibre/maplibre-gl-style-spec')
  for (const name of ['light', 'dark', 'imagery']) {
    const { body } = await city.ask(null, `GET /api/geo/style/${name}.json`)
    // relative tile addresses are resolved by the map's transformRequest
    body.sources.base.tiles = ['http://city/tiles/area/{z}/{x}/{y}.mvt']
    assert.deepEqual(
      validateStyleMin(body).map((one) => `${one.message}`),
      [],
    )
  }
})
