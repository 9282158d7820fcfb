// Years and days of a calendar: shown with estimates where no notice is loaded, imported from a notice, corrected day by day.

import type { Context } from '#kernel/module'
import type { Kind } from './calendars.ts'
import { dayOf, textOf, weekdayOf, yearOf } from './dates.ts'
import { changed } from './loading.ts'

export type Day = { date: string; kind: Kind; name: string; sourceDoc: string; certain: boolean }
export type Notice = {
  calendar: string
  year: number
  status: 'official' | 'provisional'
  source: string
  off: { from: string; to: string; name: string }[]
  /** Weekend days that are worked (调休). */
  work: string[]
}

const plain = (day: number): Kind => (weekdayOf(day) <= 5 ? 'WORKDAY' : 'WEEKEND')
const span = (year: number) => [dayOf(`${year}-01-01`), dayOf(`${year}-12-31`)] as const

/** All days of a year; one that is not loaded is shown as Monday to Friday with status null and nothing certain. */
export async function yearOfDays(ctx: Context, calendar: string, year: number) {
  const head = await ctx.db
    .selectFrom('calendar.calendarYear')
    .selectAll()
    .where('calendar', '=', calendar)
    .where('year', '=', year)
    .executeTakeFirst()
  const stored = await ctx.db
    .selectFrom('calendar.calendarDay')
    .select(['date', 'kind', 'name', 'sourceDoc', 'certain'])
    .where('calendar', '=', calendar)
    .where('year', '=', year)
    .execute()
  const known = new Map<string, Day>(stored.map((day) => [day.date, day as Day]))
  const days: Day[] = []
  const [first, last] = span(year)
  for (let day = first; day <= last; day++) {
    const date = textOf(day)
    days.push(known.get(date) ?? { date, kind: plain(day), name: '', sourceDoc: '', certain: false })
  }
  const workdays = days.filter((day) => day.kind === 'WORKDAY' || day.kind === 'MAKEUP').length
  return {
    calendar,
    year,
    status: (head?.status ?? null) as Notice['status'] | null,
    source: (head?.source ?? '') as string,
    workdays,
    days,
  }
}

export async function years(ctx: Context, calendar: string) {
  return ctx.db
    .selectFrom('calendar.calendarYear')
    .select(['year', 'status', 'source'])
    .where('calendar', '=', calendar)
    .orderBy('year')
    .execute()
}

/** Replaces a whole year by what a notice says. Fails calendar.year.* (422) when the notice contradicts itself. */
export async function importYear(ctx: Context, notice: Notice): Promise<void> {
  const [first, last] = span(notice.year)
  const rows = new Map<number, Day>()
  const row = (day: number, kind: Kind, name: string, sourceDoc: string): Day => ({
    date: textOf(day),
    kind,
    name,
    sourceDoc,
    certain: notice.status === 'official',
  })
  for (let day = first; day <= last; day++) rows.set(day, row(day, plain(day), '', ''))
  for (const { from, to, name } of notice.off) {
    if (dayOf(from) < first || dayOf(to) > last || dayOf(from) > dayOf(to)) ctx.fail('calendar.year.outside', 422, { from, to })
    for (let day = dayOf(from); day <= dayOf(to); day++) rows.set(day, row(day, 'HOLIDAY', name, notice.source))
  }
  for (const date of notice.work) {
    const day = dayOf(date)
    if (day < first || day > last) ctx.fail('calendar.year.outside', 422, { from: date, to: date })
    if (rows.get(day)!.kind === 'HOLIDAY') ctx.fail('calendar.year.both', 422, { date })
    if (weekdayOf(day) <= 5) ctx.fail('calendar.day.kind', 422, { date, kind: 'MAKEUP' })
    rows.set(day, row(day, 'MAKEUP', '调休上班', notice.source))
  }
  await changed(ctx, notice.calendar, textOf(first), textOf(last))
  await ctx.db
    .insertInto('calendar.calendarYear')
    .values({ calendar: notice.calendar, year: notice.year, status: notice.status, source: notice.source })
    .onConflict((conflict) =>
      conflict.columns(['calendar', 'year']).doUpdateSet({ status: notice.status, source: notice.source }),
    )
    .execute()
  await ctx.db
    .insertInto('calendar.calendarDay')
    .values([...rows.values()].map((day) => ({ calendar: notice.calendar, ...day })))
    .onConflict((conflict) =>
      conflict.columns(['calendar', 'date']).doUpdateSet((to) => ({
        kind: to.ref('excluded.kind'),
        name: to.ref('excluded.name'),
        sourceDoc: to.ref('excluded.sourceDoc'),
        certain: to.ref('excluded.certain'),
      })),
    )
    .execute()
}

/** Corrects one day, as after a typhoon. Fails calendar.day.kind (422), calendar.year.missing (409) when its year is not loaded. */
export async function changeDay(ctx: Context, calendar: string, day: Day): Promise<Day> {
  const number = dayOf(day.date)
  if (day.kind !== 'HOLIDAY' && day.kind !== plain(number) && !(day.kind === 'MAKEUP' && plain(number) === 'WEEKEND')) {
    ctx.fail('calendar.day.kind', 422, { date: day.date, kind: day.kind })
  }
  await changed(ctx, calendar, day.date, day.date)
  const { date, ...values } = day
  const before = await ctx.db
    .selectFrom('calendar.calendarDay')
    .select(['kind', 'name'])
    .where('calendar', '=', calendar)
    .where('date', '=', date)
    .executeTakeFirst()
  if (!before) return ctx.fail('calendar.year.missing', 409, { year: yearOf(number) })
  await ctx.db.updateTable('calendar.calendarDay').set(values).where('calendar', '=', calendar).where('date', '=', date).execute()
  ctx.audit('calendar.day.change', `calendar:${calendar}/${date}`, { before, after: values })
  return day
}
