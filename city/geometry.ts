// Plane geometry on longitude and latitude (EPSG:4490, degrees): ellipsoidal areas, curves, ribbons, cuts, nearest segments.

export type Point = [lng: number, lat: number]
export type Ring = Point[]
export type LineString = { type: 'LineString'; coordinates: Point[] }
export type Polygon = { type: 'Polygon'; coordinates: Ring[] }
export type Bbox = [west: number, south: number, east: number, north: number]

// CGCS2000 ellipsoid; the authalic integral below uses the semi-minor axis and eccentricity.
const SEMI_MINOR = 6356752.314140356
const E2 = 0.0066943800229008
const E = Math.sqrt(E2)

/** A hand-drawn line written as 'lng lat, lng lat, …'. */
export const path = (text: string): Point[] => text.split(',').map((pair) => pair.trim().split(' ').map(Number) as Point)

/** Metres per degree of latitude and longitude at a latitude. */
export const metresPerLat = (lat: number) => {
  const p = (lat * Math.PI) / 180
  return 111132.954 - 559.822 * Math.cos(2 * p) + 1.175 * Math.cos(4 * p)
}
export const metresPerLng = (lat: number) => {
  const p = (lat * Math.PI) / 180
  return 111412.84 * Math.cos(p) - 93.5 * Math.cos(3 * p)
}

/** Rounds a coordinate to 7 decimals (about 1 cm), so that output does not depend on the last bits of floating point. */
export const round7 = (value: number) => Math.round(value * 1e7) / 1e7
export const rounded = (p: Point): Point => [round7(p[0]), round7(p[1])]

/** Distance in metres, good for tens of kilometres. */
export function distance(a: Point, b: Point): number {
  const lat = (a[1] + b[1]) / 2
  return Math.hypot((b[0] - a[0]) * metresPerLng(lat), (b[1] - a[1]) * metresPerLat(lat))
}

export const lengthOf = (line: readonly Point[]) => {
  let sum = 0
  for (let i = 1; i < line.length; i++) sum += distance(line[i - 1]!, line[i]!)
  return sum
}

/** Area under a parallel per radian of longitude, from the equator, on the ellipsoid. */
function zone(lat: number): number {
  const s = Math.sin((lat * Math.PI) / 180)
  return ((SEMI_MINOR * SEMI_MINOR) / 2) * (s / (1 - E2 * s * s) + Math.log((1 + E * s) / (1 - E * s)) / (2 * E))
}

/** Signed area of a ring in m² (counter-clockwise positive), edges straight in longitude and latitude. */
export function ringArea(ring: readonly Point[]): number {
  const base = zone(ring[0]![1])
  let sum = 0
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i]!
    const b = ring[(i + 1) % ring.length]!
    if (a[0] === b[0]) continue
    const mean = (zone(a[1]) + 4 * zone((a[1] + b[1]) / 2) + zone(b[1])) / 6 - base
    sum -= ((b[0] - a[0]) * Math.PI * mean) / 180
  }
  return sum
}

/** Area of a polygon in m², holes taken off. */
export const areaOf = (polygon: Polygon) =>
  polygon.coordinates.reduce((sum, ring, i) => sum + (i === 0 ? 1 : -1) * Math.abs(ringArea(ring)), 0)

export const perimeterOf = (polygon: Polygon) => polygon.coordinates.reduce((sum, ring) => sum + lengthOf(ring), 0)

export function bboxOf(points: readonly Point[]): Bbox {
  const box: Bbox = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of points) {
    if (x < box[0]) box[0] = x
    if (y < box[1]) box[1] = y
    if (x > box[2]) box[2] = x
    if (y > box[3]) box[3] = y
  }
  return box
}

export function ringContains(ring: readonly Point[], x: number, y: number): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i]!
    const b = ring[j]!
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside
  }
  return inside
}

/** Whether a point lies in a polygon (holes respected; a point on the edge may go either way). */
export const contains = (polygon: Polygon, x: number, y: number) =>
  polygon.coordinates.every((ring, i) => ringContains(ring, x, y) === (i === 0))

