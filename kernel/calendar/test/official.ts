// The official years 2025 and 2026 as a plain value, so that rules are tested without a database (routes.test.ts compares the two).

import { buildCalendar, type Calendar, type CalendarData } from '../server/calendars.ts'
import { dayOf, textOf, weekdayOf } from '../server/dates.ts'

const off = [
  ['2025-01-01', '2025-01-01'],
  ['2025-01-28', '2025-02-04'],
  ['2025-04-04', '2025-04-06'],
  ['2025-05-01', '2025-05-05'],
  ['2025-05-31', '2025-06-02'],
  ['2025-10-01', '2025-10-08'],
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
  ['2026-04-04', '2026-04-06'],
  ['2026-05-01', '2026-05-05'],
  ['2026-06-19', '2026-06-21'],
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
].map(([first, last]) => [dayOf(first!), dayOf(last!)] as const)
const made = new Set(
  [
    '2025-01-26',
    '2025-02-08',
    '2025-04-27',
    '2025-09-28',
    '2025-10-11',
    '2026-01-04',
    '2026-02-14',
    '2026-02-28',
    '2026-05-09',
    '2026-09-20',
    '2026-10-10',
  ].map(dayOf),
)

export function official(change: Partial<CalendarData> = {}): Calendar {
  const days: { date: string; kind: 'WORKDAY' | 'WEEKEND' | 'HOLIDAY' | 'MAKEUP' }[] = []
  for (let day = dayOf('2025-01-01'); day <= dayOf('2026-12-31'); day++) {
    const rest = off.some(([first, last]) => first <= day && day <= last)
    days.push({
      date: textOf(day),
      kind: rest ? 'HOLIDAY' : made.has(day) ? 'MAKEUP' : weekdayOf(day) <= 5 ? 'WORKDAY' : 'WEEKEND',
    })
  }
  return buildCalendar({
    id: 'city',
    version: 'test',
    offset: 480,
    shift: 480,
    close: 1080,
    days,
    years: [
      { year: 2025, status: 'official' },
      { year: 2026, status: 'official' },
    ],
    windows: [
      { weekdayMask: 127, start: 480, end: 720, validFrom: '1990-01-01', validTo: null },
      { weekdayMask: 127, start: 840, end: 1080, validFrom: '1990-01-01', validTo: null },
    ],
    ...change,
  })
}

/** An instant of Zhuzhou's local time: at('2026-11-20 16:30'). */
export function at(local: string): Date {
  return new Date(`${local.replace(' ', 'T')}:00+08:00`)
}
