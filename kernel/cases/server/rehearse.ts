// Rehearsal of a draft on cases that were closed lately, and moving open cases to another version.

import { sql } from 'kysely'
import { calendar, due } from '#kernel/calendar'
import { fail, systemActor, type Context } from '#kernel/module'
import { isEnd, isFunctionName, targetsOf, type Flow } from './flows.ts'
import { checkInput, fieldsOf } from './inputs.ts'
import type { Step } from './rows.ts'
import { loadLocked } from './store.ts'
import { tallyOf, makeStep } from './work.ts'

export type Rehearsal = {
  cases: number
  illegal: { action: string; from: string; why: string; count: number; examples: string[] }[]
  overdueBefore: number
  overdueAfter: number
}
const most = 2_000

/** Replays what was closed in the last `days` against a draft: which steps it would refuse, and how many cases would be late. */
export async function rehearse(ctx: Context, draft: Flow, days = 30): Promise<Rehearsal> {
  const since = new Date(ctx.now.getTime() - days * 86_400_000)
  const { rows: closed } = await sql<{ id: string; no: string; late: boolean }>`select c.id, c.no,
      exists (select 1 from cases.case_clock k where k.case_id = c.id and k.kind = 'state' and k.breached_at is not null) as late
    from cases."case" c where c.flow_id = ${draft.id} and c.ended_at between ${since} and ${ctx.now} order by c.id desc limit ${most}`.execute(
    ctx.db,
  )
  const { rows } = closed.length
    ? await sql<
        Step & { caseId: string }
      >`select case_id, id, at, action, from_state, to_state, input, effect from cases.case_step where case_id = any (${closed.map((one) => one.id)}) order by case_id, at, seq`.execute(
        ctx.db,
      )
    : { rows: [] }
  const city = await calendar(ctx)
  const byCase = new Map<string, Step[]>()
  for (const step of rows) byCase.set(step.caseId, [...(byCase.get(step.caseId) ?? []), step])
  const illegal = new Map<string, Rehearsal['illegal'][number]>()
  let overdueAfter = 0
  for (const { id, no } of closed) {
    let late = false
    let entered: { state: string; at: Date } | null = null
    for (const step of byCase.get(id) ?? []) {
      if (step.fromState !== null && step.fromState === step.toState && !(step.effect && 'start' in step.effect)) continue
      const why = step.fromState === null ? null : refusal(draft, step)
      if (why) {
        const key = `${step.fromState}/${step.action}/${why}`
        const row = illegal.get(key) ?? { action: step.action, from: step.fromState!, why, count: 0, examples: [] }
        row.count += 1
        if (row.examples.length < 5) row.examples.push(no)
        illegal.set(key, row)
      }
      if (entered) {
        const limit = draft.states[entered.state]?.limit ?? null
        // A limit by function depends on the case as it was then: the log kept what it said.
        if (limit && !isFunctionName(limit))
          late ||=
            new Date(step.at) >=
            due(city, entered.at, limit, { officeClose: draft.states[entered.state]!.officeClose ?? false }).at
      }
      if (step.toState) entered = { state: step.toState, at: new Date(step.at) }
    }
    if (late) overdueAfter += 1
  }
  return {
    cases: closed.length,
    illegal: [...illegal.values()].sort((a, b) => b.count - a.count),
    overdueBefore: closed.filter((one) => one.late).length,
    overdueAfter,
  }
}

function refusal(draft: Flow, step: Step): string | null {
  const state = draft.states[step.fromState!]
  if (!state) return 'state'
  if (!step.toState || !draft.states[step.toState]) return 'target'
  // Going back along the trail needs no drawing.
  if (step.action === 'return' || step.action === 'withdraw') return null
  const move = state.on?.[step.action]
  if (!move) return 'action'
  if (!targetsOf(move).includes(step.toState)) return 'target'
  try {
    checkInput(fieldsOf(move.need), step.input)
  } catch {
    return 'input'
  }
  return null
}

/**
 * Moves open cases of one version to another by a map of states. `preview` only counts. Refused (422) while a state that has
 * open cases is mapped to nothing, or to an end. Tasks and clocks stay; only what comes next follows the new version.
 */
export async function moveCases(
  ctx: Context,
  flow: Flow,
  from: number,
  to: number,
  states: Record<string, string>,
  preview: boolean,
) {
  const { rows } = await sql<{ state: string; count: number }>`select state, count(*)::int as count from cases."case"
    where flow_id = ${flow.id} and version = ${from} and ended_at is null group by 1 order by 1`.execute(ctx.db)
  const target = (state: string) => {
    const wanted = states[state] ?? state
    return Object.hasOwn(flow.states, wanted) && !isEnd(flow.states[wanted]) ? wanted : null
  }
  const counts = rows.map(({ state, count }) => ({ state, to: target(state), count }))
  if (preview) return { counts, moved: 0 }
  const lost = counts.filter((one) => one.to === null).map((one) => one.state)
  if (lost.length) fail('cases.flow.unmapped', 422, { states: lost.join(', ') })
  const { rows: ids } = await sql<{
    id: string
  }>`select id from cases."case" where flow_id = ${flow.id} and version = ${from} and ended_at is null order by id`.execute(
    ctx.db,
  )
  for (const { id } of ids) {
    const loaded = await loadLocked(ctx, id)
    if (!loaded || loaded.one.endedAt || loaded.one.version !== from) continue
    const before = loaded.one
    const after = { ...before, state: target(before.state)!, version: to }
    await sql`update cases."case" set version = ${to}, state = ${after.state}, rev = rev + 1 where id = ${id}`.execute(ctx.db)
    await sql`update cases.case_task set state = ${after.state} where case_id = ${id} and state = ${before.state} and status in ('open', 'waiting')`.execute(
      ctx.db,
    )
    await sql`update cases.case_clock set ref = ${after.state} where case_id = ${id} and kind = 'state' and ref = ${before.state} and stopped_at is null`.execute(
      ctx.db,
    )
    const step = makeStep(ctx, before, 'move_version', { from, to }, { toState: after.state })
    await ctx.db
      .insertInto('cases.caseStep')
      .values({ ...step, input: JSON.stringify(step.input), effect: null })
      .execute()
    if (after.state !== before.state)
      await ctx.db
        .insertInto('cases.tallyChange')
        .values([tallyOf(before, -1), tallyOf(after, 1)])
        .execute()
  }
  ctx.audit('cases.flow.move', `flow:${flow.id}/${to}`, { from, states, moved: ids.length, by: ctx.user.id ?? systemActor.name })
  return { counts, moved: ids.length }
}
