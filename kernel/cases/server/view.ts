// One case as a page shows it: facts, tasks, clocks, log, what the caller may do now, and the flow it runs on.

import { calendar, clock as clockState } from '#kernel/calendar'
import { fail, type Context, type Name } from '#kernel/module'
import { availableOn, type Action } from './act.ts'
import type { Flow } from './flows.ts'
import { childCases, stepsOf } from './lists.ts'
import { orgNames, personNames } from './names.ts'
import type { Case, ClockRow, Step, Task } from './rows.ts'
import { load } from './store.ts'
import { pageOf } from './todo.ts'
import { definitionOf } from './versions.ts'
import { mayRead } from './work.ts'

export type CaseView = Case & {
  stateName: Name
  flowName: Name
  orgName: string
  page: string
  tasks: Task[]
  clocks: ClockRow[]
}

/** The case with tasks and clocks. Fails cases.unknown (404) when it is not the caller's to see. */
export async function getCase(ctx: Context, id: string): Promise<CaseView> {
  const loaded = await load(ctx, id)
  const flow = loaded && (await definitionOf(ctx, loaded.one.flowId, loaded.one.version))
  if (!loaded || !flow || !mayRead(ctx, flow, loaded)) return fail('cases.unknown', 404)
  const names = await orgNames(ctx, [loaded.one.org])
  return { ...shown(loaded.one, flow, names), tasks: loaded.tasks, clocks: loaded.clocks }
}

export function shown(one: Case, flow: Flow, orgs: Map<string, string>) {
  return {
    ...one,
    stateName: flow.states[one.state]?.name ?? { zh: one.state, en: one.state },
    flowName: flow.name,
    orgName: orgs.get(one.org) ?? '',
    page: pageOf(flow.page, one.id, one.subjectId),
  }
}

/** Cases with the names that a list shows. */
export async function shownAll(ctx: Context, cases: Case[]) {
  const orgs = await orgNames(ctx, [...new Set(cases.map((one) => one.org))])
  const out = []
  for (const one of cases) out.push(shown(one, await definitionOf(ctx, one.flowId, one.version), orgs))
  return out
}

/** What the clocks read now: remaining in their own unit, and what people call them. */
async function clockViews(ctx: Context, flow: Flow, clocks: ClockRow[]) {
  const views = []
  for (const one of clocks) {
    const city = await calendar(ctx, one.calendar)
    const pauses = one.pauses.map(({ from, to }) => ({ from: new Date(from), to: to === null ? null : new Date(to) }))
    const at = one.stoppedAt ?? ctx.now
    const state = clockState(city, { start: one.startedAt, allowance: one.allowance, officeClose: one.officeClose, pauses }, at)
    const name = one.kind === 'total' ? flow.clocks?.[one.ref]?.name : one.kind === 'state' ? flow.states[one.ref]?.name : null
    const {
      id,
      kind,
      ref,
      allowance,
      original,
      startedAt,
      dueAt,
      warnAt,
      pausedAt,
      warnedAt,
      breachedAt,
      exemptAt,
      stoppedAt,
      result,
      provisional,
      extended,
    } = one
    views.push({
      id,
      kind,
      ref,
      name: name ?? { zh: one.ref, en: one.ref },
      allowance,
      original,
      startedAt,
      dueAt,
      warnAt,
      pausedAt,
      warnedAt,
      breachedAt,
      exemptAt,
      stoppedAt,
      result,
      provisional,
      extended,
      used: state.used,
      amount: state.amount,
      remaining: state.remaining,
      unit: allowance.replace(/[\d+]/g, ''),
    })
  }
  return views
}

/** Everything a case page needs in one answer. */
export async function casePage(ctx: Context, id: string) {
  const loaded = await load(ctx, id)
  const flow = loaded && (await definitionOf(ctx, loaded.one.flowId, loaded.one.version))
  if (!loaded || !flow || !mayRead(ctx, flow, loaded)) return fail('cases.unknown', 404)
  const steps = await stepsOf(ctx, loaded.one)
  const children = await childCases(ctx, id)
  const people = await personNames(ctx, [
    ...loaded.tasks.flatMap((task) => [
      task.doneBy,
      task.claimedBy,
      task.delegatedBy,
      task.pool === task.holder ? null : task.holder,
    ]),
    ...steps.map((step) => step.onBehalfOf),
  ])
  const orgs = await orgNames(ctx, [
    ...new Set(
      [
        loaded.one.org,
        ...steps.map((step) => step.orgId ?? ''),
        ...loaded.tasks.map((task) => task.pool?.split(':')[0] ?? ''),
        ...children.map((child) => child.org),
      ].filter(Boolean),
    ),
  ])
  const actions: Action[] = await availableOn(ctx, flow, loaded)
  return {
    case: shown(loaded.one, flow, orgs),
    tasks: loaded.tasks.map((task) => ({
      id: task.id,
      state: task.state,
      stateName: flow.states[task.state]?.name ?? { zh: task.state, en: task.state },
      kind: task.kind,
      status: task.status,
      pool: task.pool,
      orgName: orgs.get(task.pool?.split(':')[0] ?? '') ?? '',
      role: task.pool?.split(':')[1] ?? null,
      holderName: people.get(task.doneBy ?? task.holder) ?? '',
      claimedAt: task.claimedAt,
      delegatedByName: people.get(task.delegatedBy ?? '') ?? '',
      openedAt: task.openedAt,
      dueAt: task.dueAt,
      doneAt: task.doneAt,
      outcome: task.outcome,
      input: task.input,
    })),
    clocks: await clockViews(ctx, flow, loaded.clocks),
    steps: steps.map((step: Step) => ({
      ...step,
      orgName: orgs.get(step.orgId ?? '') ?? '',
      onBehalfOfName: people.get(step.onBehalfOf ?? '') ?? '',
    })),
    children: children.map((child) => ({
      id: child.id,
      no: child.no,
      title: child.title,
      state: child.state,
      flow: child.flowId,
      orgName: orgs.get(child.org) ?? '',
      dueAt: child.dueAt,
      endedAt: child.endedAt,
      result: child.result,
    })),
    actions,
    flow,
  }
}
