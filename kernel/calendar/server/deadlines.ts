// Deadlines and clocks: when an allowance ends, how much of it is used, what pauses do to it (T1–T8 of the time engine).

import { DAY, MINUTE, addMonths, dayOf, textOf } from './dates.ts'
import { measures, parseDuration, type Duration, type Measure, type Unit } from './durations.ts'
import {
  isWorkday,
  localDay,
  midnight,
  missingYears,
  workBefore,
  workReached,
  workdayAt,
  workdaysBefore,
  type Calendar,
} from './calendars.ts'

/** A time that does not count; `to` null while it lasts. In order, not overlapping. */
export type Pause = { from: Date; to: Date | null }
export type Options = {
  /** Periods in days end when offices close (18:00) instead of at 24:00 (T4). */
  officeClose?: boolean
  pauses?: readonly Pause[]
}
export type Due = {
  at: Date
  /** The last day, 'YYYY-MM-DD': a deadline of 24:00 is the next midnight as an instant, but this day to people. */
  day: string
  /** An estimate: the official calendar of a year it crosses is not loaded (T8). */
  provisional: boolean
  missing: number[]
}

/**
 * When `duration` from `start` ends. Working days: T2, T4; natural days: T3; hours: T5. Completed pauses move it by what
 * they took (T7); a pause that begins after the end changes nothing, and an open one is left out (see `clock`).
 */
export function due(calendar: Calendar, start: Date, duration: string | Duration, options: Options = {}): Due {
  const length = typeof duration === 'string' ? parseDuration(duration) : duration
  const from = start.getTime()
  return finish(calendar, from, length, amountOf(calendar, from, length), options)
}

/** Time used between two instants, in the unit; days count when they have ended, the start day never (T2). Not below 0. */
export function elapsed(calendar: Calendar, from: Date, to: Date, unit: Unit, options: Options = {}): number {
  const measure = measures[unit]
  const origin = originOf(calendar, measure, from.getTime())
  const now = to.getTime() + (options.officeClose && isDays(measure) ? closing(calendar) : 0)
  let used = position(calendar, measure, now) - origin
  for (const pause of options.pauses ?? []) {
    const end = Math.min(pause.to?.getTime() ?? Infinity, to.getTime())
    if (end > pause.from.getTime()) used -= pausedBetween(calendar, measure, origin, pause.from.getTime(), end)
  }
  return Math.max(used, 0) / size(calendar, unit)
}

export type ClockSpec = Options & {
  start: Date
  /** Duration text with extensions already added (`addDurations`). */
  allowance: string
  /** When to warn: shares of the allowance ('0.75') or what is left of it in its own unit ('1wd'). */
  warn?: readonly (number | string)[]
}
export type Clock = {
  /** null while paused: nobody knows yet. */
  due: Due | null
  paused: boolean
  /** In the allowance's unit; months and years in days. `remaining` is negative when overdue. */
  amount: number
  used: number
  remaining: number
  overdue: boolean
  warnAt: Date[]
}

/** The whole state of a clock at `now`: the one function a case needs. Overdue from the instant of `due` on. */
export function clock(calendar: Calendar, spec: ClockSpec, now: Date): Clock {
  const length = parseDuration(spec.allowance)
  const open = (spec.pauses ?? []).find((pause) => pause.to === null)
  const ended = due(calendar, spec.start, length, spec)
  // A pause cannot undo a deadline that had passed when it began.
  const paused = open !== undefined && open.from.getTime() < ended.at.getTime() && open.from.getTime() <= now.getTime()
  const unit = length.unit === 'mo' || length.unit === 'y' ? 'd' : length.unit
  const amount = amountOf(calendar, spec.start.getTime(), length) / size(calendar, unit)
  const used = elapsed(calendar, spec.start, now, unit, spec)
  return {
    due: paused ? null : ended,
    paused,
    amount,
    used,
    remaining: amount - used,
    overdue: !paused && now.getTime() >= ended.at.getTime(),
    warnAt: paused ? [] : (spec.warn ?? []).map((point) => warnAt(calendar, spec, point)),
  }
}

/** When to warn: at a share of the allowance, or when so much of it is left. Days round down, to the end of that day. */
export function warnAt(calendar: Calendar, spec: ClockSpec, point: number | string): Date {
  const length = parseDuration(spec.allowance)
  const from = spec.start.getTime()
  const amount = amountOf(calendar, from, length)
  const left = typeof point === 'string' ? amountOf(calendar, from, parseDuration(point)) : 0
  const wanted = typeof point === 'number' ? Math.floor(amount * point) : Math.max(amount - left, 0)
  return finish(calendar, from, { ...length, minimum: true }, wanted, spec).at
}

