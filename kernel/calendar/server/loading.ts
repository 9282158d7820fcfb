// Loads calendars from the database, keeps them in the process, and raises years that nobody has entered.

import { performance } from 'node:perf_hooks'
import type { Context } from '#kernel/module'
import { buildCalendar, type Calendar, type WorkWindow } from './calendars.ts'
import { due, type Due, type Options } from './deadlines.ts'

/** How long a cached calendar is used without asking for its version. */
const TRUST_MS = 1000
const cache = new Map<string, { calendar: Calendar; checked: number }>()
/** Transactions that changed a calendar: they see their own change, and nobody else does before they commit. */
const changing = new WeakSet<object>()

/**
 * The calendar as a value; pure functions do the rest. A change made elsewhere is seen within a second; `fresh` asks at once
 * (whoever reacts to 'calendar.changed' must). Fails calendar.unknown (404).
 */
export async function calendar(ctx: Pick<Context, 'db' | 'fail'>, id = 'city', { fresh = false } = {}): Promise<Calendar> {
  const own = changing.has(ctx.db)
  const cached = own ? undefined : cache.get(id)
  if (cached && !fresh && performance.now() - cached.checked < TRUST_MS) return cached.calendar
  const row = await ctx.db.selectFrom('calendar.calendar').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return ctx.fail('calendar.unknown', 404, { calendar: id })
  if (cached && cached.calendar.version === row.version) {
    cached.checked = performance.now()
    return cached.calendar
  }
  const checked = performance.now()
  // The version was read first: what follows is that version or newer, and if newer, the next check loads again.
  const [days, years, windows] = [
    await ctx.db.selectFrom('calendar.calendarDay').select(['date', 'kind']).where('calendar', '=', id).execute(),
    await ctx.db.selectFrom('calendar.calendarYear').select(['year', 'status']).where('calendar', '=', id).execute(),
    await ctx.db.selectFrom('calendar.workWindow').selectAll().where('calendar', '=', id).execute(),
  ]
  const built = buildCalendar({
    id,
    version: row.version,
    offset: row.offsetMinutes,
    shift: row.shiftMinutes,
    close: row.closeMinute,
    days,
    years,
    windows: windows.map((one) => ({ ...(one as WorkWindow), start: one.startMinute, end: one.endMinute })),
  })
  if (!own) cache.set(id, { calendar: built, checked })
  return built
}

/** Marks a calendar as changed between two dates: new version, event 'calendar.changed' so that open clocks are computed again. */
export async function changed(ctx: Context, id: string, from: string, to: string | null): Promise<void> {
  const version = crypto.randomUUID()
  const { numUpdatedRows } = await ctx.db
    .updateTable('calendar.calendar')
    .set({ version })
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) ctx.fail('calendar.unknown', 404, { calendar: id })
  changing.add(ctx.db)
  ctx.emit('calendar.changed', { calendar: id, from, to })
  ctx.notice('calendar.changed', { calendar: id })
  ctx.afterCommit(() => cache.delete(id))
}

/** `due` on a named calendar, raising missing years: what a system calls when it starts a period. */
export async function deadline(
  ctx: Context,
  start: Date,
  duration: string,
  options: Options & { calendar?: string } = {},
): Promise<Due> {
  const ended = due(await calendar(ctx, options.calendar), start, duration, options)
  await raiseMissing(ctx, options.calendar ?? 'city', ended.missing)
  return ended
}

const raised = new Set<string>()

/** Raises 'calendar.year.missing' once per calendar and year (T8), however many deadlines need it. */
export async function raiseMissing(ctx: Context, id: string, years: readonly number[]): Promise<void> {
  const news = years.filter((year) => !raised.has(`${id}/${year}`))
  if (news.length === 0) return
  const first = await ctx.db
    .insertInto('calendar.missingYear')
    .values(news.map((year) => ({ calendar: id, year, at: ctx.now })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('year')
    .execute()
  for (const { year } of first) ctx.emit('calendar.year.missing', { calendar: id, year })
  ctx.afterCommit(() => news.forEach((year) => raised.add(`${id}/${year}`)))
}

/** Daily: this year and the one in sixty days must have a calendar, asked for or not. */
export async function watchYears(ctx: Context): Promise<void> {
  for (const { id } of await ctx.db.selectFrom('calendar.calendar').select('id').execute()) {
    const city = await calendar(ctx, id)
    const years = [0, 60].map((days) => new Date(ctx.now.getTime() + days * 86_400_000).getUTCFullYear())
    await raiseMissing(
      ctx,
      id,
      [...new Set(years)].filter((year) => !city.official.has(year)),
    )
  }
}
