// Generic actions: what every case offers without being drawn, with who may take them and what they do.

import { fail } from '#kernel/module'
import { whoMoved } from './assign.ts'
import { reopen, resume } from './clocks.ts'
import { askExtension, clockToExtend, decideExtension, suspend } from './delays.ts'
import { isEnd, type GenericName, type Input } from './flows.ts'
import { enter, orgOf, stopClock, touch } from './moves.ts'
import type { Case, ClockRow, Task } from './rows.ts'
import { appendStep } from './store.ts'
import { addStep, finish, flag, inScopeOf, makeStep, mayRead, openTasks, taskOf, type Work } from './work.ts'

type Refusal = { code: string; status: number; params?: Record<string, unknown> }
const forbidden: Refusal = { code: 'cases.forbidden', status: 403 }
const no = (what: string, params?: Record<string, unknown>): Refusal => ({
  code: `cases.${what}`,
  status: 409,
  ...(params ? { params } : {}),
})

/** Null when ctx.user may take the generic action now. Shared by buttons and by act. */
export function allowGeneric(work: Work, action: GenericName, input: Input): Refusal | null {
  const { ctx, one, flow } = work
  const { user } = ctx
  if (one.endedAt) return no('ended')
  const state = flow.states[one.state]!
  if (state.without?.includes(action)) return no('illegal', { action, state: one.state })
  if (one.suspendedUntil && !['resume', 'comment', 'attach', 'supervise', 'unsupervise', 'urge'].includes(action))
    return no('suspended')
  const task = taskOf(work, 'state', input['task'] || undefined)
  switch (action) {
    case 'claim':
      if (!task || user.kind === 'system') return forbidden
      return task.claimedBy === user.id ? no('claimed') : null
    case 'release':
      if (!task || user.kind === 'system') return forbidden
      return task.claimedBy && task.pool && task.holder !== task.pool ? null : no('not_claimed')
    case 'transfer':
    case 'delegate':
      return task ? null : forbidden
    case 'return':
      if (!task) return forbidden
      return one.trail.length ? null : no('no_previous')
    case 'withdraw': {
      const last = one.trail.at(-1)
      if (!last || !last.p || last.p !== user.id) return forbidden
      const begun = work.tasks.some(
        (each) => each.state === one.state && each.openedAt >= one.movedAt && (each.claimedAt || each.doneBy),
      )
      return begun || one.movedBy !== user.id ? no('begun') : null
    }
    case 'urge':
      return one.openedBy === user.id ||
        inScopeOf(work, 'cases.case.supervise') ||
        one.trail.some((each) => each.p && each.p === user.id)
        ? null
        : forbidden
    case 'supervise':
      if (!inScopeOf(work, 'cases.case.supervise')) return forbidden
      return one.superviseLevel >= 3 ? no('level') : null
    case 'unsupervise':
      if (!inScopeOf(work, 'cases.case.supervise')) return forbidden
      return one.superviseLevel > 0 ? null : no('level')
    case 'extend': {
      if (!flow.extend) return no('illegal', { action, state: one.state })
      if (!task) return forbidden
      if (openTasks(work).some((each) => each.kind === 'extension')) return no('extension.open')
      const clock = clockToExtend(work, input['clock'])
      if (!clock) return no('extension.none')
      if (clock.breachedAt) return no('extension.late')
      return clock.extended >= (flow.extend.times ?? 1) ? no('extension.used') : null
    }
    case 'grant':
    case 'refuse':
      return taskOf(work, 'extension')
        ? null
        : openTasks(work).some((each) => each.kind === 'extension')
          ? forbidden
          : no('extension.none')
    case 'suspend':
      if (!state.suspend) return no('illegal', { action, state: one.state })
      return (state.suspend.may ? inScopeOf(work, state.suspend.may) : task) ? null : forbidden
    case 'resume':
      if (!one.suspendedUntil) return no('illegal', { action, state: one.state })
      return (state.suspend?.may ? inScopeOf(work, state.suspend.may) : task) ? null : forbidden
    case 'reassign':
      if (!inScopeOf(work, 'cases.case.supervise')) return forbidden
      return openTasks(work).some((each) => each.kind === 'state') ? null : no('illegal', { action, state: one.state })
    case 'comment':
    case 'attach':
      return mayRead(ctx, flow, work) ? null : forbidden
  }
}

