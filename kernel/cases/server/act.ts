// act: the one way to move a case, and available: what somebody may do now, by the same checks.

import { sql } from 'kysely'
import { systemActor, type Context, type Name } from '#kernel/module'
import {
  genericNames,
  isEnd,
  listOf,
  targetsOf,
  type Assignee,
  type Changes,
  type Choose,
  type Effect,
  type Flow,
  type GenericName,
  type Guard,
  type Input,
  type Transition,
  type Verdict,
} from './flows.ts'
import { actGeneric, allowGeneric } from './generic.ts'
import { checkInput, fieldsOf, generics, type Field } from './inputs.ts'
import { enter } from './moves.ts'
import { spawn } from './open.ts'
import { functionOf } from './registry.ts'
import type { Case, Loaded, Task } from './rows.ts'
import { load, loadLocked } from './store.ts'
import { definitionOf } from './versions.ts'
import { addStep, begin, finish, flag, inScopeOf, mayRead, openTasks, settleAll, taskOf, type Work } from './work.ts'

export type Refusal = { code: string; status: number; params?: Record<string, unknown> }
/** What may be done now: drives buttons and their dialogs. */
export type Action = {
  action: string
  name: Name
  generic: boolean
  need: Field[]
  danger: boolean
  taskId: string | null
  to: string[]
}

const isGeneric = (action: string): action is GenericName => (genericNames as readonly string[]).includes(action)

/**
 * Takes an action on a case as ctx.user: checks, effects, tasks, clocks, log, all or nothing. `rev` is what the caller saw.
 * Fails cases.unknown (404), cases.forbidden (403), cases.conflict | cases.illegal | cases.ended (409), cases.input (422).
 */
export async function act(ctx: Context, caseId: string, action: string, input: Input = {}, rev?: number): Promise<Case> {
  const loaded = await loadLocked(ctx, caseId)
  if (!loaded) return ctx.fail('cases.unknown', 404)
  const flow = await definitionOf(ctx, loaded.one.flowId, loaded.one.version)
  if (!mayTake(ctx, flow, loaded)) ctx.fail('cases.unknown', 404)
  // A remark touches nothing that another could have changed meanwhile.
  if (rev !== undefined && rev !== loaded.one.rev && action !== 'comment' && action !== 'attach')
    ctx.fail('cases.conflict', 409, { rev: loaded.one.rev })
  const work = begin(ctx, flow, loaded)
  settleAll(work)
  if (isGeneric(action)) {
    refuse(ctx, allowGeneric(work, action, input))
    checkInput(fieldsOf(generics[action].need), input)
    return actGeneric(work, action, input)
  }
  const move = moveOf(flow, loaded.one, action)
  if (!move) return ctx.fail(loaded.one.endedAt ? 'cases.ended' : 'cases.illegal', 409, { action, state: loaded.one.state })
  refuse(ctx, allow(work, move))
  checkInput(fieldsOf(move.need), input)
  refuse(ctx, await guard(work, move, input))
  const task = throughTask(work, move)
  const chosen = await voice(work, action, move, input, task)
  if (chosen === null) {
    addStep(work, action, input, { effect: { voice: true }, onBehalfOf: task?.delegatedBy ?? ctx.user.onBehalfOf ?? null })
    return finish(work)
  }
  return take(work, chosen, moveOf(flow, loaded.one, chosen)!, input, task, action)
}

/** Actions that ctx.user may take on the case now. Fails cases.unknown (404). */
export async function available(ctx: Context, caseId: string): Promise<Action[]> {
  const loaded = await load(ctx, caseId)
  if (!loaded) return ctx.fail('cases.unknown', 404)
  const flow = await definitionOf(ctx, loaded.one.flowId, loaded.one.version)
  if (!mayTake(ctx, flow, loaded)) ctx.fail('cases.unknown', 404)
  return availableOn(ctx, flow, loaded)
}

