// All roads of the city in one connected network: streets, bridges, highways, township and village roads, with shared vertices where they meet.
import { curve, distance, lengthOf, once, rounded } from './geometry.ts'
import type { LineString, Point } from './geometry.ts'
import { SegmentIndex } from './nearest.ts'
import { classes, highways } from './highways.ts'
import type { RoadClass } from './highways.ts'
import { villageAt } from './borders.ts'
import { distanceToXiang, inWater } from './rivers.ts'
import { fractal, hashText } from './rng.ts'
import { divisions } from './seats.ts'
import { plan } from './streets.ts'
import { townships } from './townships.ts'
import { villages } from './villages.ts'
import { insert, reachRiverside, waterfront } from './waterfront.ts'
import type { Draft } from './waterfront.ts'

/**
 * A road: one named run of one class. `ref` is the number of a highway. Widths and lengths in metres, speed in km/h.
 * Roads that meet at grade share a vertex with identical coordinates; motorways pass over and share none.
 */
export type Road = {
  id: string
  name: string
  ref: string | null
  class: RoadClass
  kind: 'street' | 'link' | 'bridge' | 'highway' | 'country'
  widthM: number
  lanes: number
  speedKmh: number
  lengthM: number
  line: LineString
}

const inside = (p: Point) => villageAt(p[0], p[1]) >= 0

/** Keeps the parts of a line inside the prefecture. */
function clip(points: Point[]): Point[][] {
  const out: Point[][] = []
  let run: Point[] = []
  for (const p of points) {
    if (inside(p)) run.push(p)
    else if (run.length) {
      out.push(run)
      run = []
    }
  }
  if (run.length) out.push(run)
  return out.filter((r) => r.length > 2)
}

/** A line from a to b that wanders like a country road; `share` of the length is the largest swing. */
function wander(a: Point, b: Point, share: number, seed: number): Point[] {
  const length = distance(a, b)
  const n = Math.max(3, Math.round(length / 350))
  const swing = (share * length) / 100000
  const out: Point[] = []
  for (let k = 0; k <= n; k++) {
    const t = k / n
    const ease = Math.min(1, 4 * t * (1 - t)) * swing
    const x = a[0] + (b[0] - a[0]) * t
    const y = a[1] + (b[1] - a[1]) * t
    out.push(rounded([x + ease * fractal(seed, x * 28, y * 28, 3), y + ease * fractal(seed + 9, x * 28, y * 28, 3)]))
  }
  out[0] = a
  out[n] = b
  return out
}

const shortName = (name: string) => name.replace(/(街道|镇|瑶族乡|乡|管理处|管理局)$/, '')

/** Roads between township seats: each is linked to its near neighbours by a Gabriel graph, so that all are connected. */
function townRoads(streets: SegmentIndex<Point[]>): Draft[] {
  const seats = townships().map((t) => ({ ...t, urban: streets.nearest(t.seat[0], t.seat[1], 600) !== undefined }))
  const out: Draft[] = []
  for (let i = 0; i < seats.length; i++)
    for (let j = i + 1; j < seats.length; j++) {
      const a = seats[i]!
      const b = seats[j]!
      if (a.urban && b.urban) continue
      const d = distance(a.seat, b.seat)
      if (d > 42000) continue
      const mid: Point = [(a.seat[0] + b.seat[0]) / 2, (a.seat[1] + b.seat[1]) / 2]
      if (seats.some((s, k) => k !== i && k !== j && distance(s.seat, mid) < d * 0.49)) continue
      if (
        ![0.25, 0.5, 0.75].every((t) =>
          inside([a.seat[0] + (b.seat[0] - a.seat[0]) * t, a.seat[1] + (b.seat[1] - a.seat[1]) * t]),
        )
      )
        continue
      const name = `${shortName(a.name).slice(0, 1)}${shortName(b.name).slice(0, 1)}公路`
      const points = wander(a.seat, b.seat, 0.16, hashText(a.code + b.code))
      out.push({ name, ref: null, class: a.countyCode === b.countyCode ? 'tertiary' : 'secondary', kind: 'country', points })
    }
  return out
}

