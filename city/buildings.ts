// Buildings of the built-up areas: footprints laid out block by block, with floors, use, housing compounds and street addresses.
import { distance, once, ringArea, rounded } from './geometry.ts'
import type { Bbox, Point, Polygon, Ring } from './geometry.ts'
import { SegmentIndex } from './nearest.ts'
import { openSpaces, quarters } from './landmarks.ts'
import { villageAt } from './borders.ts'
import { distanceToRailway } from './railways.ts'
import { inWater } from './rivers.ts'
import { hash01, hashText, rng } from './rng.ts'
import type { Rng } from './rng.ts'
import { countyNames, roads } from './roads.ts'
import { plan } from './streets.ts'
import type { Block } from './streets.ts'
import { villages } from './villages.ts'

export type BuildingUse = 'residential' | 'commercial' | 'office' | 'industrial' | 'public' | 'house'
/** A building: height in metres, footprint in m², homes in it; `compound` is the housing estate (小区); 12-digit village code. */
export type Building = {
  id: string
  name: string | null
  use: BuildingUse
  floors: number
  heightM: number
  footprintM2: number
  households: number
  year: number
  compound: string | null
  address: string
  road: string
  houseNumber: number
  villageCode: string
  centre: Point
  polygon: Polygon
}
/** A housing estate (小区): one block. */
export type Compound = {
  name: string
  at: Point
  address: string
  villageCode: string
  buildings: number
  households: number
  year: number
}

/** The 14 km² of fine 3D in the middle of the city: [west, south, east, north]. */
export const fine3d: Bbox = [113.1205, 27.8163, 113.1585, 27.8501]
export const inFine3d = (p: Point) => p[0] > fine3d[0] && p[0] < fine3d[2] && p[1] > fine3d[1] && p[1] < fine3d[3]

type Use = 'old' | 'housing' | 'towers' | 'commerce' | 'industry' | 'public' | 'village' | 'open'

function useOf(block: Block): Use {
  const roll = hash01(501, hashText(block.id))
  for (const o of openSpaces) if (distance(o.at, block.centre) < o.radius) return 'open'
  const quarter = quarters.find((q) => distance(q.at, block.centre) < q.radius)
  if (quarter && roll < quarter.share) return quarter.use
  if (block.density > 0.62 && roll > (inFine3d(block.centre) ? 0.83 : 0.945)) return 'old'
  if (block.density > 0.62)
    return roll < 0.45
      ? 'housing'
      : roll < 0.6
        ? 'towers'
        : roll < 0.75
          ? 'commerce'
          : roll < 0.83
            ? 'public'
            : roll < 0.85
              ? 'industry'
              : 'open'
  return roll < 0.3
    ? 'housing'
    : roll < 0.47
      ? 'towers'
      : roll < 0.7
        ? 'village'
        : roll < 0.76
          ? 'commerce'
          : roll < 0.81
            ? 'public'
            : roll < 0.87
              ? 'industry'
              : 'open'
}

const half: Record<string, number> = { primary: 17, secondary: 12, tertiary: 7.5, residential: 4 }
const estate = ['花园', '小区', '苑', '家园', '名苑', '新村', '公馆', '雅苑', '华庭', '府', '国际', '新城']
const prefix = [...'湘荷芦石天云松桂兰竹梅枫荣兴和安康泰文德明新金玉龙凤春嘉宏景瑞永长东星锦御丽翠银钻']
const suffix = [...'江城华源宁丰岭塘港湾园山林溪洲苑盛达昌祥乐屏泉府庭翠景澜悦']

type Shape = { s: number; t: number; w: number; d: number; floors: number; use: BuildingUse; notch?: number }