export async function availableOn(ctx: Context, flow: Flow, loaded: Loaded): Promise<Action[]> {
  const work = begin(ctx, flow, { ...loaded, clocks: loaded.clocks.map((clock) => ({ ...clock })) })
  settleAll(work)
  const actions: Action[] = []
  for (const [action, move] of Object.entries(flow.states[loaded.one.state]?.on ?? {})) {
    if (allow(work, move) || (await guard(work, move, {}))) continue
    // What only the program may do is no button.
    if (ctx.user.kind === 'system' && listOf(move.may).length === 0 && !openTasks(work).length) continue
    actions.push({
      action,
      name: move.name,
      generic: false,
      need: fieldsOf(move.need),
      danger: move.danger ?? false,
      taskId: throughTask(work, move)?.id ?? null,
      to: targetsOf(move),
    })
  }
  for (const action of genericNames) {
    if (allowGeneric(work, action, {})) continue
    const { name, need, danger } = generics[action]
    actions.push({
      action,
      name,
      generic: true,
      need: fieldsOf(need),
      danger: danger ?? false,
      taskId: taskOf(work, action === 'grant' || action === 'refuse' ? 'extension' : 'state')?.id ?? null,
      to: [],
    })
  }
  return actions
}

const moveOf = (flow: Flow, one: Case, action: string): Transition | undefined => {
  const on = flow.states[one.state]?.on
  return on && Object.hasOwn(on, action) ? on[action] : undefined
}

/** Reading, or an action that a permission opens without reading. */
function mayTake(ctx: Context, flow: Flow, loaded: Loaded): boolean {
  if (mayRead(ctx, flow, loaded)) return true
  return Object.values(flow.states[loaded.one.state]?.on ?? {}).some((move) =>
    listOf(move.may).some((access) => access.includes('.') && inScopeOf({ ctx, one: loaded.one }, access)),
  )
}

function refuse(ctx: Context, refusal: Refusal | null): void {
  if (refusal) ctx.fail(refusal.code, refusal.status, refusal.params)
}

/** Whether the actor may take the drawn action, apart from its guard. */
function allow(work: Work, move: Transition): Refusal | null {
  const { ctx, one } = work
  if (one.endedAt) return { code: 'cases.ended', status: 409 }
  if (one.suspendedUntil) return { code: 'cases.suspended', status: 409 }
  if (ctx.user.kind === 'system') return null
  const access = move.may === undefined ? ['task'] : listOf(move.may)
  const may = access.some((each) => {
    if (each === 'task') return taskOf(work, 'state') !== undefined
    if (each === 'opener') return ctx.user.id !== null && ctx.user.id === one.openedBy
    return each !== 'system' && inScopeOf(work, each)
  })
  return may ? null : { code: 'cases.forbidden', status: 403 }
}

async function guard(work: Work, move: Transition, input: Input): Promise<Refusal | null> {
  if (!move.when) return null
  const answer = await (functionOf(move.when) as Guard)(work.ctx, work.one, input, move.params ?? {})
  if (answer === true) return null
  return { code: answer === false ? 'cases.illegal' : answer, status: 409, params: { state: work.one.state } }
}

function throughTask(work: Work, move: Transition): Task | undefined {
  if (move.may !== undefined && !listOf(move.may).includes('task')) return undefined
  // The program speaks for nobody in particular.
  if (work.ctx.user.kind === 'system') return undefined
  return taskOf(work, 'state')
}

