// Areas, cells, search, addresses and words over a small town; the fixed vectors of the datum.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { testCity, type TestCity } from '#test/city.ts'
import {
  areaAt,
  cellAt,
  fromWgs84,
  inCity,
  loadCity,
  nearest,
  placeWords,
  readAddress,
  readCoordinates,
  reverse,
  searchPlaces,
  toWgs84,
} from '#kernel/geo'
import { at, town } from './town.ts'

let city: TestCity
before(async () => {
  city = await testCity()
  await city.ctx((ctx) => loadCity(ctx, town()))
})

test('loading the same data twice does nothing, changed data replace and retire', async () => {
  assert.equal((await city.ctx((ctx) => loadCity(ctx, town()))).skipped, true)
  const fewer = { ...town('2'), cells: [...town().cells].slice(0, 3) }
  assert.equal((await city.ctx((ctx) => loadCity(ctx, fewer))).skipped, false)
  const { rows } = await city.pool.query(
    `select code, ended is not null as retired from geo.cell where src = 'test-town' order by code`,
  )
  assert.deepEqual(
    rows.map((row) => row['retired']),
    [false, false, false, true],
  )
  assert.equal(
    (await city.pool.query(`select count(*)::int as n from geo.place where src = 'test-town' and kind = 'toilet'`)).rows[0]!['n'],
    30,
  )
  await city.pool.query(`delete from geo.cell where src = 'test-town'`)
  await city.ctx((ctx) => loadCity(ctx, town('3')))
})

test('a retired cell stays retired and keeps its code', async () => {
  const cell = `(code, geom, src, started, ended) values ('990999999999999', st_makeenvelope(1, 1, 1.001, 1.001, 4326), 'x', '2020-01-01', '2021-01-01')`
  await city.pool.query(`insert into geo.cell ${cell}`)
  await assert.rejects(city.pool.query(`update geo.cell set ended = null where code = '990999999999999'`), /stays retired/)
  await assert.rejects(
    city.pool.query(`update geo.cell set code = '990999999999998' where code = '990999999999999'`),
    /keeps its code/,
  )
  await city.pool.query(`delete from geo.cell where src = 'x'`)
})

test('a point tells its county, township and community; edges go to the lower code; outside there is none', async () => {
  await city.ctx(async (ctx) => {
    assert.deepEqual(await areaAt(ctx, ...at(0.5, 0.5)), {
      county: { code: '990211', name: '东门区' },
      township: { code: '990211001', name: '河边街道' },
      community: { code: '990211001001', name: '河东社区' },
    })
    assert.equal((await areaAt(ctx, ...at(2, 1)))?.county.code, '990211')
    assert.equal((await areaAt(ctx, ...at(1, 1.5)))?.community?.code, '990211001001')
    const country = await areaAt(ctx, ...at(3, 3))
    assert.equal(country?.township?.code, '990212100')
    assert.equal(country?.community, null)
    assert.equal(await areaAt(ctx, 100, 30), undefined)
    assert.equal(await inCity(ctx, ...at(0.5, 0.5)), true)
    assert.equal(await inCity(ctx, ...at(4.001, 0.5)), false)
  })
})

test('cells: inside, shared edge and corner to the lower code, within 50 m flagged, farther none', async () => {
  await city.ctx(async (ctx) => {
    assert.deepEqual(await cellAt(ctx, ...at(1.05, 1.05)), { code: '990211001001002', near: false, metres: 0 })
    assert.equal((await cellAt(ctx, ...at(1, 1.05)))?.code, '990211001001001')
    assert.equal((await cellAt(ctx, ...at(1, 1)))?.code, '990211001001001')
    assert.equal((await cellAt(ctx, ...at(1.05, 1)))?.code, '990211001001002')
    // 0.04 units are some 39 m of longitude, 0.06 some 59 m
    const near = await cellAt(ctx, ...at(1.14, 1.05))
    assert.equal(near?.code, '990211001001002')
    assert.equal(near?.near, true)
    assert.ok(near!.metres > 38 && near!.metres < 41, String(near!.metres))
    assert.equal(await cellAt(ctx, ...at(1.16, 1.05)), undefined)
    // beyond the shared edge of two, as near to both: the lower code
    assert.equal((await cellAt(ctx, ...at(1.12, 1)))?.code, '990211001001002')
  })
})

test('the 50 m are a dated rule and not code', async () => {
  await city.pool.query(`insert into geo.rule (key, value, valid_from) values ('cell.near_metres', 80, '2027-01-01')`)
  await city.ctx(async (ctx) => {
    assert.equal(await cellAt({ ...ctx, now: new Date('2026-12-31T00:00:00Z') }, ...at(1.16, 1.05)), undefined)
    assert.equal((await cellAt({ ...ctx, now: new Date('2027-01-02T00:00:00Z') }, ...at(1.16, 1.05)))?.near, true)
  })
  await city.pool.query(`delete from geo.rule where key = 'cell.near_metres' and valid_from = '2027-01-01'`)
})

