// The demo city is complete, seamless, plausible and the same on every run.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { buildings, compounds, inFine3d } from '../buildings.ts'
import { cellAt, cells } from '../cells.ts'
import { citizen, citizens } from '../citizens.ts'
import { counties, prefecture } from '../counties.ts'
import { enterprise, enterprises } from '../enterprises.ts'
import { areaOf, contains, distance, ringArea } from '../geometry.ts'
import type { Point, Polygon } from '../geometry.ts'
import { idCheck, isIdNumber, isUscc, usccCheck } from '../ids.ts'
import { agencies, organisationByCode, organisations } from '../organisations.ts'
import { pickBuilding, pickPlace, pickSpot, pickStreetSpot } from '../picks.ts'
import { placeByName, places } from '../places.ts'
import { railways, stations } from '../railways.ts'
import { inWater, lakes, rivers } from '../rivers.ts'
import { rng } from '../rng.ts'
import { roadNear, roads } from '../roads.ts'
import { staff } from '../staff.ts'
import { elevation, summit } from '../terrain.ts'
import { townships } from '../townships.ts'
import { areaAt, villageByCode, villages } from '../villages.ts'

const total = (list: { polygon: Polygon }[]) => list.reduce((sum, x) => sum + areaOf(x.polygon), 0)
const close = (a: number, b: number, share: number, what: string) =>
  assert.ok(Math.abs(a / b - 1) <= share, `${what}: ${a} against ${b}`)
/** Every edge of a list of polygons, undirected, with the number of times it is drawn. */
function edges(list: { polygon: Polygon }[]) {
  const seen = new Map<string, number>()
  for (const { polygon } of list)
    for (const ring of polygon.coordinates)
      for (let i = 1; i < ring.length; i++) {
        const key = [ring[i - 1]!.join(), ring[i]!.join()].toSorted().join(' ')
        seen.set(key, (seen.get(key) ?? 0) + 1)
      }
  return seen
}

test('nine counties with real codes and areas within 1 % of the official figures', () => {
  const list = counties()
  assert.deepEqual(
    list.map((c) => c.code),
    ['430202', '430203', '430204', '430211', '430212', '430223', '430224', '430225', '430281'],
  )
  for (const c of list) close(areaOf(c.polygon) / 1e6, c.officialKm2, 0.01, c.name)
  close(prefecture().km2, 11235, 0.005, 'prefecture')
  for (const c of list) assert.equal(areaAt(...c.seat)?.county, c.code, `${c.name}: its seat lies inside`)
})

test('112 townships and 1,400 villages fill their counties without gap or overlap, border vertex by vertex', () => {
  assert.equal(townships().length, 112)
  assert.equal(villages().length, 1400)
  close(total(counties()), areaOf(prefecture().polygon), 1e-9, 'counties')
  for (const c of counties())
    close(total(townships().filter((t) => t.countyCode === c.code)), areaOf(c.polygon), 1e-9, `townships of ${c.name}`)
  for (const t of townships())
    close(total(villages().filter((v) => v.townshipCode === t.code)), areaOf(t.polygon), 1e-9, `villages of ${t.name}`)
  // An inner border is drawn by exactly two neighbours, an outer one once and also by the outline.
  const outer = edges([prefecture()])
  for (const level of [counties(), townships(), villages()]) {
    for (const [edge, n] of edges(level)) assert.equal(n, outer.has(edge) ? 1 : 2, edge)
  }
  for (const v of villages())
    assert.deepEqual(areaAt(...v.centre), { county: v.countyCode, township: v.townshipCode, village: v.code })
  for (const t of townships()) assert.equal(areaAt(...t.seat)?.township, t.code, t.name)
  assert.equal(areaAt(112.5, 27.8), undefined)
})