/** In a state of several voices: records this one; the action to take when all have spoken, null while some have not. */
async function voice(work: Work, action: string, move: Transition, input: Input, task: Task | undefined): Promise<string | null> {
  const state = work.flow.states[work.one.state]!
  if (!task || (state.tasks !== 'all' && state.tasks !== 'sequence') || move.alone) return action
  task.status = 'done'
  task.doneAt = work.ctx.now
  task.doneBy = work.ctx.user.id
  task.outcome = action
  task.input = input
  work.changed.add(task)
  const round = work.tasks.filter(
    (one) => one.kind === 'state' && one.state === work.one.state && one.openedAt >= work.one.movedAt,
  )
  const next = round.find((one) => one.status === 'waiting')
  if (next) {
    next.status = 'open'
    work.changed.add(next)
  }
  if (round.some((one) => one.status === 'open')) return null
  const voices = round.filter((one) => one.status === 'done').map((one) => ({ person: one.doneBy, action: one.outcome! }))
  if (new Set(voices.map((one) => one.action)).size === 1) return action
  const chosen = await (functionOf(state.verdict!) as Verdict)(work.ctx, work.one, voices)
  if (!moveOf(work.flow, work.one, chosen))
    throw new Error(`${work.flow.id}: verdict ${state.verdict} chose ${chosen}, which is not an action of ${work.one.state}`)
  return chosen
}

async function take(
  work: Work,
  action: string,
  move: Transition,
  input: Input,
  task: Task | undefined,
  said: string,
): Promise<Case> {
  const { ctx, one, before } = work
  if (move.assign && typeof input['org'] === 'string') one.org = input['org']
  const to = await target(work, move, input)
  const changes = move.do
    ? await (functionOf(move.do) as Effect)(ctx, one, input, { action, from: before.state, to, params: move.params ?? {} })
    : undefined
  const assign = apply(
    work,
    changes ?? {},
    move.assign && typeof input['person'] === 'string' ? [{ person: input['person'] }] : undefined,
  )
  await enter(work, to, { action, task, assign })
  addStep(work, action, input, {
    fromState: before.state,
    toState: to,
    onBehalfOf: task?.delegatedBy ?? ctx.user.onBehalfOf ?? null,
    ...(said === action ? {} : { effect: { voice: said } }),
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
    to,
    state: to,
    org: one.org,
    area: one.area,
    parentId: one.parentId,
    result: one.result,
    ended: one.endedAt !== null,
  })
  return follow(ctx, after, work.flow)
}

async function target(work: Work, move: Transition, input: Input): Promise<string> {
  if (typeof move.to === 'string') return move.to
  const to = await (functionOf(move.to.choose) as Choose)(work.ctx, work.one, input)
  if (!move.to.among.includes(to))
    throw new Error(`${work.flow.id}: ${move.to.choose} chose ${to}, which is not among ${move.to.among.join(', ')}`)
  return to
}

function apply(work: Work, changes: Changes, asked: Assignee[] | undefined): Assignee[] | undefined {
  const { assign, addFlags, dropFlags, place, ...values } = changes
  Object.assign(work.one, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)))
  for (const name of addFlags ?? []) flag(work.one, name, true)
  for (const name of dropFlags ?? []) flag(work.one, name, false)
  if (place !== undefined) work.place = place
  return assign ?? asked
}

/** What a move sets going: children of the new state, and the parent that waited for this one. */
async function follow(ctx: Context, one: Case, flow: Flow): Promise<Case> {
  const program = { ...ctx, user: systemActor }
  const state = flow.states[one.state]!
  if (state.spawn && (await spawn(program, one))) return act(program, one.id, state.spawn.next)
  if (one.endedAt && one.parentId) await join(program, one.parentId)
  return one
}

async function join(ctx: Context, parentId: string): Promise<void> {
  const parent = await load(ctx, parentId)
  if (!parent || parent.one.endedAt) return
  const flow = await definitionOf(ctx, parent.one.flowId, parent.one.version)
  const state = flow.states[parent.one.state]
  if (!state?.spawn || isEnd(state)) return
  const { rows } = await sql<{
    open: number
    ended: number
  }>`select count(*) filter (where ended_at is null)::int as open, count(*) filter (where ended_at is not null)::int as ended
    from cases."case" where parent_id = ${parentId} and opened_at >= ${parent.one.movedAt}`.execute(ctx.db)
  const { open, ended } = rows[0]!
  if (state.spawn.join === 'all' ? open === 0 && ended > 0 : ended > 0) await act(ctx, parentId, state.spawn.next)
}