/** Carries a generic action out; `allowGeneric` and the input were checked. */
export async function actGeneric(work: Work, action: GenericName, input: Input): Promise<Case> {
  const { ctx, one, flow } = work
  const { now, user } = ctx
  const task = taskOf(work, 'state', input['task'] || undefined)
  switch (action) {
    case 'comment':
    case 'attach': {
      const { note: said, ...rest } = input
      await appendStep(ctx, makeStep(ctx, one, action, rest, { note: (said as string | undefined) ?? null }))
      ctx.notice('cases.case', { id: one.id })
      return one
    }
    case 'claim':
      hold(work, task!, user.id!)
      task!.claimedBy = user.id
      task!.claimedAt = now
      break
    case 'release':
      hold(work, task!, task!.pool!)
      task!.claimedBy = null
      task!.claimedAt = null
      task!.delegatedBy = null
      break
    case 'transfer':
    case 'reassign':
      moveTask(
        work,
        action === 'reassign'
          ? (openTasks(work).find((each) => each.kind === 'state' && (!input['task'] || each.id === input['task'])) ??
              fail('cases.task.unknown', 404))
          : task!,
        input,
      )
      break
    case 'delegate':
      if (input['person'] === user.id) fail('cases.self', 422)
      task!.delegatedBy = task!.delegatedBy ?? user.id
      hold(work, task!, String(input['person']))
      break
    case 'return': {
      const last = one.trail.at(-1)!
      if (!flow.states[last.s] || isEnd(flow.states[last.s])) fail('cases.no_previous', 409)
      await enter(work, last.s, { action, task, back: true, assign: whoMoved(last) })
      return moved(work, action, input, task)
    }
    case 'withdraw':
      await withdraw(work)
      return moved(work, action, input, undefined)
    case 'urge':
      flag(one, 'urged', true)
      break
    case 'supervise': {
      const level = Number(input['level'])
      if (level <= one.superviseLevel) fail('cases.level', 409, { level: one.superviseLevel })
      one.superviseLevel = level
      flag(one, 'supervised', true)
      break
    }
    case 'unsupervise':
      one.superviseLevel = 0
      flag(one, 'supervised', false)
      break
    case 'extend':
      await askExtension(work, input)
      break
    case 'grant':
    case 'refuse':
      await decideExtension(work, action, input)
      return finish(work)
    case 'suspend':
      await suspend(work, input)
      break
    case 'resume':
      one.suspendedUntil = null
      for (const clock of work.clocks) {
        if (clock.ref === 'suspension') stopClock(work, clock)
        // A paused state keeps its named clocks standing.
        else if (clock.kind === 'task' ? !clock.stoppedAt : !(flow.states[one.state]!.pause && clock.kind === 'total'))
          await wake(work, clock)
      }
      break
  }
  addStep(work, action, input, { onBehalfOf: task?.delegatedBy ?? user.onBehalfOf ?? null })
  const after = await finish(work)
  if (action === 'urge' || action === 'supervise') {
    ctx.emit(action === 'urge' ? 'cases.case.urged' : 'cases.case.supervised', {
      caseId: one.id,
      no: one.no,
      flow: one.flowId,
      system: one.system,
      subjectId: one.subjectId,
      state: one.state,
      org: one.org,
      level: one.superviseLevel,
      reason: (input['reason'] as string | undefined) ?? null,
      dueAt: (input['date'] as string | undefined) ?? null,
    })
  }
  return after
}

async function wake(work: Work, clock: ClockRow): Promise<void> {
  if (await resume(work.ctx, clock, work.ctx.now)) touch(work, clock, 'resume')
}

function hold(work: Work, task: Task, holder: string): void {
  task.holder = holder
  work.changed.add(task)
}

/** To a person, or to the same role in another organisation; where the owner's own task goes, ownership goes (首接负责 ends there). */
function moveTask(work: Work, task: Task, input: Input): void {
  const { one } = work
  const person = input['person'] as string | undefined
  const org = input['org'] as string | undefined
  if ((person === undefined) === (org === undefined))
    fail('cases.input', 422, {}, [{ path: 'person', code: 'cases.input.one_of' }])
  task.claimedBy = null
  task.claimedAt = null
  task.delegatedBy = null
  if (person !== undefined) return hold(work, task, person)
  if (!task.pool) return fail('cases.input', 422, {}, [{ path: 'org', code: 'cases.input.no_pool' }])
  const owned = orgOf(task.pool) === one.org
  task.pool = `${org}${task.pool.slice(task.pool.indexOf(':'))}`
  if (owned) one.org = org!
  hold(work, task, task.pool)
}

/** Takes back one's own last move while nobody has begun: the old state's clock goes on as if it had never stopped. */
async function withdraw(work: Work): Promise<void> {
  const { one, flow, ctx } = work
  const last = one.trail.at(-1)!
  const since = one.movedAt
  const stopped = work.clocks.filter((clock) => clock.stoppedAt?.getTime() === since.getTime())
  const begun = work.clocks.filter((clock) => clock.kind === 'total' && clock.startedAt.getTime() === since.getTime())
  // The clock that entering would start again is the one to go on with.
  const state = flow.states[last.s]!
  const bare = {
    ...flow,
    clocks: {},
    states: { ...flow.states, [last.s]: { ...state, limit: undefined } },
  } as unknown as Work['flow']
  work.flow = bare
  await enter(work, last.s, { action: 'withdraw', back: true, assign: [{ person: ctx.user.id! }] })
  work.flow = flow
  for (const clock of begun) stopClock(work, clock)
  for (const clock of stopped) {
    if (clock.kind === 'task') continue
    reopen(clock)
    touch(work, clock, 'reopen')
  }
}

async function moved(work: Work, action: string, input: Input, task: Task | undefined): Promise<Case> {
  const { ctx, one, before } = work
  addStep(work, action, input, {
    fromState: before.state,
    toState: one.state,
    onBehalfOf: task?.delegatedBy ?? ctx.user.onBehalfOf ?? null,
  })
  const after = await finish(work)
  ctx.emit('cases.case.moved', {
    caseId: one.id,
    no: one.no,
    flow: one.flowId,
    version: one.version,
    system: one.system,
    subjectId: one.subjectId,
    action,
    from: before.state,
    to: one.state,
    state: one.state,
    org: one.org,
    area: one.area,
    parentId: one.parentId,
    result: null,
    ended: false,
  })
  return after
}
