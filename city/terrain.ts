// Terrain: the height of any point in metres, from river levels, regional relief and ridged noise; the highest point is 酃峰.
import { bboxOf, contains, once } from './geometry.ts'
import type { Point } from './geometry.ts'
import { SegmentIndex } from './nearest.ts'
import { lakes, rivers } from './rivers.ts'
import { fractal, noise } from './rng.ts'
import { density } from './seats.ts'

// Mountain masses: [lng, lat, reach in km east-west, north-south, height above the valleys in metres]. By general geography.
const masses: [number, number, number, number, number][] = [
  [114.09, 26.45, 13, 20, 1500],
  [114.03, 26.25, 13, 17, 1250],
  [113.9, 26.13, 15, 11, 1050],
  [113.75, 26.26, 13, 13, 850],
  [113.62, 26.4, 11, 15, 520],
  [113.96, 26.72, 14, 13, 800],
  [113.5, 26.76, 5, 7, 760],
  [113.42, 26.64, 11, 8, 420],
  [113.75, 27.21, 12, 14, 880],
  [113.62, 27.28, 11, 9, 600],
  [113.88, 27.0, 10, 12, 620],
  [113.69, 27.02, 9, 8, 420],
  [113.53, 27.93, 17, 8, 620],
  [113.66, 27.83, 12, 6, 420],
  [113.5, 27.36, 14, 7, 420],
  [113.17, 27.43, 9, 13, 380],
  [113.28, 27.47, 9, 11, 330],
  [113.0, 27.55, 8, 14, 260],
  [113.095, 27.926, 3.6, 2.6, 290],
  [113.29, 27.92, 7, 6, 190],
  [113.18, 27.22, 10, 9, 330],
  [113.32, 27.81, 7, 6, 150],
  [113.2, 26.9, 8, 9, 260],
]
/** 酃峰 (神农峰), the highest summit of Hunan. */
export const summit: { name: string; at: Point; metres: number } = { name: '酃峰', at: [114.0705, 26.4735], metres: 2115 }

// Distance to the nearest river and its level there, on a coarse raster (about 500 m) read bilinearly: the valleys.
const step = 0.005
const origin: Point = [112.88, 25.98]
const valleys = once(() => {
  const index = new SegmentIndex<number>(0.02)
  const list = rivers()
  list.forEach((r, i) => index.add(r.line.coordinates, i))
  const w = 260
  const h = 422
  const away = new Float32Array(w * h)
  const level = new Float32Array(w * h)
  for (let r = 0; r < h; r++)
    for (let c = 0; c < w; c++) {
      const hit = index.nearest(origin[0] + c * step, origin[1] + r * step, 30000)
      const i = r * w + c
      away[i] = hit ? hit.distance : 30000
      if (!hit) level[i] = 60
      else {
        const river = list[hit.item]!
        const t = hit.at / (river.line.coordinates.length - 1)
        // Rivers are steep near the source.
        level[i] = river.levels[1] + (river.levels[0] - river.levels[1]) * (1 - t) ** 1.5
      }
    }
  // Between two valleys the base changes gently: away from the rivers the level is blurred.
  let soft: Float32Array = level
  for (let pass = 0; pass < 3; pass++) soft = blur(blur(soft, w, h, 1), w, h, w)
  for (let i = 0; i < level.length; i++) {
    const t = Math.min(1, Math.max(0, (away[i]! - 500) / 3500))
    level[i] = level[i]! + (soft[i]! - level[i]!) * t
  }
  return (lng: number, lat: number): [number, number] => {
    const x = Math.max(0, Math.min(w - 1.001, (lng - origin[0]) / step))
    const y = Math.max(0, Math.min(h - 1.001, (lat - origin[1]) / step))
    const i = Math.floor(y) * w + Math.floor(x)
    const u = x % 1
    const v = y % 1
    const mix = (f: Float32Array) => (f[i]! * (1 - u) + f[i + 1]! * u) * (1 - v) + (f[i + w]! * (1 - u) + f[i + w + 1]! * u) * v
    return [mix(away), mix(level)]
  }
})

/** Mean over 17 neighbours in one direction (step 1 = east, w = north). */
function blur(field: Float32Array, w: number, h: number, step: number) {
  const out = new Float32Array(field.length)
  for (let i = 0; i < field.length; i++) {
    let sum = 0
    let n = 0
    for (let k = -8; k <= 8; k++) {
      const j = i + k * step
      if (j < 0 || j >= w * h || (step === 1 && Math.floor(j / w) !== Math.floor(i / w))) continue
      sum += field[j]!
      n++
    }
    out[i] = sum / n
  }
  return out
}

const reservoirs = once(() =>
  lakes().map((l) => ({ polygon: l.polygon, level: l.levelM, box: bboxOf(l.polygon.coordinates[0]!) })),
)

/** Height above sea level in metres, rounded to decimetres; about 2 µs. Rivers and lakes are flat at their level. */
export function elevation(lng: number, lat: number): number {
  for (const l of reservoirs())
    if (lng > l.box[0] && lng < l.box[2] && lat > l.box[1] && lat < l.box[3] && contains(l.polygon, lng, lat)) return l.level
  const [away, level] = valleys()(lng, lat)
  const x = lng * 98.6
  const y = lat * 110.8
  let relief = 0
  for (const [mx, my, rx, ry, height] of masses) {
    const dx = (x - mx * 98.6) / rx
    const dy = (y - my * 110.8) / ry
    const d2 = dx * dx + dy * dy
    if (d2 < 6) relief = Math.max(relief, height * Math.exp(-d2 * 0.8)) + Math.min(relief, height * Math.exp(-d2 * 0.8)) * 0.25
  }
  // Ridges: folded noise, long waves first; rolling hills of some tens of metres everywhere outside town.
  let ridge = 0
  let height = 0.55
  // Each octave is turned by 37°, so that the lattice of the noise never shows.
  let rx = x * 0.91 - y * 0.41
  let ry = x * 0.41 + y * 0.91
  for (let o = 0, wave = 9; o < 6; o++, wave /= 2.1, height *= 0.52) {
    ridge += height * (1 - Math.abs(noise(301 + o, rx / wave, ry / wave)) * 1.9)
    const turned = rx * 0.7986 - ry * 0.6018
    ry = rx * 0.6018 + ry * 0.7986
    rx = turned
  }
  const hills = 75 * Math.max(0, 0.4 + fractal(321, rx / 2.9, ry / 2.9, 4)) * (1 - 0.8 * density(lng, lat))
  // Valleys are broad in the lowland, narrow upstream, and never of one width.
  const broad = Math.min(1, Math.max(0.5, (190 - level) / 130)) * (1 + 0.45 * noise(341, x / 3.7, y / 3.7))
  const rise = Math.min(1, Math.max(0, (away - 120) / (4400 * broad)))
  const valley = rise * rise * (3 - 2 * rise)
  const slope = Math.min(1, Math.max(0, (away - 60) / 1500))
  let metres = level + 4 * Math.min(1, away / 400) + hills * slope + relief * valley * (0.42 + 0.72 * ridge)
  // Nothing but the summit itself reaches its height.
  const sx = (x - summit.at[0] * 98.6) / 2.6
  const sy = (y - summit.at[1] * 110.8) / 2.6
  const cap = 1750
  if (metres > cap) metres = cap + (metres - cap) * 0.35
  const near = Math.exp(-Math.sqrt(sx * sx + sy * sy) * 0.9)
  metres += (summit.metres - metres) * near
  return Math.round(Math.max(27, Math.min(summit.metres, metres)) * 10) / 10
}
