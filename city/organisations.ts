// The four-level organisation tree: province, city, county, township; offices on the map, duty phones, internal departments.
import { besides, companies, countyBureaus, departments, institutions } from './agencies.ts'
import { counties } from './counties.ts'
import { distance, once } from './geometry.ts'
import type { Point } from './geometry.ts'
import { makeUscc } from './ids.ts'
import { hashText } from './rng.ts'
import { plan } from './streets.ts'
import { townships } from './townships.ts'
import { areaAt } from './villages.ts'

/**
 * An organisation. `code` is readable and stable: area code + '.' + duty ('430200.hotline', '430211.police', '430211001.office').
 * `agency` marks the 120 agencies and key enterprises of the model city. `duty` is the key of its field of work.
 */
export type Organisation = {
  code: string
  uscc: string
  name: string
  short: string
  level: 'province' | 'city' | 'county' | 'township'
  kind: 'government' | 'department' | 'institution' | 'company' | 'township'
  duty: string
  parent: string | null
  areaCode: string
  at: Point
  address: string
  dutyPhone: string
  agency: boolean
  departments: { code: string; name: string }[]
}

// Known places of a few offices; all others get a block near the seat of their government.
const known: Record<string, Point> = {
  '430200.government': [113.1283, 27.8276],
  '430200.station': [113.1472, 27.8374],
  '430200.central-hospital': [113.0905, 27.8213],
  '430200.first-school': [113.1585, 27.8492],
  '430200.locomotive': [113.1445, 27.8925],
  '430200.smelting': [113.0855, 27.8835],
  '430200.chemical': [113.0735, 27.8805],
  '430200.carbide': [113.1655, 27.8655],
  '430200.aero': [113.1765, 27.7455],
  '430200.auto': [113.0605, 27.8135],
}

const sectionsOf = (kind: Organisation['kind'], list: string | undefined) => {
  const own = list ? list.split(' ') : []
  if (kind === 'company') return ['办公室', '安全生产部', ...(own.length ? own : ['生产部', '市场部'])]
  if (kind === 'township')
    return [
      '党政综合办公室',
      '经济发展办公室',
      '公共服务办公室',
      '社会治安和应急管理办公室',
      '自然资源和生态环境办公室',
      '综合行政执法大队',
    ]
  if (kind === 'government') return ['秘书科', '综合科', '值班室']
  return ['办公室', ...(own.length ? own : ['业务科']), '法规科']
}

