// Calendar dates as day numbers (days since 1970-01-01), so that deadlines are integer arithmetic without time zones.

import { Problem } from '#kernel/module'

export const DAY = 86_400_000
export const MINUTE = 60_000

/** Day number of 'YYYY-MM-DD'. Throws calendar.date.invalid (422) for anything that is not a date. */
export function dayOf(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text)
    throw new Problem('calendar.date.invalid', 422, { date: text })
  return ms / DAY
}

// Writing a date costs as much as computing the deadline; a city asks for the same few hundred days all year.
const texts = new Map<number, string>()

/** 'YYYY-MM-DD' of a day number. */
export function textOf(day: number): string {
  let text = texts.get(day)
  if (text === undefined) {
    text = new Date(day * DAY).toISOString().slice(0, 10)
    if (texts.size < 20_000) texts.set(day, text)
  }
  return text
}

/** ISO weekday: 1 Monday to 7 Sunday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

export function yearOf(day: number): number {
  return Number(textOf(day).slice(0, 4))
}

/** The same date n months on; the month's last day when it has no such date (民法典 art. 202). */
export function addMonths(day: number, months: number): number {
  const from = new Date(day * DAY)
  const month = from.getUTCMonth() + months
  const lastOfMonth = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), lastOfMonth)) / DAY
}
