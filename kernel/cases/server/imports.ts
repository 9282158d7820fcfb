// Taking in cases that were lived elsewhere or before: histories replayed by the same rules for clocks and tasks, written many at a time.

import { sql } from 'kysely'
import type { Actor, Context } from '#kernel/module'
import { enter } from './moves.ts'
import { isFunctionName, systemOf, type Assignee, type Changes, type Flow, type Input } from './flows.ts'
import type { Case, OpenCase } from './rows.ts'
import { idAt, insertCases } from './store.ts'
import { definitionOf, liveVersion } from './versions.ts'
import { addStep, begin, flag, refresh, settleAll, tallyOf, taskOf, type Work } from './work.ts'
import { wordsOf } from './words.ts'

export type Deed = {
  at: Date
  action: string
  /** The state it led to; the same state for what only stands in the log (urge, comment). */
  to: string
  by: { id: string | null; name: string; orgId: string | null }
  /** `${org}:${role}` of the task through which it was done. */
  pool?: string
  input?: Input
  note?: string
  /** Who had the next tasks, in place of the state's `by`: needed where a function would name them. */
  assign?: Assignee[]
  changes?: Pick<Changes, 'org' | 'priority' | 'addFlags' | 'dropFlags'>
}
export type History = {
  open: OpenCase & { at: Date; openedOrg: string }
  /** In the order in which they happened. */
  deeds: Deed[]
  /** Allowances by state or clock name, in place of functions that would ask the system's own rows. */
  limits?: Record<string, string>
}

/**
 * Writes cases with their whole histories, as of ctx.now. Nobody is asked for permission, no guard or effect runs and no event is emitted:
 * whoever imports vouches for it. Clocks, breaches, tasks and flags come out as if it had happened here. Returns the cases in order.
 */
export async function importCases(ctx: Context, histories: readonly History[]): Promise<Case[]> {
  const first = histories.reduce((least, one) => Math.min(least, one.open.at.getTime()), ctx.now.getTime())
  const months = Math.ceil((ctx.now.getTime() - first) / (28 * 86_400_000)) + 1
  await sql`select kernel.ensure_months('cases.case_step', ${new Date(first)}::timestamptz::date, ${months}::int)`.execute(ctx.db)
  // Read once: within this transaction a definition is not kept by anybody else.
  const versions = new Map<string, { version: number; flow: Flow }>()
  for (const { open } of histories) {
    if (versions.has(open.flow)) continue
    const version = await liveVersion(ctx, open.flow)
    versions.set(open.flow, { version, flow: await definitionOf(ctx, open.flow, version) })
  }
  const done: Case[] = []
  for (let at = 0; at < histories.length; at += 250) {
    const works: Work[] = []
    for (const one of histories.slice(at, at + 250)) works.push(await relive(ctx, one, versions.get(one.open.flow)!))
    await insertCases(
      ctx,
      works.map((work, i) => {
        const { open } = histories[at + i]!
        return {
          one: work.one,
          tasks: work.tasks,
          clocks: work.clocks,
          steps: work.steps,
          tally: [tallyOf(work.one, 1)],
          place: open.place ?? null,
          words: wordsOf(work.one.title, work.one.no),
        }
      }),
    )
    done.push(...works.map((work) => work.one))
  }
  return done
}

async function relive(ctx: Context, { open, deeds, limits = {} }: History, live: { version: number; flow: Flow }): Promise<Work> {
  const { version } = live
  const flow = bounded(live.flow, limits)
  const start = open.state ?? flow.start
  const one: Case = {
    id: idAt(open.at),
    no: open.no,
    flowId: flow.id,
    version,
    system: systemOf(flow),
    subjectId: open.subjectId ?? null,
    title: open.title,
    state: start,
    flags: open.flags ?? [],
    priority: open.priority ?? 0,
    org: open.org ?? open.openedOrg,
    openedOrg: open.openedOrg,
    handledOrg: null,
    area: open.area ?? '',
    cell: open.cell ?? null,
    openedBy: open.openedBy ?? null,
    openedAt: open.at,
    endedAt: null,
    result: null,
    parentId: open.parentId ?? null,
    superviseLevel: 0,
    suspendedUntil: null,
    dueAt: null,
    warnAt: null,
    movedAt: open.at,
    movedBy: open.openedBy ?? null,
    trail: [],
    rev: 1,
  }
  const past = { ...ctx, imported: true as const }
  const work = begin({ ...past, now: open.at }, flow, { one, tasks: [], clocks: [] })
  await enter(work, start, { action: 'open', assign: open.assign, opening: true })
  addStep(
    work,
    'open',
    { ...open.input, ...(open.note ? { note: open.note } : {}) },
    { fromState: null, toState: start, actorId: open.openedBy ?? null, actorName: open.note ?? '' },
  )
  for (const deed of deeds) await redo(past, work, deed)
  work.ctx = ctx
  settleAll(work)
  refresh(work)
  return work
}

async function redo(ctx: Context, work: Work, deed: Deed): Promise<void> {
  const user: Actor = {
    kind: deed.by.id ? 'staff' : 'system',
    ...deed.by,
    session: null,
    grants: new Map(),
    pools: deed.pool ? [deed.pool] : [],
  }
  work.ctx = { ...ctx, now: deed.at, user }
  settleAll(work)
  work.passed = []
  const from = work.one.state
  const { addFlags = [], dropFlags = [], ...values } = deed.changes ?? {}
  Object.assign(work.one, values)
  for (const name of addFlags) flag(work.one, name, true)
  for (const name of dropFlags) flag(work.one, name, false)
  const task = user.kind === 'system' ? undefined : taskOf(work, 'state')
  if (deed.to !== from) await enter(work, deed.to, { action: deed.action, task, assign: deed.assign })
  addStep(work, deed.action, { ...deed.input, ...(deed.note ? { note: deed.note } : {}) }, { fromState: from, toState: deed.to })
  work.one.rev += 1
}

/** The flow with the history's allowances in place of limit functions. */
function bounded(flow: Flow, limits: Record<string, string>): Flow {
  const within = <T extends { limit?: string | undefined }>(parts: Record<string, T>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [
        name,
        part.limit && isFunctionName(part.limit) && limits[name] ? { ...part, limit: limits[name] } : part,
      ]),
    )
  return {
    ...flow,
    states: within(flow.states),
    ...(flow.clocks ? { clocks: within(flow.clocks) as NonNullable<Flow['clocks']> } : {}),
  }
}
