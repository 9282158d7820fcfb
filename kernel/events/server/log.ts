// Reading the event log, and trying again or giving up what a reaction could not take.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'

/** Newest first; `after` is the cursor of the page before. */
export async function readLog(ctx: Context, query: { after?: string; size?: number; name?: string }) {
  const { size = 50 } = query
  if (query.after && !/^\d{1,15}$/.test(query.after)) ctx.fail('events.cursor', 400)
  const { rows } = await sql<any>`select seq, id, at, name, payload, trace from events.event
    where ${query.name ? sql`name = ${query.name}` : sql`true`} and ${query.after ? sql`seq < ${Number(query.after)}` : sql`true`}
    order by seq desc limit ${size}`.execute(ctx.db)
  return { items: rows.map(({ seq: _seq, ...row }) => row), next: rows.length === size ? String(rows.at(-1)!.seq) : null }
}

export async function listDeliveries(ctx: Context, query: { page?: number; size?: number; dead?: boolean }) {
  const { page = 1, size = 20 } = query
  const only = query.dead === undefined ? sql`attempts > 0` : query.dead ? sql`dead_at is not null` : sql`dead_at is null`
  const { rows } =
    await sql<any>`select module, event_id, name, at, attempts, next_at, error, dead_at, payload from events.delivery
    where ${only} order by at desc, event_id limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const { rows: total } = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from events.delivery where ${only} limit 10000) t`.execute(ctx.db)
  return { items: rows.map((row) => ({ ...row, key: `${row.module} ${row.eventId}` })), total: total[0]!.n }
}

type One = { module: string; eventId: string }

export async function retryDelivery(ctx: Context, one: One): Promise<One> {
  const { rows } = await sql`update events.delivery set dead_at = null, attempts = 0, next_at = ${ctx.now}
    where module = ${one.module} and event_id = ${one.eventId} returning 1`.execute(ctx.db)
  if (!rows.length) ctx.fail('events.delivery.unknown', 404)
  return one
}

export async function dropDelivery(ctx: Context, one: One): Promise<One> {
  const { rows } = await sql<{ name: string; error: string }>`delete from events.delivery
    where module = ${one.module} and event_id = ${one.eventId} and dead_at is not null returning name, error`.execute(ctx.db)
  if (!rows.length) ctx.fail('events.delivery.unknown', 404)
  ctx.audit('events.delivery.drop', one.eventId, { module: one.module, ...rows[0]! })
  return one
}
