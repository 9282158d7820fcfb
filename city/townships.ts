// The 112 townships, towns and streets as polygons dissolved from their villages, so that borders are the same vertex by vertex.
import { areaOf, bboxOf, contains, labelPoint, once } from './geometry.ts'
import type { Bbox, Point, Polygon } from './geometry.ts'
import { dissolve } from './borders.ts'
import { villageList } from './partition.ts'
import { divisions } from './seats.ts'
import { villages } from './villages.ts'

/** A township-level unit: 9-digit code, name, kind, km², seat (place of its office), synthetic population. */
export type Township = {
  code: string
  name: string
  kind: 'street' | 'town' | 'township' | 'other'
  countyCode: string
  km2: number
  seat: Point
  bbox: Bbox
  population: number
  villageCount: number
  polygon: Polygon
}

const kindOf = (name: string): Township['kind'] =>
  name.endsWith('街道') ? 'street' : name.endsWith('镇') ? 'town' : name.endsWith('乡') ? 'township' : 'other'

/** All townships in code order. */
export const townships = once((): Township[] => {
  const flat = divisions.flatMap((county) => county.townships.map((t) => ({ ...t, countyCode: county.code })))
  const number = new Map(flat.map((t, i) => [t.code, i + 1]))
  const shapes = dissolve((label) => (label ? number.get(villageList[label - 1]!.township)! : 0))
  const people = new Map<string, number>()
  for (const v of villages()) people.set(v.townshipCode, (people.get(v.townshipCode) ?? 0) + v.population)
  return flat.map((t, i) => {
    const polygon = shapes.get(i + 1)!
    return {
      code: t.code,
      name: t.name,
      kind: kindOf(t.name),
      countyCode: t.countyCode,
      km2: Math.round(areaOf(polygon) / 1e4) / 100,
      seat: contains(polygon, t.seat[0], t.seat[1]) ? t.seat : labelPoint(polygon),
      bbox: bboxOf(polygon.coordinates[0]!),
      population: people.get(t.code)!,
      villageCount: t.villages.length,
      polygon,
    }
  })
})

export const townshipByCode = once(() => new Map(townships().map((t) => [t.code, t])))
