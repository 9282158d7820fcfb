// Traces every border of the village raster once, smooths it once, and dissolves villages into polygons that share their vertices.
import { contains, once, round7, simplify } from './geometry.ts'
import type { Point, Polygon, Ring } from './geometry.ts'
import { labels, raster } from './partition.ts'
import { density } from './seats.ts'

const { west, south, dx, dy, cols, rows } = raster

type Arc = { left: number; right: number; from: number; to: number; turnIn: number; turnOut: number; line: Point[] }
// Directions 0 east, 1 north, 2 west, 3 south on raster corners; corner = row * (cols + 1) + column.
const stride = cols + 1
const steps = [1, stride, -1, -stride]

/** All borders as arcs between corners where three or more villages meet; each drawn once, smoothed once, used by both sides. */
const arcs = once((): Arc[] => {
  const label = labels()
  const at = (c: number, r: number) => (c < 0 || r < 0 || c >= cols || r >= rows ? 0 : label[r * cols + c]!)
  // Whether the raster edge leaving a corner in a direction is a border, and the labels on its left and right.
  const sides = (corner: number, d: number): [number, number] => {
    const c = corner % stride
    const r = (corner - c) / stride
    if (d === 0) return [at(c, r), at(c, r - 1)]
    if (d === 1) return [at(c - 1, r), at(c, r)]
    if (d === 2) return [at(c - 1, r - 1), at(c - 1, r)]
    return [at(c, r - 1), at(c - 1, r - 1)]
  }
  const degree = (corner: number) => {
    const c = corner % stride
    const r = (corner - c) / stride
    const a = at(c, r)
    const b = at(c - 1, r)
    const e = at(c - 1, r - 1)
    const f = at(c, r - 1)
    return (a !== b ? 1 : 0) + (b !== e ? 1 : 0) + (e !== f ? 1 : 0) + (f !== a ? 1 : 0)
  }
  const seen = new Uint8Array(stride * (rows + 1) * 4)
  const out: Arc[] = []
  const point = (corner: number): Point => {
    const c = corner % stride
    return [west + c * dx, south + ((corner - c) / stride) * dy]
  }
  const walk = (start: number, d0: number) => {
    const [left, right] = sides(start, d0)
    const corners = [start]
    let corner = start
    let d = d0
    for (;;) {
      seen[corner * 4 + d] = 1
      corner += steps[d]!
      seen[corner * 4 + ((d + 2) & 3)] = 1
      corners.push(corner)
      if (corner === start || degree(corner) !== 2) break
      for (const turn of [1, 0, 3]) {
        const next = (d + turn) & 3
        const [l, r] = sides(corner, next)
        if (l !== r) {
          d = next
          break
        }
      }
    }
    // Middles of raster edges instead of corners turn the stairs into slopes; then near-straight vertices go.
    const points = corners.map(point)
    const middle = points.slice(1).map((p, i): Point => [(p[0] + points[i]![0]) / 2, (p[1] + points[i]![1]) / 2])
    const closed = corner === start && degree(start) === 2
    const raw = closed ? [...middle, middle[0]!] : [points[0]!, ...middle, points[points.length - 1]!]
    const town = density(raw[0]![0], raw[0]![1]) > 0.3
    const line = simplify(soften(soften(raw)), town ? 9 : 22).map((p): Point => [round7(p[0]), round7(p[1])])
    out.push({ left, right, from: start, to: corner, turnIn: d0, turnOut: d, line })
  }
  for (const wantNode of [true, false])
    for (let corner = 0; corner < stride * (rows + 1); corner++) {
      const n = degree(corner)
      if (n === 0 || (wantNode && n === 2)) continue
      for (let d = 0; d < 4; d++) {
        if (seen[corner * 4 + d]) continue
        const [l, r] = sides(corner, d)
        if (l !== r) walk(corner, d)
      }
    }
  return out
})

/** Each vertex moves to the mean of itself (half) and its neighbours; ends stay, so shared borders stay shared. */
const soften = (line: Point[]): Point[] =>
  line.map((p, i) => {
    const a = line[i - 1]
    const b = line[i + 1]
    return a && b ? [p[0] / 2 + (a[0] + b[0]) / 4, p[1] / 2 + (a[1] + b[1]) / 4] : p
  })

/** Dissolves villages into regions: `regionOf(village label)` gives the region number (0 = none). Polygons by region, rings closed. */
export function dissolve(regionOf: (label: number) => number): Map<number, Polygon> {
  type Side = { from: number; to: number; start: number; end: number; line: Point[]; used: boolean }
  const byRegion = new Map<number, Side[]>()
  const push = (region: number, side: Side) => {
    const list = byRegion.get(region)
    if (list) list.push(side)
    else byRegion.set(region, [side])
  }
  for (const arc of arcs()) {
    const left = regionOf(arc.left)
    const right = regionOf(arc.right)
    if (left === right) continue
    if (left) push(left, { from: arc.from, to: arc.to, start: arc.turnIn, end: arc.turnOut, line: arc.line, used: false })
    if (right)
      push(right, {
        from: arc.to,
        to: arc.from,
        start: (arc.turnOut + 2) & 3,
        end: (arc.turnIn + 2) & 3,
        line: arc.line.toReversed(),
        used: false,
      })
  }
  const out = new Map<number, Polygon>()
  for (const [region, sides] of byRegion) {
    const starts = new Map<number, Side[]>()
    for (const s of sides) starts.set(s.from, [...(starts.get(s.from) ?? []), s])
    const rings: Ring[] = []
    for (const first of sides) {
      if (first.used) continue
      const ring: Ring = []
      let side = first
      for (;;) {
        side.used = true
        ring.push(...side.line.slice(0, -1))
        if (side.to === first.from) break
        // With the region on the left, the leftmost turn keeps areas that meet in one corner apart.
        const turn = (s: Side) => [1, 0, 3, 2].indexOf((s.start - side.end + 4) & 3)
        const next = (starts.get(side.to) ?? []).filter((s) => !s.used).sort((a, b) => turn(a) - turn(b))[0]
        if (!next) throw new Error(`open border of region ${region}`)
        side = next
      }
      ring.push(ring[0]!)
      rings.push(ring)
    }
    // The exterior ring is the one that encloses the most.
    const size = (r: Ring) => Math.abs(r.reduce((sum, p, i) => sum + (i ? r[i - 1]![0] * p[1] - p[0] * r[i - 1]![1] : 0), 0))
    rings.sort((a, b) => size(b) - size(a))
    out.set(region, { type: 'Polygon', coordinates: rings })
  }
  return out
}

const shapes = once(() => dissolve((label) => label))
/** Polygon of a village by its index in villageList. */
export const villageShape = (index: number) => shapes().get(index + 1)!

/** Index in villageList of the village at a point, or -1 outside. Exact: near a border the polygons decide. */
export function villageAt(lng: number, lat: number): number {
  const c = Math.floor((lng - west) / dx)
  const r = Math.floor((lat - south) / dy)
  if (c < 1 || r < 1 || c >= cols - 1 || r >= rows - 1) return -1
  const label = labels()
  const near = new Set<number>()
  for (let j = -1; j <= 1; j++) for (let i = -1; i <= 1; i++) near.add(label[(r + j) * cols + c + i]!)
  const own = label[r * cols + c]!
  if (near.size === 1) return own - 1
  for (const l of [own, ...near]) if (l && contains(shapes().get(l)!, lng, lat)) return l - 1
  return -1
}
