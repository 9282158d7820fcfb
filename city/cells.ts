// Unit grid cells (单元网格): about 100 m × 100 m, drawn inside the communities of the built-up area, coded by the 15-digit rule.
import { buildings } from './buildings.ts'
import type { BuildingUse } from './buildings.ts'
import { bboxOf, centroid, contains, cut, labelPoint, metresPerLat, once, perimeterOf, ringArea, rounded } from './geometry.ts'
import type { Bbox, Point, Polygon, Ring } from './geometry.ts'
import { inWater } from './rivers.ts'
import { villageAt } from './borders.ts'
import { villages } from './villages.ts'

/** A unit grid cell: code = 6 county + 3 street + 3 community + 3 sequence (rows from the north, west to east in a row). */
export type Cell = {
  code: string
  villageCode: string
  areaM2: number
  perimeterM: number
  landUse: 'residential' | 'commercial' | 'industrial' | 'public' | 'green' | 'water'
  centre: Point
  polygon: Polygon
}

const nominal = 10000 // m²
const area = (ring: Ring) => Math.abs(ringArea(ring))

/** Cuts a ring into n parts of equal area by meridians, from the west. */
function columns(ring: Ring, n: number): Ring[] {
  const out: Ring[] = []
  let rest: Ring[] = [ring]
  for (let k = n; k > 1; k--) {
    const total = rest.reduce((sum, r) => sum + area(r), 0)
    let [low, , high] = bboxOf(rest.flat())
    for (let i = 0; i < 16; i++) {
      const mid = (low + high) / 2
      const west = rest.reduce((sum, r) => sum + cut(r, 0, mid).below.reduce((s, p) => s + area(p), 0), 0)
      if (west < total / k) low = mid
      else high = mid
    }
    const at = rounded([(low + high) / 2, 0])[0]
    const parts = rest.map((r) => cut(r, 0, at))
    out.push(...parts.flatMap((p) => p.below))
    rest = parts.flatMap((p) => p.above)
  }
  return [...out, ...rest]
}

/** Cells of a community, row by row from the north. Rows are 100 m high; a first or last row too small for a cell joins the next. */
function divide(ring: Ring): Ring[][] {
  const [, south, , north] = bboxOf(ring)
  const metre = 1 / metresPerLat((south + north) / 2)
  const rows: Ring[][] = []
  let rest: Ring[] = [ring]
  for (let from = north; rest.length;) {
    let at = from - 100 * metre
    let parts = rest.map((r) => cut(r, 1, rounded([at, 0])[0]))
    let size = parts.flatMap((p) => p.above).reduce((sum, r) => sum + area(r), 0)
    while (size < 0.65 * nominal && at > south) {
      at -= 10 * metre
      parts = rest.map((r) => cut(r, 1, rounded([at, 0])[0]))
      size = parts.flatMap((p) => p.above).reduce((sum, r) => sum + area(r), 0)
    }
    const below = parts.flatMap((p) => p.below)
    const left = below.reduce((sum, r) => sum + area(r), 0)
    const row = left < 0.65 * nominal ? rest : parts.flatMap((p) => p.above)
    rest = row === rest ? [] : below
    rows.push(row.flatMap((piece) => columns(piece, Math.max(1, Math.round(area(piece) / nominal)))))
    from = at
  }
  return rows
}

/** All cells in code order. */
export const cells = once((): Cell[] => {
  const out: Cell[] = []
  for (const v of villages()) {
    if (!v.builtUp) continue
    const ring = v.polygon.coordinates[0]!.slice(0, -1)
    let sequence = 0
    for (const row of divide(ring)) {
      const inRow = row.map((r) => ({ r, x: centroid(r)[0] })).sort((a, b) => a.x - b.x)
      for (const { r } of inRow) {
        sequence++
        const polygon: Polygon = { type: 'Polygon', coordinates: [[...r, r[0]!]] }
        const centre = labelPoint(polygon)
        out.push({
          code: v.code + String(sequence).padStart(3, '0'),
          villageCode: v.code,
          areaM2: Math.round(area(r)),
          perimeterM: Math.round(perimeterOf(polygon)),
          landUse: inWater(centre[0], centre[1]) ? 'water' : 'green',
          centre,
          polygon,
        })
      }
    }
  }
  locate(out)
  return out
})

const size = 0.002
let index: { by: Map<number, { cell: Cell; box: Bbox }[]> } | undefined
/** Builds the index of cells and gives each cell the use of most of the floor space in it. */
function locate(list: Cell[]) {
  const by = new Map<number, { cell: Cell; box: Bbox }[]>()
  for (const cell of list) {
    const box = bboxOf(cell.polygon.coordinates[0]!)
    for (let c = Math.floor(box[0] / size); c <= Math.floor(box[2] / size); c++)
      for (let r = Math.floor(box[1] / size); r <= Math.floor(box[3] / size); r++) {
        const bucket = by.get(c * 100003 + r)
        if (bucket) bucket.push({ cell, box })
        else by.set(c * 100003 + r, [{ cell, box }])
      }
  }
  index = { by }
  const use: Record<BuildingUse, Cell['landUse']> = {
    residential: 'residential',
    house: 'residential',
    commercial: 'commercial',
    office: 'commercial',
    industrial: 'industrial',
    public: 'public',
  }
  const floor = new Map<Cell, Map<Cell['landUse'], number>>()
  for (const b of buildings()) {
    const cell = find(b.centre[0], b.centre[1])
    if (!cell) continue
    const tally = floor.get(cell) ?? new Map<Cell['landUse'], number>()
    floor.set(cell, tally.set(use[b.use], (tally.get(use[b.use]) ?? 0) + b.footprintM2 * b.floors))
  }
  for (const [cell, tally] of floor)
    if (cell.landUse !== 'water') cell.landUse = [...tally].reduce((a, b) => (b[1] > a[1] ? b : a))[0]
}

function find(lng: number, lat: number): Cell | undefined {
  for (const { cell, box } of index!.by.get(Math.floor(lng / size) * 100003 + Math.floor(lat / size)) ?? [])
    if (lng >= box[0] && lng <= box[2] && lat >= box[1] && lat <= box[3] && contains(cell.polygon, lng, lat)) return cell
  return undefined
}

/** The cell at a point, undefined outside the built-up area. */
export function cellAt(lng: number, lat: number): Cell | undefined {
  cells()
  return find(lng, lat)
}
/** Whether a point lies in a community of the built-up area. */
export const isBuiltUp = (lng: number, lat: number) => {
  const i = villageAt(lng, lat)
  return i >= 0 && villages()[i]!.builtUp
}
