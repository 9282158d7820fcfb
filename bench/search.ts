// Place search at the demo city's size and ten times that, beside a plain scan and beside trigram indexes alone on the same names.

import { geography } from '#city/geography.ts'
import { loadCity, searchPlaces, type PlaceData } from '#kernel/geo'
import { benchCity, engines, type BenchCity, type Engine } from './lib/city.ts'
import { bar, bench, ratio, say, small, sample, table, type Sample } from './lib/report.ts'
import { each } from './lib/requests.ts'

type Query = { text: string; wanted: string }
const count = small ? 8 : 40

const kinds = ['2 characters', '3 characters', '4 characters', 'pinyin', 'initials', 'one wrong character', 'address'] as const
type Kind = (typeof kinds)[number]

let seed = 20261122
const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff
const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!

/** Nine more of each place: another word in front, moved a little; names stay as long and as alike as real ones. */
function* more(places: readonly PlaceData[]): Generator<PlaceData> {
  const words = [...new Set(places.map((one) => one.name.slice(0, 2)).filter((word) => /^\p{Script=Han}{2}$/u.test(word)))]
  for (let copy = 0; copy < 9; copy++)
    for (const one of places)
      yield {
        ...one,
        id: `${one.id}+${copy}`,
        name: pick(words) + one.name.slice(random() < 0.5 ? 2 : 1),
        alias: [],
        point: [one.point[0]! + (random() - 0.5) * 0.05, one.point[1]! + (random() - 0.5) * 0.05],
      }
}

/** Queries taken from the names that are there, so that each has a place it should find. */
async function queries(city: BenchCity): Promise<Record<Kind, Query[]>> {
  const { rows } = await city.pool.query(
    `select id, name, norm, py, ini from geo.place where norm ~ '^[一-龥]{5,12}$' order by md5(id) limit 4000`,
  )
  const doors = await city.pool.query(
    `select id, road || house_no || '号' as text from geo.building where road is not null and house_no is not null order by md5(id) limit ${count}`,
  )
  const some = (make: (row: Record<string, any>) => string) =>
    Array.from({ length: count }, () => pick(rows)).map((row) => ({ text: make(row), wanted: String(row['id']) }))
  const part = (n: number) =>
    some(({ norm }) => {
      const from = Math.floor(random() * (norm.length - n + 1))
      return norm.slice(from, from + n)
    })
  const others = rows.map((row) => String(row['norm'])[2]!)
  return {
    '2 characters': part(2),
    '3 characters': part(3),
    '4 characters': part(4),
    pinyin: some(({ py }) => py.slice(0, 10)),
    initials: some(({ ini }) => ini.slice(0, 5)),
    'one wrong character': some(({ norm }) => {
      const at = 1 + Math.floor(random() * (norm.length - 2))
      return norm.slice(0, at) + pick(others) + norm.slice(at + 1)
    }),
    address: doors.rows.map((row) => ({ text: String(row['text']), wanted: String(row['id']) })),
  }
}

type Way = { sample: Sample; found: number }
async function run(list: Query[], find: (text: string) => Promise<string[]>): Promise<Way> {
  const taken: number[] = []
  let found = 0
  for (const { text } of list.slice(0, 5)) await find(text)
  const begun = performance.now()
  for (const { text, wanted } of list) {
    if (performance.now() - begun > 8000) break
    const from = performance.now()
    const ids = await find(text)
    taken.push(performance.now() - from)
    if (ids.includes(wanted)) found++
  }
  return { sample: sample(taken), found: found / taken.length }
}

