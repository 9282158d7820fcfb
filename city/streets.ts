// The street plan of the built-up areas: gently bent lattices whose lines become named streets and whose meshes become building blocks.
import { distance, metresPerLat, metresPerLng, once, rounded } from './geometry.ts'
import type { Point } from './geometry.ts'
import { knownStreets } from './highways.ts'
import type { RoadClass } from './highways.ts'
import { distanceToRailway } from './railways.ts'
import { distanceToXiang, inLake, inWater } from './rivers.ts'
import { fractal, hash01, hashText, rng } from './rng.ts'
import { density } from './seats.ts'

/** One street: nodes are shared with every street it meets. `side` 0 runs west–east, 1 south–north. */
export type Street = { name: string; class: RoadClass; side: 0 | 1; points: Point[] }
/** The street along one edge of a block, and how far (m) along it the block begins. */
type Front = { name: string; class: RoadClass; from: number }
/** A block: corners SW, SE, NE, NW; fronts south, east, north, west (undefined where the edge is no street). */
export type Block = {
  id: string
  town: string
  corners: [Point, Point, Point, Point]
  centre: Point
  density: number
  fronts: (Front | undefined)[]
}

type Plan = { town: string; origin: Point; angle: number; west: number; east: number; south: number; north: number; bend: number }
const plans: Plan[] = [
  { town: '株洲', origin: [113.13, 27.83], angle: 7, west: -11500, east: 10500, south: -17000, north: 15500, bend: 480 },
  { town: '醴陵', origin: [113.497, 27.65], angle: -9, west: -4000, east: 4000, south: -4000, north: 4000, bend: 250 },
  { town: '攸县', origin: [113.344, 27.004], angle: 5, west: -3500, east: 3500, south: -3500, north: 3500, bend: 220 },
  { town: '茶陵', origin: [113.543, 26.787], angle: -14, west: -3000, east: 3000, south: -3000, north: 3000, bend: 220 },
  { town: '炎陵', origin: [113.773, 26.49], angle: 10, west: -2200, east: 2200, south: -2200, north: 2200, bend: 200 },
]
/** A block exists where it is denser than this. */
const threshold = 0.36

function offsets(from: number, to: number, seed: string): number[] {
  const random = rng(seed)
  const out: number[] = []
  for (let at = from; at <= to; at += random.range(135, 250)) out.push(Math.round(at))
  return out
}
const classAt = (k: number): RoadClass =>
  k % 8 === 0 ? 'primary' : k % 4 === 0 ? 'secondary' : k % 2 === 0 ? 'tertiary' : 'residential'

const first = [...'湘荷芦石天云松桂兰竹梅枫荣兴和安康泰文德明新金玉龙凤春嘉宏景瑞永长东星锦']
const second = [...'华源宁平丰岭塘港湾园山林溪洲苑盛达昌祥乐屏泉江阳光城']
/** A street name that does not exist yet in this town. */
function invent(taken: Set<string>, seed: number, cls: RoadClass): string {
  const ends =
    cls === 'primary' ? ['大道', '路'] : cls === 'residential' ? ['巷', '街', '里'] : cls === 'tertiary' ? ['路', '街'] : ['路']
  for (let k = 0; ; k++) {
    const name =
      first[Math.floor(hash01(seed, k, 1) * first.length)]! +
      second[Math.floor(hash01(seed, k, 2) * second.length)]! +
      ends[Math.floor(hash01(seed, k, 3) * ends.length)]!
    if (taken.has(name)) continue
    taken.add(name)
    return name
  }
}

