// The clocks of a case: started from a limit, stopped, paused, resumed, extended, and what has passed by now.

import { addDurations, calendar, due, parseDuration, raiseMissing, warnAt, type Calendar, type Pause } from '#kernel/calendar'
import { newId } from '#kernel/db'
import type { Context } from '#kernel/module'
import { isFunctionName, type LimitOf } from './flows.ts'
import { functionOf } from './registry.ts'
import type { Case, ClockRow } from './rows.ts'

export type ClockSpec = {
  limit: string
  warn?: number | string | undefined
  calendar?: string | undefined
  officeClose?: boolean | undefined
}

const defaultLeft = 0.25

/** A new clock, or null when its limit is a function that says there is none. */
export async function startClock(
  ctx: Context,
  one: Case,
  kind: ClockRow['kind'],
  ref: string,
  spec: ClockSpec,
  at: Date,
): Promise<ClockRow | null> {
  const allowance = isFunctionName(spec.limit) ? await (functionOf(spec.limit) as LimitOf)(ctx, one) : spec.limit
  if (allowance === null) return null
  const clock: ClockRow = {
    id: newId(),
    kind,
    ref,
    org: one.org,
    calendar: spec.calendar ?? 'city',
    allowance,
    original: allowance,
    warn: String(spec.warn ?? defaultLeft),
    officeClose: spec.officeClose ?? false,
    startedAt: at,
    dueAt: at,
    warnAt: null,
    nextAt: null,
    pauses: [],
    pausedAt: null,
    extended: 0,
    warnedAt: null,
    breachedAt: null,
    exemptAt: null,
    stoppedAt: null,
    result: 'RUNNING',
    provisional: false,
  }
  await compute(ctx, clock)
  return clock
}

const pausesOf = (clock: ClockRow): Pause[] =>
  clock.pauses.map(({ from, to }) => ({ from: new Date(from), to: to === null ? null : new Date(to) }))
/** The calendar's warning point: what is left of it as text ('1wd'), or the share that has passed. */
const pointOf = (warn: string): number | string => (Number.isNaN(Number(warn)) ? warn : 1 - Number(warn))

/** Due, warning and provisional flag from the calendar; T2–T8. */
export async function compute(ctx: Context, clock: ClockRow, fresh = false): Promise<void> {
  const city = await calendar(ctx, clock.calendar, { fresh })
  const ended = dueOf(city, clock)
  clock.dueAt = ended.at
  clock.provisional = ended.provisional
  clock.warnAt = warningOf(city, clock)
  clock.nextAt = nextOf(clock)
  // A past that is taken in needs no calendar any more: its clocks are provisional, and nobody is asked for old years.
  if (ended.missing.length && !(ctx as { imported?: true }).imported) await raiseMissing(ctx, clock.calendar, ended.missing)
}

export function dueOf(city: Calendar, clock: ClockRow) {
  return due(city, clock.startedAt, clock.allowance, { officeClose: clock.officeClose, pauses: pausesOf(clock) })
}

function warningOf(city: Calendar, clock: ClockRow): Date | null {
  const spec = { start: clock.startedAt, allowance: clock.allowance, officeClose: clock.officeClose, pauses: pausesOf(clock) }
  const at = warnAt(city, spec, pointOf(clock.warn))
  return at.getTime() < clock.dueAt.getTime() ? at : null
}

const live = (clock: ClockRow) => clock.stoppedAt === null && clock.pausedAt === null
function nextOf(clock: ClockRow): Date | null {
  if (!live(clock) || clock.breachedAt) return null
  return clock.warnAt && !clock.warnedAt ? clock.warnAt : clock.dueAt
}

export type Passed = { clock: ClockRow; what: 'warned' | 'breached' }

