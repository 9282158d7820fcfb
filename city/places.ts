// Named points: landmarks, stations, offices, housing estates, bus stops, and shops and services placed in real buildings.
import { buildings, compounds } from './buildings.ts'
import type { Building } from './buildings.ts'
import { distance, once } from './geometry.ts'
import type { Point } from './geometry.ts'
import { bridges } from './highways.ts'
import { landmarks } from './landmarks.ts'
import type { PlaceKind } from './landmarks.ts'
import { organisations } from './organisations.ts'
import { stations } from './railways.ts'
import { hash01, hashText, rng } from './rng.ts'
import { countyNames, roadNear, roads } from './roads.ts'
import { plan } from './streets.ts'
import { townshipByCode } from './townships.ts'
import { areaAt, villageByCode, villages } from './villages.ts'

/** A place of interest; `building` where it is inside one, `landmark` for what everybody knows. Codes of the area it lies in. */
export type Place = {
  id: string
  name: string
  kind: PlaceKind
  at: Point
  address: string
  countyCode: string
  townshipCode: string
  villageCode: string
  building: string | null
  landmark: boolean
}

// What fills commercial and public buildings: kind, weight, name endings ({} = street or estate).
const shops: [PlaceKind, number, string[]][] = [
  ['restaurant', 20, ['{}湘菜馆', '{}米粉店', '{}土菜馆', '{}饭店', '{}茶餐厅']],
  ['supermarket', 14, ['惠民超市（{}店）', '{}生鲜超市', '家家乐便利店（{}店）']],
  ['pharmacy', 9, ['康民大药房（{}店）', '{}药店']],
  ['bank', 10, ['工商银行{}支行', '农业银行{}支行', '建设银行{}支行', '农商银行{}支行', '邮储银行{}营业所']],
  ['hotel', 6, ['{}宾馆', '{}商务酒店']],
  ['market', 3, ['{}农贸市场']],
  ['mall', 2, ['{}购物广场', '{}生活广场']],
  ['parking', 8, ['{}停车场']],
  ['clinic', 5, ['{}口腔诊所', '{}综合门诊部']],
  ['post', 2, ['{}邮政所']],
  ['fuel', 2, ['{}加油站']],
]
const services: [PlaceKind, number, string[]][] = [
  ['kindergarten', 12, ['{}幼儿园']],
  ['school', 13, ['{}小学', '{}学校', '{}中学']],
  ['clinic', 6, ['{}社区卫生服务中心']],
  ['toilet', 8, ['{}公厕']],
  ['library', 2, ['{}城市书房']],
  ['police', 2, ['{}警务站']],
  ['stadium', 2, ['{}健身中心']],
  ['waste', 3, ['{}垃圾中转站']],
  ['parking', 4, ['{}公共停车场']],
]

