// Fictitious citizens, any of ten million by index without making the others: identity, phone, home.
import { buildingsOf } from './buildings.ts'
import type { Building } from './buildings.ts'
import { contains, once, rounded } from './geometry.ts'
import type { Point } from './geometry.ts'
import { makeIdNumber } from './ids.ts'
import { mobileOf, nameOf } from './persons.ts'
import { hash01 } from './rng.ts'
import { countyNames } from './roads.ts'
import { townshipByCode } from './townships.ts'
import { villages } from './villages.ts'
import type { Village } from './villages.ts'

/** How many citizens the default demo loads. */
export const defaultCitizens = 20000

/** A citizen; `building` is null in the open country, where the home is bound to the village only. Birth is 'YYYY-MM-DD'. */
export type Citizen = {
  id: string
  name: string
  gender: 'male' | 'female'
  birth: string
  idNumber: string
  mobile: string
  countyCode: string
  townshipCode: string
  villageCode: string
  building: string | null
  room: string | null
  address: string
  at: Point
}

const sums = once(() => {
  let sum = 0
  return villages().map((v) => (sum += v.population))
})
/** A village by a number in [0, 1), weighted by population. */
export function villageByShare(share: number): Village {
  const list = sums()
  const target = share * list[list.length - 1]!
  let low = 0
  let high = list.length - 1
  while (low < high) {
    const mid = (low + high) >> 1
    if (list[mid]! > target) high = mid
    else low = mid + 1
  }
  return villages()[low]!
}

const homesOf = once(() => {
  const by = new Map<string, { homes: Building[]; sums: number[] }>()
  for (const [code, list] of buildingsOf()) {
    const homes = list.filter((b) => b.households > 0)
    let sum = 0
    by.set(code, { homes, sums: homes.map((b) => (sum += b.households)) })
  }
  return by
})
/** A building with homes in a village, weighted by its homes; undefined where the city has no footprints. */
export function homeIn(villageCode: string, share: number): Building | undefined {
  const own = homesOf().get(villageCode)
  if (!own?.homes.length) return undefined
  const target = share * own.sums[own.sums.length - 1]!
  return own.homes[own.sums.findIndex((s) => s > target)]
}

/** A point inside a village, by two numbers in [0, 1). */
export function pointIn(village: Village, a: number, b: number): Point {
  const [west, south, east, north] = village.bbox
  for (let k = 0; k < 12; k++) {
    const x = west + (east - west) * ((a + k * 0.381966) % 1)
    const y = south + (north - south) * ((b + k * 0.618034) % 1)
    if (contains(village.polygon, x, y)) return rounded([x, y])
  }
  return village.centre
}

const days = 31000 // births from 1940-01-01 to late 2024
const firstDay = Date.UTC(1940, 0, 1)

/** Citizen i (0 to 9,999,999): the same person on every run; ids, identity numbers and phones are unique. */
export function citizen(i: number): Citizen {
  const village = villageByShare(hash01(901, i, 1))
  const gender = hash01(901, i, 2) < 0.512 ? 'male' : 'female'
  // Birth day and order come from one number without repetition (7368787 is prime), so identity numbers never collide.
  const slot = (i * 7368787 + 8765432) % (days * 500)
  const birth = new Date(firstDay + Math.floor(slot / 500) * 86400000).toISOString().slice(0, 10)
  const origin = hash01(901, i, 3) < 0.85 ? village.countyCode : villageByShare(hash01(901, i, 4)).countyCode
  const home = homeIn(village.code, hash01(901, i, 5))
  const floor = home ? 1 + Math.floor(hash01(901, i, 6) * home.floors) : 0
  const room = home && home.use !== 'house' ? `${floor}${String(1 + Math.floor(hash01(901, i, 7) * 4)).padStart(2, '0')}` : null
  const county = countyNames.get(village.countyCode)!
  const group = 1 + Math.floor(hash01(901, i, 8) * 20)
  return {
    id: `C${String(i + 1).padStart(7, '0')}`,
    name: nameOf(902, i, gender),
    gender,
    birth,
    idNumber: makeIdNumber(origin, birth, (slot % 500) * 2 + (gender === 'male' ? 1 : 0)),
    mobile: mobileOf(1, i),
    countyCode: village.countyCode,
    townshipCode: village.townshipCode,
    villageCode: village.code,
    building: home?.id ?? null,
    room,
    address: home
      ? `株洲市${home.address}${room ? `${room}室` : ''}`
      : `株洲市${county}${townshipByCode().get(village.townshipCode)!.name}${village.short}${village.kind === 'village' && !village.short.endsWith('村') ? '村' : ''}${group}组${1 + Math.floor(hash01(901, i, 9) * 40)}号`,
    at: home?.centre ?? pointIn(village, hash01(901, i, 10), hash01(901, i, 11)),
  }
}

/** The first n citizens (default 20,000). */
export const citizens = (n = defaultCitizens): Citizen[] => Array.from({ length: n }, (_, i) => citizen(i))
