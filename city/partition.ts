// Divides the prefecture into counties, townships and villages on one fine raster.
import { metresPerLng, once } from './geometry.ts'
import type { Ring } from './geometry.ts'
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
export const villageList = divisions.flatMap((county, c) =>
  county.townships.flatMap((t) => t.villages.map((v) => ({ ...v, county: c, township: t.code }))),
)
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
      const height = 2100 * km * km * (3 - 2 * km) * (1 - 0.88 * Math.min(1, density(lng, lat) * 2))
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

/** Limits weights so that every site stays inside its own cell: a seat lies in its township even where that costs land. */
function keepHome(sites: Site[]) {
  for (const a of sites)
    for (const b of sites) {
      const excess = b.weight - a.weight - 0.8 * ((a.x - b.x) ** 2 + (a.y - b.y) ** 2)
      if (a === b || excess <= 0) continue
      b.weight -= excess / 2
      a.weight += excess / 2
    }
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
    for (let round = 0; round < 80; round++) {
      const got = new Float64Array(sites.length)
      for (const i of sample) got[nearest(sites, px[i]!, py[i]!)]! += 1 / sample.length
      const gain = 0.25 * (1 - round / 80)
      sites.forEach((s, j) => (s.weight += gain * unit * (s.target - got[j]!)))
      keepHome(sites)
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
          if (j >= 0 && j < label.length && label[j] !== p.label && (!within || within[j] === within[i]))
            votes.set(label[j]!, (votes.get(label[j]!) ?? 0) + 1)
      const winner = [...votes].sort((a, b) => b[1] - a[1])[0]
      if (!winner) return
      for (const i of queue.subarray(p.from, p.to)) label[i] = winner[0]
      moved++
    })
    if (!moved) return
  }
}
