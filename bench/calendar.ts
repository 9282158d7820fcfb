// Deadlines a second beside the plain way of counting: day by day, hour by hour over the same calendar.

import { calendar, due, isWorkday, type Calendar } from '#kernel/calendar'
import { benchCity } from './lib/city.ts'
import { bench, figure, ratio, say, small, table } from './lib/report.ts'

const day = 86_400_000
const zone = 8 * 3_600_000
const starts = Array.from(
  { length: 2000 },
  (_, i) => new Date(Date.parse('2025-01-03T00:10:00Z') + ((i * 19_000_000) % (500 * day))),
)
const windows = [
  [8 * 60, 12 * 60],
  [14 * 60, 18 * 60],
] as const

const dayOf = (at: number) => Math.floor((at + zone) / day)
// The set of working days that such a loop would ask.
const worked = new Set<number>()
const knows = (known: Calendar) => {
  for (let n = dayOf(Date.parse('2024-12-31T00:00:00Z')); n < dayOf(Date.parse('2028-01-01T00:00:00Z')); n++)
    if (isWorkday(known, n)) worked.add(n)
}

/** What a careful beginner writes: step over days, count those that are worked. */
function plainDays(start: Date, count: number): number {
  let at = dayOf(start.getTime())
  let left = count
  while (left > 0) {
    at++
    if (worked.has(at)) left--
  }
  return (at + 1) * day - zone
}

/** Steps over the windows of each working day until the minutes are used up. */
function plainHours(start: Date, hours: number): number {
  let left = hours * 60
  for (let at = dayOf(start.getTime()); ; at++) {
    if (!worked.has(at)) continue
    const midnight = at * day - zone
    for (const [from, to] of windows) {
      const begin = Math.max(midnight + from * 60_000, start.getTime())
      const end = midnight + to * 60_000
      if (begin >= end) continue
      if ((end - begin) / 60_000 >= left) return begin + left * 60_000
      left -= (end - begin) / 60_000
    }
  }
}

function rate(work: (start: Date) => unknown): number {
  const ms = small ? 100 : 1000
  for (const start of starts) work(start)
  const from = performance.now()
  let n = 0
  while (performance.now() - from < ms) {
    for (const start of starts) work(start)
    n += starts.length
  }
  return (n / (performance.now() - from)) * 1000
}

await bench(
  'calendar',
  'due() on the city calendar of 2025 and 2026, holidays and make-up days included; one thread, nothing else.',
  async () => {
    const city = await benchCity(process.env['DATABASE_URL'] ? 'postgres' : 'embedded')
    const known = await city.run({ action: 'bench', read: true }, (ctx) => calendar(ctx))
    knows(known)
    const cases = [
      ['10wd', (start: Date) => plainDays(start, 10)],
      ['100wd', (start: Date) => plainDays(start, 100)],
      ['4wh', (start: Date) => plainHours(start, 4)],
      ['40wh', (start: Date) => plainHours(start, 40)],
    ] as const
    const rates = new Map<string, number>()
    const rows = cases.map(([duration, plain]) => {
      const differing = starts.filter((start) => due(known, start, duration).at.getTime() !== plain(start)).length
      const own = rate((start) => due(known, start, duration))
      const theirs = rate(plain)
      rates.set(duration, own)
      return [
        duration,
        own,
        theirs,
        ratio(own, theirs),
        differing === 0 ? 'all equal' : `${differing} of ${starts.length} differ`,
      ]
    })
    table(['duration', 'due()/s', 'day by day/s', 'ratio', 'results'], rows)
    say(
      `- growth: ten times the days take ${ratio(rates.get('10wd')!, rates.get('100wd')!)} the time, ten times the hours ${ratio(rates.get('4wh')!, rates.get('40wh')!)}`,
    )
    const options = { pauses: [{ from: new Date('2025-01-06T02:00:00Z'), to: new Date('2025-01-08T02:00:00Z') }] }
    const first = new Date('2025-01-03T00:10:00Z')
    say(`- with one pause: ${figure(rate(() => due(known, first, '10wd', options)))} a second\n`)
  },
)
