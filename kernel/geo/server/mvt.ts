// Turns TWKB geometries in tile coordinates into Mapbox Vector Tile 2.1 layers, because PGlite's PostGIS has no ST_AsMVT.

/** One feature of a tile: TWKB (precision 0, tile coordinates, y down) and its properties; null and undefined are left out. */
export type TileFeature = { id?: number; twkb: Uint8Array; properties: Record<string, unknown> }

/** What an encoded layer weighs: `bytes` is the tile's layer message, ready to be concatenated with others. */
export type EncodedLayer = { bytes: Uint8Array; features: number; dropped: number }

export type GeometryKind = 'point' | 'line' | 'polygon'

const KIND_TAG = { point: 1, line: 2, polygon: 3 } as const
const EMPTY = new Uint8Array(0)

/** A growing byte buffer with protobuf's two wire types that a tile needs; emptied and used again, since a tile has thousands of parts. */
class Bytes {
  buf = new Uint8Array(1024)
  len = 0
  empty() {
    this.len = 0
    return this
  }
  room(n: number) {
    if (this.len + n <= this.buf.length) return
    const next = new Uint8Array(Math.max(this.buf.length * 2, this.len + n))
    next.set(this.buf.subarray(0, this.len))
    this.buf = next
  }
  varint(value: number) {
    this.room(10)
    let v = value
    // shifts are several times quicker, and hold what a tile's coordinates and tags need
    while (v > 0x7fffffff) {
      this.buf[this.len++] = (v % 128) | 128
      v = Math.floor(v / 128)
    }
    while (v > 127) {
      this.buf[this.len++] = (v & 127) | 128
      v >>>= 7
    }
    this.buf[this.len++] = v
  }
  /** A part of another buffer. */
  copy(from: Bytes, start = 0, end = from.len) {
    this.room(end - start)
    this.buf.set(from.buf.subarray(start, end), this.len)
    this.len += end - start
  }
  raw(bytes: Uint8Array) {
    this.room(bytes.length)
    this.buf.set(bytes, this.len)
    this.len += bytes.length
  }
  field(tag: number, bytes: Bytes) {
    this.varint(tag * 8 + 2)
    this.varint(bytes.len)
    this.copy(bytes)
  }
  text(tag: number, text: string) {
    this.varint(tag * 8 + 2)
    this.room(text.length * 3 + 10)
    const { written } = utf8.encodeInto(text, this.buf.subarray(this.len + 1))
    if (written < 128) {
      this.buf[this.len] = written
      this.len += written + 1
    } else {
      // the length takes more than the one byte left for it
      const bytes = this.buf.slice(this.len + 1, this.len + 1 + written)
      this.varint(written)
      this.raw(bytes)
    }
  }
  done() {
    return this.buf.slice(0, this.len)
  }
}

const utf8 = new TextEncoder()
const zigzag = (n: number) => (n >= 0 ? n * 2 : -n * 2 - 1)

const scratch = { value: new Bytes(), tags: new Bytes(), shape: new Bytes(), layer: new Bytes() }

function valueBytes(value: string | number | boolean): Bytes {
  const out = scratch.value.empty()
  if (typeof value === 'string') out.text(1, value)
  else if (typeof value === 'boolean') {
    out.varint(7 * 8)
    out.varint(value ? 1 : 0)
  } else if (Number.isSafeInteger(value) && value > -(2 ** 52)) {
    // further below zero zigzag would need odd numbers past 2^53, which only the double below can hold
    out.varint(value >= 0 ? 5 * 8 : 6 * 8)
    out.varint(value >= 0 ? value : zigzag(value))
  } else {
    out.varint(3 * 8 + 1)
    const eight = new Uint8Array(8)
    new DataView(eight.buffer).setFloat64(0, value, true)
    out.raw(eight)
  }
  return out
}

/** Paths of one TWKB geometry: flat [x, y, …] arrays; for polygons grouped by part (first ring outer). */
export type Paths = { kind: GeometryKind; parts: number[][][] }

// The reader's place: one geometry is read at a time, and closures made for each would cost more than the reading.
let src: Uint8Array = EMPTY
let at = 0

function byte(): number {
  if (at >= src.length) throw new RangeError('TWKB ends early')
  return src[at++]!
}

