// Extension and suspension: more time, asked for and decided, and time that does not count.

import { fail } from '#kernel/module'
import { makeTasks, resolveBy } from './assign.ts'
import { extendClock, pause, startClock, withinShare } from './clocks.ts'
import type { Input } from './flows.ts'
import { durationIn } from './inputs.ts'
import { addClock, stopClock, touch } from './moves.ts'
import type { ClockRow } from './rows.ts'
import { addStep, flag, note, taskOf, type Work } from './work.ts'

/** The clock an extension is about: by name, else the one over several states, else the state's own. */
export function clockToExtend(work: Work, ref: unknown): ClockRow | undefined {
  const running = work.clocks.filter((clock) => clock.kind !== 'task' && !clock.stoppedAt && !clock.pausedAt)
  if (ref) return running.find((clock) => clock.ref === ref || clock.id === ref)
  return running.find((clock) => clock.kind === 'total') ?? running.find((clock) => clock.kind === 'state')
}

export async function askExtension(work: Work, input: Input): Promise<void> {
  const { ctx, one, flow } = work
  const clock = clockToExtend(work, input['clock'])!
  const amount = durationIn(input, 'amount')
  if (!withinShare(clock, amount, flow.extend!.share ?? 1))
    fail('cases.extension.long', 422, { most: clock.original, share: flow.extend!.share ?? 1 })
  const who = await resolveBy(ctx, one, flow.extend!.by, work.tasks, one.trail.at(-1))
  const tasks = makeTasks(one.state, {}, who, ctx.now, 'extension')
  if (!tasks.length) fail('cases.nobody', 409)
  const wait = flow.extend!.limit ? await startClock(ctx, one, 'task', 'extension', { limit: flow.extend!.limit }, ctx.now) : null
  if (wait) addClock(work, wait)
  for (const task of tasks) {
    task.input = { clock: clock.id, ref: clock.ref, amount, reason: input['reason'] }
    task.dueAt = wait?.dueAt ?? null
    task.warnAt = wait?.warnAt ?? null
    work.tasks.push(task)
    work.changed.add(task)
  }
  flag(one, 'extension_asked', true)
}

export async function decideExtension(work: Work, action: 'grant' | 'refuse', input: Input): Promise<void> {
  const { ctx, one } = work
  const task = taskOf(work, 'extension')!
  const asked = task.input as { clock: string; amount: string }
  const clock = work.clocks.find((each) => each.id === asked.clock)
  for (const each of work.tasks) {
    if (each.kind !== 'extension' || each.status !== 'open') continue
    each.status = each === task ? 'done' : 'dropped'
    each.doneAt = ctx.now
    if (each === task) Object.assign(each, { doneBy: ctx.user.id, outcome: action })
    work.changed.add(each)
  }
  for (const each of work.clocks) if (each.kind === 'task' && each.ref === 'extension') stopClock(work, each)
  flag(one, 'extension_asked', false)
  // Asked in time is in time, though decided late: the breach that happened meanwhile stays a fact.
  if (action === 'grant' && clock && !clock.stoppedAt) {
    await extendClock(ctx, clock, asked.amount)
    work.changed.add(clock)
    note(work, 'extend', {
      id: clock.id,
      amount: asked.amount,
      dueAt: clock.dueAt.toISOString(),
      warnAt: clock.warnAt?.toISOString() ?? null,
    })
    flag(one, 'extended', true)
    ctx.emit('cases.clock.extended', {
      caseId: one.id,
      no: one.no,
      flow: one.flowId,
      system: one.system,
      subjectId: one.subjectId,
      clockId: clock.id,
      kind: clock.kind,
      ref: clock.ref,
      org: clock.org,
      state: one.state,
      dueAt: clock.dueAt.toISOString(),
    })
  }
  addStep(work, action, { ...input, amount: asked.amount }, {})
}

export async function suspend(work: Work, input: Input): Promise<void> {
  const { ctx, one, flow } = work
  const until = new Date(`${String(input['date'])}T00:00:00+08:00`)
  const probe = await startClock(ctx, one, 'task', 'suspension', { limit: flow.states[one.state]!.suspend!.most }, ctx.now)
  if (!probe || until <= ctx.now || until > probe.dueAt)
    fail('cases.suspend.date', 422, { most: flow.states[one.state]!.suspend!.most })
  for (const clock of work.clocks)
    if (!clock.stoppedAt && pause(clock, ctx.now, String(input['reason']))) touch(work, clock, 'pause')
  one.suspendedUntil = until
  // The job that looks for passed deadlines resumes the case on the day.
  const wait: ClockRow = { ...probe!, dueAt: until, warnAt: null, nextAt: until }
  addClock(work, wait)
}
