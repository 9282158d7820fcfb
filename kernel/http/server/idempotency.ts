// The same Idempotency-Key from the same caller gives the first answer, also when both arrive at once.

import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { fail, raw, type Context, type Raw } from '#kernel/module'

const actorOf = (ctx: Context) => `${ctx.user.kind}:${ctx.user.id ?? ''}`

/** Claims the key in this transaction. A second request waits here until the first commits, then gets its answer. */
export async function claimReply(
  ctx: Context,
  key: string,
  route: string,
  body: unknown,
): Promise<{ status: number; body: string } | undefined> {
  const hash = createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('hex')
  const claimed = await sql`insert into kernel.idempotent_reply (key, actor, route, request_hash, status, body)
    values (${key}, ${actorOf(ctx)}, ${route}, ${hash}, 0, '') on conflict do nothing returning 1 /* prepared */`.execute(ctx.db)
  if (claimed.rows.length) return undefined
  const { rows } = await sql<{ route: string; requestHash: string; status: number; body: string }>`
    select route, request_hash, status, body from kernel.idempotent_reply where actor = ${actorOf(ctx)} and key = ${key}`.execute(
    ctx.db,
  )
  const before = rows[0]!
  if (before.route !== route || before.requestHash !== hash) fail('http.idempotency.mismatch', 422)
  return { status: before.status, body: before.body }
}

export async function keepReply(ctx: Context, key: string, status: number, value: unknown): Promise<void> {
  await sql`update kernel.idempotent_reply set status = ${status}, body = ${JSON.stringify(value ?? null)}
    where actor = ${actorOf(ctx)} and key = ${key} /* prepared */`.execute(ctx.db)
}

// No JSON begins like this: an answer of a door that is XML, HTML or a redirect.
const rawPrefix = 'raw:'

/** Keeps a door's answer. What carries a cookie or is a stream is not kept: the key is free again, as if it had not been sent. */
export async function keepRaw(ctx: Context, key: string, value: Raw): Promise<void> {
  const { body, status, type, headers, cookies } = value
  if (typeof body !== 'string' || cookies.length) {
    await sql`delete from kernel.idempotent_reply where actor = ${actorOf(ctx)} and key = ${key}`.execute(ctx.db)
    return
  }
  await sql`update kernel.idempotent_reply set status = ${status}, body = ${rawPrefix + JSON.stringify({ body, type, headers })}
    where actor = ${actorOf(ctx)} and key = ${key}`.execute(ctx.db)
}

/** The answer of a door as it was kept; undefined when it was the JSON of a route. */
export function rawFrom(kept: { status: number; body: string }): Raw | undefined {
  if (!kept.body.startsWith(rawPrefix)) return undefined
  const { body, type, headers } = JSON.parse(kept.body.slice(rawPrefix.length)) as {
    body: string
    type: string
    headers: Record<string, string>
  }
  return raw(body, { type, status: kept.status, headers })
}

/** Forgets answers older than a day; run daily. */
export async function forgetReplies(ctx: Context): Promise<void> {
  await sql`delete from kernel.idempotent_reply where at < ${new Date(ctx.now.getTime() - 86_400_000)}`.execute(ctx.db)
}