test('the Xiang runs from south to north between 天元 and 芦淞, then west past 石峰', () => {
  const line = rivers()[0]!.line.coordinates
  assert.ok(line[0]![1] < 27.3 && line[line.length - 1]![1] > 27.8)
  for (const lat of [27.78, 27.8, 27.82]) {
    const i = line.findIndex((p) => p[1] > lat && p[0] > 113.1)
    const p = line[i]!
    assert.equal(areaAt(p[0] - 0.008, lat)?.county, '430211', `west bank at ${lat}`)
    assert.equal(areaAt(p[0] + 0.008, lat)?.county, '430203', `east bank at ${lat}`)
    assert.ok(inWater(...p))
  }
  assert.equal(areaAt(113.08, 27.88)?.county, '430204')
  assert.equal(areaAt(113.08, 27.86)?.county, '430211')
  close(areaOf(rivers()[0]!.polygon) / 1e6, 60, 0.35, 'surface of the Xiang in km²')
  assert.ok(rivers().length >= 10 && lakes().length >= 8)
})

test('the land is low at the river, hilly around, highest at 酃峰', () => {
  assert.equal(elevation(...summit.at), 2115)
  const at = (code: string) =>
    villages()
      .filter((v) => v.countyCode === code)
      .map((v) => elevation(...v.centre))
      .toSorted((a, b) => a - b)
  const core = elevation(113.137, 27.834)
  assert.ok(core > 27 && core < 45, `river level ${core}`)
  const middle = (list: number[]) => list[list.length >> 1]!
  assert.ok(middle(at('430211')) < 110 && middle(at('430225')) > 350)
  for (const v of villages()) {
    const e = elevation(...v.centre)
    assert.ok(e >= 27 && e <= 2115)
  }
})

test('roads form one network; bridges join both banks; railways stop at their stations', () => {
  const at = new Map<string, number[]>()
  const list = roads().filter((r) => r.class !== 'motorway')
  const group = list.map((_, i) => i)
  const root = (i: number): number => (group[i] === i ? i : (group[i] = root(group[i]!)))
  list.forEach((r, i) => {
    for (const p of r.line.coordinates) {
      const here = at.get(p.join())
      if (!here) at.set(p.join(), [i])
      else group[root(i)] = root(here[0]!)
    }
  })
  const length = new Map<number, number>()
  list.forEach((r, i) => length.set(root(i), (length.get(root(i)) ?? 0) + r.lengthM))
  const all = [...length.values()].reduce((a, b) => a + b)
  assert.ok(Math.max(...length.values()) / all > 0.97, `largest part is ${Math.max(...length.values()) / all}`)
  for (const name of ['石峰大桥', '株洲大桥', '建宁大桥', '天元大桥', '芦淞大桥', '枫溪大桥']) {
    const line = roads().find((r) => r.name === name)!.line.coordinates
    assert.equal(areaAt(...line[0]!)!.county, '430211', name)
    assert.ok(['430203', '430204'].includes(areaAt(...line[line.length - 1]!)!.county), name)
  }
  for (const name of [
    '株洲大道',
    '天台路',
    '泰山路',
    '长江南路',
    '新华西路',
    '建设中路',
    '红旗中路',
    '车站路',
    '芦淞路',
    '铜霞路',
    '清水塘大道',
  ])
    assert.ok(
      roads().some((r) => r.name === name),
      name,
    )
  for (const s of stations)
    for (const id of s.lines) {
      const line = railways().find((r) => r.id === id)!.line.coordinates
      assert.ok(Math.min(...line.map((p) => distance(p, s.at))) < 1, `${s.name} on ${id}`)
    }
  assert.equal(areaAt(...stations.find((s) => s.name === '株洲西站')!.at)!.county, '430211')
})

