// A calendar as one immutable value with prefix sums, so that any deadline is a look-up and not a walk over days.

import { Problem } from '#kernel/module'
import { dayOf, DAY, MINUTE, weekdayOf, yearOf } from './dates.ts'

export type Kind = 'WORKDAY' | 'WEEKEND' | 'HOLIDAY' | 'MAKEUP'
export type WorkWindow = {
  /** Bit 0 is Monday, bit 6 Sunday. Only working days are asked. */
  weekdayMask: number
  /** Minutes of the local day. */
  start: number
  end: number
  /** 'YYYY-MM-DD', both inclusive; null is open. */
  validFrom: string
  validTo: string | null
}
export type CalendarData = {
  id: string
  version: string
  /** Minutes east of UTC: 480 for China, which has had no summer time since 1991 (T9). */
  offset: number
  /** Minutes of a work shift: 480 (T5). */
  shift: number
  /** Minute of the day when offices close: 1080 (T4). */
  close: number
  days: Iterable<{ date: string; kind: Kind }>
  years: Iterable<{ year: number; status: 'official' | 'provisional' }>
  windows: readonly WorkWindow[]
}
export type Calendar = Omit<CalendarData, 'days' | 'years' | 'windows'> & {
  /** Windows with their validity as day numbers. */
  windows: readonly (Pick<WorkWindow, 'weekdayMask' | 'start' | 'end'> & { from: number; to: number })[]
  /** Years whose official notice is loaded; all others are estimates (T8). */
  official: ReadonlySet<number>
  first: number
  last: number
  /** Working days before day first + i. */
  before: Int32Array
  /** Day numbers of all working days, in order. */
  workdays: Int32Array
  /** Work milliseconds before day first + i; filled at first use. */
  work: Float64Array | null
}

const FIRST = dayOf('1990-01-01')
const LAST = dayOf('2099-12-31')

/** Builds the value. Days of years that are not loaded count as Monday to Friday: an estimate that every result flags (T8). */
export function buildCalendar(data: CalendarData): Calendar {
  const { days, years, ...rest } = data
  const windows = data.windows.map(({ weekdayMask, start, end, validFrom, validTo }) => ({
    weekdayMask,
    start,
    end,
    from: dayOf(validFrom),
    to: validTo === null ? LAST : dayOf(validTo),
  }))
  const size = LAST - FIRST + 1
  const working = new Uint8Array(size)
  for (let i = 0; i < size; i++) working[i] = weekdayOf(FIRST + i) <= 5 ? 1 : 0
  for (const { date, kind } of days) working[dayOf(date) - FIRST] = kind === 'MAKEUP' || kind === 'WORKDAY' ? 1 : 0
  const before = new Int32Array(size + 1)
  for (let i = 0; i < size; i++) before[i + 1] = before[i]! + working[i]!
  const workdays = new Int32Array(before[size]!)
  for (let i = 0; i < size; i++) if (working[i]) workdays[before[i]!] = FIRST + i
  const official = new Set([...years].filter((one) => one.status === 'official').map((one) => one.year))
  return { ...rest, windows, official, first: FIRST, last: LAST, before, workdays, work: null }
}

/** Working days before this day, counted from the calendar's first day. Throws calendar.range (422) outside 1990 to 2099. */
export function workdaysBefore(calendar: Calendar, day: number): number {
  if (!(day >= calendar.first && day <= calendar.last + 1)) throw new Problem('calendar.range', 422)
  return calendar.before[day - calendar.first]!
}

/** The n-th working day of the calendar, from 0. */
export function workdayAt(calendar: Calendar, index: number): number {
  const day = calendar.workdays[index]
  if (day === undefined) throw new Problem('calendar.range', 422)
  return day
}

export function isWorkday(calendar: Calendar, day: number): boolean {
  return workdaysBefore(calendar, day + 1) > workdaysBefore(calendar, day)
}

/** Local day number of an instant. */
export function localDay(calendar: Calendar, at: number): number {
  return Math.floor((at + calendar.offset * MINUTE) / DAY)
}

/** Instant of local midnight at the start of a day. */
export function midnight(calendar: Calendar, day: number): number {
  return day * DAY - calendar.offset * MINUTE
}

/** Work windows of one working day, by start. A make-up day on a weekday that no window names takes Monday's. */
export function windowsOf(calendar: Calendar, day: number): { start: number; end: number }[] {
  const weekday = weekdayOf(day)
  const on = (bit: number) => calendar.windows.filter((one) => one.from <= day && day <= one.to && one.weekdayMask & bit)
  const own = on(1 << (weekday - 1))
  return (own.length > 0 || weekday <= 5 ? own : on(1)).sort((a, b) => a.start - b.start)
}

/** Work milliseconds before an instant. */
export function workBefore(calendar: Calendar, at: number): number {
  const day = localDay(calendar, at)
  const table = workTable(calendar)
  let sum = table[day - calendar.first]
  if (sum === undefined || day > calendar.last) throw new Problem('calendar.range', 422)
  if (!isWorkday(calendar, day)) return sum
  const time = at - midnight(calendar, day)
  for (const one of windowsOf(calendar, day))
    sum += Math.min(Math.max(time - one.start * MINUTE, 0), (one.end - one.start) * MINUTE)
  return sum
}

/** The earliest instant before which `sum` work milliseconds lie. */
export function workReached(calendar: Calendar, sum: number): number {
  const table = workTable(calendar)
  let low = 0
  let high = table.length - 1
  if (table[high]! < sum) throw new Problem('calendar.range', 422)
  while (low < high) {
    const middle = (low + high) >> 1
    if (table[middle]! >= sum) high = middle
    else low = middle + 1
  }
  const day = calendar.first + Math.max(low - 1, 0)
  let left = sum - table[Math.max(low - 1, 0)]!
  for (const one of windowsOf(calendar, day)) {
    const length = (one.end - one.start) * MINUTE
    if (left <= length) return midnight(calendar, day) + one.start * MINUTE + left
    left -= length
  }
  return midnight(calendar, day)
}

function workTable(calendar: Calendar): Float64Array {
  if (calendar.work) return calendar.work
  const table = new Float64Array(calendar.before.length)
  // Windows change on few dates: sums per stretch of equal validity and weekday are computed once.
  const edges = [...new Set(calendar.windows.flatMap((one) => [one.from, one.to + 1]))].sort((a, b) => a - b)
  const known = new Map<number, number>()
  let stretch = 0
  for (let i = 0; i < table.length - 1; i++) {
    const day = calendar.first + i
    while (stretch < edges.length && edges[stretch]! <= day) stretch++
    const key = stretch * 8 + weekdayOf(day)
    let length = isWorkday(calendar, day) ? known.get(key) : 0
    if (length === undefined) {
      length = windowsOf(calendar, day).reduce((sum, one) => sum + (one.end - one.start) * MINUTE, 0)
      known.set(key, length)
    }
    table[i + 1] = table[i]! + length
  }
  calendar.work = table
  return table
}

/** Years from one day to another whose official calendar is not loaded. */
export function missingYears(calendar: Calendar, from: number, to: number): number[] {
  const missing: number[] = []
  for (let year = yearOf(Math.min(from, to)); year <= yearOf(Math.max(from, to)); year++)
    if (!calendar.official.has(year)) missing.push(year)
  return missing
}