/** Rectangles inside a block of W × H metres (s eastwards, t northwards), by use. */
function layOut(use: Use, W: number, H: number, density: number, fine: boolean, random: Rng): Shape[] {
  const out: Shape[] = []
  const rows = (
    depth: [number, number],
    width: [number, number],
    gapT: number,
    gapS: number,
    skip: number,
    floors: () => number,
    kind: BuildingUse,
  ) => {
    for (let t = 0; ;) {
      const d = random.range(...depth)
      if (t + d > H) break
      for (let s = random.range(0, 5); ;) {
        const w = Math.min(random.range(...width), W - s)
        if (w < width[0] * 0.7) break
        if (!random.chance(skip)) out.push({ s, t: t + random.range(0, 2), w, d, floors: floors(), use: kind })
        s += w + gapS + random.range(0, 4)
      }
      t += d + gapT
    }
  }
  const thin = fine ? 0.85 : 1
  if (use === 'housing') {
    const storeys = random.pick([5, 6, 6, 7, 7, 8, 11])
    rows(
      [11, 14],
      fine ? [20, 38] : [24, 52],
      (13 + storeys * 1.7) * thin,
      9,
      fine ? 0.04 : 0.1,
      () => storeys - (random.chance(0.2) ? 1 : 0),
      'residential',
    )
  } else if (use === 'towers') {
    const storeys = random.int(15, density > 0.8 ? 33 : 27)
    rows([15, 19], [24, 34], 33 * thin, 22 * thin, 0.08, () => Math.max(9, storeys - random.int(0, 4)), 'residential')
  } else if (use === 'old') rows([9, 13], [11, 24], fine ? 6 : 8, 3, 0.07, () => random.int(2, 7), 'residential')
  else if (use === 'commerce') {
    const tall = density > 0.75 && random.chance(0.55)
    rows([30, 48], [38, 70], 18, 16, 0.12, () => random.int(3, 6), random.chance(0.35) ? 'office' : 'commercial')
    for (const o of out) if (random.chance(0.4)) o.notch = random.range(0.25, 0.45)
    const tower = out.length ? random.pick(out) : undefined
    if (tall && tower)
      Object.assign(tower, {
        floors: random.int(18, density > 0.9 ? 45 : 32),
        use: 'office',
        w: Math.min(tower.w, 42),
        d: Math.min(tower.d, 38),
        notch: undefined,
      })
  } else if (use === 'industry') {
    rows([24, 42], [50, 105], 16, 14, 0.2, () => random.int(1, 2), 'industrial')
    for (const o of out) if (random.chance(0.2)) o.notch = 0.35
  } else if (use === 'public') {
    rows([14, 18], [42, 80], 32, 20, 0.32, () => random.int(3, 6), 'public')
    for (const o of out) if (random.chance(0.3)) o.notch = 0.5
  } else if (use === 'village') rows([9, 13], [9, 15], 9, 6, 0.62, () => random.int(2, 4), 'house')
  return out
}

