// Counts by state: right in each commit, without a row that two commits wait for.

import { sql, type RawBuilder } from 'kysely'
import type { Context, Scope } from '#kernel/module'

const most = 20_000

/** Folds the changes into the totals; minute by minute. Readers add both, so it may stop or fail at any time. */
export async function foldTally(ctx: Context): Promise<number> {
  const { rows } = await sql<{ n: number }>`with gone as (
      delete from cases.tally_change where ctid = any (array(select ctid from cases.tally_change limit ${most} for update skip locked)) returning *),
    sums as (
      select flow_id, state, org, area, ended, sum(n) as n from gone group by 1, 2, 3, 4, 5
      union all select flow_id, state, '*', '*', ended, sum(n) from gone group by 1, 2, 5
      union all select flow_id, state, org, '*', ended, sum(n) from gone group by 1, 2, 3, 5
      union all select flow_id, state, '*', area, ended, sum(n) from gone group by 1, 2, 4, 5),
    kept as (insert into cases.tally as t (flow_id, state, org, area, ended, n)
      select flow_id, state, org, area, ended, n from sums where n <> 0 order by 1, 3, 4, 2, 5
      on conflict (flow_id, org, area, state, ended) do update set n = t.n + excluded.n)
    select count(*)::int as n from gone`.execute(ctx.db)
  return rows[0]!.n
}

/** Cases by flow and state within scopes (null: all); `flows` limits the flows. Area limits below township are not kept. */
export async function countStates(ctx: Context, flows: string[], scopes: Scope[] | null): Promise<StateCount[]> {
  // What one opened oneself is no total anybody keeps.
  if (scopes?.some((scope) => scope.self)) return countRows(ctx, flows, scopes)
  const only = scopes === null ? { orgs: null, areas: null } : scopes.length === 1 ? scopes[0]! : null
  // Scopes may overlap: then single rows are asked, each once.
  const kept = only
    ? sql`${only.orgs ? orgIn(only.orgs) : sql`org = '*'`} and ${only.areas ? areaIn(only.areas) : sql`area = '*'`}`
    : sql`org <> '*' and area <> '*' and (${anyOf(scopes!)})`
  const fresh = only ? within(only) : anyOf(scopes!)
  const { rows } = await sql<StateCount>`select flow_id as flow, state, ended, sum(n)::int as count from (
      select flow_id, state, ended, n from cases.tally where flow_id = any (${flows}) and ${kept}
      union all select flow_id, state, ended, n from cases.tally_change where flow_id = any (${flows}) and (${fresh})) x
    group by 1, 2, 3 having sum(n) <> 0 order by 1, 2`.execute(ctx.db)
  return rows
}
export type StateCount = { flow: string; state: string; ended: boolean; count: number }

async function countRows(ctx: Context, flows: string[], scopes: Scope[]): Promise<StateCount[]> {
  const { rows } =
    await sql<StateCount>`select c.flow_id as flow, c.state, c.ended_at is not null as ended, count(*)::int as count from cases."case" c
    where c.flow_id = any (${flows}) and ${inScopes(ctx, scopes)} group by 1, 2, 3 order by 1, 2`.execute(ctx.db)
  return rows
}

const orgIn = (orgs: string[]) => sql`org = any (${orgs})`
const areaIn = (areas: string[]) => sql`area like any (${areas.map((prefix) => `${prefix.slice(0, 9)}%`)})`
const within = (scope: Scope): RawBuilder<unknown> =>
  sql`${scope.orgs ? orgIn(scope.orgs) : sql`true`} and ${scope.areas ? areaIn(scope.areas) : sql`true`}`
const anyOf = (scopes: Scope[]): RawBuilder<unknown> =>
  scopes.length
    ? sql.join(
        scopes.map((scope) => sql`(${within(scope)})`),
        sql` or `,
      )
    : sql`false`

/** The rows of cases."case" (as c) inside any of the scopes; null means all. */
export function inScopes(ctx: Context, scopes: Scope[] | null): RawBuilder<unknown> {
  if (scopes === null) return sql`true`
  if (!scopes.length) return sql`false`
  const each = scopes.map((scope) => {
    const parts = [
      ...(scope.orgs ? [sql`c.org = any (${scope.orgs})`] : []),
      ...(scope.areas
        ? [
            sql`(${sql.join(
              scope.areas.map((prefix) => sql`c.area like ${`${prefix.replace(/[%_\\]/g, '')}%`}`),
              sql` or `,
            )})`,
          ]
        : []),
      ...(scope.self ? [sql`c.opened_by = ${ctx.user.id}`] : []),
    ]
    return parts.length ? sql`(${sql.join(parts, sql` and `)})` : sql`true`
  })
  return sql`(${sql.join(each, sql` or `)})`
}
