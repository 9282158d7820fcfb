// What other parts may use of the geography: what a point lies in, search, nearest, datum changes, loading a city.

export {
  areaAt,
  cellAt,
  inCity,
  getArea,
  areasBelow,
  type Area,
  type AreaAt,
  type AreaName,
  type CellAt,
} from './server/areas.ts'
export { nearest, reverse, type Near, type Reverse } from './server/nearest.ts'
export { searchPlaces } from './server/search.ts'
export { readAddress, crossing, type AddressParts } from './server/addresses.ts'
export { placeWords } from './server/words.ts'
export type { Found, MatchType, SearchOptions } from './server/found.ts'
export { toWgs84, fromWgs84, readCoordinates, type Crs, type Lnglat } from './server/coordinates.ts'
export { spelled, grams, normal, findable } from './server/names.ts'
export { loadCity, type Loaded } from './server/load.ts'
export type * from './server/citydata.ts'
export { featuresOf } from './server/features.ts'
export type { Layer } from '#kernel/module'
