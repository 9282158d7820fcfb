// The demo city's geography in the shape that the kernel's map loads.
import { createHash } from 'node:crypto'
import type { CityData } from '#kernel/geo'
import { buildings } from './buildings.ts'
import { cells } from './cells.ts'
import { counties } from './counties.ts'
import { facts } from './facts.ts'
import { openSpaces, type PlaceKind } from './landmarks.ts'
import { places } from './places.ts'
import { railways } from './railways.ts'
import { lakes, rivers } from './rivers.ts'
import { roads } from './roads.ts'
import { townships } from './townships.ts'
import { villages } from './villages.ts'

const short = (name: string) => (name.length > 2 ? name.replace(/(区|县|市|街道|镇|乡)$/, '') : name)

/** What a kind weighs among labels and search results; a landmark weighs 25 more. */
const ranks: Partial<Record<PlaceKind, number>> = {
  station: 66,
  university: 62,
  hospital: 52,
  government: 44,
  scenic: 50,
  park: 50,
  square: 50,
  museum: 46,
  stadium: 44,
  library: 42,
  mall: 46,
  bridge: 50,
  'coach-station': 42,
  school: 36,
  police: 34,
  market: 32,
  temple: 34,
  factory: 34,
  'water-works': 32,
  compound: 24,
  community: 22,
  kindergarten: 20,
  clinic: 20,
  hotel: 18,
  village: 14,
}
// the committee's office; the community itself is an area
const kinds: Partial<Record<PlaceKind, string>> = { community: 'community-office', village: 'village-office' }

/** The whole geography; about five seconds when it is drawn for the first time in a process. */
export function geography(): CityData {
  const data = drawn()
  return { ...data, digest: createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16) }
}

function drawn(): Omit<CityData, 'digest'> {
  const city = { code: facts.code, name: '株洲市', en: 'Zhuzhou', short: '株洲' }
  return {
    src: 'demo',
    card: { source: '演示数据（程序生成）', surveyed: '2026-01-01', note: '演示数据（示意），非标准地图' },
    areas: [
      { code: '430000', name: '湖南省', en: 'Hunan', short: '湖南', level: 'province', parent: null },
      { ...city, level: 'city', parent: '430000', center: facts.center },
      ...counties().map((c) => ({
        code: c.code,
        name: c.name,
        en: c.nameEn,
        short: short(c.name),
        level: 'county' as const,
        parent: city.code,
        geometry: c.polygon,
        center: c.seat,
      })),
      ...townships().map((t) => ({
        code: t.code,
        name: t.name,
        // 泰山路街道 is not called 泰山路, which is the road
        ...(/(路|街)街道$/.test(t.name) ? {} : { short: short(t.name) }),
        level: 'township' as const,
        parent: t.countyCode,
        geometry: t.polygon,
        center: t.seat,
      })),
      ...villages().map((v) => ({
        code: v.code,
        name: v.name,
        short: v.short,
        level: 'community' as const,
        parent: v.townshipCode,
        geometry: v.polygon,
        center: v.centre,
      })),
    ],
    cells: cells().map((c) => ({ code: c.code, geometry: c.polygon, landUse: c.landUse })),
    places: places().map((p) => ({
      id: p.id,
      name: p.name,
      kind: kinds[p.kind] ?? p.kind,
      point: p.at,
      rank: Math.min(100, (ranks[p.kind] ?? 10) + (p.landmark ? 25 : 0)),
      address: p.address,
      adcode: p.villageCode,
    })),
    roads: roads().map((r) => ({
      id: r.id,
      name: r.name,
      ...(r.ref ? { ref: r.ref } : {}),
      class: r.class,
      widthM: r.widthM,
      lanes: r.lanes,
      bridge: r.kind === 'bridge',
      geometry: r.line,
    })),
    rails: railways().map((r) => ({ id: r.id, name: r.name, class: r.highSpeed ? 'highspeed' : 'main', geometry: r.line })),
    water: [
      ...rivers().flatMap((r) => [
        { id: r.id, name: r.name, en: r.nameEn, kind: r.kind, geometry: r.polygon },
        { id: `${r.id}-line`, name: r.name, en: r.nameEn, kind: r.kind, geometry: r.line },
      ]),
      ...lakes().map((l) => ({ id: `lake-${l.id}`, name: l.name, kind: l.kind, geometry: l.polygon })),
    ],
    land: [
      ...villages().flatMap((v) => (v.builtUp ? [{ id: v.code, kind: 'built', geometry: v.polygon }] : [])),
      ...cells().flatMap((c) =>
        c.landUse === 'green' || c.landUse === 'industrial'
          ? [{ id: c.code, kind: c.landUse === 'green' ? 'greenery' : c.landUse, geometry: c.polygon }]
          : [],
      ),
      ...openSpaces.map((o) => ({ id: o.name, name: o.name, kind: o.kind, geometry: disc(o.at, o.radius) })),
    ],
    buildings: buildings().map((b) => ({
      id: b.id,
      ...(b.name ? { name: b.name } : {}),
      use: b.use,
      floors: b.floors,
      height: b.heightM,
      road: b.road,
      houseNo: b.houseNumber,
      address: b.address,
      geometry: b.polygon,
    })),
  }
}

function disc([lng, lat]: [number, number], radius: number) {
  const ring = Array.from({ length: 41 }, (_, i): [number, number] => {
    const a = (i % 40) * (Math.PI / 20)
    const r = radius * (1 + 0.12 * Math.sin(3 * a + lng * 900) + 0.07 * Math.cos(5 * a))
    return [lng + (Math.cos(a) * r) / 98_500, lat + (Math.sin(a) * r) / 110_800]
  })
  return { type: 'Polygon' as const, coordinates: [ring] }
}
