// Small measures of shapes in degrees, for choosing zooms and label points while loading.
import type { Lines, Surface } from './citydata.ts'
import { ewkb, type Position, type Shape } from './wkb.ts'

export const dot = (p: Position): string => ewkb({ type: 'Point', coordinates: p })
export const isSurface = (shape: Shape): shape is Surface => shape.type === 'Polygon' || shape.type === 'MultiPolygon'
export const multi = (shape: Surface): Shape =>
  shape.type === 'Polygon' ? { type: 'MultiPolygon', coordinates: [shape.coordinates] } : shape

/** Square degrees inside a ring, by the shoelace formula. */
function ringSize(ring: Position[]): number {
  let sum = 0
  for (let i = 1; i < ring.length; i++) sum += ring[i - 1]![0]! * ring[i]![1]! - ring[i]![0]! * ring[i - 1]![1]!
  return Math.abs(sum) / 2
}

/** Square degrees of the largest part. */
export const sizeOf = (shape: Surface): number =>
  shape.type === 'Polygon' ? ringSize(shape.coordinates[0]!) : Math.max(...shape.coordinates.map((rings) => ringSize(rings[0]!)))

const longest = (shape: Lines): Position[] =>
  shape.type === 'LineString' ? shape.coordinates : shape.coordinates.toSorted((a, b) => b.length - a.length)[0]!

export function lengthOf(shape: Lines): number {
  const line = longest(shape)
  let sum = 0
  for (let i = 1; i < line.length; i++) sum += Math.hypot(line[i]![0]! - line[i - 1]![0]!, line[i]![1]! - line[i - 1]![1]!)
  return sum
}

/** The point halfway along a line. */
export function middle(shape: Lines): Position {
  const line = longest(shape)
  let rest = lengthOf(shape) / 2
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const step = Math.hypot(b[0]! - a[0]!, b[1]! - a[1]!)
    if (step >= rest && step > 0) return [a[0]! + ((b[0]! - a[0]!) * rest) / step, a[1]! + ((b[1]! - a[1]!) * rest) / step]
    rest -= step
  }
  return line[line.length - 1]!
}