function uvarint(): number {
  let b = byte()
  if (b < 128) return b
  let value = b & 127
  let factor = 128
  do {
    b = byte()
    value += (b & 127) * factor
    factor *= 128
  } while (b >= 128)
  return value
}

function svarint(): number {
  const u = uvarint()
  return u % 2 ? -(u + 1) / 2 : u / 2
}

/** Reads TWKB (https://github.com/TWKB/Specification) of precision 0: points, lines, polygons, their multis and collections. */
export function readTwkb(bytes: Uint8Array): Paths[] {
  src = bytes
  at = 0
  return geometry()
}

function geometry(): Paths[] {
  const head = byte()
  const type = head & 15
  const flags = byte()
  if (flags & 8 && byte() & 3) throw new RangeError('TWKB with Z or M is not for tiles')
  if (flags & 2) uvarint()
  if (flags & 16) return []
  if (flags & 1) for (let i = 0; i < 4; i++) svarint()
  const pen = { x: 0, y: 0 }
  if (type === 1) return [{ kind: 'point', parts: [[path(pen, 1)]] }]
  if (type === 2) return [{ kind: 'line', parts: [[path(pen, uvarint())]] }]
  if (type === 3) return [{ kind: 'polygon', parts: [rings(pen)] }]
  if (type < 4 || type > 7) throw new RangeError(`TWKB type ${type}`)
  const n = uvarint()
  if (flags & 4) for (let i = 0; i < n; i++) svarint()
  if (type === 4) return [{ kind: 'point', parts: [times(n, () => path(pen, 1))] }]
  if (type === 5) return [{ kind: 'line', parts: [times(n, () => path(pen, uvarint()))] }]
  if (type === 6) return [{ kind: 'polygon', parts: times(n, () => rings(pen)) }]
  return times(n, geometry).flat()
}

function path(pen: { x: number; y: number }, n: number): number[] {
  const out: number[] = []
  for (let i = 0; i < n; i++) out.push((pen.x += svarint()), (pen.y += svarint()))
  return out
}

function rings(pen: { x: number; y: number }): number[][] {
  return times(uvarint(), () => path(pen, uvarint()))
}

// not Array.from({ length }): a forged count must end with the bytes, not fill the memory first
function times<T>(n: number, read: () => T): T[] {
  const out: T[] = []
  for (let i = 0; i < n; i++) out.push(read())
  return out
}

/** Twice the signed area; positive is clockwise on the screen (y down), which a tile wants of outer rings. */
function area2(ring: number[]): number {
  let sum = 0
  const n = ring.length
  for (let i = 0, j = n - 2; i < n; j = i, i += 2) sum += ring[j]! * ring[i + 1]! - ring[i]! * ring[j + 1]!
  return sum
}

/** Without repeated points; for rings without the closing point. */
function distinct(path: number[], ring: boolean): number[] {
  const out: number[] = []
  for (let i = 0; i < path.length; i += 2) {
    const n = out.length
    if (n && out[n - 2] === path[i] && out[n - 1] === path[i + 1]) continue
    out.push(path[i]!, path[i + 1]!)
  }
  while (ring && out.length > 2 && out[0] === out[out.length - 2] && out[1] === out[out.length - 1]) out.length -= 2
  return out
}

function reversed(ring: number[]): number[] {
  const out: number[] = []
  for (let i = ring.length - 2; i >= 0; i -= 2) out.push(ring[i]!, ring[i + 1]!)
  return out
}

