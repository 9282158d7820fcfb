// Random picks for demo data, weighted as a real city would: people by population, buildings by floor space.
import { buildings } from './buildings.ts'
import type { Building } from './buildings.ts'
import { cellAt, cells } from './cells.ts'
import type { Cell } from './cells.ts'
import { homeIn, pointIn, villageByShare } from './citizens.ts'
import { once } from './geometry.ts'
import type { Point } from './geometry.ts'
import type { PlaceKind } from './landmarks.ts'
import { places } from './places.ts'
import type { Place } from './places.ts'
import type { Rng } from './rng.ts'
import { countyNames, roadNear } from './roads.ts'
import { townshipByCode } from './townships.ts'
import { areaAt, villageByCode } from './villages.ts'

/** A spot where something is reported: point, address in words, codes of its area, unit grid cell where there is one. */
export type Spot = {
  at: Point
  address: string
  county: string
  township: string
  village: string
  cell: string | null
  building: string | null
}

const floorSums = once(() => {
  let sum = 0
  return buildings().map((b) => (sum += b.footprintM2 * b.floors))
})

/** A building weighted by floor space. */
export function pickBuilding(random: Rng): Building {
  const sums = floorSums()
  const target = random.next() * sums[sums.length - 1]!
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const mid = (low + high) >> 1
    if (sums[mid]! > target) high = mid
    else low = mid + 1
  }
  return buildings()[low]!
}

/** A place of interest, of the given kinds if any. */
export function pickPlace(random: Rng, ...kinds: PlaceKind[]): Place {
  return random.pick(kinds.length ? placesOf(kinds) : places())
}
const byKind = once(() => Map.groupBy(places(), (p) => p.kind))
const placesOf = (kinds: PlaceKind[]) => kinds.flatMap((k) => byKind().get(k) ?? [])

/** Describes any point of the prefecture; undefined outside. */
export function spotAt(at: Point, building: Building | null = null): Spot | undefined {
  const area = areaAt(at[0], at[1])
  if (!area) return undefined
  const road = building ? null : roadNear(at[0], at[1], 300, (r) => r.class !== 'motorway')?.road.name
  const village = villageByCode().get(area.village)!
  const address =
    building?.address ?? `${countyNames.get(area.county)}${townshipByCode().get(area.township)!.name}${road ?? village.short}`
  return { at, address: `株洲市${address}`, ...area, cell: cellAt(at[0], at[1])?.code ?? null, building: building?.id ?? null }
}

/** A spot where people live, weighted by population (whole prefecture). */
export function pickSpot(random: Rng): Spot {
  const village = villageByShare(random.next())
  const home = homeIn(village.code, random.next()) ?? null
  return spotAt(home?.centre ?? pointIn(village, random.next(), random.next()), home)!
}

/** A spot on a street of the built-up area, where urban matters happen (a lid, a lamp, a stall); its cell is never null. */
export function pickStreetSpot(random: Rng): Spot {
  for (;;) {
    const cell: Cell = random.pick(cells())
    if (cell.landUse === 'water') continue
    const near = roadNear(cell.centre[0], cell.centre[1], 120, (r) => r.kind === 'street')
    const spot = near && spotAt(near.at)
    if (spot?.cell) return spot
  }
}
