// The Web Mercator tile grid: the box of a tile in metres and in degrees, and whether an address exists.

const HALF = 20037508.342789244 // half the equator in EPSG:3857, metres
export const EXTENT = 4096
export const MAX_ZOOM = 22

export type Box = [west: number, south: number, east: number, north: number]
export type Tile = { z: number; x: number; y: number; merc: Box; lnglat: Box; units: number }

const lngOf = (x: number) => (x / HALF) * 180
const latOf = (y: number) => (Math.atan(Math.sinh((y / HALF) * Math.PI)) * 180) / Math.PI

/** Degrees to EPSG:3857 metres. */
export function toMercator(lng: number, lat: number): [number, number] {
  return [(lng / 180) * HALF, (Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) * HALF]
}

/**
 * The tile z/x/y, or undefined if there is no such tile. `merc` is its exact box in metres, `lnglat` the same widened by
 * `buffer` tile units in degrees (for the index), `units` tile units per metre.
 */
export function tileAt(z: number, x: number, y: number, buffer = 64): Tile | undefined {
  if (![z, x, y].every(Number.isInteger) || z < 0 || z > MAX_ZOOM || x < 0 || y < 0 || x >= 2 ** z || y >= 2 ** z)
    return undefined
  const side = (2 * HALF) / 2 ** z
  const west = -HALF + x * side
  const north = HALF - y * side
  const pad = (side * buffer) / EXTENT
  return {
    z,
    x,
    y,
    merc: [west, north - side, west + side, north],
    lnglat: [
      lngOf(west - pad),
      latOf(Math.max(-HALF, north - side - pad)),
      lngOf(west + side + pad),
      latOf(Math.min(HALF, north + pad)),
    ],
    units: EXTENT / side,
  }
}