/** All buildings; about 40,000 in the core. Ids B00001…, in order of blocks from south-west. */
const built = once((): { buildings: Building[]; compounds: Compound[] } => {
  const out: Building[] = []
  const compounds: Compound[] = []
  const names = new Set<string>()
  // Roads that are not streets of the plan run across blocks.
  const across = new SegmentIndex<number>(0.003)
  for (const r of roads())
    if (r.kind !== 'street' || r.name.includes('江') || r.name.includes('滨')) across.add(r.line.coordinates, r.widthM / 2)
  const list = villages()
  for (const block of plan().blocks) {
    const use = useOf(block)
    if (use === 'open') continue
    const random = rng(`block ${block.id}`)
    const [sw, se, ne, nw] = block.corners
    const setback = block.fronts.map((f) => (f ? half[f.class]! + (use === 'commerce' ? 5 : 7) : 5))
    const width = (distance(sw, se) + distance(nw, ne)) / 2
    const height = (distance(sw, nw) + distance(se, ne)) / 2
    const W = width - setback[1]! - setback[3]!
    const H = height - setback[0]! - setback[2]!
    if (W < 24 || H < 24) continue
    const at = (s: number, t: number): Point => {
      const u = (setback[3]! + s) / width
      const v = (setback[0]! + t) / height
      return rounded([0, 1].map((k) => (sw[k]! * (1 - u) + se[k]! * u) * (1 - v) + (nw[k]! * (1 - u) + ne[k]! * u) * v) as Point)
    }
    // The address is on the most important street of the block.
    const rank = (f: Block['fronts'][number]) => (f ? 'pstr'.indexOf(f.class[0]!) : 9)
    const side = [0, 1, 2, 3].reduce((a, b) => (rank(block.fronts[b]) < rank(block.fronts[a]) ? b : a))
    const numberAt = (along: number) =>
      2 * Math.floor(((block.fronts[side]?.from ?? 0) + along) / 14) + (side === 0 || side === 3 ? 2 : 1)
    const road = block.fronts[side]?.name ?? '内部路'
    const year = Math.round(random.range(block.density > 0.8 ? 1978 : 1992, 2024))
    const middle = villageAt(block.centre[0], block.centre[1])
    if (middle < 0) continue
    const living = use === 'old' || use === 'housing' || use === 'towers'
    let compound: string | null = null
    // Two letters and an ending are enough for most; later estates get a third letter.
    if (living)
      do
        compound =
          random.pick(prefix) + random.pick(suffix) + (names.size > 2000 ? random.pick(suffix) : '') + random.pick(estate)
      while (names.has(compound))
    if (compound) names.add(compound)
    const first = out.length
    let homes = 0
    let k = 0
    for (const shape of layOut(use, W, H, block.density, inFine3d(block.centre), random)) {
      const { s, t, w, d } = shape
      const ring: Ring = shape.notch
        ? [
            at(s, t),
            at(s + w, t),
            at(s + w, t + d * shape.notch),
            at(s + w * (1 - shape.notch), t + d * shape.notch),
            at(s + w * (1 - shape.notch), t + d),
            at(s, t + d),
          ]
        : [at(s, t), at(s + w, t), at(s + w, t + d), at(s, t + d)]
      const centre = at(s + w / 2, t + d / 2)
      const reach = Math.hypot(w, d) / 2
      if (distanceToRailway(centre[0], centre[1], 90) < 18 + reach) continue
      const near = across.nearest(centre[0], centre[1], 80)
      if (near && near.distance < near.item + reach + 2) continue
      if ([...ring, centre].some((p) => inWater(p[0], p[1]))) continue
      const index = villageAt(centre[0], centre[1])
      const village = list[index < 0 ? middle : index]!
      const households =
        shape.use === 'residential' ? shape.floors * Math.max(2, Math.round((w * d) / 150)) : shape.use === 'house' ? 1 : 0
      const houseNumber = compound ? numberAt(W / 2) : numberAt(side === 0 || side === 2 ? s : t)
      k++
      homes += households
      out.push({
        id: `B${String(out.length + 1).padStart(5, '0')}`,
        name: compound ? `${compound}${k}栋` : null,
        use: shape.use,
        floors: shape.floors,
        heightM:
          Math.round(
            shape.floors *
              (shape.use === 'industrial' ? 7.5 : shape.use === 'commercial' ? 4.6 : shape.use === 'residential' ? 2.95 : 3.7) *
              10 +
              12,
          ) / 10,
        footprintM2: Math.round(Math.abs(ringArea(ring))),
        households,
        year,
        compound,
        address: `${countyNames.get(village.countyCode)}${road}${houseNumber}号${compound ? `${compound}${k}栋` : ''}`,
        road,
        houseNumber,
        villageCode: village.code,
        centre,
        polygon: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] },
      })
    }
    if (compound && out.length > first)
      compounds.push({
        name: compound,
        at: block.centre,
        address: `${countyNames.get(list[middle]!.countyCode)}${road}${numberAt(W / 2)}号`,
        villageCode: list[middle]!.code,
        buildings: out.length - first,
        households: homes,
        year,
      })
  }
  return { buildings: out, compounds }
})

export const buildings = () => built().buildings
export const compounds = () => built().compounds
/** Buildings by village code, for homes and premises. */
export const buildingsOf = once(() => {
  const by = new Map<string, Building[]>()
  for (const b of buildings()) {
    const list = by.get(b.villageCode)
    if (list) list.push(b)
    else by.set(b.villageCode, [b])
  }
  return by
})
