// What a search answers with and may be asked for.
import type { Crs, Lnglat } from './coordinates.ts'
import type { Range } from './names.ts'

export type MatchType =
  | 'exact'
  | 'alias'
  | 'prefix'
  | 'initials'
  | 'pinyin'
  | 'contains'
  | 'pinyin_contains'
  | 'letters'
  | 'fuzzy'
  | 'address'
  | 'interpolated'
  | 'coordinate'
  | 'intersection'
  | 'relative'

export type Found = {
  id: string
  name: string
  kind: string
  address: string | null
  adcode: string | null
  lng: number
  lat: number
  /** Order of the list: match, distance to the focus and rank together. */
  score: number
  /** 0 to 1: how surely this is what was meant, whatever the distance. */
  confidence: number
  matchType: MatchType
  /** What of `name` (or of `alias` when that was what matched) to highlight. */
  ranges: Range[]
  alias?: string
  /** Metres from the focus. */
  metres?: number
  /** Of a place by words: how the spot lies to the place named. */
  relation?: string
}

export type SearchOptions = {
  focus?: Lnglat | undefined
  kinds?: string[] | undefined
  /** Area code prefix that results must lie in. */
  area?: string | undefined
  limit?: number | undefined
  /** Datum of pasted coordinates; WGS-84 unless told. */
  crs?: Crs | undefined
}
