// Finds places by what people type: names, pinyin, initials, slips, addresses, coordinates; ranked by match, distance and weight.
import { sql, type RawBuilder } from 'kysely'
import type { Context } from '#kernel/module'
import { findAddress, withoutAreas } from './addresses.ts'
import { readCoordinates, toWgs84, type Crs } from './coordinates.ts'
import type { Found, MatchType, SearchOptions } from './found.ts'
import { grams, matched, normal, spelled } from './names.ts'
import { reverse } from './nearest.ts'
import { rules, type Rules } from './rules.ts'

type Row = {
  id: string
  name: string
  alias: string[]
  kind: string
  norm: string
  py: string
  ini: string
  address: string | null
  adcode: string | null
  rank: number
  lng: number
  lat: number
  near: number | null
}

const EACH = 40 // candidates that each way of matching may bring

/**
 * Places for a typed text, best first. Score = match (exact > alias > prefix > initials > pinyin > contains > fuzzy)
 * × decay with distance to `focus` × rank, by the weights in geo.rule. Never throws on odd input: nothing found is an empty list.
 */
export async function searchPlaces(ctx: Context, text: string, options: SearchOptions = {}): Promise<Found[]> {
  const limit = Math.min(options.limit ?? 10, 50)
  const q = normal(text.slice(0, 80))
  if (!q) return []
  const pasted = await coordinates(ctx, text.slice(0, 80), options.crs ?? 'wgs84')
  if (pasted) return [pasted]
  const weights = await rules(ctx)
  const found = new Map<string, Found>()
  const keep = (one: Found | undefined) => {
    if (one && one.score > (found.get(one.id)?.score ?? 0)) found.set(one.id, one)
  }
  const sure = () => [...found.values()].some((one) => one.confidence >= weights('search.sure'))
  const look = async (words: string, within: SearchOptions, slow: boolean) => {
    for (const row of await candidates(ctx, words, within, slow)) keep(judge(row, words, weights))
  }
  await look(q, options, false)
  for (const one of await findAddress(ctx, text, options)) keep(one)
  if (!sure()) {
    const { area, rest } = await withoutAreas(ctx, q)
    if (area && !options.area) await look(rest, { ...options, area }, false)
    if (!sure()) await look(q, options, true)
  }
  return [...found.values()]
    .sort((a, b) => b.score - a.score || a.name.length - b.name.length || (a.id < b.id ? -1 : 1))
    .slice(0, limit)
}

async function coordinates(ctx: Context, text: string, crs: Crs): Promise<Found | undefined> {
  const pasted = readCoordinates(text)
  if (!pasted) return undefined
  let [lng, lat] = pasted.kind === 'degrees' ? toWgs84(crs, pasted.coords).coords : [0, 0]
  if (pasted.kind === 'metres') {
    const { rows } = await sql<{ lng: number; lat: number }>`
      select st_x(g) as lng, st_y(g) as lat from (select st_transform(st_setsrid(st_makepoint(${pasted.east}::float8, ${pasted.north}::float8), ${pasted.srid}::int), 4326) as g) s`.execute(
      ctx.db,
    )
    lng = rows[0]!.lng
    lat = rows[0]!.lat
  }
  const here = await reverse(ctx, lng, lat)
  const name = `${lng.toFixed(6)}, ${lat.toFixed(6)}`
  return {
    id: `at:${name}`,
    name,
    kind: 'coordinate',
    address: here.address || null,
    adcode: here.area?.community?.code ?? here.area?.county.code ?? null,
    lng,
    lat,
    score: 1,
    confidence: 1,
    matchType: 'coordinate',
    ranges: [],
  }
}

/** Rows that any way of matching brings: each an index scan of its own, bounded, so that common words stay quick. */
async function candidates(ctx: Context, q: string, options: SearchOptions, slow: boolean): Promise<Row[]> {
  const latin = /^[a-z0-9]+$/.test(q)
  const mixed = !latin && /[a-z]/.test(q)
  const focus = options.focus && sql`st_setsrid(st_makepoint(${options.focus[0]}::float8, ${options.focus[1]}::float8), 4326)`
  const kept = sql`p.valid_to is null
    ${options.kinds?.length ? sql`and p.kind = any(${options.kinds})` : sql``} ${options.area ? sql`and p.adcode like ${`${prefixOf(options.area)}%`}` : sql``}`
  const way = (test: unknown, order: unknown = sql`char_length(p.norm), p.rank desc, p.id`) =>
    sql`(select p.id from geo.place p where ${test} and ${kept} order by ${order} limit ${EACH})`
  const ways = slow ? slowWays(q, way) : [way(sql`p.norm like ${like(q)}`)]
  if (!slow) {
    const contains = sql`p.grams @> ${grams(q)}::text[]`
    // one character says too little to be sought within names; those that begin with it are found above
    if ([...q].length > 1) ways.push(way(contains, sql`p.rank desc, char_length(p.norm), p.id`))
    // a word that names hundreds (公厕, 幼儿园) means those near by
    if (focus && [...q].length > 1) ways.push(way(contains, sql`p.geom <-> ${focus}`))
    if (latin) ways.push(way(sql`p.ini like ${like(q)}`), way(sql`p.py like ${like(q)}`))
    if (mixed) ways.push(way(sql`p.py like ${like(spelled(q).py)}`))
  }
  if (!ways.length) return []
  const { rows } = await sql<Row>`
    select p.id, p.name, p.alias, p.kind, p.norm, p.py, p.ini, p.address, p.adcode, p.rank, st_x(p.geom) as lng, st_y(p.geom) as lat,
      ${focus ? sql`st_distance(p.geom::geography, ${focus}::geography)` : sql`null::float8`} as near
    from geo.place p where p.id in (${sql.join(ways, sql` union `)})`.execute(ctx.db)
  return rows
}