const best = (text: string, options = {}) => city.ctx(async (ctx) => (await searchPlaces(ctx, text, options))[0])

test('search: name, pinyin, initials, two characters, a slip, a homophone, an alias', async () => {
  const cases: [string, string, string][] = [
    ['神农城', 'p1', 'exact'],
    ['神农', 'p1', 'prefix'],
    ['商业广场', 'p2', 'contains'],
    ['shennongcheng', 'p1', 'pinyin'],
    ['SNC', 'p1', 'initials'],
    ['神农cheng', 'p1', 'pinyin'],
    ['茨姑塘菜市场', 'p4', 'fuzzy'],
    ['神浓城', 'p1', 'fuzzy'],
    ['二中', 'p3', 'alias'],
    ['第二中学', 'p3', 'alias'],
    ['河边街道', 'area:990211001', 'exact'],
    ['长江北路', 'road:r1', 'exact'],
    ['神农城　（商业）广场', 'p2', 'exact'],
    ['试城二中', 'p3', 'alias'],
    ['东门区河边街道', 'area:990211001', 'exact'],
    ['试二中学', 'p3', 'letters'],
  ]
  for (const [text, id, how] of cases) {
    const found = await best(text)
    assert.equal(found?.id, id, text)
    assert.equal(found.matchType, how, text)
    assert.ok(found.confidence > 0 && found.confidence <= 1, text)
  }
})

test('search marks what matched', async () => {
  assert.deepEqual((await best('农城'))?.ranges, [[1, 3]])
  assert.deepEqual((await best('snc'))?.ranges, [[0, 3]])
  assert.deepEqual((await best('shenn'))?.ranges, [[0, 2]])
  const alias = await best('二中')
  assert.equal(alias?.alias, '二中')
  assert.deepEqual(alias?.ranges, [[0, 2]])
})

test('among equals the nearer to the focus comes first, with its metres', async () => {
  for (const i of [0, 14, 29]) {
    const found = await best('公厕', { focus: at(0.1 + i * 0.12, 3) })
    assert.equal(found?.id, `t${i}`)
    assert.equal(found?.metres, 0)
  }
  assert.equal((await best('神农城', { focus: at(1.2, 1.05) }))?.id, 'p1')
  assert.equal((await best('菜市场', { kinds: ['market'], area: '990211001002' }))?.id, 'p5')
})

test('odd input finds nothing and breaks nothing', async () => {
  for (const text of ['', ' ', '%', '_', "'; drop table geo.place; --", '\\', '龘龘龘', '1'.repeat(80), '{}', '\u0000a', '🚲']) {
    const found = await city.ctx((ctx) => searchPlaces(ctx, text.replace('\u0000', '')))
    assert.ok(Array.isArray(found), text)
  }
  assert.equal((await city.ctx((ctx) => searchPlaces(ctx, '%%'))).length, 0)
})

test('addresses: the house, else the nearest number of that road', async () => {
  const exact = await best('试城市东门区长江北路8号')
  assert.equal(exact?.id, 'b1')
  assert.equal(exact?.matchType, 'address')
  const between = await best('长江北路18号')
  assert.equal(between?.id, 'b2')
  assert.equal(between?.matchType, 'interpolated')
  assert.ok(between!.confidence < exact!.confidence)
  const parts = await city.ctx((ctx) => readAddress(ctx, '试验省试城市东门区河边街道长江北路8号附2号二楼'))
  assert.deepEqual(parts, { area: '990211001', road: '长江北路', houseNo: 8, rest: '附2号二楼' })
})

test('pasted coordinates in every dress', async () => {
  for (const text of [
    '113.1105,27.8105',
    '27.8105, 113.1105',
    '113.1105E 27.8105N',
    '113°06′37.8″E 27°48′37.8″N',
    '东经113度6分37.8秒，北纬27度48分37.8秒',
    '(113.1105 27.8105)',
  ]) {
    const found = await best(text)
    assert.equal(found?.matchType, 'coordinate', text)
    assert.ok(Math.abs(found!.lng - 113.1105) < 1e-6 && Math.abs(found!.lat - 27.8105) < 1e-6, text)
    assert.match(found!.address ?? '', /东门区河边街道长江北路8号/)
  }
  assert.equal(readCoordinates('113.1'), undefined)
  assert.equal(readCoordinates('长江路12,14'), undefined)
  assert.equal(readCoordinates('200,300'), undefined)
})

