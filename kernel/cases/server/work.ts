// The unit of change to one case: what was loaded, what changed so far, and the one write at the end.

import { newId } from '#kernel/db'
import { inScope, type Context } from '#kernel/module'
import { isOverdue, nearest, settle, type Passed } from './clocks.ts'
import type { Flow, Input } from './flows.ts'
import { saveCase, type TallyChange, type Writing } from './store.ts'
import type { Case, ClockRow, Loaded, Step, Task } from './rows.ts'

export type Work = Loaded & {
  ctx: Context
  flow: Flow
  before: Case
  /** Tasks and clocks to write. */
  changed: Set<Task | ClockRow>
  steps: Writing['steps']
  place?: { lng: number; lat: number } | null
  passed: Passed[]
  /** What the next step's `effect` will say. */
  effect: Record<string, unknown[]>
}

export function begin(ctx: Context, flow: Flow, loaded: Loaded): Work {
  const { one, tasks, clocks } = loaded
  return {
    ctx,
    flow,
    before: { ...one },
    one: { ...one, flags: [...one.flags], trail: [...one.trail] },
    tasks,
    clocks,
    changed: new Set(),
    steps: [],
    passed: [],
    effect: {},
  }
}

/** Names of all whose work the actor may do: the person, whom they act for, the pools of their posts. */
export function holdersOf(user: Context['user']): string[] {
  const holders = new Set<string>(user.pools)
  if (user.id) holders.add(user.id)
  if (user.onBehalfOf) holders.add(user.onBehalfOf)
  for (const pool of user.pools) holders.add(`*${pool.slice(pool.indexOf(':'))}`)
  return [...holders]
}

export const openTasks = (work: Pick<Work, 'tasks'>) => work.tasks.filter((task) => task.status === 'open')

/** The open task through which the actor may act, if any: their own before their pool's. */
export function taskOf(work: Pick<Work, 'ctx' | 'tasks'>, kind: Task['kind'], id?: unknown): Task | undefined {
  const { user } = work.ctx
  const holders = holdersOf(user)
  const mine = openTasks(work).filter(
    (task) =>
      task.kind === kind && (id === undefined || task.id === id) && (user.kind === 'system' || holders.includes(task.holder)),
  )
  return mine.find((task) => task.holder === user.id) ?? mine[0]
}

/** Whether the actor may see the case: scope of the flow's read permission, taking part, or having opened it. */
export function mayRead(ctx: Context, flow: Flow, { one, tasks }: Loaded): boolean {
  const { user } = ctx
  if (user.kind === 'system') return true
  if (user.kind === 'anonymous') return false
  if (user.id && one.openedBy === user.id) return true
  if (inScope(user, flow.read, { org: one.org, area: one.area, owner: one.openedBy })) return true
  const holders = new Set(holdersOf(user))
  return tasks.some(
    (task) =>
      (task.status === 'open' && holders.has(task.holder)) ||
      (user.id && (task.doneBy === user.id || task.claimedBy === user.id || task.delegatedBy === user.id)),
  )
}

export const inScopeOf = (work: Pick<Work, 'ctx' | 'one'>, permission: string): boolean =>
  inScope(work.ctx.user, permission, { org: work.one.org, area: work.one.area, owner: work.one.openedBy })

export function flag(one: Case, name: string, on: boolean): void {
  if (on !== one.flags.includes(name)) one.flags = on ? [...one.flags, name] : one.flags.filter((other) => other !== name)
}

export function note(work: Work, what: string, entry: unknown): void {
  ;(work.effect[what] ??= []).push(entry)
}

/** Marks what has passed before anything else happens: an action after the deadline is after the deadline. */
export function settleAll(work: Work): void {
  for (const clock of work.clocks) {
    const passed = settle(clock, work.ctx.now)
    if (passed.length) work.changed.add(clock)
    work.passed.push(...passed)
  }
}

export function addStep(work: Work, action: string, input: Input, extra: Partial<Step> = {}): void {
  const { ctx, one } = work
  const { note: said, ...rest } = input
  const step = makeStep(ctx, one, action, rest, { note: (said as string | undefined) ?? null, ...extra })
  if (Object.keys(work.effect).length) step.effect = { ...work.effect, ...step.effect }
  work.effect = {}
  work.steps.push(step)
}

export function makeStep(
  ctx: Context,
  one: Case,
  action: string,
  input: Input,
  extra: Partial<Step> = {},
): Writing['steps'][number] {
  const { user } = ctx
  return {
    caseId: one.id,
    flowId: one.flowId,
    id: newId(),
    at: ctx.now,
    actorId: user.id,
    actorName: user.kind === 'system' ? '' : user.name,
    orgId: user.orgId,
    onBehalfOf: user.onBehalfOf ?? null,
    action,
    fromState: one.state,
    toState: one.state,
    input,
    note: null,
    effect: null,
    ...extra,
  }
}

/** What lists and the to-do list show of the clocks, after they changed. */
export function refresh(work: Work): void {
  const { one, clocks } = work
  const { dueAt, warnAt } = nearest(clocks)
  one.dueAt = one.endedAt ? null : dueAt
  one.warnAt = one.endedAt ? null : warnAt
  flag(one, 'overdue', isOverdue(clocks))
  flag(one, 'paused', !one.endedAt && clocks.some((clock) => clock.pausedAt !== null && !clock.stoppedAt))
  for (const task of work.tasks) {
    if (task.kind !== 'state' || (task.status !== 'open' && task.status !== 'waiting')) continue
    if (same(task.dueAt, one.dueAt) && same(task.warnAt, one.warnAt)) continue
    task.dueAt = one.dueAt
    task.warnAt = one.warnAt
    work.changed.add(task)
  }
}
const same = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime()

const areaDigits = 9
export function tallyOf(one: Case, n: 1 | -1): TallyChange {
  return {
    flowId: one.flowId,
    state: one.state,
    org: one.org,
    area: one.area.slice(0, areaDigits),
    ended: one.endedAt !== null,
    n,
  }
}

/** Writes the whole change in one statement and tells who listens. */
export async function finish(work: Work, options: { keepRev?: boolean } = {}): Promise<Case> {
  const { ctx, one, before, changed } = work
  refresh(work)
  if (!options.keepRev) one.rev += 1
  const from = tallyOf(before, -1)
  const to = tallyOf(one, 1)
  const moved = from.state !== to.state || from.org !== to.org || from.area !== to.area || from.ended !== to.ended
  await saveCase(ctx, {
    one,
    tasks: work.tasks.filter((task) => changed.has(task)),
    clocks: work.clocks.filter((clock) => changed.has(clock)),
    steps: work.steps,
    tally: moved ? [from, to] : [],
    place: work.place,
  })
  for (const { clock, what } of work.passed) emitPassed(ctx, one, clock, what, before.state)
  ctx.notice('cases.case', { id: one.id })
  return one
}

export function emitPassed(ctx: Context, one: Case, clock: ClockRow, what: 'warned' | 'breached', state: string): void {
  ctx.emit(`cases.clock.${what}`, {
    caseId: one.id,
    no: one.no,
    flow: one.flowId,
    system: one.system,
    subjectId: one.subjectId,
    clockId: clock.id,
    kind: clock.kind,
    ref: clock.ref,
    org: clock.org,
    state,
    dueAt: clock.dueAt.toISOString(),
  })
}
