// Lists of cases: by flow, state, organisation, area, time, lateness and words, inside what the caller may see.

import { sql, type RawBuilder } from 'kysely'
import { scopesOf, type Context, type Scope } from '#kernel/module'
import type { Case, Step } from './rows.ts'
import { caseColumns, leastIdAt, load } from './store.ts'
import { countStates, inScopes, type StateCount } from './tally.ts'
import { definitionOf } from './versions.ts'
import { isNumber, queryOf } from './words.ts'
import { mayRead } from './work.ts'

export type Filter = {
  flow?: string
  state?: string[]
  org?: string
  area?: string
  open?: boolean
  overdue?: boolean
  flag?: string
  /** Opened from … to, instants; `to` is not included. */
  from?: Date
  to?: Date
  q?: string
  mine?: 'opened' | 'handled'
  parentId?: string
  sort?: 'openedAt' | '-openedAt' | 'dueAt'
  page?: number
  size?: number
  /** Cursor of the page before: what `next` said. */
  after?: string
}

const countMost = 10_000
// Words are common: beyond this a total says nothing that a person could use.
const countMostWords = 200

/** Flows whose read permission the caller holds, grouped by equal scopes. */
export async function readable(ctx: Context, flow?: string): Promise<{ flows: string[]; scopes: Scope[] | null }[]> {
  const groups = new Map<string, { flows: string[]; scopes: Scope[] | null }>()
  for (const one of await liveFlows(ctx)) {
    if (flow !== undefined && one.id !== flow) continue
    const scopes = scopesOf(ctx.user, one.read)
    if (scopes !== null && !scopes.length) continue
    const key = JSON.stringify(scopes)
    const group = groups.get(key) ?? { flows: [], scopes }
    group.flows.push(one.id)
    groups.set(key, group)
  }
  return [...groups.values()]
}

let flowsKept: { at: number; flows: { id: string; version: number; read: string }[] } | undefined
/** Published flows; believed for a second. */
export async function liveFlows(ctx: Context): Promise<{ id: string; version: number; read: string }[]> {
  if (flowsKept && performance.now() - flowsKept.at < 1000) return flowsKept.flows
  const { rows } = await sql<{
    id: string
    version: number
    read: string
  }>`select f.id, f.live_version as version, v.definition->>'read' as read
    from cases.flow f join cases.flow_version v on v.flow_id = f.id and v.version = f.live_version order by f.id`.execute(ctx.db)
  flowsKept = { at: performance.now(), flows: rows }
  return rows
}

/** A page of cases the caller may see. `total` counts to 10,000 (200 when words are searched). */
export async function findCases(ctx: Context, filter: Filter): Promise<{ items: Case[]; total: number; next: string | null }> {
  const groups = await readable(ctx, filter.flow)
  if (!groups.length) return { items: [], total: 0, next: null }
  const size = Math.min(filter.size ?? 20, 200)
  const visible = sql.join(
    groups.map((group) => sql`(c.flow_id = any (${group.flows}) and ${inScopes(ctx, group.scopes)})`),
    sql` or `,
  )
  // One flow as an equality: the planner then walks its index in order.
  const one =
    groups.length === 1 && groups[0]!.flows.length === 1
      ? sql`c.flow_id = ${groups[0]!.flows[0]} and ${inScopes(ctx, groups[0]!.scopes)}`
      : sql`(${visible})`
  const where = sql`${one}${sql.join(conditions(ctx, filter), sql``)}`
  const up = filter.sort === 'openedAt'
  const cursor = filter.after ? (up ? sql` and c.id > ${filter.after}` : sql` and c.id < ${filter.after}`) : sql``
  // A beginning of a number is a range of its index: newest number first, and no walk over all newer cases.
  const numbered = Boolean(filter.q && isNumber(filter.q.trim()))
  const order = numbered
    ? sql`c.no using ~>~`
    : filter.sort === 'dueAt'
      ? sql`c.due_at nulls last, c.id desc`
      : up
        ? sql`c.id`
        : sql`c.id desc`
  const offset = filter.after ? 0 : ((filter.page ?? 1) - 1) * size
  const { rows } =
    await sql<Case>`select ${caseColumns} from cases."case" c where ${where}${cursor} order by ${order} limit ${size} offset ${offset}`.execute(
      ctx.db,
    )
  const total =
    !filter.after && offset === 0 && rows.length < size
      ? rows.length
      : ((await keptTotal(ctx, filter, groups)) ??
        (await countUpTo(ctx, where, filter.q && !numbered ? countMostWords : countMost)))
  return { items: rows, total, next: rows.length === size && filter.sort !== 'dueAt' && !numbered ? rows.at(-1)!.id : null }
}