test('fixed vectors: (113.1, 27.8) in zone 38 of CGCS2000, both ways; 4490 equals 4326', async () => {
  const { rows } = await city.pool.query(`select st_x(a) as ax, st_y(a) as ay, st_x(b) as bx, st_x(c) as cx, st_y(c) as cy from (
    select st_transform(p, 4547) as a, st_transform(p, 4526) as b, st_transform(p, 4490) as c from (select st_setsrid(st_makepoint(113.1, 27.8), 4326) as p) s) t`)
  const { ax, ay, bx, cx, cy } = rows[0]!
  assert.ok(Math.abs(ax - 411309.336) < 0.001 && Math.abs(ay - 3076603.07) < 0.001, `${ax} ${ay}`)
  assert.ok(Math.abs(bx - 38411309.336) < 0.001)
  assert.ok(Math.abs(cx - 113.1) < 1e-9 && Math.abs(cy - 27.8) < 1e-9)
  for (const text of ['3076603.070, 411309.336', '38411309.336 3076603.070']) {
    const found = await best(text)
    assert.ok(Math.abs(found!.lng - 113.1) < 1e-7 && Math.abs(found!.lat - 27.8) < 1e-7, text)
  }
})

test('GCJ-02 lies 574 m east and 348 m south here, is undone, and the given pair is kept', () => {
  const back = toWgs84('gcj02', [113.10583, 27.79686])
  assert.ok(Math.abs(back.coords[0] - 113.1) < 5e-5 && Math.abs(back.coords[1] - 27.8) < 5e-5, String(back.coords))
  assert.deepEqual(back.given, { crs: 'gcj02', coords: [113.10583, 27.79686] })
  assert.deepEqual(toWgs84('wgs84', [113.1, 27.8]).coords, [113.1, 27.8])
  fc.assert(
    fc.property(
      fc.constantFrom('gcj02' as const, 'bd09' as const),
      fc.double({ min: 112.9, max: 114.2, noNaN: true }),
      fc.double({ min: 26, max: 28.1, noNaN: true }),
      (crs, lng, lat) => {
        const round = toWgs84(crs, fromWgs84(crs, [lng, lat])).coords
        assert.ok(Math.abs(round[0] - lng) < 1e-5 && Math.abs(round[1] - lat) < 1e-5)
      },
    ),
  )
})

test('words: opposite, crossing, and names that hold such words', async () => {
  const words = (text: string) => city.ctx((ctx) => placeWords(ctx, text))
  const opposite = await words('二中对面')
  assert.equal(opposite?.id, 'p3')
  assert.equal(opposite?.relation, 'opposite')
  assert.equal(opposite?.matchType, 'relative')
  for (const text of ['长江北路与泰山路交叉口', '在泰山路长江北路路口', '东门区长江北路和泰山路的交汇处']) {
    const crossing = await words(text)
    assert.equal(crossing?.matchType, 'intersection', text)
    assert.deepEqual(
      [crossing!.lng, crossing!.lat].map((n) => Math.round(n * 1e6) / 1e6),
      at(1, 1),
      text,
    )
  }
  assert.equal((await words('北门菜市场'))?.matchType, 'exact')
  assert.equal((await words('神农城附近'))?.relation, 'near')
  assert.equal(await words('龘龘龘对面'), undefined)
})

test('reverse: house, else road, else place, within the areas', async () => {
  await city.ctx(async (ctx) => {
    const house = await reverse(ctx, ...at(1.025, 1.025))
    assert.equal(house.address, '东门区河边街道长江北路8号')
    assert.equal(house.houseNo, 8)
    assert.equal(house.cell?.code, '990211001001002')
    assert.match((await reverse(ctx, ...at(3.2, 3.2))).address, /^西门县镇东镇乡道/)
    assert.equal((await reverse(ctx, 100, 30)).area, null)
  })
})

test('nearest: by true metres, within bounds, of one kind', async () => {
  await city.ctx(async (ctx) => {
    const toilets = await nearest(ctx, 'place:toilet', at(0.1, 3), 3, 5000)
    assert.deepEqual(
      toilets.map((one) => one.id),
      ['t0', 't1', 't2'],
    )
    assert.ok(toilets[1]!.metres > 117 && toilets[1]!.metres < 119)
    assert.equal((await nearest(ctx, 'place:toilet', at(0.1, 3), 10, 200)).length, 2)
    assert.equal((await nearest(ctx, 'road', at(1.1, 0.5), 1, 5000))[0]?.id, 'r1')
    await assert.rejects(nearest(ctx, 'nothing', at(1, 1)), { code: 'geo.layer.unknown' })
  })
  // a metre east is fewer degrees than a metre north: the nearer by degrees is here the farther in metres
  await city.ctx(async (ctx) => {
    await sql`insert into geo.place (id, name, kind, norm, py, ini, grams, geom, src) values
      ('east', 'e', 'probe', 'e', 'e', 'e', '{e}', st_setsrid(st_makepoint(113.50105, 27.8), 4326), 'x'), ('north', 'n', 'probe', 'n', 'n', 'n', '{n}', st_setsrid(st_makepoint(113.5, 27.801), 4326), 'x')`.execute(
      ctx.db,
    )
    assert.equal((await nearest(ctx, 'place:probe', [113.5, 27.8], 1))[0]?.id, 'east')
    await sql`delete from geo.place where src = 'x'`.execute(ctx.db)
  })
})

test('Chinese has trigrams in this database, or slips would never be found', async () => {
  assert.ok((await city.pool.query(`select show_trgm('株洲') as t`)).rows[0]!['t'].length > 0)
})