/** All organisations, parents before children. */
export const organisations = once((): Organisation[] => {
  const out: Organisation[] = []
  const used = new Set<string>()
  const blocks = plan()
    .blocks.filter((b) => b.fronts.some((f) => f && f.class !== 'residential'))
    .map((b) => ({ ...b, village: areaAt(...b.centre)?.village ?? '' }))
  const county = new Map(counties().map((c) => [c.code, c]))
  /** A block near a place that no other organisation has, chosen by the code, with the address of its best street. */
  const site = (code: string, near: Point, reach: number) => {
    const own = code.startsWith('430200') ? '4302' : code.split('.')[0]!
    const free = blocks.filter((b) => !used.has(b.id) && distance(b.centre, near) < reach && b.village.startsWith(own))
    if (!free.length) return null
    const best = known[code]
      ? free.reduce((a, b) => (distance(b.centre, near) < distance(a.centre, near) ? b : a))
      : free[hashText(code) % free.length]!
    used.add(best.id)
    const front = best.fronts
      .filter((f) => f !== undefined)
      .sort((a, b) => 'pstr'.indexOf(a.class[0]!) - 'pstr'.indexOf(b.class[0]!))[0]!
    return { at: known[code] ?? best.centre, address: `${front.name}${2 * Math.round(front.from / 24) + 8}号` }
  }
  const add = (
    code: string,
    o: {
      name: string
      short: string
      level: Organisation['level']
      kind: Organisation['kind']
      parent: string | null
      near: Point
      reach: number
      place: string
      agency?: boolean
      sections?: string
      road?: string
    },
  ) => {
    const serial = out.length + 1
    const found = o.reach > 0 ? site(code, known[code] ?? o.near, o.reach) : null
    const [area = '', duty = ''] = code.split('.')
    out.push({
      code,
      uscc: makeUscc(
        o.kind === 'company' ? '91' : o.kind === 'institution' ? '12' : '11',
        o.level === 'township' ? area.slice(0, 6) : area,
        serial,
      ),
      name: o.name,
      short: o.short,
      level: o.level,
      kind: o.kind,
      duty,
      parent: o.parent,
      areaCode: area,
      at: found?.at ?? o.near,
      address: `${found ? `株洲市${county.get(areaAt(found.at[0], found.at[1])!.county)!.name}${found.address}` : `${o.place}${o.road}${(serial % 90) + 1}号`}`,
      dutyPhone: `0731-2000${String(serial).padStart(4, '0')}`,
      agency: o.agency ?? false,
      departments: sectionsOf(o.kind, o.sections).map((name, i) => ({ code: `${code}/${String(i + 1).padStart(2, '0')}`, name })),
    })
  }
  const city: Point = [113.1165, 27.8285]
  const province: Point = [112.9822, 28.1943]
  const inCity = { near: city, reach: 3200, place: '株洲市', agency: true, level: 'city' as const, parent: '430200.government' }
  add('430000.government', {
    name: '湖南省人民政府',
    short: '省政府',
    level: 'province',
    kind: 'government',
    parent: null,
    near: province,
    reach: 0,
    place: '长沙市',
    road: '湘府中路',
  })
  add('430000.government-office', {
    name: '湖南省人民政府办公厅',
    short: '省政府办公厅',
    level: 'province',
    kind: 'department',
    parent: '430000.government',
    near: province,
    reach: 0,
    place: '长沙市',
    road: '湘府中路',
  })
  add('430200.government', {
    name: '株洲市人民政府',
    short: '市政府',
    kind: 'government',
    ...inCity,
    parent: '430000.government',
    near: known['430200.government']!,
    reach: 900,
  })
  for (const [key, name, short, sections] of [...besides, ...departments])
    add(`430200.${key}`, { name, short, kind: 'department', sections, ...inCity })
  for (const [key, name, short, sections] of institutions)
    add(`430200.${key}`, { name, short, kind: 'institution', sections, ...inCity, reach: 4500 })
  for (const [key, name, short, sections] of companies)
    add(`430200.${key}`, { name, short, kind: 'company', sections, ...inCity, near: [113.13, 27.835], reach: 5200 })
  for (const [code, c] of county) {
    const short = c.name.replace(/[区县市]$/, '')
    const here = { near: c.seat, reach: 1700, place: `株洲市${c.name}`, level: 'county' as const }
    add(`${code}.government`, {
      name: `${c.name}人民政府`,
      short: `${c.name}政府`,
      kind: 'government',
      parent: '430200.government',
      agency: true,
      ...here,
    })
    for (const [key, name, bureau, district] of countyBureaus)
      add(`${code}.${key}`, {
        name: (c.kind === 'district' && district ? district : name).replace('{}', c.name),
        short: `${short}${bureau}`,
        kind: 'department',
        parent: `${code}.government`,
        ...here,
      })
  }
  for (const t of townships())
    add(`${t.code}.office`, {
      name:
        t.kind === 'street'
          ? `${county.get(t.countyCode)!.name}人民政府${t.name}办事处`
          : t.kind === 'other'
            ? `${t.name}管理委员会`
            : `${t.name}人民政府`,
      short: t.name,
      level: 'township',
      kind: 'township',
      parent: `${t.countyCode}.government`,
      near: t.seat,
      reach: 700,
      place: `株洲市${county.get(t.countyCode)!.name}${t.name}`,
      road: t.kind === 'other' ? '园区路' : `${t.name.replace(/(街道|镇|乡)$/, '')}街`,
    })
  return out
})

export const organisationByCode = once(() => new Map(organisations().map((o) => [o.code, o])))
/** The organisation for a field of work in an area: the county's own bureau, else the city's. */
export const dutyIn = (duty: string, areaCode: string) =>
  organisationByCode().get(`${areaCode.slice(0, 6)}.${duty}`) ?? organisationByCode().get(`430200.${duty}`)
/** The 120 agencies and key enterprises. */
export const agencies = once(() => organisations().filter((o) => o.agency))
