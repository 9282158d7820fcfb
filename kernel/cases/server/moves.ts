// Entering a state: what ends with the old one, which clocks stop, pause and start, and who gets the new tasks.

import { continueClock, pause, resume, startClock, stop } from './clocks.ts'
import { makeTasks, resolveBy } from './assign.ts'
import { fail } from '#kernel/module'
import { isEnd, listOf, type Assignee } from './flows.ts'
import type { ClockRow, Task } from './rows.ts'
import { note, type Work } from './work.ts'

export type Entering = {
  /** The task through which the move was made. */
  task?: Task | undefined
  action: string
  /** Who gets the tasks, in place of the state's `by`. */
  assign?: Assignee[] | undefined
  /** Back along the trail (退回, 撤回) instead of onward. */
  back?: boolean
  /** The first state of a new case. */
  opening?: boolean
}

/** Changes the work's case to `to`. Clocks are settled already; nothing is written yet. */
export async function enter(work: Work, to: string, how: Entering): Promise<void> {
  const { ctx, one, flow } = work
  const { now, user } = ctx
  const old = flow.states[one.state]
  const state = flow.states[to]!
  const last = {
    s: one.state,
    p: user.kind === 'system' ? null : user.id,
    t: how.task?.pool ?? null,
    o: how.task?.pool ? orgOf(how.task.pool) : user.orgId,
  }
  if (!how.opening) {
    closeTasks(work, how)
    for (const clock of work.clocks) if (clock.kind !== 'total' && !clock.stoppedAt) stopClock(work, clock)
    one.trail = how.back ? one.trail.slice(0, -1) : [...one.trail, last].slice(-50)
    if (user.kind !== 'system') one.handledOrg = last.o ?? one.handledOrg
  }
  one.state = to
  one.movedAt = now
  one.movedBy = user.id
  one.suspendedUntil = null
  if (isEnd(state)) {
    one.endedAt = now
    one.result = state.end!
    for (const clock of work.clocks) stopClock(work, clock)
    return
  }
  await runNamed(work, to, how.opening ?? false)
  for (const clock of work.clocks) {
    if (clock.kind !== 'total' || clock.stoppedAt) continue
    if (state.pause && pause(clock, now, to)) touch(work, clock, 'pause')
    else if (!state.pause && clock.pausedAt && old?.pause && (await resume(ctx, clock, now))) touch(work, clock, 'resume')
  }
  if (state.limit) {
    const clock = await startClock(
      ctx,
      one,
      'state',
      to,
      { limit: state.limit, warn: state.warn, calendar: state.calendar, officeClose: state.officeClose },
      now,
    )
    if (clock) addClock(work, clock)
  }
  const assignees = how.assign?.length ? how.assign : await resolveBy(ctx, one, state.by, work.tasks, last)
  // Nobody's turn would be nobody's fault; an anonymous opener or the program is waited for knowingly.
  if (!assignees.length && listOf(state.by).some((by) => by !== 'system' && by !== 'opener'))
    fail('cases.nobody', 409, { state: to })
  for (const task of makeTasks(to, state, assignees, now)) {
    work.tasks.push(task)
    work.changed.add(task)
  }
}

/** The clocks that span states: those that end here, then those that begin here. */
async function runNamed(work: Work, to: string, opening: boolean): Promise<void> {
  const { ctx, one, flow } = work
  for (const [ref, named] of Object.entries(flow.clocks ?? {})) {
    const own = work.clocks.filter((clock) => clock.kind === 'total' && clock.ref === ref)
    const last = own.at(-1)
    if (named.until?.includes(to)) {
      if (last) stopClock(work, last)
      continue
    }
    if (!(named.from === 'open' ? opening : named.from.includes(to))) continue
    const goesOn = last && (named.again === 'continue' || (named.again === 'owner' && last.org === one.org))
    if (goesOn) {
      if (last.stoppedAt) {
        await continueClock(ctx, last, ctx.now)
        touch(work, last, 'continue')
      }
      continue
    }
    if (last) stopClock(work, last)
    const clock = await startClock(ctx, one, 'total', ref, named, ctx.now)
    if (clock) addClock(work, clock)
  }
}

function closeTasks(work: Work, how: Entering): void {
  const { now, user } = work.ctx
  for (const task of work.tasks) {
    if (task.status !== 'open' && task.status !== 'waiting') continue
    const own = task === how.task
    task.status = own ? 'done' : 'dropped'
    task.doneAt = now
    if (own) {
      task.doneBy = user.id
      task.outcome = how.action
    }
    work.changed.add(task)
  }
}

export function addClock(work: Work, clock: ClockRow): void {
  work.clocks.push(clock)
  work.changed.add(clock)
  note(work, 'start', {
    id: clock.id,
    kind: clock.kind,
    ref: clock.ref,
    org: clock.org,
    calendar: clock.calendar,
    allowance: clock.allowance,
    warn: clock.warn,
    officeClose: clock.officeClose,
    dueAt: clock.dueAt.toISOString(),
    warnAt: clock.warnAt?.toISOString() ?? null,
  })
}

export function stopClock(work: Work, clock: ClockRow): void {
  if (clock.stoppedAt) return
  stop(clock, work.ctx.now)
  touch(work, clock, 'stop')
}

/** A clock was changed in a way that the log must tell. */
export function touch(
  work: Work,
  clock: ClockRow,
  what: 'stop' | 'pause' | 'resume' | 'continue' | 'reopen',
  extra: object = {},
): void {
  work.changed.add(clock)
  const running = what === 'resume' || what === 'continue'
  note(work, what, {
    id: clock.id,
    ...(running ? { dueAt: clock.dueAt.toISOString(), warnAt: clock.warnAt?.toISOString() ?? null } : {}),
    ...extra,
  })
}

export const orgOf = (pool: string): string | null => {
  const org = pool.slice(0, pool.indexOf(':'))
  return org === '*' ? null : org
}
