// The same Idempotency-Key from the same caller gives the first answer, also when both arrive at once.

import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { fail, type Context } from '#kernel/module'

const actorOf = (ctx: Context) => `${ctx.user.kind}:${ctx.user.id ?? ''}`

/** Claims the key in this transaction. A second request waits here until the first commits, then gets its answer. */
export async function claimReply(ctx: Context, key: string, route: string, body: unknown): Promise<{ status: number; body: string } | undefined> {
  const hash = createHash('sha256').update(JSON.stringify(body ?? null)).digest('hex')
  const claimed = await sql`insert into kernel.idempotent_reply (key, actor, route, request_hash, status, body)
    values (${key}, ${actorOf(ctx)}, ${route}, ${hash}, 0, '') on conflict do nothing returning 1 /* prepared */`.execute(ctx.db)
  if (claimed.rows.length) return undefined
  const { rows } = await sql<{ route: string; requestHash: string; status: number; body: string }>`
    select route, request_hash, status, body from kernel.idempotent_reply where actor = ${actorOf(ctx)} and key = ${key}`.execute(ctx.db)
  const before = rows[0]!
  if (before.route !== route || before.requestHash !== hash) fail('http.idempotency.mismatch', 422)
  return { status: before.status, body: before.body }
}

export async function keepReply(ctx: Context, key: string, status: number, value: unknown): Promise<void> {
  await sql`update kernel.idempotent_reply set status = ${status}, body = ${JSON.stringify(value ?? null)}
    where actor = ${actorOf(ctx)} and key = ${key} /* prepared */`.execute(ctx.db)
}

/** Forgets answers older than a day; run daily. */
export async function forgetReplies(ctx: Context): Promise<void> {
  await sql`delete from kernel.idempotent_reply where at < ${new Date(ctx.now.getTime() - 86_400_000)}`.execute(ctx.db)
}
