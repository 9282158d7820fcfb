// The gazetteer's rows: places, and for searching the areas and roads, with the short names that people say.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import type { AreaData, PlaceData, RoadData } from './citydata.ts'
import { findable, normal } from './names.ts'
import { dot, lengthOf, middle } from './shapes.ts'
import type { Position } from './wkb.ts'
import { labelZooms, roadZoom } from './zooms.ts'

const areaRank: Record<string, number> = { city: 100, county: 95, township: 75, community: 55 }

/** All rows of geo.place for these places, areas and roads. */
export async function* gazetteer(ctx: Context, src: string, given: Iterable<PlaceData>, areas: AreaData[], roads: RoadData[]) {
  const shorten = await speech(ctx, areas)
  const row = (p: PlaceData, alias: (string | undefined)[], minZoom: number) => {
    const names = [...new Set(alias)].filter((one) => one !== undefined && one !== p.name) as string[]
    return {
      id: p.id,
      name: p.name,
      alias: names,
      kind: p.kind,
      norm: normal(p.name),
      ...findable(p.name, names),
      adcode: p.adcode,
      address: p.address,
      addr_parts: p.parts,
      phone: p.phone,
      geom: dot(p.point),
      rank: p.rank,
      min_zoom: minZoom,
      src,
    }
  }
  const places = [...given]
  const zooms = labelZooms(places.map((p) => ({ lng: p.point[0]!, lat: p.point[1]!, rank: p.rank })))
  for (const [i, p] of places.entries()) yield row(p, [...shorten(p.name, p.alias ?? []), p.en], zooms[i]!)
  for (const a of areas) {
    if (!a.center || a.level === 'province') continue
    const place = {
      id: `area:${a.code}`,
      name: a.name,
      kind: a.level,
      point: a.center,
      rank: areaRank[a.level] ?? 50,
      adcode: a.code,
    }
    yield row(place, [a.short, a.en], 0)
  }
  for (const r of namedRoads(roads)) {
    const place = { id: `road:${r.id}`, name: r.name!, kind: 'road', point: middle(r.geometry), rank: 70 - 3 * roadZoom(r.class) }
    yield row(place, [r.en, r.ref], 0)
  }
}

/** How people shorten a formal name: without the area in front (株洲市第二中学, 第二中学), then by geo.alias_rule (二中). */
async function speech(ctx: Context, areas: AreaData[]): Promise<(name: string, given: string[]) => string[]> {
  const { rows } = await sql<{
    pattern: string
    replacement: string
  }>`select pattern, replacement from geo.alias_rule order by position`.execute(ctx.db)
  const rules = rows.map((row) => ({ pattern: new RegExp(row.pattern), replacement: row.replacement }))
  const prefixes = areas
    .filter((a) => a.level !== 'community')
    .flatMap((a) => (a.short ? [a.name, a.short] : [a.name]))
    .sort((a, b) => b.length - a.length)
  return (name, given) => {
    const names = new Set(given)
    for (const one of [name, ...given]) {
      const prefix = prefixes.find((p) => one.startsWith(p) && one.length - p.length >= 3)
      const bare = prefix ? one.slice(prefix.length) : one
      if (prefix) names.add(bare)
      for (const rule of rules) if (rule.pattern.test(bare)) names.add(bare.replace(rule.pattern, rule.replacement))
    }
    return [...names]
  }
}

/** One row per road name and neighbourhood: sections of the same name within about 8 km are one road, its longest section stands for it. */
function namedRoads(roads: RoadData[]): RoadData[] {
  const byName = new Map<string, { road: RoadData; length: number; at: Position }[]>()
  for (const road of roads) {
    if (!road.name) continue
    const [at, length] = [middle(road.geometry), lengthOf(road.geometry)]
    const groups = byName.get(road.name) ?? []
    const near = groups.find((group) => Math.hypot(group.at[0]! - at[0]!, group.at[1]! - at[1]!) < 0.08)
    if (!near) groups.push({ road, length, at })
    else if (length > near.length) Object.assign(near, { road, length, at })
    byName.set(road.name, groups)
  }
  return [...byName.values()].flat().map((group) => group.road)
}
