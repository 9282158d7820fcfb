// The demo city's geography in the shape that the kernel's map loads.
import type { CityData } from '#kernel/geo'
import { buildings } from './buildings.ts'
import { counties } from './counties.ts'
import { facts } from './facts.ts'
import { openSpaces } from './landmarks.ts'
import { railways } from './railways.ts'
import { lakes, rivers } from './rivers.ts'
import { roads } from './roads.ts'
import { townships } from './townships.ts'
import { villages } from './villages.ts'

const short = (name: string) => (name.length > 2 ? name.replace(/(区|县|市|街道|镇|乡)$/, '') : name)

export function geography(): CityData {
  const city = { code: facts.code, name: '株洲市', en: 'Zhuzhou', short: '株洲' }
  return {
    src: 'demo',
    digest: 'x',
    card: { source: '演示数据（程序生成）', surveyed: '2026-01-01', note: '演示数据（示意），非标准地图' },
    areas: [
      { code: '430000', name: '湖南省', en: 'Hunan', short: '湖南', level: 'province', parent: null },
      { ...city, level: 'city', parent: '430000', center: facts.center },
      ...counties().map((c) => ({ code: c.code, name: c.name, en: c.nameEn, short: short(c.name), level: 'county' as const, parent: city.code, geometry: c.polygon, center: c.seat })),
      ...townships().map((t) => ({ code: t.code, name: t.name, short: short(t.name), level: 'township' as const, parent: t.countyCode, geometry: t.polygon, center: t.seat })),
      ...villages().map((v) => ({ code: v.code, name: v.name, short: v.short, level: 'community' as const, parent: v.townshipCode, geometry: v.polygon, center: v.centre })),
    ],
    cells: [],
    places: [],
    roads: roads().map((r) => ({ id: r.id, name: r.name, ...(r.ref ? { ref: r.ref } : {}), class: r.class, widthM: r.widthM, lanes: r.lanes, bridge: r.kind === 'bridge', geometry: r.line })),
    rails: railways().map((r) => ({ id: r.id, name: r.name, class: r.highSpeed ? 'highspeed' : 'main', geometry: r.line })),
    water: [
      ...rivers().flatMap((r) => [
        { id: r.id, name: r.name, en: r.nameEn, kind: r.kind, geometry: r.polygon },
        { id: `${r.id}-line`, name: r.name, en: r.nameEn, kind: r.kind, geometry: r.line },
      ]),
      ...lakes().map((l) => ({ id: `lake-${l.id}`, name: l.name, kind: l.kind, geometry: l.polygon })),
    ],
    land: openSpaces.map((o) => ({ id: o.name, name: o.name, kind: o.kind, geometry: disc(o.at, o.radius) })),
    buildings: buildings().map((b) => ({ id: b.id, ...(b.name ? { name: b.name } : {}), use: b.use, floors: b.floors, height: b.heightM, road: b.road, houseNo: b.houseNumber, address: b.address, geometry: b.polygon })),
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
