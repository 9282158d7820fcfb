// Divides the prefecture into counties, townships and villages on one fine raster, and turns it into seamless polygons with shared borders.
import { contains, metresPerLng, once, round7, simplify } from './geometry.ts'
import type { Point, Polygon, Ring } from './geometry.ts'
import { outline } from './outlines.ts'
import { distanceToXiang } from './rivers.ts'
import { fractal, rng } from './rng.ts'
import { countyFacts, density, divisions } from './seats.ts'

// About 100 m × 100 m per raster cell.
export const raster = { west: 112.93, south: 26.03, dx: 0.001015, dy: 0.0009, cols: 1196, rows: 2240 }
const { west, south, dx, dy, cols, rows } = raster
const X = (c: number) => west + (c + 0.5) * dx
const Y = (r: number) => south + (r + 0.5) * dy

/** Villages in code order; raster label = index + 1, 0 = outside. */
export const villageList = divisions.flatMap((county, c) => county.townships.flatMap((t) => t.villages.map((v) => ({ ...v, county: c, township: t.code }))))
const townshipList = divisions.flatMap((county, c) => county.townships.map((t) => ({ ...t, county: c })))

/** Fills a ring into the raster by scan lines. */
function fill(target: Uint8Array, ring: Ring, value: number) {
  for (let r = 0; r < rows; r++) {
    const y = Y(r)
    const cuts: number[] = []
    for (let i = 1; i < ring.length; i++) {
      const a = ring[i - 1]!
      const b = ring[i]!
      if (a[1] > y !== b[1] > y) cuts.push(a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]))
    }
    cuts.sort((a, b) => a - b)
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const from = Math.max(0, Math.ceil((cuts[i]! - west) / dx - 0.5))
      const to = Math.min(cols - 1, Math.floor((cuts[i + 1]! - west) / dx - 0.5))
      for (let c = from; c <= to; c++) target[r * cols + c] = value
    }
  }
}

/**
 * Bends space so that straight borders become natural ones. The bend dies out near the Xiang (a border there is the river itself)
 * and is small in town. Returned in metres on a raster four times coarser, read bilinearly.
 */
const bend = once(() => {
  const w = Math.ceil(cols / 4) + 2
  const h = Math.ceil(rows / 4) + 2
  const east = new Float32Array(w * h)
  const north = new Float32Array(w * h)
  for (let r = 0; r < h; r++)
    for (let c = 0; c < w; c++) {
      const lng = west + c * 4 * dx
      const lat = south + r * 4 * dy
      const km = distanceToXiang(lng, lat, 4000) / 4000
      const height = 2100 * km * km * (3 - 2 * km) * (1 - 0.88 * Math.min(1, density(lng, lat) * 1.4))
      east[r * w + c] = height * fractal(101, (lng * 98.6) / 6, (lat * 110.8) / 6, 5, 0.55)
      north[r * w + c] = height * fractal(201, (lng * 98.6) / 6, (lat * 110.8) / 6, 5, 0.55)
    }
  return (c: number, r: number): [number, number] => {
    const x = c / 4
    const y = r / 4
    const i = Math.floor(y) * w + Math.floor(x)
    const u = x - Math.floor(x)
    const v = y - Math.floor(y)
    const mix = (f: Float32Array) => (f[i]! * (1 - u) + f[i + 1]! * u) * (1 - v) + (f[i + w]! * (1 - u) + f[i + w + 1]! * u) * v
    return [mix(east), mix(north)]
  }
})

type Site = { x: number; y: number; weight: number; target: number }

/** Index of the nearest site by power distance (m²). */
function nearest(sites: readonly Site[], x: number, y: number): number {
  let best = 0
  let least = Infinity
  for (let i = 0; i < sites.length; i++) {
    const s = sites[i]!
    const d = (x - s.x) * (x - s.x) + (y - s.y) * (y - s.y) - s.weight
    if (d < least) {
      least = d
      best = i
    }
  }
  return best
}

// Metres on the raster's own plane; the width of a degree is taken at the row, so areas are true.
const plane = (lng: number, lat: number): [number, number] => [(lng - 113.5) * metresPerLng(lat), (lat - 27) * 110800]