/** Joins lines that cross at grade: both get the same vertex. Motorways and bridges over water are left out. */
function knit(drafts: Draft[]) {
  const size = 0.004
  const buckets = new Map<number, { road: number; k: number }[]>()
  const extra = new Map<number, { k: number; t: number; p: Point }[]>()
  const add = (road: number, k: number, t: number, p: Point) => {
    const list = extra.get(road)
    if (list) list.push({ k, t, p })
    else extra.set(road, [{ k, t, p }])
  }
  const level = drafts.map((d) => d.class !== 'motorway')
  drafts.forEach((d, road) => {
    if (!level[road]) return
    for (let k = 0; k + 1 < d.points.length; k++) {
      const a = d.points[k]!
      const b = d.points[k + 1]!
      for (let c = Math.floor(Math.min(a[0], b[0]) / size); c <= Math.floor(Math.max(a[0], b[0]) / size); c++)
        for (let r = Math.floor(Math.min(a[1], b[1]) / size); r <= Math.floor(Math.max(a[1], b[1]) / size); r++) {
          const id = c * 100003 + r
          const bucket = buckets.get(id)
          if (!bucket) buckets.set(id, [{ road, k }])
          else {
            // Streets of one plan already share their nodes.
            for (const other of bucket)
              if (
                other.road !== road &&
                !(
                  d.kind === 'street' &&
                  drafts[other.road]!.kind === 'street' &&
                  d.ref === 'plan' &&
                  drafts[other.road]!.ref === 'plan'
                )
              )
                cross(other.road, other.k, road, k)
            bucket.push({ road, k })
          }
        }
    }
  })
  function cross(ra: number, ka: number, rb: number, kb: number) {
    const a = drafts[ra]!.points[ka]!
    const b = drafts[ra]!.points[ka + 1]!
    const c = drafts[rb]!.points[kb]!
    const d = drafts[rb]!.points[kb + 1]!
    const det = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
    if (det === 0) return
    const t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / det
    const u = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / det
    if (t <= 0 || t >= 1 || u <= 0 || u >= 1) return
    const p = rounded([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t])
    add(ra, ka, t, p)
    add(rb, kb, u, p)
  }
  for (const [road, list] of extra) insert(drafts[road]!, list)
}

/** Each village outside town hangs on the nearest road by a road of its own, from its middle. */
function villageRoads(drafts: Draft[]): Draft[] {
  const index = new SegmentIndex<Draft>(0.01)
  for (const d of drafts) if (d.class !== 'motorway' && d.kind !== 'bridge') index.add(d.points, d)
  const over = (a: Point, b: Point) =>
    [0.2, 0.4, 0.6, 0.8].some((t) => distanceToXiang(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, 400) < 330)
  const out: Draft[] = []
  const joints = new Map<Draft, { k: number; t: number; p: Point }[]>()
  for (const v of villages()) {
    if (v.density > 0.4 || inWater(v.centre[0], v.centre[1])) continue
    const hit = index.nearest(v.centre[0], v.centre[1], 14000)
    if (!hit || hit.distance < 60) continue
    const foot = rounded(hit.foot)
    if (over(v.centre, foot)) continue
    const points = wander(v.centre, foot, 0.22, hashText(v.code))
    const road: Draft = {
      name: `${v.short.replace(/(社区|村)$/, '')}路`,
      ref: null,
      class: 'residential',
      kind: 'country',
      points,
    }
    out.push(road)
    const joint = { k: Math.floor(hit.at), t: hit.at % 1, p: foot }
    const list = joints.get(hit.item)
    if (list) list.push(joint)
    else joints.set(hit.item, [joint])
  }
  for (const [draft, list] of joints) insert(draft, list)
  return out
}

export const roads = once((): Road[] => {
  const streets: Draft[] = plan().streets.map((s) => ({
    name: s.name,
    ref: 'plan',
    class: s.class,
    kind: 'street',
    points: [...s.points],
  }))
  const nearStreet = new SegmentIndex<Point[]>(0.01)
  for (const s of streets) nearStreet.add(s.points, s.points)
  const major: Draft[] = highways.flatMap(([ref, name, cls, points]) =>
    clip(curve(points, cls === 'motorway' ? 14 : 10).map(rounded)).map((part): Draft => ({
      name,
      ref,
      class: cls,
      kind: 'highway',
      points: part,
    })),
  )
  const drafts = [...streets, ...waterfront(), ...major, ...townRoads(nearStreet)]
  drafts.push(...reachRiverside(drafts))
  knit(drafts)
  drafts.push(...villageRoads(drafts))
  return drafts.map((d, i): Road => ({
    id: `R${String(i + 1).padStart(5, '0')}`,
    name: d.name,
    ref: d.ref === 'plan' ? null : d.ref,
    class: d.class,
    kind: d.kind,
    ...classes[d.class],
    ...(d.kind === 'country'
      ? { widthM: d.class === 'residential' ? 4.5 : d.class === 'tertiary' ? 7 : 9, lanes: d.class === 'residential' ? 1 : 2 }
      : {}),
    lengthM: Math.round(lengthOf(d.points)),
    line: { type: 'LineString', coordinates: d.points },
  }))
})

/** Names of counties by code, for addresses. */
export const countyNames = new Map(divisions.map((d) => [d.code, d.name]))

const index = once(() => {
  const all = new SegmentIndex<Road>(0.003)
  for (const r of roads()) all.add(r.line.coordinates, r)
  return all
})
/** The nearest road within `reach` metres: road, distance in metres, point on it. */
export const roadNear = (lng: number, lat: number, reach: number, accept?: (road: Road) => boolean) => {
  const hit = index().nearest(lng, lat, reach, accept)
  return hit && { road: hit.item, distance: hit.distance, at: rounded(hit.foot) }
}
