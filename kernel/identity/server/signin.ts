// Signing in with a password: the same work and the same answer whether the name is unknown or the password wrong.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { fitsPassword } from './passwords.ts'
import { rulesAt } from './rules.ts'

/** A refusal that must be committed with its counters, so it is returned and not thrown. */
export type Refusal = { code: string; status: number; params: Record<string, unknown> }
export type SignedIn = { person: { id: string; kind: 'staff' | 'citizen'; name: string } }

/** Checks login and password. Counts failures by login name and by address, and locks either when there are too many. */
export async function signIn(ctx: Context, login: string, password: string): Promise<SignedIn | Refusal> {
  const name = login.trim().toLowerCase()
  const keys = [`login ${name}`, `address ${ctx.ip}`]
  const person = await ctx.db
    .selectFrom('identity.person as p')
    .leftJoin('identity.credential as c', (join) => join.onRef('c.personId', '=', 'p.id').on('c.kind', '=', 'password'))
    .select(['p.id', 'p.kind', 'p.name', 'p.state', 'c.secret'])
    .where('p.login', '=', name)
    .executeTakeFirst()
  // A password typed into the wrong box must not end up in a log for ever: only names that exist are named.
  const subject = person ? `person:${person['id']}` : 'login:unknown'
  const fits = await fitsPassword(person?.secret ?? undefined, password)
  const locked = await lockedFor(ctx, keys)
  if (locked) {
    ctx.audit('identity.sign_in.locked', subject, { ip: ctx.ip })
    return { code: 'identity.sign_in.locked', status: 429, params: { minutes: locked } }
  }
  if (fits && person?.state === 'active') {
    await ctx.db.deleteFrom('identity.signInAttempt').where('key', '=', keys[0]).execute()
    return { person: { id: person['id'], kind: person['kind'], name: person['name'] } }
  }
  await countFailures(ctx, keys)
  ctx.audit('identity.sign_in.failed', subject, { ip: ctx.ip })
  return { code: 'identity.sign_in.wrong', status: 401, params: {} }
}

/** Minutes until the last of these locks opens; 0 when none is shut. */
export async function lockedFor(ctx: Context, keys: string[]): Promise<number> {
  const rows = await ctx.db
    .selectFrom('identity.signInAttempt')
    .select('lockedUntil')
    .where('key', 'in', keys)
    .where('lockedUntil', '>', ctx.now)
    .execute()
  return Math.max(0, ...rows.map((row) => Math.ceil((row.lockedUntil.getTime() - ctx.now.getTime()) / 60_000)))
}

/** One statement per key, so that failures at the same instant all count. */
export async function countFailures(ctx: Context, keys: string[]): Promise<void> {
  const rules = await rulesAt(ctx.db, ctx.now)
  const until = new Date(ctx.now.getTime() + rules('sign_in.lock_minutes') * 60_000)
  const stale = new Date(ctx.now.getTime() - rules('sign_in.lock_minutes') * 60_000)
  for (const key of keys) {
    const most = rules(key.startsWith('login') ? 'sign_in.failures' : 'sign_in.failures_address')
    // A streak older than the lock's length, or one that a lock has ended, begins anew.
    await sql`insert into identity.sign_in_attempt as a (key, failed, since) values (${key}, 1, ${ctx.now})
      on conflict (key) do update set
        failed = case when a.since < ${stale} or a.locked_until <= ${ctx.now} then 1 else a.failed + 1 end,
        since = case when a.since < ${stale} or a.locked_until <= ${ctx.now} then ${ctx.now} else a.since end,
        locked_until = case
          when a.since < ${stale} or a.locked_until <= ${ctx.now} then null
          when a.failed + 1 >= ${most} then ${until}::timestamptz else a.locked_until end`.execute(ctx.db)
  }
}

/** Opens a name that too many failures locked. */
export async function openLock(ctx: Context, login: string): Promise<void> {
  await ctx.db.deleteFrom('identity.signInAttempt').where('key', '=', `login ${login}`).execute()
}