function lay(plan: Plan): { streets: Street[]; blocks: Block[] } {
  const seed = hashText(plan.town)
  const us = offsets(plan.west, plan.east, `u ${plan.town}`)
  const vs = offsets(plan.south, plan.north, `v ${plan.town}`)
  const sx = metresPerLng(plan.origin[1])
  const sy = metresPerLat(plan.origin[1])
  const cos = Math.cos((plan.angle * Math.PI) / 180)
  const sin = Math.sin((plan.angle * Math.PI) / 180)
  const w = us.length
  const h = vs.length
  const node: Point[] = []
  for (const v of vs)
    for (const u of us) {
      const x = u + plan.bend * fractal(seed, u / 4200, v / 4200, 3, 0.35)
      const y = v + plan.bend * fractal(seed + 50, u / 4200, v / 4200, 3, 0.35)
      node.push(rounded([plan.origin[0] + (x * cos - y * sin) / sx, plan.origin[1] + (x * sin + y * cos) / sy]))
    }
  const dense = node.map((p) => density(p[0], p[1]))
  // Dry for building: not on water, clear of the Xiang's banks.
  const dry = node.map((p, i) => dense[i]! > 0.15 && distanceToXiang(p[0], p[1], 440) >= 385 && !inWater(p[0], p[1]))
  const active = new Uint8Array(w * h)
  const middle = (i: number): Point => rounded([(node[i]![0] + node[i + w + 1]![0]) / 2, (node[i]![1] + node[i + w + 1]![1]) / 2])
  for (let r = 0; r + 1 < h; r++)
    for (let c = 0; c + 1 < w; c++) {
      const i = r * w + c
      if (!(dry[i] && dry[i + 1] && dry[i + w] && dry[i + w + 1])) continue
      const m = middle(i)
      const d = density(m[0], m[1])
      if (d > threshold + 0.05 * (hash01(seed, i, 9) - 0.5) && !inWater(m[0], m[1])) active[i] = 1
    }
  // Edges: side 0 from node i to i + 1 (street = row), side 1 from node i to i + w (street = column).
  const alive = [new Uint8Array(w * h), new Uint8Array(w * h)]
  const wet = (a: Point, b: Point, cls: RoadClass) => {
    for (const t of [0.2, 0.4, 0.6, 0.8]) {
      const x = a[0] + (b[0] - a[0]) * t
      const y = a[1] + (b[1] - a[1]) * t
      if (distanceToXiang(x, y, 400) < 350 || inLake(x, y)) return true
      // Small streets do not bridge creeks or cross the railway.
      if (cls === 'residential' && (inWater(x, y) || distanceToRailway(x, y, 60) < 25)) return true
    }
    return false
  }
  const known = [new Map<number, { name: string; class: RoadClass }>(), new Map<number, { name: string; class: RoadClass }>()]
  const key = (line: number, k: number) => line * 1000 + k
  const taken = new Set<string>()
  for (const [name, cls, from, to] of knownStreets) {
    const mid: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
    if (Math.abs(mid[0] - plan.origin[0]) * sx > -plan.west + 2000 || Math.abs(mid[1] - plan.origin[1]) * sy > -plan.south + 2000)
      continue
    taken.add(name)
    const side = Math.abs(to[0] - from[0]) * sx > Math.abs(to[1] - from[1]) * sy ? 0 : 1
    const lines = side === 0 ? h : w
    const count = side === 0 ? w : h
    const at = (line: number, k: number) => node[side === 0 ? line * w + k : k * w + line]!
    // The line closest to both ends and the middle, and free there.
    let best = { line: -1, from: 0, to: 0, cost: 1500 }
    for (let line = 0; line < lines; line++) {
      const near = (p: Point) => {
        let hit = { k: 0, d: Infinity }
        for (let k = 0; k < count; k++) {
          const d = distance(at(line, k), p)
          if (d < hit.d) hit = { k, d }
        }
        return hit
      }
      const a = near(from)
      const b = near(to)
      const cost = (a.d + b.d + near(mid).d) / 3
      if (cost >= best.cost || a.k >= b.k) continue
      let free = true
      for (let k = a.k; k < b.k; k++) if (known[side]!.has(key(line, k))) free = false
      if (free) best = { line, from: a.k, to: b.k, cost }
    }
    for (let k = best.from; best.line >= 0 && k < best.to; k++) known[side]!.set(key(best.line, k), { name, class: cls })
  }
  const streets: Street[] = []
  const frontOf = [new Map<number, Front>(), new Map<number, Front>()]
  for (const side of [0, 1] as const) {
    const lines = side === 0 ? h : w
    const count = side === 0 ? w : h
    const step = side === 0 ? 1 : w
    for (let line = 0; line < lines; line++) {
      let run: { street: Street; length: number; known: boolean } | undefined
      for (let k = 0; k + 1 < count; k++) {
        const i = side === 0 ? line * w + k : k * w + line
        const j = i + step
        const named = known[side]!.get(key(line, k))
        // No unnamed main street right beside one that people know.
        const beaten = [-1, 1].some((n) => known[side]!.get(key(line + n, k))?.class === 'primary')
        const cls = named?.class ?? (beaten && line % 4 === 0 ? 'tertiary' : classAt(line))
        const beside = active[i] || active[i - (side === 0 ? w : 1)]
        const through = (cls === 'primary' || cls === 'secondary') && dense[i]! > 0.27 && dense[j]! > 0.27
        let open = (beside || through || (named !== undefined && dense[i]! > 0.2)) && !wet(node[i]!, node[j]!, cls)
        // Superblocks: some small streets are missing.
        if (open && cls === 'residential' && hash01(seed, i, 20 + side) < 0.3) open = false
        if (!open) {
          run = undefined
          continue
        }
        alive[side]![i] = 1
        const long = run !== undefined && !run.known && run.length > (cls === 'residential' ? 1500 : 5200)
        // The same street may narrow: its name goes on in a new piece.
        const narrows = run !== undefined && !named && !run.known && !long && run.street.class !== cls
        if (!run || long || narrows || (named ? run.street.name !== named.name : run.known)) {
          const name = narrows
            ? run!.street.name
            : (named?.name ?? invent(taken, hashText(`${plan.town} ${side} ${line} ${k}`), cls))
          run = {
            street: { name, class: cls, side, points: [node[i]!] },
            length: narrows ? run!.length : 0,
            known: named !== undefined,
          }
          streets.push(run.street)
        }
        frontOf[side]!.set(i, { name: run.street.name, class: cls, from: run.length })
        run.length += distance(node[i]!, node[j]!)
        run.street.points.push(node[j]!)
      }
    }
  }
  const blocks: Block[] = []
  for (let i = 0; i < w * h; i++) {
    if (!active[i]) continue
    blocks.push({
      id: `${plan.town}-${i}`,
      town: plan.town,
      corners: [node[i]!, node[i + 1]!, node[i + w + 1]!, node[i + w]!],
      centre: middle(i),
      density: density(middle(i)[0], middle(i)[1]),
      fronts: [frontOf[0]!.get(i), frontOf[1]!.get(i + 1), frontOf[0]!.get(i + w), frontOf[1]!.get(i)],
    })
  }
  return { streets, blocks }
}

/** Streets and blocks of the core (including 渌口) and the four other county seats. */
export const plan = once(() => {
  const parts = plans.map(lay)
  return { streets: parts.flatMap((p) => p.streets), blocks: parts.flatMap((p) => p.blocks) }
})