// of six digits the trailing pairs of zeros say province or city: 430200 holds 430211
const prefixOf = (area: string) => (area.length === 6 ? area.replace(/(00)+$/, '') : area)
const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&')
const like = (text: string) => `${escaped(text)}%`

/** What finds slips and short forms; dearer than an index lookup, so asked only when nothing sure was found. */
function slowWays(q: string, way: (test: unknown, order?: unknown) => RawBuilder<unknown>): RawBuilder<unknown>[] {
  const letters = [...q]
  const py = spelled(q).py
  const ways: RawBuilder<unknown>[] = []
  if (/^[a-z0-9]+$/.test(q)) {
    if (q.length >= 4) ways.push(way(sql`p.py like ${`%${like(q)}`}`))
  } else {
    // trigrams say little of fewer than four characters, so the sound is compared as well (神龙城 for 神农城)
    if (letters.length >= 4) ways.push(way(sql`p.norm % ${q}`, sql`similarity(p.norm, ${q}) desc, p.rank desc, p.id`))
    if (letters.length >= 3 && letters.length <= 8)
      ways.push(way(sql`p.grams @> ${[...new Set(letters)]}::text[] and p.norm like ${`%${letters.map(escaped).join('%')}%`}`))
  }
  if (py.length >= 6) ways.push(way(sql`p.py % ${py}`, sql`similarity(p.py, ${py}) desc, p.rank desc, p.id`))
  return ways
}

/** How a row matches the query, with its score; undefined if it does not after all. */
function judge(row: Row, q: string, weights: Rules): Found | undefined {
  const alias = row.alias.find((one) => normal(one) === q)
  const sound = spelled(q).py
  const spelling = /[a-z]/.test(q) ? sound : ''
  const ways: [MatchType, number][] = []
  if (row.norm === q) ways.push(['exact', weights('search.exact')])
  else if (alias) ways.push(['alias', weights('search.alias')])
  else if (row.norm.startsWith(q)) ways.push(['prefix', weights('search.prefix') + part(q, row.norm, 0.06)])
  else if (row.norm.includes(q) || row.alias.some((one) => normal(one).includes(q)))
    ways.push(['contains', weights('search.contains') + part(q, row.norm, 0.1)])
  if (row.ini.startsWith(q)) ways.push(['initials', weights('search.initials') + part(q, row.ini, 0.15)])
  if (spelling && row.py.startsWith(spelling)) ways.push(['pinyin', weights('search.pinyin') + part(spelling, row.py, 0.22)])
  else if (spelling && row.py.includes(spelling))
    ways.push(['pinyin_contains', weights('search.pinyin_contains') + part(spelling, row.py, 0.1)])
  if (!ways.length) {
    const names = [row.norm, ...row.alias.map(normal)]
    if (grams(q).every((gram) => names.some((name) => name.includes(gram))))
      ways.push(['contains', weights('search.contains') * 0.9])
    else if ([...q].length >= 3 && inOrder(row.norm, q))
      ways.push(['letters', weights('search.letters') + part(q, row.norm, 0.1)])
    else {
      const alike = Math.max(...names.map((name) => similar(name, q)), row.py === sound ? 1 : similar(row.py, sound) - 0.2)
      if (alike >= 0.2) ways.push(['fuzzy', weights('search.fuzzy') * Math.min(1, 0.25 + alike)])
    }
  }
  const best = ways.toSorted((a, b) => b[1] - a[1])[0]
  if (!best) return undefined
  const [matchType, strength] = best
  const decay =
    row.near === null
      ? 1
      : weights('search.far') + (1 - weights('search.far')) * Math.exp(-row.near / 1000 / weights('search.decay_km'))
  const rank = 1 - weights('search.rank') + weights('search.rank') * (row.rank / 100)
  const ranges = matched(row.name, q)
  const shown =
    matchType === 'alias' || !ranges.length ? (alias ?? row.alias.find((one) => matched(one, q).length > 0)) : undefined
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    address: row.address,
    adcode: row.adcode,
    lng: row.lng,
    lat: row.lat,
    score: round(strength * decay * rank),
    confidence: round(Math.min(1, strength)),
    matchType,
    ranges: shown ? matched(shown, q) : ranges,
    ...(shown ? { alias: shown } : {}),
    ...(row.near === null ? {} : { metres: Math.round(row.near) }),
  }
}

const part = (q: string, whole: string, worth: number) => worth * Math.min(1, q.length / whole.length)
const round = (n: number) => Math.round(n * 1000) / 1000

/** Whether all characters of q stand in the name in their order. */
function inOrder(name: string, q: string): boolean {
  let at = 0
  for (const char of q) {
    at = name.indexOf(char, at) + 1
    if (at === 0) return false
  }
  return true
}

/** Likeness by shared bigrams and, of Chinese, characters, 0 to 1: a slip in one of five characters keeps four and two bigrams. */
function similar(a: string, b: string): number {
  const tokens = (text: string) => new Set([...(/^[a-z0-9]+$/.test(text) ? [] : text), ...grams(text)])
  const [x, y] = [tokens(a), tokens(b)]
  let shared = 0
  for (const token of x) if (y.has(token)) shared++
  return shared / (x.size + y.size - shared)
}