const made = once((): Place[] => {
  const out: Place[] = []
  const names = new Set<string>()
  const add = (
    name: string,
    kind: PlaceKind,
    at: Point,
    more: { address?: string; building?: Building; landmark?: boolean } = {},
  ) => {
    const area = areaAt(at[0], at[1])
    if (!area || names.has(area.county + name)) return
    names.add(area.county + name)
    const road =
      more.address || more.building ? null : roadNear(at[0], at[1], 900, (r) => r.class !== 'motorway' && r.kind !== 'bridge')
    const county = countyNames.get(area.county)!
    out.push({
      id: `P${String(out.length + 1).padStart(5, '0')}`,
      name,
      kind,
      at,
      address:
        more.address ??
        more.building?.address ??
        (road
          ? `${county}${road.road.name}`
          : `${county}${townshipByCode().get(area.township)!.name}${villageByCode().get(area.village)!.short}`),
      countyCode: area.county,
      townshipCode: area.township,
      villageCode: area.village,
      building: more.building?.id ?? null,
      landmark: more.landmark ?? false,
    })
  }
  for (const [name, kind, at] of landmarks) add(name, kind, at, { landmark: true })
  for (const s of stations) add(s.name, 'station', s.at, { landmark: true })
  for (const [name] of bridges) {
    const line = roads().find((r) => r.name === name)!.line.coordinates
    const middle: Point = [(line[0]![0] + line[line.length - 1]![0]) / 2, (line[0]![1] + line[line.length - 1]![1]) / 2]
    add(name, 'bridge', middle, { address: `株洲市${name}`, landmark: true })
  }
  for (const o of organisations())
    if (o.level !== 'province' && o.kind !== 'company')
      add(o.name, o.duty === 'police' ? 'police' : 'government', o.at, { address: o.address.slice(3) })
  for (const v of villages())
    add(
      `${v.short}${v.kind === 'community' ? '社区居民委员会' : '村民委员会'}`.replace('社区社区', '社区').replace('村村', '村'),
      v.kind === 'community' ? 'community' : 'village',
      v.centre,
    )
  for (const c of compounds()) add(c.name, 'compound', c.at, { address: c.address })
  busStops(add)
  // Streets and estates lend their names; where one is taken, the estate or the next number stands in.
  const random = rng('places')
  for (const b of buildings()) {
    const list =
      b.use === 'commercial'
        ? shops
        : b.use === 'public'
          ? services
          : b.use === 'residential' && hash01(611, out.length, Number(b.id.slice(1))) < 0.035
            ? shops.slice(0, 3)
            : null
    if (!list) continue
    const [kind, , endings] = random.weighted(list, (s) => s[1])
    const ending = random.pick(endings)
    const town = villageByCode().get(b.villageCode)!.short.replace(/社区$/, '')
    for (const base of [b.road, b.compound, town, `${town}${b.road}`]) {
      if (!base || names.has(b.villageCode.slice(0, 6) + ending.replace('{}', base))) continue
      add(ending.replace('{}', base), kind, b.centre, { building: b })
      break
    }
  }
  for (const t of townshipByCode().values()) {
    const near = (k: number): Point =>
      [t.seat[0] + 0.003 * (hash01(t.bbox[0] * 1e5, k, 1) - 0.5), t.seat[1] + 0.003 * (hash01(t.bbox[1] * 1e5, k, 2) - 0.5)].map(
        (n) => Math.round(n * 1e7) / 1e7,
      ) as Point
    const name = t.name.replace(/(街道|镇|瑶族乡|乡)$/, '')
    add(`${name}中心卫生院`, 'hospital', near(1))
    add(`${name}派出所`, 'police', near(2))
    add(`${name}中心小学`, 'school', near(3))
    add(`${name}汽车站`, 'coach-station', near(4))
    add(`${name}农贸市场`, 'market', near(5))
  }
  return out
})

/** A stop about every 450 m along main streets, named after the crossing street. */
function busStops(add: (name: string, kind: PlaceKind, at: Point, more?: { address?: string }) => void) {
  const streets = plan().streets
  const crossing = new Map<string, string[]>()
  for (const s of streets) for (const p of s.points) crossing.set(p.join(), [...(crossing.get(p.join()) ?? []), s.name])
  for (const s of streets) {
    if (s.class === 'residential' || (s.class === 'tertiary' && hashText(s.name) % 3 !== 0)) continue
    let since = 300
    for (let i = 1; i < s.points.length; i++) {
      since += distance(s.points[i - 1]!, s.points[i]!)
      const other = crossing.get(s.points[i]!.join())?.find((n) => n !== s.name)
      if (since < 420 || !other) continue
      since = 0
      const p = s.points[i]!
      add(`${s.name}${other}口站`, 'bus-stop', [Math.round((p[0] + 0.0004) * 1e7) / 1e7, Math.round((p[1] + 0.0002) * 1e7) / 1e7])
    }
  }
}

/** All places, landmarks first. */
export const places = () => made()
export const placeByName = once(() => new Map(places().map((p) => [p.name, p])))
