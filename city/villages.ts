// The 1,400 villages and communities with their polygons; which of them make up the built-up area.
import { areaOf, bboxOf, contains, labelPoint, once } from './geometry.ts'
import type { Bbox, Point, Polygon } from './geometry.ts'
import { villageAt, villageShape } from './borders.ts'
import { villageList } from './partition.ts'
import { countyFacts, density, divisions } from './seats.ts'

/** A village (村) or community (社区): 12-digit code, official and short name, km², point inside, synthetic population, mean density 0–1. */
export type Village = {
  code: string
  name: string
  short: string
  kind: 'community' | 'village'
  townshipCode: string
  countyCode: string
  km2: number
  centre: Point
  bbox: Bbox
  population: number
  density: number
  builtUp: boolean
  polygon: Polygon
}

/** Land inside the built-up area in km² (published figure for the model city's core). */
const builtUpKm2 = 140
const districts = new Set(['430202', '430203', '430204', '430211'])

/** All villages and communities in code order. Built-up = the densest communities of the four urban districts, 140 km² together. */
export const villages = once((): Village[] => {
  const list = villageList.map((v, i): Village => {
    const polygon = villageShape(i)
    const box = bboxOf(polygon.coordinates[0]!)
    let sum = 0
    let n = 0
    for (let a = 0.5; a < 7; a++)
      for (let b = 0.5; b < 7; b++) {
        const x = box[0] + ((box[2] - box[0]) * a) / 7
        const y = box[1] + ((box[3] - box[1]) * b) / 7
        if (!contains(polygon, x, y)) continue
        sum += density(x, y)
        n++
      }
    return {
      code: v.code,
      name: v.name,
      short: v.name.replace(/(社区)?(居民委员会|居委会)$|(村民委员会|村委会)$/, ''),
      kind: Number(v.code.slice(9)) < 200 ? 'community' : 'village',
      townshipCode: v.township,
      countyCode: divisions[v.county]!.code,
      km2: Math.round(areaOf(polygon) / 1e4) / 100,
      centre: labelPoint(polygon),
      bbox: box,
      population: 0,
      density: Math.round((n ? sum / n : 0) * 1000) / 1000,
      builtUp: false,
      polygon,
    }
  })
  let left = builtUpKm2
  for (const v of list
    .filter((v) => districts.has(v.countyCode))
    .sort((a, b) => b.density - a.density || (a.code < b.code ? -1 : 1))) {
    if (left - v.km2 < -0.5) continue
    left -= v.km2
    v.builtUp = true
  }
  // People live where it is dense; the open country keeps a thin share by area.
  for (const county of divisions) {
    const own = list.filter((v) => v.countyCode === county.code)
    const weight = (v: Village) => v.km2 * (0.012 + v.density ** 1.7)
    const total = own.reduce((sum, v) => sum + weight(v), 0)
    for (const v of own) v.population = Math.round((countyFacts[county.code]!.population * weight(v)) / total)
  }
  return list
})

export const villageByCode = once(() => new Map(villages().map((v) => [v.code, v])))

/** Codes at a point: county (6), township (9), village or community (12); undefined outside the prefecture. A few microseconds. */
export function areaAt(lng: number, lat: number): { county: string; township: string; village: string } | undefined {
  const i = villageAt(lng, lat)
  if (i < 0) return undefined
  const v = villageList[i]!
  return { county: v.code.slice(0, 6), township: v.township, village: v.code }
}
