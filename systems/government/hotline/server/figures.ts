// Figures of the hotline: the card on the staff pages, indicators, and what the portal's home may show to everybody (1.10).

import { sql } from 'kysely'
import type { Context, Name } from '#kernel/module'
import { stateNames } from '../flows.ts'
import { midnight } from './lists.ts'
import { today } from './limits.ts'
import { seen } from './scopes.ts'

const days = (ctx: Context, n: number) => new Date(ctx.now.getTime() - n * 86_400_000)
const whole = sql<boolean>`true`
type Where = ReturnType<typeof sql<boolean>>

const count = async (ctx: Context, where: Where): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from hotline.ticket t where ${where}`.execute(ctx.db)).rows[0]!.n

export const countToday = (ctx: Context, where: Where = whole) =>
  count(ctx, sql<boolean>`t.created_at >= ${midnight(today(ctx))} and ${where}`)
export const countOpen = (ctx: Context, where: Where = whole) => count(ctx, sql<boolean>`t.open and ${where}`)
export const countLate = (ctx: Context, where: Where = whole) =>
  count(ctx, sql<boolean>`t.open and t.replied_at is null and t.due_at < ${ctx.now} and ${where}`)

/** 按时办结率: of the matters whose answer was due in the last 30 days, those answered in time. */
export async function onTime(ctx: Context, where: Where = whole): Promise<{ rate: number | null; count: number; of: number }> {
  const { rows } = await sql<{ count: number; of: number }>`
    select count(*)::int as of, count(*) filter (where t.replied_at is not null and not t.late)::int as count from hotline.ticket t
    where t.dispatched_at is not null and t.due_at <= ${ctx.now} and t.due_at > ${days(ctx, 30)} and t.state <> 'merged' and ${where}`.execute(
    ctx.db,
  )
  return withRate(rows[0]!)
}

/** 满意率: levels 1 to 3 over all rated in the last 30 days; unreachable and unreasonable ones are counted beside it, not in it (R6). */
export async function satisfied(
  ctx: Context,
  where: Where = whole,
): Promise<{ rate: number | null; count: number; of: number; excluded: number }> {
  const { rows } = await sql<{ count: number; of: number; excluded: number }>`
    select count(*) filter (where t.satisfaction is not null and not t.excluded)::int as of,
      count(*) filter (where t.satisfaction <= 3 and not t.excluded)::int as count,
      count(*) filter (where t.excluded or (t.state = 'closed_unreachable' and t.satisfaction is null))::int as excluded
    from hotline.ticket t where t.closed_at > ${days(ctx, 30)} and t.state in ('closed', 'closed_direct', 'closed_unreachable') and ${where}`.execute(
    ctx.db,
  )
  return withRate(rows[0]!)
}

const withRate = <T extends { count: number; of: number }>(row: T) => ({
  ...row,
  rate: row.of ? Math.round((row.count / row.of) * 1000) / 1000 : null,
})

/** The card: what of the caller's scope came in today, is open, is late, by state, and the two rates of 30 days. */
export async function summary(ctx: Context) {
  const where = seen(ctx, 'hotline.ticket.read')
  const { rows } = await sql<{ state: string; count: number }>`
    select t.state, count(*)::int as count from hotline.ticket t where t.open and ${where} group by 1 order by 2 desc, 1`.execute(
    ctx.db,
  )
  return {
    today: await countToday(ctx, where),
    open: await countOpen(ctx, where),
    late: await countLate(ctx, where),
    states: rows.map((row) => ({ ...row, name: stateNames[row.state] ?? { zh: row.state, en: row.state } })),
    onTime: await onTime(ctx, where),
    satisfied: await satisfied(ctx, where),
  }
}

/** For the portal's home: closed in 30 days, and how satisfied people were, with the counts it stands on. */
export async function publicFigures(ctx: Context): Promise<{ name: Name; value: string; note?: Name; href?: string }[]> {
  const closed = await count(ctx, sql<boolean>`t.closed_at > ${days(ctx, 30)}`)
  const { rate, of, excluded } = await satisfied(ctx)
  return [
    { name: { zh: '近 30 天办结诉求', en: 'Matters closed in 30 days' }, value: String(closed), href: '/answered' },
    ...(rate === null
      ? []
      : [
          {
            name: { zh: '市民满意率', en: 'Citizens satisfied' },
            value: `${(rate * 100).toFixed(1)} %`,
            note: { zh: `评价 ${of} 件，未计入 ${excluded} 件`, en: `${of} rated, ${excluded} left out` },
          },
        ]),
  ]
}
