// Formats as dated data, and the lists that administrators read: kinds with their formats, voided numbers.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'

export type Format = { kind: string; pattern: string; validFrom: string; restart: string; gapless: boolean }

export async function formats(ctx: Context): Promise<Format[]> {
  return (await ctx.db
    .selectFrom('numbering.format as f')
    .innerJoin('numbering.kind as k', 'k.kind', 'f.kind')
    .select(['f.kind', 'f.pattern', 'f.validFrom', 'k.restart', 'k.gapless'])
    .orderBy('f.kind')
    .orderBy('f.validFrom')
    .execute()) as Format[]
}

/** A new format of a kind from a date on. Fails numbering.kind.unknown (404), numbering.format.past, .pattern (422), .taken (409). */
export async function addFormat(
  ctx: Context,
  { kind, pattern, validFrom }: { kind: string; pattern: string; validFrom: string },
): Promise<Format> {
  const all = (await formats(ctx)).filter((one) => one.kind === kind)
  const last = all.at(-1)
  if (!last) return ctx.fail('numbering.kind.unknown', 404, { kind })
  // Past numbers were written by past formats; rewriting history would make them unexplainable.
  if (validFrom <= last.validFrom || new Date(`${validFrom}T00:00:00+08:00`) <= ctx.now)
    ctx.fail('numbering.format.past', 422, { validFrom })
  const names = [...pattern.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!)
  const known = new Set([...last.pattern.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!))
  const fits =
    names.filter((name) => /^seq\d?$/.test(name)).length === 1 &&
    names.every((name) => /^(seq\d?|yyyy|yy|MM|dd)$/.test(name) || known.has(name))
  // A number must stay unique: what restarts every day must say the day.
  const dated =
    last.restart === 'never' ||
    (/\{yy(yy)?\}/.test(pattern) && (last.restart === 'year' || (/\{MM\}/.test(pattern) && /\{dd\}/.test(pattern))))
  if (!fits || !dated) ctx.fail('numbering.format.pattern', 422, { pattern })
  await ctx.db.insertInto('numbering.format').values({ kind, pattern, validFrom }).execute()
  return { ...last, pattern, validFrom }
}

/** The gap register, newest first. */
export async function voided(ctx: Context, { kind, page = 1, size = 20 }: { kind?: string; page?: number; size?: number }) {
  let query = ctx.db
    .selectFrom('numbering.voided as v')
    .innerJoin('numbering.issued as i', (join) =>
      join
        .onRef('i.kind', '=', 'v.kind')
        .onRef('i.tenant', '=', 'v.tenant')
        .onRef('i.bucket', '=', 'v.bucket')
        .onRef('i.n', '=', 'v.n'),
    )
  if (kind !== undefined) query = query.where('v.kind', '=', kind)
  const items = await query
    .select(['v.kind', 'v.tenant', 'i.number', 'v.reason', 'v.at', 'v.byId'])
    .orderBy('v.at', 'desc')
    .orderBy('i.number')
    .limit(size)
    .offset((page - 1) * size)
    .execute()
  const { total } = await query.select(sql<number>`least(count(*), 10000)::int`.as('total')).executeTakeFirstOrThrow()
  return {
    items: items as { kind: string; tenant: string; number: string; reason: string; at: Date; byId: string | null }[],
    total: total as number,
  }
}
