// Indicators of all modules, computed at their periods and kept: the figures on the command centre's wall.

import { sql } from 'kysely'
import type { Context, Indicator, Running } from '#kernel/module'

/** '5m', '1h', '1d' in milliseconds. */
export function periodOf(every: string): number {
  const match = /^(\d+)([mhd])$/.exec(every)
  if (!match || match[1] === '0') throw new Error(`not a period: ${every}`)
  return Number(match[1]) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] as 'm' | 'h' | 'd']
}

/** The beginning of the period that `at` lies in; days begin at midnight of the city. */
export function slotOf(every: string, at: Date): Date {
  const period = periodOf(every)
  const shift = 8 * 3_600_000
  return new Date(Math.floor((at.getTime() + shift) / period) * period - shift)
}

const all = (ctx: Context): Indicator[] => ctx.house.modules.flatMap((one) => one.indicators ?? [])

/** Computes what is due; one that fails does not keep the others from it. */
export async function computeIndicators(city: Running): Promise<{ computed: number; failed: number }> {
  const due = await city.run({ action: 'catalogue.indicators' }, async (ctx) => {
    const { rows } = await sql<{ indicator: string; at: Date }>`select indicator, max(at) as at from catalogue.indicator_value
      where at > ${new Date(ctx.now.getTime() - 40 * 86_400_000)} and at <= ${ctx.now} group by indicator`.execute(ctx.db)
    const last = new Map(rows.map((row) => [row.indicator, row.at]))
    return all(ctx).filter((one) => (last.get(one.id)?.getTime() ?? 0) < slotOf(one.every, ctx.now).getTime())
  })
  let failed = 0
  for (const one of due) {
    try {
      await city.run({ action: 'catalogue.indicators' }, async (ctx) => {
        const value = await one.value(ctx)
        await sql`insert into catalogue.indicator_value (indicator, at, value) values (${one.id}, ${ctx.now}, ${value}) on conflict do nothing`.execute(
          ctx.db,
        )
        ctx.notice('catalogue.indicators')
      })
    } catch (error) {
      failed++
      city.log.error({ err: error, indicator: one.id }, 'an indicator could not be computed')
    }
  }
  return { computed: due.length - failed, failed }
}

/** Every indicator with its newest value and the values before it (48 at most), oldest first. */
export async function listIndicators(ctx: Context) {
  const known = all(ctx)
  const { rows } = await sql<{
    id: string
    at: Date
    value: number | null
  }>`select i.id, v.at, v.value from unnest(${known.map((one) => one.id)}::text[]) as i(id)
    cross join lateral (select at, value from catalogue.indicator_value where indicator = i.id and at <= ${ctx.now} order by at desc limit 48) v order by i.id, v.at`.execute(
    ctx.db,
  )
  const histories = new Map<string, { at: Date; value: number | null }[]>()
  for (const { id, at, value } of rows) histories.set(id, [...(histories.get(id) ?? []), { at, value }])
  return {
    items: known.map((one) => {
      const history = histories.get(one.id) ?? []
      const last = history.at(-1)
      return {
        id: one.id,
        name: one.name,
        unit: one.unit,
        every: one.every,
        value: last?.value ?? null,
        at: last?.at ?? null,
        warnAbove: one.warnAbove ?? null,
        warnBelow: one.warnBelow ?? null,
        history,
      }
    }),
  }
}

/** One indicator between two instants, oldest first; at most 2,000 values. */
export async function indicatorValues(ctx: Context, id: string, from: Date, to: Date) {
  if (!all(ctx).some((one) => one.id === id)) ctx.fail('catalogue.indicator.unknown', 404, { id })
  const { rows } = await sql<{ at: Date; value: number | null }>`select at, value from catalogue.indicator_value
    where indicator = ${id} and at >= ${from} and at < ${to} order by at limit 2000`.execute(ctx.db)
  return { items: rows }
}