/** The total from the kept counts, when the filter asks nothing that they do not know; exact, and it costs no walk over rows. */
async function keptTotal(
  ctx: Context,
  filter: Filter,
  groups: { flows: string[]; scopes: Scope[] | null }[],
): Promise<number | null> {
  const { flow: _, state, org, area, open, sort: __, page: ___, size: ____, after: _____, ...other } = filter
  if (Object.values(other).some((value) => value !== undefined && value !== '' && value !== false)) return null
  let total = 0
  for (const group of groups) {
    const scope = group.scopes === null ? { orgs: null, areas: null } : group.scopes.length === 1 ? group.scopes[0]! : null
    if (!scope || ('self' in scope && scope.self) || (area && area.length > 9)) return null
    if (scope.areas?.some((prefix) => prefix.length > 9) || (org && scope.orgs && !scope.orgs.includes(org))) return null
    if (area && scope.areas && !scope.areas.some((prefix) => area.startsWith(prefix))) return null
    const counts = await countStates(ctx, group.flows, [{ orgs: org ? [org] : scope.orgs, areas: area ? [area] : scope.areas }])
    for (const one of counts)
      if ((!state?.length || state.includes(one.state)) && (open === undefined || open === !one.ended)) total += one.count
  }
  return Math.min(total, countMost)
}

async function countUpTo(ctx: Context, where: RawBuilder<unknown>, most: number): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from cases."case" c where ${where} limit ${most}) x`.execute(ctx.db)
  return rows[0]!.n
}

function conditions(ctx: Context, filter: Filter): RawBuilder<unknown>[] {
  const and: RawBuilder<unknown>[] = []
  if (filter.state?.length)
    and.push(filter.state.length === 1 ? sql` and c.state = ${filter.state[0]}` : sql` and c.state = any (${filter.state})`)
  if (filter.org) and.push(sql` and c.org = ${filter.org}`)
  if (filter.area) and.push(sql` and c.area like ${`${filter.area.replace(/\D/g, '')}%`}`)
  if (filter.open === true) and.push(sql` and c.ended_at is null`)
  if (filter.open === false) and.push(sql` and c.ended_at is not null`)
  if (filter.overdue) and.push(sql` and 'overdue' = any (c.flags)`)
  if (filter.flag) and.push(sql` and ${filter.flag} = any (c.flags)`)
  if (filter.from) and.push(sql` and c.id >= ${leastIdAt(filter.from)}`)
  if (filter.to) and.push(sql` and c.id < ${leastIdAt(filter.to)}`)
  if (filter.parentId) and.push(sql` and c.parent_id = ${filter.parentId}`)
  if (filter.mine === 'opened') and.push(sql` and c.opened_by = ${ctx.user.id}`)
  if (filter.mine === 'handled')
    and.push(sql` and c.id in (select t.case_id from cases.case_task t where t.done_by = ${ctx.user.id})`)
  const typed = filter.q?.trim()
  if (typed) {
    const query = queryOf(typed)
    if (isNumber(typed)) and.push(sql` and c.no like ${`${typed.toUpperCase()}%`}`)
    else if (query) and.push(sql` and c.id in (select x.case_id from cases.case_text x where x.words @@ ${query}::tsquery)`)
    else and.push(sql` and false`)
  }
  return and
}

/** Counts by flow and state of what the caller may see, exact in this commit. */
export async function countByState(ctx: Context, filter: { flow?: string } = {}): Promise<StateCount[]> {
  const counts: StateCount[] = []
  for (const group of await readable(ctx, filter.flow)) counts.push(...(await countStates(ctx, group.flows, group.scopes)))
  return counts
}

/** The bare row, no permission asked; for a system's own rules. Fails cases.unknown (404). */
export async function caseOf(ctx: Context, id: string): Promise<Case> {
  const { rows } = await sql<Case>`select ${caseColumns} from cases."case" c where c.id = ${id} /* prepared */`.execute(ctx.db)
  return rows[0] ?? ctx.fail('cases.unknown', 404)
}

/** The log of a case, oldest first. Fails cases.unknown (404) when it is not the caller's to see. */
export async function timeline(ctx: Context, id: string): Promise<Step[]> {
  const loaded = await load(ctx, id)
  if (!loaded || !mayRead(ctx, await definitionOf(ctx, loaded.one.flowId, loaded.one.version), loaded))
    return ctx.fail('cases.unknown', 404)
  return stepsOf(ctx, loaded.one)
}

export async function stepsOf(ctx: Context, one: Pick<Case, 'id' | 'openedAt'>): Promise<Step[]> {
  // Months before the opening hold nothing of it.
  const { rows } =
    await sql<Step>`select id, at, actor_id, actor_name, org_id, on_behalf_of, action, from_state, to_state, input, note, effect
    from cases.case_step where case_id = ${one.id} and at >= ${one.openedAt} order by at, seq /* prepared */`.execute(ctx.db)
  return rows
}

/** The children of a case (并联), oldest first; who may see the parent may see that they exist. */
export async function childCases(ctx: Context, parentId: string): Promise<Case[]> {
  const { rows } =
    await sql<Case>`select ${caseColumns} from cases."case" c where c.parent_id = ${parentId} order by c.id limit 200`.execute(
      ctx.db,
    )
  return rows
}
