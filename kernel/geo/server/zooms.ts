// From which zoom a thing is drawn: the cartographer's choice that keeps small scales quiet.
import { toMercator } from './tilegrid.ts'

const roads: Record<string, number> = {
  motorway: 6,
  expressway: 7,
  trunk: 8,
  primary: 9,
  secondary: 11,
  tertiary: 12,
  residential: 13,
  street: 13,
  bridge: 11,
  county: 10,
  township: 12,
  village: 13,
}
const rails: Record<string, number> = { highspeed: 6, main: 7, rail: 7, branch: 10, metro: 10, yard: 13 }
const lines: Record<string, number> = { river: 8, canal: 11, stream: 12, ditch: 14 }

export const roadZoom = (kind: string) => roads[kind] ?? 14
export const railZoom = (kind: string) => rails[kind] ?? 9
export const streamZoom = (kind: string) => lines[kind] ?? 11

/** The zoom at which a polygon of this many square degrees covers about 12 square pixels at latitude 28. */
export function surfaceZoom(squareDegrees: number): number {
  const pixels = squareDegrees * 1.13 * (512 / 360) ** 2
  return pixels <= 0 ? 15 : Math.max(0, Math.min(15, Math.ceil(Math.log2(12 / pixels) / 2)))
}

/**
 * The zoom at which each labelled point first appears: at every zoom at most `each` in a square of 128 pixels, the weightiest first,
 * so that a tile holds what can be read in it. Same order as given; 9 to 17.
 */
export function labelZooms(points: { lng: number; lat: number; rank: number }[], each = 2): number[] {
  const out = points.map(() => 17)
  let waiting = points
    .map((p, i) => ({ i, rank: p.rank, at: toMercator(p.lng, p.lat) }))
    .sort((a, b) => b.rank - a.rank || a.i - b.i)
  const shown: typeof waiting = []
  for (let z = 9; z < 17 && waiting.length; z++) {
    const square = 40075016.7 / 2 ** z / 4
    const full = new Map<string, number>()
    const key = (at: [number, number]) => `${Math.floor(at[0] / square)} ${Math.floor(at[1] / square)}`
    for (const one of shown) full.set(key(one.at), (full.get(key(one.at)) ?? 0) + 1)
    // what weighs little waits for its own zoom even where there is room
    const least = [70, 66, 62, 55, 45, 30, 15, 0][z - 9]!
    waiting = waiting.filter((one) => {
      const k = key(one.at)
      const n = full.get(k) ?? 0
      if (n >= each || one.rank < least) return true
      full.set(k, n + 1)
      out[one.i] = z
      shown.push(one)
      return false
    })
  }
  return out
}