/** The date n working days after a date, which is not counted; n may be 0 (the date itself). For registers kept in dates. */
export function addWorkdays(calendar: Calendar, date: string, n: number): string {
  return n === 0 ? date : textOf(workdayAt(calendar, workdaysBefore(calendar, dayOf(date) + 1) + n - 1))
}

/** Working days after `from` up to and with `to`. */
export function workdaysBetween(calendar: Calendar, from: string, to: string): number {
  return workdaysBefore(calendar, dayOf(to) + 1) - workdaysBefore(calendar, dayOf(from) + 1)
}

/** The local date of an instant, 'YYYY-MM-DD'. */
export function dateOf(calendar: Calendar, at: Date): string {
  return textOf(localDay(calendar, at.getTime()))
}

// --- the measures: each is a position that grows with time, and the instant at which a position is reached ------------

const isDays = (measure: Measure) => measure === 'workday' || measure === 'day'
const closing = (calendar: Calendar) => DAY - calendar.close * MINUTE

function size(calendar: Calendar, unit: Unit): number {
  if (unit === 'um' || unit === 'wm') return MINUTE
  if (unit === 'h' || unit === 'wh') return 60 * MINUTE
  if (unit === 'ud') return DAY
  return unit === 'ws' ? calendar.shift * MINUTE : 1
}

function amountOf(calendar: Calendar, start: number, length: Duration): number {
  if (length.unit !== 'mo' && length.unit !== 'y') return length.amount * size(calendar, length.unit)
  const day = localDay(calendar, start)
  return addMonths(day, length.amount * (length.unit === 'y' ? 12 : 1)) - day
}

function position(calendar: Calendar, measure: Measure, at: number): number {
  if (measure === 'continuous') return at
  if (measure === 'work') return workBefore(calendar, at)
  const day = localDay(calendar, at)
  return measure === 'workday' ? workdaysBefore(calendar, day) : day
}

/** Where counting begins: the start day of a period in days is not counted (T2, T3). */
function originOf(calendar: Calendar, measure: Measure, start: number): number {
  if (!isDays(measure)) return position(calendar, measure, start)
  const next = localDay(calendar, start) + 1
  return measure === 'workday' ? workdaysBefore(calendar, next) : next
}

function pausedBetween(calendar: Calendar, measure: Measure, origin: number, from: number, to: number): number {
  return Math.max(position(calendar, measure, to), origin) - Math.max(position(calendar, measure, from), origin)
}

function finish(calendar: Calendar, start: number, length: Duration, amount: number, options: Options): Due {
  const measure = measures[length.unit]
  const origin = originOf(calendar, measure, start)
  let target = origin + amount
  let at = reached(calendar, measure, start, target, length.minimum, options.officeClose)
  for (const pause of options.pauses ?? []) {
    if (pause.to === null || pause.from.getTime() >= at) break
    target += pausedBetween(calendar, measure, origin, pause.from.getTime(), pause.to.getTime())
    at = reached(calendar, measure, start, target, length.minimum, options.officeClose)
    // A period in days never ends before it is resumed: what is left is at least the day of resumption or the next that counts.
    while (isDays(measure) && at <= pause.to.getTime())
      at = reached(calendar, measure, start, ++target, length.minimum, options.officeClose)
  }
  const day = localDay(calendar, at - 1)
  const missing = needed(calendar, start, day, target, length)
  return { at: new Date(at), day: textOf(day), provisional: missing.length > 0, missing }
}

function needed(calendar: Calendar, start: number, day: number, target: number, { unit, minimum }: Duration): number[] {
  const measure = measures[unit]
  if (measure === 'continuous' || (measure === 'day' && minimum)) return []
  // Natural days ask the calendar only whether the last day is one of rest.
  return missingYears(calendar, measure === 'day' ? Math.min(target - 1, day) : localDay(calendar, start), day)
}

function reached(
  calendar: Calendar,
  measure: Measure,
  start: number,
  target: number,
  minimum: boolean,
  officeClose?: boolean,
): number {
  if (measure === 'continuous') return target
  if (measure === 'work') return Math.max(workReached(calendar, target), start)
  const startDay = localDay(calendar, start)
  let day = measure === 'day' ? target - 1 : Math.max(workdayAt(calendar, target - 1), startDay)
  if (measure === 'day' && !minimum) day = isWorkday(calendar, day) ? day : workdayAt(calendar, workdaysBefore(calendar, day))
  const at = midnight(calendar, day + 1)
  return officeClose ? Math.max(at - closing(calendar), start) : at
}
