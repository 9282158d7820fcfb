// Sessions: opened by a sign-in, listed, ended by their owner or an administrator.

import { sql } from 'kysely'
import { newId } from '#kernel/db'
import type { Context } from '#kernel/module'
import { heldPosts, identityChanged } from './authenticate.ts'
import { cityDay, rulesAt } from './rules.ts'
import { csrfOf, newToken, tokenHash } from './secrets.ts'

export type Opened = { token: string; id: string; csrf: string; maxAge: number }

/** Opens a session; the token goes into the cookie and is stored nowhere. */
export async function openSession(ctx: Context, person: { id: string; kind: string }, agent: string): Promise<Opened> {
  const rules = await rulesAt(ctx.db, ctx.now)
  const maxAge = person.kind === 'staff' ? rules('session.staff_hours') * 3600 : rules('session.citizen_days') * 86_400
  const token = newToken()
  const id = newId()
  await ctx.db
    .insertInto('identity.session')
    .values({
      id,
      tokenHash: tokenHash(token),
      personId: person.id,
      createdAt: ctx.now,
      lastSeenAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + maxAge * 1000),
      ip: ctx.ip,
      agent: agent.slice(0, 300),
    })
    .execute()
  return { token, id, csrf: csrfOf(token), maxAge }
}

/** Ends sessions: one of a person's, or all of them but `except`. Returns how many were still open. */
export async function endSessions(ctx: Context, which: { person: string; id?: string; except?: string | null }): Promise<number> {
  let query = ctx.db
    .updateTable('identity.session')
    .set({ revokedAt: ctx.now, revokedBy: ctx.user.id })
    .where('personId', '=', which.person)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', ctx.now)
  if (which.id) query = query.where('id', '=', which.id)
  if (which.except) query = query.where('id', '<>', which.except)
  const ended = await query.returning('id').execute()
  if (ended.length) identityChanged(ctx, { sessions: ended.map((row) => row.id as string) })
  return ended.length
}

/** A person's sessions of the last months, the newest first. */
export async function listSessions(ctx: Context, person: string) {
  const rules = await rulesAt(ctx.db, ctx.now)
  const idle = new Date(ctx.now.getTime() - rules('session.staff_idle_minutes') * 60_000)
  const rows = await sql<any>`
    select s.id, s.created_at, s.last_seen_at, s.expires_at, s.ip, s.agent, s.revoked_at,
      s.revoked_at is null and s.expires_at > ${ctx.now} and (p.kind = 'citizen' or s.last_seen_at > ${idle}) as open
    from identity.session s join identity.person p on p.id = s.person_id
    where s.person_id = ${person} order by s.created_at desc limit 50`.execute(ctx.db)
  return rows.rows.map((row) => ({ ...row, current: row.id === ctx.user.session }))
}

/** Acts for somebody who delegated posts to the actor today; null goes back to acting for oneself. */
export async function actFor(ctx: Context, giver: string | null): Promise<void> {
  if (!ctx.user.session) ctx.fail('identity.session.none', 409)
  if (giver) {
    const held = await heldPosts(ctx.db, ctx.user.id!, cityDay(ctx.now))
    if (!held.some((post) => post.by === giver)) ctx.fail('identity.delegation.none', 422)
  }
  await ctx.db.updateTable('identity.session').set({ onBehalfOf: giver }).where('id', '=', ctx.user.session).execute()
  identityChanged(ctx, { sessions: [ctx.user.session!] })
}

/** Forgets ended sessions, old codes and attempts once the law no longer wants them kept. */
export async function forgetOld(ctx: Context): Promise<void> {
  const rules = await rulesAt(ctx.db, ctx.now)
  const old = new Date(ctx.now.getTime() - rules('keep.days') * 86_400_000)
  const yesterday = new Date(ctx.now.getTime() - 2 * 86_400_000)
  await sql`delete from identity.session where expires_at < ${old} or revoked_at < ${old}`.execute(ctx.db)
  await sql`delete from identity.phone_code where created_at < ${yesterday}`.execute(ctx.db)
  await sql`delete from identity.sign_in_attempt where since < ${yesterday} and (locked_until is null or locked_until < ${ctx.now})`.execute(
    ctx.db,
  )
}