test('about 40,000 buildings in the built-up area, none in water or on a street', () => {
  const list = buildings()
  const inside = list.filter((b) => villageByCode().get(b.villageCode)!.builtUp)
  close(inside.length, 40000, 0.1, 'buildings in the built-up area')
  assert.ok(inside.filter((b) => inFine3d(b.centre)).length / 14 > 1.15 * (inside.length / 140), 'denser in the fine area')
  assert.equal(new Set(list.map((b) => b.id)).size, list.length)
  assert.ok(compounds().length > 2000)
  for (let i = 0; i < list.length; i += 7) {
    const b = list[i]!
    const ring = b.polygon.coordinates[0]!
    assert.ok(ringArea(ring) > 0 && b.floors > 0 && b.heightM > 2)
    for (const p of ring) {
      assert.ok(!inWater(...p), `${b.id} in water`)
      const near = roadNear(p[0], p[1], 60, (r) => r.kind === 'street' || r.kind === 'link')
      assert.ok(!near || near.distance >= near.road.widthM / 2 - 0.5, `${b.id} on ${near?.road.name}`)
    }
  }
})

test('places: at least 6,000, with those that people know', () => {
  assert.ok(places().length >= 6000)
  const expected: [string, string][] = [
    ['炎帝广场', '430211'],
    ['神农城', '430211'],
    ['株洲站', '430203'],
    ['株洲西站', '430211'],
    ['株洲市人民政府', '430211'],
    ['炎帝陵', '430225'],
    ['云阳山国家森林公园', '430224'],
    ['酒埠江风景区', '430223'],
    ['芦淞市场群', '430203'],
    ['株洲市中心医院', '430211'],
  ]
  for (const [name, county] of expected) assert.equal(placeByName().get(name)?.countyCode, county, name)
  for (const kind of ['bus-stop', 'school', 'bank', 'toilet', 'compound', 'community', 'hospital'] as const)
    assert.ok(places().filter((p) => p.kind === kind).length > 100, kind)
})

test('about 14,000 unit cells: inside their community, coded 15 digits, from the north and west', () => {
  const list = cells()
  close(list.length, 14000, 0.05, 'cells')
  assert.equal(new Set(list.map((c) => c.code)).size, list.length)
  const sums = new Map<string, number>()
  let previous = list[0]!
  for (const c of list) {
    assert.match(c.code, /^4302\d{11}$/)
    assert.equal(c.code.slice(0, 12), c.villageCode)
    assert.equal(areaAt(...c.centre)?.village, c.villageCode)
    if (c !== previous && c.villageCode === previous.villageCode) {
      assert.ok(c.code > previous.code)
      assert.ok(
        c.centre[0] > previous.centre[0] || c.centre[1] < previous.centre[1],
        `${c.code} is east or south of the one before`,
      )
    }
    previous = c
    sums.set(c.villageCode, (sums.get(c.villageCode) ?? 0) + areaOf(c.polygon))
  }
  for (const [code, sum] of sums) close(sum, areaOf(villageByCode().get(code)!.polygon), 1e-4, `cells of ${code}`)
  const sizes = list.map((c) => c.areaM2).toSorted((a, b) => a - b)
  assert.ok(sizes[Math.round(list.length * 0.02)]! > 7000 && sizes[Math.round(list.length * 0.98)]! < 13000)
  for (let i = 0; i < list.length; i += 13) assert.equal(cellAt(...list[i]!.centre)?.code, list[i]!.code)
})

test('check characters agree with the published examples', () => {
  assert.ok(isUscc('91350100M000100Y43') && isUscc('12441500196720244T') && !isUscc('91350100M000100Y44'))
  assert.equal(usccCheck('91350100M000100Y4'), '3')
  assert.ok(isIdNumber('11010519491231002X') && !isIdNumber('110105194912310021') && !isIdNumber('110105194913310029'))
  assert.equal(idCheck('11010519491231002'), 'X')
})