/** Centre of mass of a ring. */
export function centroid(ring: readonly Point[]): Point {
  const [x0, y0] = ring[0]!
  let area = 0
  let x = 0
  let y = 0
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i]!
    const b = ring[(i + 1) % ring.length]!
    const cross = (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0)
    area += cross
    x += (a[0] + b[0] - 2 * x0) * cross
    y += (a[1] + b[1] - 2 * y0) * cross
  }
  if (area === 0) return rounded([x0, y0])
  return rounded([x0 + x / (3 * area), y0 + y / (3 * area)])
}

/** A point inside a polygon: the centroid, or the middle of the widest run on a parallel where the centroid falls outside. */
export function labelPoint(polygon: Polygon): Point {
  const ring = polygon.coordinates[0]!
  const middle = centroid(ring)
  if (contains(polygon, middle[0], middle[1])) return middle
  const [, south, , north] = bboxOf(ring)
  let best: Point = middle
  let width = 0
  for (const t of [0.5, 0.35, 0.65, 0.2, 0.8]) {
    const y = south + (north - south) * t
    const cuts: number[] = []
    for (const r of polygon.coordinates)
      for (let i = 1; i < r.length; i++) {
        const a = r[i - 1]!
        const b = r[i]!
        if (a[1] > y !== b[1] > y) cuts.push(a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]))
      }
    cuts.sort((a, b) => a - b)
    for (let i = 0; i + 1 < cuts.length; i += 2)
      if (cuts[i + 1]! - cuts[i]! > width) {
        width = cuts[i + 1]! - cuts[i]!
        best = rounded([(cuts[i]! + cuts[i + 1]!) / 2, y])
      }
  }
  return best
}

/** Drops vertices that lie within `tolerance` metres of the line that is left (Douglas-Peucker; ends stay). */
export function simplify(line: readonly Point[], tolerance: number): Point[] {
  const n = line.length
  if (n < 3) return [...line]
  const sy = metresPerLat(line[0]![1])
  const sx = metresPerLng(line[0]![1])
  const keep = new Uint8Array(n)
  keep[0] = keep[n - 1] = 1
  const stack: [number, number][] = [[0, n - 1]]
  while (stack.length) {
    const [from, to] = stack.pop()!
    const a = line[from]!
    const dx = (line[to]![0] - a[0]) * sx
    const dy = (line[to]![1] - a[1]) * sy
    const l2 = dx * dx + dy * dy
    let worst = tolerance * tolerance
    let at = -1
    for (let i = from + 1; i < to; i++) {
      const px = (line[i]![0] - a[0]) * sx
      const py = (line[i]![1] - a[1]) * sy
      const t = l2 === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / l2))
      const d2 = (px - t * dx) ** 2 + (py - t * dy) ** 2
      if (d2 > worst) {
        worst = d2
        at = i
      }
    }
    if (at > 0) {
      keep[at] = 1
      stack.push([from, at], [at, to])
    }
  }
  return line.filter((_, i) => keep[i] === 1)
}

/** A smooth curve through the points (centripetal-like Catmull-Rom), `per` steps between two of them; index `i * per` is point i. */
export function curve(points: readonly Point[], per: number): Point[] {
  const out: Point[] = []
  for (let i = 0; i + 1 < points.length; i++) {
    const p1 = points[i]!
    const p2 = points[i + 1]!
    const p0 = points[i - 1] ?? [2 * p1[0] - p2[0], 2 * p1[1] - p2[1]]
    const p3 = points[i + 2] ?? [2 * p2[0] - p1[0], 2 * p2[1] - p1[1]]
    for (let k = 0; k < per; k++) {
      const t = k / per
      const f = (a: number, b: number, c: number, d: number) =>
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)
      out.push([f(p0[0], p1[0], p2[0], p3[0]), f(p0[1], p1[1], p2[1], p3[1])])
    }
  }
  out.push([...points[points.length - 1]!])
  return out
}

