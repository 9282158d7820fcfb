// The nine county-level units and the prefecture as polygons dissolved from their villages.
import { areaOf, bboxOf, once } from './geometry.ts'
import type { Bbox, Point, Polygon } from './geometry.ts'
import { dissolve } from './borders.ts'
import { villageList } from './partition.ts'
import { countyFacts, divisions } from './seats.ts'

/** A county-level unit: GB/T 2260 code, names, official km², km² of the demo polygon, place of government, rounded population. */
export type County = {
  code: string
  name: string
  nameEn: string
  kind: 'district' | 'county' | 'city'
  officialKm2: number
  km2: number
  seat: Point
  population: number
  bbox: Bbox
  polygon: Polygon
}

/** The nine county-level units in code order. */
export const counties = once((): County[] => {
  const shapes = dissolve((label) => (label ? villageList[label - 1]!.county + 1 : 0))
  return divisions.map(({ code, name }, i) => {
    const polygon = shapes.get(i + 1)!
    const { en, km2, seat, population } = countyFacts[code]!
    return {
      code,
      name,
      nameEn: en,
      kind: name.endsWith('区') ? 'district' : name.endsWith('县') ? 'county' : 'city',
      officialKm2: km2,
      km2: Math.round(areaOf(polygon) / 1e4) / 100,
      seat,
      population,
      bbox: bboxOf(polygon.coordinates[0]!),
      polygon,
    }
  })
})

/** 株洲市 itself: code 430200, the outline that the nine counties fill without gap. */
export const prefecture = once(() => {
  const polygon = dissolve((label) => (label ? 1 : 0)).get(1)!
  return {
    code: '430200',
    name: '株洲市',
    nameEn: 'Zhuzhou',
    km2: Math.round(areaOf(polygon) / 1e4) / 100,
    centre: [113.13, 27.83] as Point,
    bbox: bboxOf(polygon.coordinates[0]!),
    polygon,
  }
})
