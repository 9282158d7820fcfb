// Reads coordinates as people write and paste them, and brings the map companies' shifted ones back to WGS-84.
import published from 'gcoord'

// its declaration describes the ES build, Node loads the CommonJS one
const gcoord = published as unknown as typeof published.default

export type Lnglat = [lng: number, lat: number]
export type Crs = 'wgs84' | 'gcj02' | 'bd09'

/**
 * `coords` in WGS-84 (which here equals CGCS2000, EPSG:4490, to the centimetre) together with what was given, so that a record keeps both.
 * GCJ-02 and BD-09 are undone by iteration; the remaining error is under a metre. Outside China nothing is shifted.
 */
export function toWgs84(crs: Crs, coords: Lnglat): { coords: Lnglat; given: { crs: Crs; coords: Lnglat } } {
  const given = { crs, coords: [...coords] as Lnglat }
  if (crs === 'wgs84') return { coords: given.coords, given }
  const from = crs === 'gcj02' ? gcoord.GCJ02 : gcoord.BD09
  return { coords: gcoord.transform([...coords] as Lnglat, from, gcoord.WGS84) as Lnglat, given }
}

/** The other way, for maps that draw on a shifted base. */
export function fromWgs84(crs: Crs, coords: Lnglat): Lnglat {
  if (crs === 'wgs84') return [...coords] as Lnglat
  return gcoord.transform([...coords] as Lnglat, gcoord.WGS84, crs === 'gcj02' ? gcoord.GCJ02 : gcoord.BD09) as Lnglat
}

/** A pasted position: degrees, or metres of CGCS2000 zone 38 (EPSG:4547 without, EPSG:4526 with the zone before the easting). */
export type Pasted = { kind: 'degrees'; coords: Lnglat } | { kind: 'metres'; srid: 4547 | 4526; east: number; north: number }

const NUMBER = String.raw`[+-]?\d+(?:\.\d+)?`
const PAIR = new RegExp(
  String.raw`^(${NUMBER})\s*(?:°|度)?\s*([NSEW北南东西]?)\s*[,，;；\s/]+\s*(${NUMBER})\s*(?:°|度)?\s*([NSEW北南东西]?)$`,
  'i',
)
const DMS =
  /(东经|西经|北纬|南纬|[NSEW])?\s*(\d{1,3})\s*(?:°|度|º)\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:′|'|’|分)\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:″|"|”|''|′′|秒)\s*)?([NSEW])?/gi

/**
 * Reads '113.13,27.83', '27.83 113.13', '113.13E 27.83N', 113°08′12″E 27°49′30″N, 东经113度8分12秒 北纬27度49分30秒, and zone-38 metres
 * in either order. Order is told by letters, else by what is possible in China (lng 73–136, lat 3–54). Undefined if it is none of them.
 */
export function readCoordinates(text: string): Pasted | undefined {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^(坐标|经纬度|位置)\s*[::]?\s*/, '')
    .replace(/^[([]|[)\]]$/g, '')
  const pair = PAIR.exec(plain.replace(/经度|纬度|lng|lat|[=::]/gi, ' ').trim())
  if (pair) return ordered(Number(pair[1]), axis(pair[2]), Number(pair[3]), axis(pair[4]))
  const parts = [...plain.matchAll(DMS)]
  if (parts.length !== 2 || plain.replace(DMS, '').replace(/[\s,;]/g, '')) return undefined
  const [a, b] = parts.map((m) => {
    const minutes = Number(m[3] ?? 0)
    const seconds = Number(m[4] ?? 0)
    const mark = axis(
      m[1]?.[0] === '东' || m[1]?.[0] === '西' || m[1]?.[0] === '北' || m[1]?.[0] === '南' ? m[1][0] : (m[1] ?? m[5]),
    )
    const sign = /[WS西南]/i.test(`${m[1] ?? ''}${m[5] ?? ''}`) ? -1 : 1
    return minutes < 60 && seconds < 60 ? { value: sign * (Number(m[2]) + minutes / 60 + seconds / 3600), mark } : undefined
  })
  return a && b ? ordered(a.value, a.mark, b.value, b.mark) : undefined
}

function axis(mark: string | undefined): 'lng' | 'lat' | undefined {
  if (!mark) return undefined
  return /[EW东西]/i.test(mark) ? 'lng' : 'lat'
}

function ordered(a: number, aAxis: 'lng' | 'lat' | undefined, b: number, bAxis: 'lng' | 'lat' | undefined): Pasted | undefined {
  if (aAxis && bAxis && aAxis === bAxis) return undefined
  const lngFirst = aAxis === 'lng' || bAxis === 'lat'
  const latFirst = aAxis === 'lat' || bAxis === 'lng'
  const isLng = (n: number) => n >= 73 && n <= 136
  const isLat = (n: number) => n >= 3 && n <= 54
  if (!latFirst && isLng(a) && isLat(b)) return { kind: 'degrees', coords: [a, b] }
  if (!lngFirst && isLat(a) && isLng(b)) return { kind: 'degrees', coords: [b, a] }
  if (aAxis || bAxis) return undefined
  for (const [east, north] of [
    [a, b],
    [b, a],
  ] as const) {
    if (north < 300_000 || north > 6_000_000) continue
    if (east >= 38_100_000 && east < 39_000_000) return { kind: 'metres', srid: 4526, east, north }
    if (east >= 100_000 && east < 900_000 && north > 1_000_000) return { kind: 'metres', srid: 4547, east, north }
  }
  return undefined
}
