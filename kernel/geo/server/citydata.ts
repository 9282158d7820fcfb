// The shapes in which a city's geography is handed over for loading: plain data, whoever drew or measured it.
import type { Position, Shape } from './wkb.ts'

export type Lines = Extract<Shape, { type: 'LineString' | 'MultiLineString' }>
export type Surface = Extract<Shape, { type: 'Polygon' | 'MultiPolygon' }>

export type AreaData = {
  code: string
  name: string
  en?: string
  /** How people leave off the suffix: 天元 for 天元区. */
  short?: string
  level: 'province' | 'city' | 'county' | 'township' | 'community'
  parent: string | null
  geometry?: Surface
  center?: Position
}
export type CellData = {
  code: string
  geometry: Extract<Shape, { type: 'Polygon' }>
  landUse?: string
  grade?: string
  body?: string
  started?: string
  note?: string
}
export type PlaceData = {
  id: string
  name: string
  alias?: string[]
  en?: string
  kind: string
  point: Position
  /** Weight, 0 to 100: decides labels and, a little, search. */
  rank: number
  address?: string
  adcode?: string
  phone?: string
  parts?: object
}
export type RoadData = {
  id: string
  name?: string
  en?: string
  ref?: string
  class: string
  widthM?: number
  lanes?: number
  oneway?: boolean
  bridge?: boolean
  tunnel?: boolean
  geometry: Lines
}
export type RailData = { id: string; name?: string; class: string; geometry: Lines }
export type WaterData = { id: string; name?: string; en?: string; kind: string; geometry: Lines | Surface }
export type LandData = { id: string; name?: string; kind: string; geometry: Surface }
export type BuildingData = {
  id: string
  name?: string
  use?: string
  floors?: number
  height?: number
  road?: string
  houseNo?: number
  address?: string
  geometry: Surface
}

/** The geography of one source. Degrees of CGCS2000 (= WGS-84); shapes as in GeoJSON; lists may be generators. */
export type CityData = {
  /** Name of the data set; loading replaces what the same source brought before. */
  src: string
  /** Changes when the data change: equal digests are not loaded twice. */
  digest: string
  card: { source: string; surveyed?: string; licence?: string; note?: string }
  areas: Iterable<AreaData>
  cells: Iterable<CellData>
  places: Iterable<PlaceData>
  roads: Iterable<RoadData>
  rails: Iterable<RailData>
  water: Iterable<WaterData>
  land: Iterable<LandData>
  buildings: Iterable<BuildingData>
}