/** Marks what has passed by `now`; the mark bears the moment it passed, whoever noticed it when. */
export function settle(clock: ClockRow, now: Date): Passed[] {
  const passed: Passed[] = []
  if (!live(clock)) return passed
  if (clock.warnAt && !clock.warnedAt && now >= clock.warnAt) {
    clock.warnedAt = clock.warnAt
    passed.push({ clock, what: 'warned' })
  }
  if (!clock.breachedAt && now >= clock.dueAt) {
    clock.breachedAt = clock.dueAt
    passed.push({ clock, what: 'breached' })
  }
  clock.nextAt = nextOf(clock)
  return passed
}

/** Ends a clock. Settle first. */
export function stop(clock: ClockRow, now: Date): void {
  if (clock.stoppedAt) return
  closePause(clock, now)
  clock.stoppedAt = now
  clock.nextAt = null
  clock.result = clock.exemptAt ? 'EXEMPT' : clock.breachedAt ? 'BREACHED' : 'MET'
}

export function pause(clock: ClockRow, now: Date, reason: string): boolean {
  // A pause cannot undo a deadline that had passed.
  if (!live(clock) || clock.breachedAt) return false
  clock.pauses = [...clock.pauses, { from: now.toISOString(), to: null, reason }]
  clock.pausedAt = now
  clock.nextAt = null
  clock.result = 'PAUSED'
  return true
}

/** Goes on with what was left (T7). */
export async function resume(ctx: Context, clock: ClockRow, now: Date): Promise<boolean> {
  if (clock.stoppedAt || !clock.pausedAt) return false
  closePause(clock, now)
  clock.result = 'RUNNING'
  await compute(ctx, clock)
  return true
}

/** A stopped clock goes on with the remaining time, as if it had been paused meanwhile. */
export async function continueClock(ctx: Context, clock: ClockRow, now: Date): Promise<void> {
  clock.pauses = [...clock.pauses, { from: clock.stoppedAt!.toISOString(), to: now.toISOString(), reason: 'away' }]
  reopen(clock)
  await compute(ctx, clock)
}

/** A stopped clock goes on as if it had never stopped (撤回): the deadline stays. */
export function reopen(clock: ClockRow): void {
  clock.stoppedAt = null
  clock.result = clock.exemptAt ? 'EXEMPT' : clock.breachedAt ? 'BREACHED' : 'RUNNING'
  clock.nextAt = nextOf(clock)
}

/** Adds time; a warning that was given for the old deadline will be given again for the new one. */
export async function extendClock(ctx: Context, clock: ClockRow, amount: string): Promise<void> {
  clock.allowance = addDurations(clock.allowance, amount)
  clock.extended += 1
  clock.warnedAt = null
  await compute(ctx, clock)
}

/** Whether an extension is no longer than the share of the original allowance. Throws calendar.duration.* (422). */
export function withinShare(clock: ClockRow, amount: string, share: number): boolean {
  addDurations(clock.original, amount)
  const asked = parseDuration(amount)
  return asked.amount > 0 && asked.amount <= parseDuration(clock.original).amount * share
}

function closePause(clock: ClockRow, now: Date): void {
  if (!clock.pausedAt) return
  clock.pauses = clock.pauses.map((one) => (one.to === null ? { ...one, to: now.toISOString() } : one))
  clock.pausedAt = null
}

/** What lists show: the nearest deadline of the clocks that run, and its warning. */
export function nearest(clocks: ClockRow[]): { dueAt: Date | null; warnAt: Date | null } {
  let first: ClockRow | undefined
  for (const clock of clocks) if (clock.kind !== 'task' && live(clock) && (!first || clock.dueAt < first.dueAt)) first = clock
  return { dueAt: first?.dueAt ?? null, warnAt: first?.warnAt ?? null }
}

/** Late now, or late as a whole: an exemption takes it off the statistics, not off the log. */
export const isOverdue = (clocks: ClockRow[]): boolean =>
  clocks.some(
    (clock) => clock.kind !== 'task' && clock.breachedAt && !clock.exemptAt && (!clock.stoppedAt || clock.kind === 'total'),
  )