/** The polygon of a line with a width in metres at each vertex (its banks). */
export function ribbon(line: readonly Point[], width: (index: number) => number): Polygon {
  const left: Point[] = []
  const right: Point[] = []
  for (let i = 0; i < line.length; i++) {
    const a = line[Math.max(0, i - 1)]!
    const b = line[Math.min(line.length - 1, i + 1)]!
    const p = line[i]!
    const sx = metresPerLng(p[1])
    const sy = metresPerLat(p[1])
    const dx = (b[0] - a[0]) * sx
    const dy = (b[1] - a[1]) * sy
    const l = Math.hypot(dx, dy) || 1
    const half = width(i) / 2
    left.push(rounded([p[0] - ((dy / l) * half) / sx, p[1] + ((dx / l) * half) / sy]))
    right.push(rounded([p[0] + ((dy / l) * half) / sx, p[1] - ((dx / l) * half) / sy]))
  }
  const ring = [...right, ...left.toReversed()]
  ring.push(ring[0]!)
  return { type: 'Polygon', coordinates: [ring] }
}

/** Cuts a simple open ring by the line axis = at; returns the pieces below and above it (axis 0 = longitude, 1 = latitude). */
export function cut(ring: readonly Point[], axis: 0 | 1, at: number): { below: Ring[]; above: Ring[] } {
  const other = axis === 0 ? 1 : 0
  // A vertex on the line counts as above, so that every edge either crosses or does not.
  const side = ring.map((p) => p[axis] >= at)
  if (side.every((s) => s)) return { below: [], above: [[...ring]] }
  if (side.every((s) => !s)) return { below: [[...ring]], above: [] }
  const chains: { above: boolean; points: Ring }[] = []
  const first = side.findIndex((s, i) => s !== side[(i + ring.length - 1) % ring.length])
  let chain: { above: boolean; points: Ring } | undefined
  let entry: Point | undefined
  for (let k = 0; k < ring.length; k++) {
    const i = (first + k) % ring.length
    const p = ring[i]!
    const previous = ring[(i + ring.length - 1) % ring.length]!
    if (side[i] !== side[(i + ring.length - 1) % ring.length]) {
      const t = (at - previous[axis]) / (p[axis] - previous[axis])
      const cross = round7(previous[other] + (p[other] - previous[other]) * t)
      const x: Point = axis === 0 ? [at, cross] : [cross, at]
      if (chain) chain.points.push(x)
      else entry = x
      chain = { above: side[i]!, points: [x] }
      chains.push(chain)
    }
    chain!.points.push(p)
  }
  chain!.points.push(entry!)
  // Crossings sorted along the line pair up (1,2), (3,4) …: between the two of a pair the line is inside the ring.
  const ends = chains.flatMap((c) => [c.points[0]![other], c.points[c.points.length - 1]![other]])
  const order = [...new Set(ends)].sort((a, b) => a - b)
  const partner = new Map<number, number>()
  if (order.length % 2 === 1) return { below: [], above: [[...ring]] }
  for (let i = 0; i < order.length; i += 2) {
    partner.set(order[i]!, order[i + 1]!)
    partner.set(order[i + 1]!, order[i]!)
  }
  const pieces = (above: boolean) => {
    const left = chains.filter((c) => c.above === above)
    const out: Ring[] = []
    while (left.length) {
      const start = left.pop()!
      const piece = [...start.points]
      let end = piece[piece.length - 1]![other]
      for (let guard = 0; partner.get(end) !== start.points[0]![other] && guard < 99; guard++) {
        const next = left.findIndex((c) => c.points[0]![other] === partner.get(end))
        if (next < 0) break
        const chained = left.splice(next, 1)[0]!
        piece.push(...chained.points)
        end = piece[piece.length - 1]![other]
      }
      out.push(piece)
    }
    return out
  }
  return { below: pieces(false), above: pieces(true) }
}

const drawn: (() => void)[] = []

/** Remembers the value of a parameterless maker: each part of the city is generated once, when first asked for. */
export function once<T>(make: () => T): () => T {
  let value: { made: T } | undefined
  drawn.push(() => (value = undefined))
  return () => (value ??= { made: make() }).made
}

/** Lets go of everything generated; asked for again, it is generated again, and the same. */
export function forgetDrawn(): void {
  for (const forget of drawn) forget()
}
