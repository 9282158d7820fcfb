// Opening a case: its row, first tasks and clocks, log and text in one statement.

import { fail, type Context } from '#kernel/module'

import { systemOf, type Spawn } from './flows.ts'
import { enter } from './moves.ts'
import { functionOf } from './registry.ts'
import type { Case, OpenCase } from './rows.ts'
import { idAt, insertCase } from './store.ts'
import { definitionOf, liveVersion } from './versions.ts'
import { addStep, begin, refresh, tallyOf } from './work.ts'
import { wordsOf } from './words.ts'

/** Opens a case of the flow's live version. Fails cases.flow.unknown (404), cases.open.* (422). */
export async function openCase(ctx: Context, given: OpenCase): Promise<Case> {
  const version = await liveVersion(ctx, given.flow)
  const flow = await definitionOf(ctx, given.flow, version)
  const start = given.state ?? flow.start
  if (!Object.hasOwn(flow.states, start)) fail('cases.open.state', 422, { state: start })
  const title = given.title.trim()
  if (!title || title.length > 200) fail('cases.open.title', 422)
  const openedOrg = given.openedOrg ?? ctx.user.orgId
  if (!openedOrg) return fail('cases.open.org', 422)
  const openedAt = given.at ?? ctx.now
  const one: Case = {
    id: idAt(openedAt),
    no: given.no,
    flowId: flow.id,
    version,
    system: systemOf(flow),
    subjectId: given.subjectId ?? null,
    title,
    state: start,
    flags: given.flags ?? [],
    priority: given.priority ?? 0,
    org: given.org ?? openedOrg,
    openedOrg,
    handledOrg: null,
    area: given.area ?? '',
    cell: given.cell ?? null,
    openedBy: given.openedBy === undefined ? ctx.user.id : given.openedBy,
    openedAt,
    endedAt: null,
    result: null,
    parentId: given.parentId ?? null,
    superviseLevel: 0,
    suspendedUntil: null,
    dueAt: null,
    warnAt: null,
    movedAt: openedAt,
    movedBy: ctx.user.id,
    trail: [],
    rev: 1,
  }
  // Clocks run from when it really began.
  const at = given.at ? { ...ctx, now: given.at } : ctx
  const work = begin(at, flow, { one, tasks: [], clocks: [] })
  await enter(work, start, { action: 'open', assign: given.assign, opening: true })
  addStep(work, 'open', { ...given.input, ...(given.note ? { note: given.note } : {}) }, { fromState: null, toState: start })
  refresh(work)
  await insertCase(
    ctx,
    {
      one: work.one,
      tasks: work.tasks,
      clocks: work.clocks,
      steps: work.steps,
      tally: [tallyOf(work.one, 1)],
      ...(given.place ? { place: given.place } : {}),
    },
    wordsOf(`${title}`, given.no),
  )
  ctx.emit('cases.case.opened', {
    caseId: one.id,
    no: one.no,
    flow: flow.id,
    version,
    system: one.system,
    subjectId: one.subjectId,
    state: start,
    org: one.org,
    area: one.area,
    parentId: one.parentId,
  })
  ctx.notice('cases.case', { id: one.id })
  await spawn(ctx, work.one)
  return work.one
}

/** Opens the child cases of the state the case has just entered; true when there is nothing to wait for. */
export async function spawn(ctx: Context, one: Case): Promise<boolean> {
  const flow = await definitionOf(ctx, one.flowId, one.version)
  const state = flow.states[one.state]!
  if (!state.spawn?.open) return false
  const children = await (functionOf(state.spawn.open) as Spawn)(ctx, one)
  for (const child of children) await openCase(ctx, { openedOrg: one.org, area: one.area, ...child, parentId: one.id })
  return children.length === 0
}
