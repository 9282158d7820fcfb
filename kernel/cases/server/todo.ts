// The to-do list of all systems: what waits for me, for my posts, and for those I stand in for.

import { sql, type RawBuilder } from 'kysely'
import type { Context, Name } from '#kernel/module'
import { orgNames } from './names.ts'
import { definitionOf } from './versions.ts'
import { queryOf } from './words.ts'
import { holdersOf } from './work.ts'

export type TodoFilter = { page?: number; size?: number; q?: string; system?: string; overdue?: boolean }
export type TodoRow = {
  taskId: string
  caseId: string
  no: string
  title: string
  system: string
  flow: string
  flowName: Name
  state: string
  stateName: Name
  kind: string
  dueAt: Date | null
  warnAt: Date | null
  flags: string[]
  openedAt: Date
  claimed: boolean
  org: string
  orgName: string
  page: string
}

const countMost = 10_000

/** Open tasks of the caller, most pressing first. */
export async function todo(ctx: Context, filter: TodoFilter = {}): Promise<{ items: TodoRow[]; total: number }> {
  const holders = holdersOf(ctx.user)
  if (!holders.length) return { items: [], total: 0 }
  const size = Math.min(filter.size ?? 20, 100)
  const offset = ((filter.page ?? 1) - 1) * size
  const only = conditions(ctx, filter)
  // Each holder's tasks are in order in the index: so many of each are enough, however long the pools are.
  const { rows } =
    await sql<any>`select x.id as task_id, x.case_id, c.no, c.title, c.system, c.flow_id, c.version, c.state, x.kind, x.due_at, x.warn_at, c.flags, c.org,
      c.subject_id, c.opened_at, x.claimed_by is not null as claimed
    from (select t.* from unnest(${holders}::text[]) h cross join lateral
        (select * from cases.case_task t where t.holder = h and t.status = 'open'${only} order by t.due_at, t.case_id limit ${offset + size}) t
      order by t.due_at, t.case_id limit ${size} offset ${offset}) x
    join cases."case" c on c.id = x.case_id order by x.due_at, x.case_id`.execute(ctx.db)
  const counted = rows.length < size && offset === 0 ? rows.length : await count(ctx, holders, only)
  const names = await orgNames(ctx, [...new Set(rows.map((row) => row.org as string))])
  const items: TodoRow[] = []
  for (const row of rows) {
    const flow = await definitionOf(ctx, row.flowId, row.version)
    const { subjectId, flowId, version: _, ...rest } = row
    items.push({
      ...rest,
      flow: flowId,
      flowName: flow.name,
      stateName: flow.states[row.state]?.name ?? { zh: row.state, en: row.state },
      orgName: names.get(row.org) ?? '',
      page: pageOf(flow.page, row.caseId, subjectId),
    })
  }
  return { items, total: counted }
}

export const pageOf = (page: string | undefined, caseId: string, subjectId: string | null): string =>
  (page ?? '/cases/{case}').replace('{case}', caseId).replace('{subject}', subjectId ?? caseId)

async function count(ctx: Context, holders: string[], only: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from cases.case_task t where t.holder = any (${holders}) and t.status = 'open'${only} limit ${countMost}) x`.execute(
    ctx.db,
  )
  return rows[0]!.n
}

/** How much waits, and where; exact in this commit. */
export async function todoCount(
  ctx: Context,
): Promise<{ total: number; overdue: number; bySystem: { system: string; total: number; overdue: number }[] }> {
  const holders = holdersOf(ctx.user)
  if (!holders.length) return { total: 0, overdue: 0, bySystem: [] }
  const { rows } = await sql<{
    system: string
    total: number
    overdue: number
  }>`select system, count(*)::int as total, count(*) filter (where due_at <= ${ctx.now})::int as overdue
    from cases.case_task t where t.holder = any (${holders}) and t.status = 'open' group by 1 order by 1`.execute(ctx.db)
  return { total: sum(rows, 'total'), overdue: sum(rows, 'overdue'), bySystem: rows }
}
const sum = (rows: { total: number; overdue: number }[], key: 'total' | 'overdue') => rows.reduce((all, row) => all + row[key], 0)

function conditions(ctx: Context, filter: TodoFilter): RawBuilder<unknown> {
  const and: RawBuilder<unknown>[] = []
  if (filter.system) and.push(sql` and t.system = ${filter.system}`)
  if (filter.overdue) and.push(sql` and t.due_at <= ${ctx.now}`)
  if (filter.q?.trim()) {
    const query = queryOf(filter.q)
    and.push(
      query
        ? sql` and exists (select 1 from cases.case_text w where w.case_id = t.case_id and w.words @@ ${query}::tsquery)`
        : sql` and false`,
    )
  }
  return and.length ? sql.join(and, sql``) : sql``
}
