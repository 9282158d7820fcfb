// Draws each border once: the shared edges of areas as lines, at the highest level they divide, so that dashes do not run double.
import type { Position, Shape } from './wkb.ts'

export type BorderLevel = 'county' | 'township' | 'community'
type Bordered = { level: string; geometry: Shape }

const LEVELS: BorderLevel[] = ['county', 'township', 'community']

/** The border lines of all areas. Neighbours must share their vertices; an edge that only one has is a border as well. */
export function borders(areas: Iterable<Bordered>): { level: BorderLevel; coordinates: Position[] }[] {
  const vertices = new Map<string, number>()
  const places: Position[] = []
  const vertex = (p: Position) => {
    const key = `${p[0]!.toFixed(7)},${p[1]!.toFixed(7)}`
    let i = vertices.get(key)
    if (i === undefined) {
      vertices.set(key, (i = places.length))
      places.push(p)
    }
    return i
  }
  const edges = new Map<string, { a: number; b: number; level: number }>()
  for (const area of areas) {
    const level = LEVELS.indexOf(area.level as BorderLevel)
    if (level < 0) continue
    for (const ring of ringsOf(area.geometry)) {
      for (let i = 1; i < ring.length; i++) {
        const a = vertex(ring[i - 1]!)
        const b = vertex(ring[i]!)
        if (a === b) continue
        const key = a < b ? `${a} ${b}` : `${b} ${a}`
        const known = edges.get(key)
        if (!known) edges.set(key, { a, b, level })
        else if (level < known.level) known.level = level
      }
    }
  }
  return LEVELS.flatMap((name, level) =>
    chains([...edges.values()].filter((edge) => edge.level === level)).map((line) => ({
      level: name,
      coordinates: line.map((i) => places[i]!),
    })),
  )
}

function ringsOf(shape: Shape): Position[][] {
  if (shape.type === 'Polygon') return shape.coordinates
  if (shape.type === 'MultiPolygon') return shape.coordinates.flat()
  return []
}

/** Joins edges into lines that run from junction to junction, and loops. */
function chains(edges: { a: number; b: number }[]): number[][] {
  const at = new Map<number, number[]>()
  edges.forEach((edge, i) => {
    for (const v of [edge.a, edge.b]) {
      const list = at.get(v)
      if (list) list.push(i)
      else at.set(v, [i])
    }
  })
  const used = new Uint8Array(edges.length)
  const walk = (from: number, first: number) => {
    const line = [from]
    let v = from
    for (let e: number | undefined = first; e !== undefined;) {
      used[e] = 1
      v = edges[e]!.a === v ? edges[e]!.b : edges[e]!.a
      line.push(v)
      const next: number[] = at.get(v)!
      e = next.length === 2 ? next.find((i) => !used[i]) : undefined
    }
    return line
  }
  const lines: number[][] = []
  for (const [v, list] of at) if (list.length !== 2) for (const e of list) if (!used[e]) lines.push(walk(v, e))
  edges.forEach((edge, e) => {
    if (!used[e]) lines.push(walk(edge.a, e))
  })
  return lines
}