/** Copies of the same rows without indexes, and with trigram indexes only. */
async function references(city: BenchCity) {
  await city.pool.asOwner(async (exec) => {
    await exec(`create schema if not exists bench; grant usage on schema bench to yicheng_app; drop table if exists bench.plain, bench.trigrams;
      create table bench.plain as select id, norm, py, ini, coalesce(address, '') as address from geo.place
        union all select id, road || house_no || '号', '', '', '' from geo.building where road is not null and house_no is not null;
      create table bench.trigrams as table bench.plain;
      create index on bench.trigrams using gin (norm gin_trgm_ops); create index on bench.trigrams using gin (py gin_trgm_ops); create index on bench.trigrams using gin (ini gin_trgm_ops);
      grant select on bench.plain, bench.trigrams to yicheng_app; analyze bench.plain; analyze bench.trigrams; analyze geo.place`)
  })
  const column = (kind: Kind) => (kind === 'pinyin' ? 'py' : kind === 'initials' ? 'ini' : 'norm')
  const ids = async (text: string, values: unknown[]) =>
    (await city.pool.query(text, values)).rows.map((row) => String(row['id']))
  return {
    scan: (kind: Kind) => (text: string) =>
      ids(`select id from bench.plain where ${column(kind)} like $1 order by length(norm), id limit 10`, [`%${text}%`]),
    trigrams: (kind: Kind) => (text: string) =>
      kind === 'one wrong character'
        ? ids('select id from bench.trigrams where norm % $1 order by similarity(norm, $1) desc, id limit 10', [text])
        : ids(`select id from bench.trigrams where ${column(kind)} like $1 order by length(norm), id limit 10`, [`%${text}%`]),
  }
}

const percent = (share: number) => `${Math.round(share * 100)} %`

async function measure(city: BenchCity, size: string): Promise<Map<Kind, number>> {
  const { rows } = await city.pool.query(
    `select count(*)::int as n, (select count(*)::int from geo.building where house_no is not null) as doors from geo.place`,
  )
  const list = await queries(city)
  const reference = await references(city)
  const own = (text: string) =>
    city.run({ action: 'bench', read: true }, async (ctx) => (await searchPlaces(ctx, text)).map((one) => one.id))
  say(
    `${city.engine}, ${size}: ${rows[0]!['n']} names, ${rows[0]!['doors']} house numbers; ${count} queries of each kind, one client, first ten results\n`,
  )
  const lines: (string | number)[][] = []
  const p50 = new Map<Kind, number>()
  for (const kind of kinds) {
    const ours = await run(list[kind], own)
    const http = await each(list[kind].map(({ text }) => ({ url: `${city.url}/api/geo/search?q=${encodeURIComponent(text)}` })))
    const scan = await run(list[kind], reference.scan(kind))
    const trigrams = await run(list[kind], reference.trigrams(kind))
    p50.set(kind, ours.sample.p50)
    lines.push([
      kind,
      ours.sample.p50,
      ours.sample.p95,
      percent(ours.found),
      http.p50,
      scan.sample.p50,
      percent(scan.found),
      trigrams.sample.p50,
      percent(trigrams.found),
      ratio(ours.sample.p50, scan.sample.p50),
    ])
  }
  table(
    ['query', 'search p50 ms', 'p95', 'finds it', 'HTTP p50', 'scan p50', 'finds it', 'trigrams p50', 'finds it', 'search/scan'],
    lines,
  )
  return p50
}

async function both(engine: Engine): Promise<void> {
  const city = await benchCity(engine)
  const data = geography()
  const from = performance.now()
  await city.run({ action: 'bench' }, (ctx) => loadCity(ctx, data))
  say(`loaded the demo geography in ${((performance.now() - from) / 1000).toFixed(1)} s`)
  const once = await measure(city, 'demo size')
  const again = performance.now()
  const none = { areas: [], cells: [], roads: [], rails: [], water: [], land: [], buildings: [] }
  await city.run({ action: 'bench' }, (ctx) =>
    loadCity(ctx, {
      ...none,
      src: 'bench',
      digest: '1',
      card: data.card,
      places: more([...data.places].slice(0, small ? 1000 : Infinity)),
    }),
  )
  say(`loaded nine times the places more in ${((performance.now() - again) / 1000).toFixed(1)} s`)
  const ten = await measure(city, 'ten times')
  const chinese = Math.max(...kinds.slice(0, 3).map((kind) => ten.get(kind)!))
  bar(`${engine}, ten times, 2 to 4 characters, slowest kind's p50`, chinese, engine === 'postgres' ? 25 : 30, 'ms')
  bar(`${engine}, ten times, initials p50`, ten.get('initials')!, 2, 'ms')
  say(
    `- growth with ten times the names: ${kinds.map((kind) => `${kind} ${ratio(ten.get(kind)!, once.get(kind)!)}`).join(', ')}\n`,
  )
  await city.stop()
}

await bench(
  'search',
  'Searching places by what people type. "Finds it": the place the query was made from is among the first ten.',
  async () => {
    for (const engine of engines('postgres', 'embedded')) await both(engine)
  },
  240,
)
