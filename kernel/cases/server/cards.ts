// Yellow and red cards derived from the log alone: what the clocks should say, recomputed from steps and the calendar.

import { calendar, due, warnAt, addDurations, type Calendar, type Pause } from '#kernel/calendar'
import { fail, type Context } from '#kernel/module'
import type { Case, Step } from './rows.ts'
import { stepsOf } from './lists.ts'
import { load } from './store.ts'
import { definitionOf } from './versions.ts'
import { mayRead } from './work.ts'

/** Yellow: the warning point passed while it ran. Red: the deadline passed. A red one stands for its yellow in statistics; both stay. */
export type Card = { clockId: string; kind: string; ref: string; org: string; color: 'yellow' | 'red'; at: Date; exempt: boolean }
type Started = {
  id: string
  kind: string
  ref: string
  org: string
  calendar: string
  allowance: string
  warn: string
  officeClose: boolean
  dueAt: string
  warnAt: string | null
}
type Replay = Started & {
  start: Date
  pauses: { from: Date; to: Date | null }[]
  due: Date
  warning: Date | null
  stopped: Date | null
  yellow: Date | null
  red: Date | null
  exempt: boolean
}

/** The cards of a case at ctx.now. Fails cases.unknown (404) when it is not the caller's to see. */
export async function cards(ctx: Context, caseId: string): Promise<Card[]> {
  const loaded = await load(ctx, caseId)
  if (!loaded || !mayRead(ctx, await definitionOf(ctx, loaded.one.flowId, loaded.one.version), loaded))
    return fail('cases.unknown', 404)
  return cardsOf(ctx, loaded.one)
}

export async function cardsOf(ctx: Context, one: Pick<Case, 'id' | 'openedAt'>): Promise<Card[]> {
  const steps = await stepsOf(ctx, one)
  const started = steps.flatMap((step) => (step.effect?.['start'] ?? []) as Started[])
  const calendars = new Map<string, Calendar>()
  for (const { calendar: id } of started) if (!calendars.has(id)) calendars.set(id, await calendar(ctx, id))
  return replay(steps, calendars, ctx.now)
}

/** Pure: the same steps give the same cards. */
export function replay(steps: Step[], calendars: Map<string, Calendar>, now: Date): Card[] {
  const clocks = new Map<string, Replay>()
  for (const step of steps) {
    const at = new Date(step.at)
    // What passed before this step passed by the deadline of its time: a later extension does not undo it.
    for (const clock of clocks.values()) pass(clock, at)
    const effect = (step.effect ?? {}) as Record<string, (Started & { amount: string })[]>
    for (const one of effect['start'] ?? []) {
      if (one.ref === 'suspension') continue
      const clock: Replay = {
        ...one,
        start: at,
        pauses: [],
        due: at,
        warning: null,
        stopped: null,
        yellow: null,
        red: null,
        exempt: false,
      }
      compute(clock, calendars)
      clocks.set(one.id, clock)
    }
    each('pause', (clock) => clock.pauses.push({ from: at, to: null }))
    each('resume', (clock) => {
      close(clock, at)
      compute(clock, calendars)
    })
    each('extend', (clock, { amount }) => {
      clock.allowance = addDurations(clock.allowance, amount)
      clock.yellow = null
      compute(clock, calendars)
    })
    each('recompute', (clock) => compute(clock, calendars))
    each('continue', (clock) => {
      clock.pauses.push({ from: clock.stopped!, to: at })
      clock.stopped = null
      compute(clock, calendars)
    })
    each('reopen', (clock) => (clock.stopped = null))
    each('stop', (clock) => {
      close(clock, at)
      clock.stopped = at
    })
    each('exempt', (clock) => (clock.exempt = true))

    function each(what: string, run: (clock: Replay, entry: { amount: string }) => unknown) {
      for (const entry of effect[what] ?? []) {
        const clock = clocks.get(entry.id)
        if (clock) run(clock, entry)
      }
    }
  }
  const found: Card[] = []
  for (const clock of clocks.values()) {
    pass(clock, now)
    const { id, kind, ref, org, exempt } = clock
    if (kind === 'task') continue
    if (clock.yellow) found.push({ clockId: id, kind, ref, org, color: 'yellow', at: clock.yellow, exempt: false })
    if (clock.red) found.push({ clockId: id, kind, ref, org, color: 'red', at: clock.red, exempt })
  }
  return found.sort((a, b) => a.at.getTime() - b.at.getTime())
}

function pass(clock: Replay, at: Date): void {
  if (clock.stopped || clock.pauses.at(-1)?.to === null) return
  if (clock.warning && !clock.yellow && at >= clock.warning) clock.yellow = clock.warning
  if (!clock.red && at >= clock.due) clock.red = clock.due
}

function close(clock: Replay, at: Date): void {
  const open = clock.pauses.at(-1)
  if (open && open.to === null) open.to = at
}

function compute(clock: Replay, calendars: Map<string, Calendar>): void {
  const city = calendars.get(clock.calendar)!
  const pauses: Pause[] = clock.pauses
  clock.due = due(city, clock.start, clock.allowance, { officeClose: clock.officeClose, pauses }).at
  const point = Number.isNaN(Number(clock.warn)) ? clock.warn : 1 - Number(clock.warn)
  const warning = warnAt(city, { start: clock.start, allowance: clock.allowance, officeClose: clock.officeClose, pauses }, point)
  clock.warning = warning < clock.due ? warning : null
}
