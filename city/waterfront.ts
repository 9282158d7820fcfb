// Roads along the Xiang and the bridges over it, joined to the streets of both banks.
import { curve, distance, metresPerLat, metresPerLng, rounded } from './geometry.ts'
import type { Point } from './geometry.ts'
import { bridges, riversides } from './highways.ts'
import type { RoadClass } from './highways.ts'
import { SegmentIndex } from './nearest.ts'
import { xiangLine, xiangSteps } from './rivers.ts'
import { plan } from './streets.ts'

/** A road while the network is being put together; `ref` 'plan' marks streets of the lattice. */
export type Draft = {
  name: string
  ref: string | null
  class: RoadClass
  kind: 'street' | 'link' | 'bridge' | 'highway' | 'country'
  points: Point[]
}

function besideXiang(at: number, bank: 'left' | 'right', metres: number): Point {
  const line = xiangLine()
  const i = Math.max(1, Math.min(line.length - 2, Math.round(at * xiangSteps)))
  const a = line[i - 1]!
  const b = line[i + 1]!
  const p = line[i]!
  const sx = metresPerLng(p[1])
  const sy = metresPerLat(p[1])
  const dx = (b[0] - a[0]) * sx
  const dy = (b[1] - a[1]) * sy
  const l = Math.hypot(dx, dy)
  const s = bank === 'left' ? metres : -metres
  return rounded([p[0] - ((dy / l) * s) / sx, p[1] + ((dx / l) * s) / sy])
}

/** Roads along both banks and the bridges, each bridge ending in the nearest street nodes of both banks. */
export function waterfront(): Draft[] {
  const out: Draft[] = riversides.map(([name, bank, from, to]) => {
    const points: Point[] = []
    for (let k = Math.round(from * xiangSteps); k <= Math.round(to * xiangSteps); k++)
      points.push(besideXiang(k / xiangSteps, bank, 405))
    return { name, ref: null, class: 'secondary', kind: 'street', points: curve(points, 3).map(rounded) }
  })
  const nodes = plan()
    .streets.filter((s) => s.class === 'primary' || s.class === 'secondary')
    .flatMap((s) => s.points)
  for (const [name, at] of bridges) {
    const ends = (['left', 'right'] as const).map((bank) => {
      const aim = besideXiang(at, bank, 620)
      return nodes.reduce((best, p) => (distance(p, aim) < distance(best, aim) ? p : best))
    })
    const points = [ends[0]!, besideXiang(at, 'left', 330), besideXiang(at, 'right', 330), ends[1]!]
    out.push({ name, ref: null, class: 'primary', kind: 'bridge', points })
  }
  return out
}

/** Puts vertices into a line at segment k, position t. */
export function insert(draft: Draft, list: { k: number; t: number; p: Point }[]) {
  list.sort((a, b) => b.k - a.k || b.t - a.t)
  for (const { k, p } of list) {
    const before = draft.points[k]!
    const after = draft.points[k + 1]
    if ((before[0] === p[0] && before[1] === p[1]) || (after && after[0] === p[0] && after[1] === p[1])) continue
    draft.points.splice(k + 1, 0, p)
  }
}

/** Short links from streets that end near a riverside road to that road. */
export function reachRiverside(drafts: Draft[]): Draft[] {
  const links: Draft[] = []
  const index = new SegmentIndex<Draft>(0.005)
  const names = new Set(riversides.map((r) => r[0]))
  for (const d of drafts) if (names.has(d.name)) index.add(d.points, d)
  const joints = new Map<Draft, { k: number; t: number; p: Point }[]>()
  for (const d of drafts) {
    if (d.ref !== 'plan' || d.class === 'residential') continue
    for (const atEnd of [false, true]) {
      const end = d.points[atEnd ? d.points.length - 1 : 0]!
      const before = d.points[atEnd ? d.points.length - 2 : 1]!
      const hit = index.nearest(end[0], end[1], 330)
      // Only forward: a street does not turn back to reach the river.
      if (!hit || hit.distance < 12 || distance(before, hit.foot) < hit.distance + 20) continue
      const foot = rounded(hit.foot)
      links.push({ name: d.name, ref: null, class: d.class, kind: 'link', points: [end, foot] })
      const joint = { k: Math.floor(hit.at), t: hit.at % 1, p: foot }
      joints.set(hit.item, [...(joints.get(hit.item) ?? []), joint])
    }
  }
  for (const [draft, list] of joints) insert(draft, list)
  return links
}
