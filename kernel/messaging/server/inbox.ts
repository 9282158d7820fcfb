// The inbox of a person: what arrived, what is unread.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'

export async function listInbox(ctx: Context, query: { page?: number; size?: number; unread?: boolean }) {
  const { page = 1, size = 20 } = query
  const only = sql`channel = 'inapp' and person_id = ${ctx.user.id} ${query.unread ? sql`and read_at is null` : sql``}`
  const { rows } = await sql<any>`select id, template, title, body, created_at as at, read_at, link from messaging.message
    where ${only} order by created_at desc, id desc limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const { rows: total } = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from messaging.message where ${only} limit 10000) t`.execute(ctx.db)
  return { items: rows, total: total[0]!.n }
}

export async function countUnread(ctx: Context): Promise<{ unread: number }> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from messaging.message
    where channel = 'inapp' and person_id = ${ctx.user.id} and read_at is null`.execute(ctx.db)
  return { unread: rows[0]!.n }
}

/** Marks own messages as read: one, or all. Fails messaging.message.unknown (404) for one that is not the caller's. */
export async function markRead(ctx: Context, id?: string): Promise<{ read: number }> {
  const { rows } = await sql`update messaging.message set read_at = coalesce(read_at, ${ctx.now})
    where channel = 'inapp' and person_id = ${ctx.user.id} and ${id === undefined ? sql`read_at is null` : sql`id = ${id}`} returning 1`.execute(
    ctx.db,
  )
  if (id !== undefined && !rows.length) ctx.fail('messaging.message.unknown', 404)
  ctx.notice(`person:${ctx.user.id}`, { kind: 'messaging' })
  return { read: rows.length }
}
