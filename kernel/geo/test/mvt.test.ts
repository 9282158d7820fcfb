// The tile encoder against an independent decoder, and the fixed vectors of coordinates.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VectorTile } from '@mapbox/vector-tile'
import * as fc from 'fast-check'
import { PbfReader } from 'pbf'
import { encodeLayer, readTwkb } from '../server/mvt.ts'

/** A TWKB writer for the tests: type 1–6, precision 0. */
function twkb(type: number, parts: number[][][] | number[][] | number[]): Uint8Array {
  const out: number[] = [type, 0]
  const uvarint = (n: number) => {
    let v = n
    while (v > 127) {
      out.push((v % 128) | 128)
      v = Math.floor(v / 128)
    }
    out.push(v)
  }
  let x = 0
  let y = 0
  const path = (p: number[]) => {
    for (let i = 0; i < p.length; i += 2) {
      for (const d of [p[i]! - x, p[i + 1]! - y]) uvarint(d >= 0 ? d * 2 : -d * 2 - 1)
      x = p[i]!
      y = p[i + 1]!
    }
  }
  const rings = (rs: number[][]) => {
    uvarint(rs.length)
    for (const r of rs) {
      uvarint(r.length / 2)
      path(r)
    }
  }
  if (type === 1) path(parts as number[])
  else if (type === 2) {
    uvarint((parts as number[]).length / 2)
    path(parts as number[])
  } else if (type === 3) rings(parts as number[][])
  else if (type === 4) {
    uvarint((parts as number[][]).length)
    ;(parts as number[][]).forEach(path)
  } else if (type === 5) rings(parts as number[][])
  else {
    uvarint(parts.length)
    ;(parts as number[][][]).forEach(rings)
  }
  return Uint8Array.from(out)
}

const decode = (bytes: Uint8Array) => new VectorTile(new PbfReader(bytes))
const coordinate = fc.integer({ min: -4096, max: 8192 })
const value = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.boolean(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

test('points come back with their place and properties', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, coordinate, fc.dictionary(fc.constantFrom('a', 'b', '名称'), value)), {
        minLength: 1,
        maxLength: 40,
      }),
      (rows) => {
        const features = rows.map(([x, y, properties], id) => ({ id, twkb: twkb(1, [x, y]), properties }))
        const layer = decode(encodeLayer('点', 'point', features).bytes).layers['点']!
        assert.equal(layer.extent, 4096)
        assert.equal(layer.version, 2)
        assert.equal(layer.length, rows.length)
        rows.forEach(([x, y, properties], i) => {
          const got = layer.feature(i)
          assert.equal(got.id, i)
          assert.deepEqual(
            got.loadGeometry().map((path) => path.map((p) => [p.x, p.y])),
            [[[x, y]]],
          )
          for (const [key, expected] of Object.entries(properties)) {
            assert.ok(
              Object.is(got.properties[key], expected) || got.properties[key] === expected,
              `${key}: ${String(got.properties[key])} for ${String(expected)}`,
            )
          }
        })
      },
    ),
  )
})

test('lines keep their points, less repeated ones', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 30 }), { minLength: 1, maxLength: 4 }),
      (paths) => {
        const layer = decode(
          encodeLayer('l', 'line', [
            {
              twkb: twkb(
                5,
                paths.map((p) => p.flat()),
              ),
              properties: {},
            },
          ]).bytes,
        ).layers['l']
        const expected = paths
          .map((p) => p.filter((q, i) => i === 0 || q[0] !== p[i - 1]![0] || q[1] !== p[i - 1]![1]))
          .filter((p) => p.length > 1)
        const got = layer
          ? layer
              .feature(0)
              .loadGeometry()
              .map((path) => path.map((p) => [p.x, p.y]))
          : []
        assert.deepEqual(got, expected)
      },
    ),
  )
})

const signed = (ring: { x: number; y: number }[]) =>
  ring.reduce((sum, p, i) => {
    const q = ring[(i + 1) % ring.length]!
    return sum + p.x * q.y - q.x * p.y
  }, 0)

test('whatever the winding given, outer rings turn positive and holes negative', () => {
  fc.assert(
    fc.property(
      fc.nat(4000),
      fc.nat(4000),
      fc.integer({ min: 10, max: 900 }),
      fc.boolean(),
      fc.boolean(),
      (x, y, size, flipOuter, flipHole) => {
        const square = (cx: number, cy: number, r: number, flip: boolean) => {
          const ring = [
            [cx - r, cy - r],
            [cx + r, cy - r],
            [cx + r, cy + r],
            [cx - r, cy + r],
            [cx - r, cy - r],
          ]
          return (flip ? ring.toReversed() : ring).flat()
        }
        const bytes = encodeLayer('p', 'polygon', [
          { twkb: twkb(3, [square(x, y, size, flipOuter), square(x, y, size >> 1, flipHole)]), properties: {} },
        ]).bytes
        const rings = decode(bytes).layers['p']!.feature(0).loadGeometry()
        assert.equal(rings.length, 2)
        assert.ok(signed(rings[0]!) > 0)
        assert.ok(signed(rings[1]!) < 0)
        assert.equal(decode(bytes).layers['p']!.feature(0).toGeoJSON(0, 0, 0).geometry.type, 'Polygon')
      },
    ),
  )
})

test('a ring that collapses takes its holes along, and the feature with them', () => {
  const flat = [0, 0, 50, 0, 50, 0, 0, 0]
  const hole = [1, 1, 3, 1, 3, 3, 1, 3, 1, 1]
  const good = [0, 0, 100, 0, 100, 100, 0, 100, 0, 0]
  assert.equal(encodeLayer('p', 'polygon', [{ twkb: twkb(3, [flat, hole]), properties: {} }]).features, 0)
  const both = decode(encodeLayer('p', 'polygon', [{ twkb: twkb(6, [[flat, hole], [good]]), properties: {} }]).bytes)
  assert.equal(both.layers['p']!.feature(0).loadGeometry().length, 1)
})

test('too many bytes drop the smallest first and say so', () => {
  const square = (r: number) => twkb(3, [[0, 0, r, 0, r, r, 0, r, 0, 0]])
  const features = Array.from({ length: 200 }, (_, i) => ({ twkb: square(i + 1), properties: { size: i + 1 } }))
  const { bytes, dropped } = encodeLayer('p', 'polygon', features, { maxBytes: 2000 })
  const layer = decode(bytes).layers['p']!
  const kept = Array.from({ length: layer.length }, (_, i) => layer.feature(i).properties['size'] as number)
  assert.equal(kept.length + dropped, 200)
  assert.ok(dropped > 0 && kept.length > 0)
  assert.equal(Math.min(...kept), 200 - kept.length + 1)
})

test('broken TWKB is refused, not misread', () => {
  assert.throws(() => readTwkb(Uint8Array.of(1, 0, 130)), RangeError)
  assert.throws(() => readTwkb(Uint8Array.of(9, 0)), RangeError)
  assert.deepEqual(readTwkb(Uint8Array.of(3, 16)), [])
})