/** Village label of each raster cell. */
export const labels = once((): Uint16Array => {
  const size = cols * rows
  const flat = new Uint8Array(size)
  divisions.forEach((county, i) => fill(flat, outline(county.code), i + 1))
  const warp = bend()
  const county = new Uint16Array(size)
  const px = new Float32Array(size)
  const py = new Float32Array(size)
  for (let r = 0; r < rows; r++) {
    const lat = Y(r)
    const sx = metresPerLng(lat)
    for (let c = 0; c < cols; c++) {
      const i = r * cols + c
      const [ex, ny] = warp(c + 0.5, r + 0.5)
      const wc = Math.round(c + ex / 100)
      const wr = Math.round(r + ny / 100)
      if (wc >= 0 && wc < cols && wr >= 0 && wr < rows) county[i] = flat[wr * cols + wc]!
      px[i] = (X(c) - 113.5) * sx + ex
      py[i] = (lat - 27) * 110800 + ny
    }
  }
  tidy(county, null)

  // Townships: a power diagram per county, weights adapted on a sample until each has its share of land.
  const members: number[][] = divisions.map(() => [])
  for (let i = 0; i < size; i++) if (county[i]) members[county[i]! - 1]!.push(i)
  const town = new Uint16Array(size)
  divisions.forEach((division, k) => {
    const cells = members[k]!
    const towns = townshipList.filter((t) => t.county === k)
    const km2 = countyFacts[division.code]!.km2
    const known = towns.reduce((sum, t) => sum + (t.km2 ?? 0), 0)
    const rest = towns.reduce((sum, t) => sum + (t.km2 ? 0 : Math.sqrt(t.villages.length) + 1), 0)
    const sites = towns.map((t): Site => {
      const [x, y] = plane(t.seat[0], t.seat[1])
      const share = t.km2 ?? ((km2 - known) * (Math.sqrt(t.villages.length) + 1)) / rest
      return { x, y, weight: 0, target: share / km2 }
    })
    const sample = cells.filter((_, i) => i % 23 === 0)
    const unit = km2 * 1e6
    for (let round = 0; round < 70; round++) {
      const got = new Float64Array(sites.length)
      for (const i of sample) got[nearest(sites, px[i]!, py[i]!)]! += 1 / sample.length
      const gain = round < 40 ? 0.25 : 0.1
      sites.forEach((s, j) => (s.weight += gain * unit * (s.target - got[j]!)))
    }
    const first = townshipList.indexOf(towns[0]!) + 1
    for (const i of cells) town[i] = first + nearest(sites, px[i]!, py[i]!)
  })
  tidy(town, county)

  // Villages: density-weighted centroidal Voronoi cells inside each township.
  const inTown: number[][] = townshipList.map(() => [])
  for (let i = 0; i < size; i++) if (town[i]) inTown[town[i]! - 1]!.push(i)
  const village = new Uint16Array(size)
  let first = 1
  townshipList.forEach((t, k) => {
    const cells = inTown[k]!
    const step = Math.max(1, Math.floor(cells.length / 2500))
    const sample = cells.filter((_, i) => i % step === 0)
    const weight = sample.map((i) => 0.035 + density(X(i % cols), Y(Math.floor(i / cols))) ** 1.6)
    const sites = spread(t.code, t.villages.length, sample, weight, px, py)
    // Communities (codes below 200) first, from the seat outwards: the built-up middle of a township is its 社区.
    const [sx, sy] = plane(t.seat[0], t.seat[1])
    sites.sort((a, b) => Math.hypot(a.x - sx, a.y - sy) - Math.hypot(b.x - sx, b.y - sy))
    for (const i of cells) village[i] = first + nearest(sites, px[i]!, py[i]!)
    first += t.villages.length
  })
  tidy(village, town)
  return village
})

function spread(seed: string, n: number, sample: number[], weight: number[], px: Float32Array, py: Float32Array): Site[] {
  const random = rng(`villages ${seed}`)
  const order = sample.map((_, i) => i)
  const sites: Site[] = []
  for (let k = 0; k < n; k++) {
    const i = sample[random.weighted(order, (o) => weight[o]!)]!
    sites.push({ x: px[i]! + random.range(-30, 30), y: py[i]! + random.range(-30, 30), weight: 0, target: 0 })
  }
  for (let round = 0; round < 9; round++) {
    const sums = sites.map(() => [0, 0, 0] as [number, number, number])
    sample.forEach((cell, o) => {
      const s = sums[nearest(sites, px[cell]!, py[cell]!)]!
      s[0] += px[cell]! * weight[o]!
      s[1] += py[cell]! * weight[o]!
      s[2] += weight[o]!
    })
    sites.forEach((s, i) => {
      const [x, y, w] = sums[i]!
      if (w > 0) Object.assign(s, { x: x / w, y: y / w })
    })
  }
  return sites
}

/** Gives detached pieces of a label to the neighbour they touch most (inside the same `within`), so that every label is connected. */
function tidy(label: Uint16Array, within: Uint16Array | null) {
  for (let pass = 0; pass < 3; pass++) {
    const part = new Int32Array(label.length)
    const queue = new Int32Array(label.length)
    const parts: { label: number; from: number; to: number }[] = []
    const largest = new Map<number, number>()
    let tail = 0
    for (let start = 0; start < label.length; start++) {
      if (part[start] || (label[start] === 0 && within)) continue
      const id = parts.length + 1
      const value = label[start]!
      const from = tail
      const visit = (j: number) => {
        if (part[j] === 0 && label[j] === value) {
          part[j] = id
          queue[tail++] = j
        }
      }
      visit(start)
      for (let k = from; k < tail; k++) {
        const i = queue[k]!
        const c = i % cols
        if (c > 0) visit(i - 1)
        if (c < cols - 1) visit(i + 1)
        if (i >= cols) visit(i - cols)
        if (i < label.length - cols) visit(i + cols)
      }
      parts.push({ label: value, from, to: tail })
      const best = parts[(largest.get(value) ?? 0) - 1]
      if (!best || tail - from > best.to - best.from) largest.set(value, id)
    }
    let moved = 0
    parts.forEach((p, k) => {
      if (largest.get(p.label) === k + 1) return
      const votes = new Map<number, number>()
      for (const i of queue.subarray(p.from, p.to))
        for (const j of [i - 1, i + 1, i - cols, i + cols])
          if (j >= 0 && j < label.length && label[j] !== p.label && (!within || within[j] === within[i])) votes.set(label[j]!, (votes.get(label[j]!) ?? 0) + 1)
      const winner = [...votes].sort((a, b) => b[1] - a[1])[0]
      if (!winner) return
      for (const i of queue.subarray(p.from, p.to)) label[i] = winner[0]
      moved++
    })
    if (!moved) return
  }
}

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
    const line = simplify(raw, town ? 14 : 26).map((p): Point => [round7(p[0]), round7(p[1])])
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
    if (right) push(right, { from: arc.to, to: arc.from, start: (arc.turnOut + 2) & 3, end: (arc.turnIn + 2) & 3, line: [...arc.line].reverse(), used: false })
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

