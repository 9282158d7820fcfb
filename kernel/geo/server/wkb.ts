// Writes plain coordinate arrays as hexadecimal EWKB, which both databases read several times faster than GeoJSON.

export type Position = [number, number] | number[]
export type Shape =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPoint'; coordinates: Position[] }
  | { type: 'MultiLineString'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] }

const TYPES = { Point: 1, LineString: 2, Polygon: 3, MultiPoint: 4, MultiLineString: 5, MultiPolygon: 6 } as const
const MEMBER = { MultiPoint: 'Point', MultiLineString: 'LineString', MultiPolygon: 'Polygon' } as const

/** Little-endian EWKB of a GeoJSON geometry (x and y only) with the SRID, as hex text that PostGIS casts to geometry. */
export function ewkb(shape: Shape, srid = 4326): string {
  const buf = Buffer.allocUnsafe(sizeOf(shape) + 4)
  let at = 0
  const uint = (n: number) => (at = buf.writeUInt32LE(n, at))
  const pos = (p: Position) => {
    at = buf.writeDoubleLE(p[0]!, at)
    at = buf.writeDoubleLE(p[1]!, at)
  }
  const path = (ps: Position[]) => (uint(ps.length), ps.forEach(pos))
  const write = (s: Shape, top: boolean) => {
    at = buf.writeUInt8(1, at)
    uint((TYPES[s.type] | (top ? 0x20000000 : 0)) >>> 0)
    if (top) uint(srid)
    if (s.type === 'Point') pos(s.coordinates)
    else if (s.type === 'LineString') path(s.coordinates)
    else if (s.type === 'Polygon') {
      uint(s.coordinates.length)
      s.coordinates.forEach(path)
    } else {
      uint(s.coordinates.length)
      for (const c of s.coordinates) write({ type: MEMBER[s.type], coordinates: c } as Shape, false)
    }
  }
  write(shape, true)
  return buf.toString('hex', 0, at)
}

function sizeOf(s: Shape): number {
  const path = (ps: Position[]) => 4 + ps.length * 16
  const rings = (rs: Position[][]) => 4 + rs.reduce((n, r) => n + path(r), 0)
  if (s.type === 'Point') return 5 + 16
  if (s.type === 'LineString') return 5 + path(s.coordinates)
  if (s.type === 'Polygon') return 5 + rings(s.coordinates)
  if (s.type === 'MultiPoint') return 9 + s.coordinates.length * 21
  if (s.type === 'MultiLineString') return 9 + s.coordinates.reduce((n, c) => n + 5 + path(c), 0)
  return 9 + s.coordinates.reduce((n, c) => n + 5 + rings(c), 0)
}