/** MVT command integers of one geometry and its size in tile units (area, length, or 0), or nothing if it degenerates. */
function commands(paths: Paths[], kind: GeometryKind): { bytes: Bytes; size: number } | undefined {
  const out = scratch.shape.empty()
  let x = 0
  let y = 0
  let size = 0
  const step = (px: number, py: number) => {
    out.varint(zigzag(px - x))
    out.varint(zigzag(py - y))
    x = px
    y = py
  }
  const draw = (path: number[]) => {
    out.varint(1 | (1 << 3))
    step(path[0]!, path[1]!)
    out.varint(2 | ((path.length / 2 - 1) * 8))
    for (let i = 2; i < path.length; i += 2) step(path[i]!, path[i + 1]!)
  }
  const mine = paths.filter((p) => p.kind === kind)
  if (kind === 'point') {
    const points = mine.flatMap((p) => p.parts.flat())
    if (points.length) out.varint(1 | (points.length * 8))
    for (const p of points) step(p[0]!, p[1]!)
  } else if (kind === 'line') {
    for (const raw of mine.flatMap((p) => p.parts.flat())) {
      const path = distinct(raw, false)
      if (path.length < 4) continue
      for (let i = 2; i < path.length; i += 2) size += Math.hypot(path[i]! - path[i - 2]!, path[i + 1]! - path[i - 1]!)
      draw(path)
    }
  } else {
    for (const rings of mine.flatMap((p) => p.parts)) {
      for (let r = 0; r < rings.length; r++) {
        const ring = distinct(rings[r]!, true)
        const area = ring.length < 6 ? 0 : area2(ring)
        // a vanished outer ring takes its holes along, a vanished hole only itself
        if (area === 0 && r === 0) break
        if (area === 0) continue
        size += r === 0 ? Math.abs(area) / 2 : -Math.abs(area) / 2
        draw(area > 0 === (r === 0) ? ring : reversed(ring))
        out.varint(15)
      }
    }
  }
  return out.len ? { bytes: out, size } : undefined
}

/**
 * Encodes one layer. Features whose geometry degenerates are left out. When the layer would pass `maxBytes`, the smallest
 * features (area or length; of points the last) are dropped first and counted in `dropped`.
 * Source: Mapbox Vector Tile Specification 2.1, sections 4.1 to 4.4.
 */
export function encodeLayer(
  name: string,
  kind: GeometryKind,
  features: TileFeature[],
  { extent = 4096, maxBytes = Infinity }: { extent?: number; maxBytes?: number } = {},
): EncodedLayer {
  const keys = new Map<string, number>()
  const values = new Map<string | number | boolean, number>()
  const index = <K>(map: Map<K, number>, key: K) => {
    let i = map.get(key)
    if (i === undefined) map.set(key, (i = map.size))
    return i
  }
  const all = new Bytes()
  const drawn: Drawn[] = []
  for (const feature of features) {
    const shape = commands(readTwkb(feature.twkb), kind)
    if (!shape) continue
    const tags = scratch.tags.empty()
    for (const key in feature.properties) {
      const value = feature.properties[key]
      if (value === null || value === undefined || value === '') continue
      const plain =
        typeof value === 'object' || typeof value === 'bigint' ? JSON.stringify(value) : (value as string | number | boolean)
      tags.varint(index(keys, key))
      tags.varint(index(values, plain))
    }
    const start = all.len
    if (feature.id !== undefined && Number.isSafeInteger(feature.id) && feature.id >= 0) {
      all.varint(1 * 8)
      all.varint(feature.id)
    }
    if (tags.len) all.field(2, tags)
    all.varint(3 * 8)
    all.varint(KIND_TAG[kind])
    all.field(4, shape.bytes)
    drawn.push({ start, end: all.len, size: shape.size, order: drawn.length })
  }
  const kept = within(drawn, maxBytes)
  if (!kept.length) return { bytes: EMPTY, features: 0, dropped: drawn.length }

  const layer = scratch.layer.empty()
  layer.varint(15 * 8)
  layer.varint(2)
  layer.text(1, name)
  for (const { start, end } of kept) {
    layer.varint(2 * 8 + 2)
    layer.varint(end - start)
    layer.copy(all, start, end)
  }
  for (const key of keys.keys()) layer.text(3, key)
  for (const value of values.keys()) layer.field(4, valueBytes(value))
  layer.varint(5 * 8)
  layer.varint(extent)
  const tile = new Bytes()
  tile.field(3, layer)
  return { bytes: tile.done(), features: kept.length, dropped: drawn.length - kept.length }
}

/** A feature's place among the bytes of all. */
type Drawn = { start: number; end: number; size: number; order: number }

function within(drawn: Drawn[], maxBytes: number): Drawn[] {
  const total = drawn.at(-1)?.end ?? 0
  if (total <= maxBytes) return drawn
  const kept: Drawn[] = []
  let sum = 0
  for (const f of drawn.toSorted((a, b) => b.size - a.size || a.order - b.order)) {
    sum += f.end - f.start
    if (sum > maxBytes) break
    kept.push(f)
  }
  return kept.sort((a, b) => a.order - b.order)
}
