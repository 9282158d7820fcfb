// Work windows: dated stretches of the day in which work hours run; ended and followed by others, never rewritten.

import { newId } from '#kernel/db'
import type { Context } from '#kernel/module'
import { dayOf, textOf } from './dates.ts'
import { changed } from './loading.ts'

export type Window = { id: string; weekdays: number[]; start: string; end: string; validFrom: string; validTo: string | null }

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const mask = (weekdays: number[]) => weekdays.reduce((bits, day) => bits | (1 << (day - 1)), 0)

export async function windows(ctx: Context, calendar: string): Promise<Window[]> {
  const rows = await ctx.db
    .selectFrom('calendar.workWindow')
    .selectAll()
    .where('calendar', '=', calendar)
    .orderBy('validFrom')
    .orderBy('startMinute')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    weekdays: [1, 2, 3, 4, 5, 6, 7].filter((day) => row.weekdayMask & (1 << (day - 1))),
    start: clock(row.startMinute),
    end: clock(row.endMinute),
    validFrom: row.validFrom,
    validTo: row.validTo,
  }))
}

/** Adds a window. Fails calendar.window.order, calendar.window.overlap (422). */
export async function addWindow(ctx: Context, calendar: string, window: Omit<Window, 'id'>): Promise<Window> {
  const { start, end, validFrom, validTo } = window
  if (minutes(start) >= minutes(end) || (validTo !== null && dayOf(validFrom) > dayOf(validTo)))
    ctx.fail('calendar.window.order', 422)
  // The row of the calendar is taken first, so that two administrators cannot both pass the check below.
  await changed(ctx, calendar, validFrom, validTo)
  const clash = (await windows(ctx, calendar)).find(
    (one) =>
      mask(one.weekdays) & mask(window.weekdays) &&
      minutes(one.start) < minutes(end) &&
      minutes(start) < minutes(one.end) &&
      (one.validTo === null || validFrom <= one.validTo) &&
      (validTo === null || one.validFrom <= validTo),
  )
  if (clash) ctx.fail('calendar.window.overlap', 422, { start: clash.start, end: clash.end, validFrom: clash.validFrom })
  const id = newId()
  await ctx.db
    .insertInto('calendar.workWindow')
    .values({
      id,
      calendar,
      weekdayMask: mask(window.weekdays),
      startMinute: minutes(start),
      endMinute: minutes(end),
      validFrom,
      validTo,
    })
    .execute()
  return { id, ...window }
}

/** Ends a window with a day. Fails calendar.window.unknown (404), calendar.window.order (422). */
export async function endWindow(ctx: Context, calendar: string, id: string, validTo: string): Promise<Window> {
  const found = (await windows(ctx, calendar)).find((one) => one.id === id)
  if (!found) return ctx.fail('calendar.window.unknown', 404)
  if (dayOf(validTo) < dayOf(found.validFrom)) ctx.fail('calendar.window.order', 422)
  // A window that had ended may be prolonged only into free time: that would be a new window.
  if (found.validTo !== null && validTo > found.validTo) ctx.fail('calendar.window.order', 422)
  await changed(ctx, calendar, textOf(dayOf(validTo) + 1), found.validTo)
  await ctx.db.updateTable('calendar.workWindow').set({ validTo }).where('id', '=', id).execute()
  return { ...found, validTo }
}
