// Nearest-segment search over many lines, for distances to rivers, roads and railways.
import { metresPerLat, metresPerLng } from './geometry.ts'
import type { Point } from './geometry.ts'

/** Nearest-segment index over polylines: squares of `size` degrees hold the segments that pass near them. */
export class SegmentIndex<T> {
  private readonly size: number
  private readonly buckets = new Map<number, { a: Point; b: Point; item: T; t: number }[]>()
  constructor(size: number) {
    this.size = size
  }
  private key(cx: number, cy: number) {
    return cx * 100003 + cy
  }
  add(line: readonly Point[], item: T) {
    for (let i = 1; i < line.length; i++) {
      const a = line[i - 1]!
      const b = line[i]!
      const segment = { a, b, item, t: i }
      const c0 = Math.floor(Math.min(a[0], b[0]) / this.size)
      const c1 = Math.floor(Math.max(a[0], b[0]) / this.size)
      const r0 = Math.floor(Math.min(a[1], b[1]) / this.size)
      const r1 = Math.floor(Math.max(a[1], b[1]) / this.size)
      for (let c = c0; c <= c1; c++)
        for (let r = r0; r <= r1; r++) {
          const k = this.key(c, r)
          const bucket = this.buckets.get(k)
          if (bucket) bucket.push(segment)
          else this.buckets.set(k, [segment])
        }
    }
  }
  /** The nearest segment within `reach` metres: its item, distance in metres, foot point and vertex position (1.25 = a quarter behind vertex 1). */
  nearest(x: number, y: number, reach: number, accept?: (item: T) => boolean) {
    const sx = metresPerLng(y)
    const sy = metresPerLat(y)
    const cx = Math.floor(x / this.size)
    const cy = Math.floor(y / this.size)
    const rings = Math.ceil(reach / (this.size * Math.min(sx, sy)))
    let best: { item: T; distance: number; foot: Point; at: number } | undefined
    let limit = reach
    for (let ring = 0; ring <= rings; ring++) {
      if (ring > 1 && (ring - 1) * this.size * Math.min(sx, sy) > limit) break
      for (let c = cx - ring; c <= cx + ring; c++) {
        const step = Math.abs(c - cx) === ring ? 1 : Math.max(1, 2 * ring)
        for (let r = cy - ring; r <= cy + ring; r += step) {
          for (const s of this.buckets.get(this.key(c, r)) ?? []) {
            if (accept && !accept(s.item)) continue
            const dx = (s.b[0] - s.a[0]) * sx
            const dy = (s.b[1] - s.a[1]) * sy
            const px = (x - s.a[0]) * sx
            const py = (y - s.a[1]) * sy
            const l2 = dx * dx + dy * dy
            const t = l2 === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / l2))
            const d = Math.hypot(px - t * dx, py - t * dy)
            if (d < limit) {
              limit = d
              best = {
                item: s.item,
                distance: d,
                foot: [s.a[0] + (s.b[0] - s.a[0]) * t, s.a[1] + (s.b[1] - s.a[1]) * t],
                at: s.t - 1 + t,
              }
            }
          }
        }
      }
    }
    return best
  }
}