test('the tree: four levels, parents first, 120 agencies, valid unique codes; about 1,200 staff', () => {
  const rank = { province: 0, city: 1, county: 2, township: 3 }
  const seen = new Set<string>()
  for (const o of organisations()) {
    assert.ok(isUscc(o.uscc), o.code)
    assert.match(o.dutyPhone, /^0\d{2,3}-?\d{7,8}$/)
    assert.ok(o.departments.length >= 3)
    if (o.parent) {
      assert.ok(seen.has(o.parent), `${o.parent} before ${o.code}`)
      assert.ok(rank[organisationByCode().get(o.parent)!.level] <= rank[o.level])
    }
    seen.add(o.code)
    if (o.level !== 'province') assert.ok(areaAt(...o.at), `${o.code} lies in the prefecture`)
    if (o.level === 'county') assert.equal(areaAt(...o.at)!.county, o.areaCode, o.code)
  }
  assert.equal(seen.size, organisations().length)
  assert.equal(new Set(organisations().map((o) => o.uscc)).size, organisations().length)
  assert.equal(agencies().length, 120)
  assert.equal(organisations().filter((o) => o.level === 'township').length, 112)
  close(staff().length, 1240, 0.06, 'staff')
  assert.equal(new Set(staff().map((s) => s.mobile)).size, staff().length)
  for (const s of staff())
    assert.ok(
      organisationByCode()
        .get(s.organisation)!
        .departments.some((d) => d.code === s.department),
    )
})

test('citizens and enterprises: valid, unique, made alone or together alike, at home where they say', () => {
  const list = citizens(20000)
  for (const c of list) {
    assert.ok(isIdNumber(c.idNumber), c.idNumber)
    assert.equal(c.idNumber.slice(6, 14), c.birth.replaceAll('-', ''))
    assert.equal(Number(c.idNumber[16]) % 2 === 1, c.gender === 'male')
    assert.match(c.mobile, /^1[3-9]\d{9}$/)
  }
  assert.equal(new Set(list.map((c) => c.idNumber)).size, 20000)
  assert.equal(new Set(list.map((c) => c.mobile)).size, 20000)
  for (let i = 0; i < 20000; i += 997) {
    assert.deepEqual(citizen(i), list[i])
    assert.equal(areaAt(...list[i]!.at)?.village, list[i]!.villageCode)
  }
  const firms = enterprises(3000)
  assert.ok(firms.every((e) => isUscc(e.uscc)))
  for (const key of ['uscc', 'name', 'phone'] as const) assert.equal(new Set(firms.map((e) => e[key])).size, 3000, key)
  assert.deepEqual(enterprise(1234), firms[1234])
})

test('picks repeat with their seed and describe where they are', () => {
  const draw = () => {
    const r = rng('picks')
    return [pickSpot(r), pickStreetSpot(r), pickBuilding(r).id, pickPlace(r, 'park').name]
  }
  assert.deepEqual(draw(), draw())
  const r = rng(7)
  for (let i = 0; i < 200; i++) {
    const spot = pickStreetSpot(r)
    assert.equal(spot.cell?.slice(0, 12), spot.village)
    assert.ok(spot.address.startsWith('株洲市'))
  }
})

test('the city is the same on every run and machine', () => {
  const digest = createHash('sha256')
  const round = (p: Point) => p.map((x) => x.toFixed(5)).join()
  for (const v of villages()) digest.update(`${v.code}${v.population}${v.polygon.coordinates[0]!.length}${round(v.centre)}`)
  for (const r of roads()) digest.update(`${r.name}${r.class}${r.line.coordinates.length}`)
  for (const b of buildings()) digest.update(`${b.address}${b.floors}${round(b.centre)}`)
  for (const p of places()) digest.update(p.name)
  for (const c of cells()) digest.update(c.code)
  for (const s of staff()) digest.update(s.name + s.organisation)
  for (const c of citizens(500)) digest.update(c.idNumber + c.address)
  assert.ok(contains(prefecture().polygon, 113.13, 27.83))
  assert.equal(digest.digest('hex').slice(0, 16), '1a6c466c651fabd9')
})
