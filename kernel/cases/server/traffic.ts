// Where time goes in a flow: how many wait where now, how long a state takes in work hours, which ways cases go.

import { sql } from 'kysely'
import { calendar, elapsed } from '#kernel/calendar'
import type { Context } from '#kernel/module'

const samples = 5_000

/** Open and overdue now; visits, medians (work hours) and moves of the period, the last 30 days unless told. */
export async function traffic(ctx: Context, flowId: string, from = new Date(ctx.now.getTime() - 30 * 86_400_000), to = ctx.now) {
  const now = await sql<{
    state: string
    open: number
    overdue: number
  }>`select state, count(*)::int as open, count(*) filter (where 'overdue' = any (flags))::int as overdue
    from cases."case" where flow_id = ${flowId} and ended_at is null group by 1`.execute(ctx.db)
  const moves = await sql<{
    from: string
    to: string
    action: string
    count: number
  }>`select from_state as "from", to_state as "to", action, count(*)::int as count from cases.case_step
    where flow_id = ${flowId} and at >= ${from} and at < ${to} and from_state is not null and from_state <> to_state group by 1, 2, 3 order by 4 desc`.execute(
    ctx.db,
  )
  // A visit is a move into a state and the next move out of it.
  const visits = await sql<{ state: string; entered: Date; left: Date }>`select state, entered, "left" from (
      select to_state as state, at as entered, lead(at) over (partition by case_id order by at, seq) as "left" from cases.case_step
      where flow_id = ${flowId} and at >= ${from} and at < ${to} and (from_state is null or from_state <> to_state)) v
    where "left" is not null order by "left" desc limit ${samples}`.execute(ctx.db)
  const city = await calendar(ctx)
  const hours = new Map<string, number[]>()
  for (const { state, entered, left } of visits.rows)
    hours.set(state, [...(hours.get(state) ?? []), elapsed(city, entered, left, 'wh')])
  const names = new Set([...now.rows.map((row) => row.state), ...hours.keys()])
  return {
    states: [...names].map((state) => {
      const row = now.rows.find((one) => one.state === state)
      const own = (hours.get(state) ?? []).sort((a, b) => a - b)
      return {
        state,
        open: row?.open ?? 0,
        overdue: row?.overdue ?? 0,
        visits: own.length,
        medianHours: own.length ? Math.round(own[own.length >> 1]! * 100) / 100 : null,
      }
    }),
    moves: moves.rows,
  }
}
