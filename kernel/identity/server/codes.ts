// Citizens sign in by a code sent to their phone: six digits, five minutes, five tries, and limits on how many are sent.

import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '#kernel/db'
import type { Context } from '#kernel/module'
import { maskPhone } from './masking.ts'
import { rulesAt } from './rules.ts'
import { codeHash, phoneHash } from './secrets.ts'
import { countFailures, lockedFor, type Refusal, type SignedIn } from './signin.ts'
import { isMobile } from './validators.ts'

/** Sends a code to the phone. The answer is the same whether anybody with that phone is known. Throws 422, 429. */
export async function sendCode(ctx: Context, phone: string): Promise<{ expiresIn: number; resendAfter: number }> {
  if (!isMobile(phone)) ctx.fail('identity.phone.invalid', 422)
  const rules = await rulesAt(ctx.db, ctx.now)
  const hash = await phoneHash(ctx.db, phone)
  // Two requests for one phone at once: the second waits and then sees the first.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`identity.code ${hash}`}, 0))`.execute(ctx.db)
  const ago = (seconds: number) => new Date(ctx.now.getTime() - seconds * 1000)
  const { rows } = await sql<{ last: Date | null; hour: number; day: number; address: number }>`
    select max(created_at) filter (where phone_hash = ${hash}) as last,
      count(*) filter (where phone_hash = ${hash} and created_at > ${ago(3600)})::int as hour,
      count(*) filter (where phone_hash = ${hash})::int as day,
      count(*) filter (where ip = ${ctx.ip} and created_at > ${ago(3600)})::int as address
    from identity.phone_code
    where (phone_hash = ${hash} and created_at > ${ago(86_400)}) or (ip = ${ctx.ip} and created_at > ${ago(3600)})`.execute(
    ctx.db,
  )
  const sent = rows[0]!
  const wait = rules('code.wait_seconds')
  const since = sent.last ? (ctx.now.getTime() - sent.last.getTime()) / 1000 : Infinity
  if (since < wait) ctx.fail('identity.code.soon', 429, { seconds: Math.ceil(wait - since) })
  if (sent.hour >= rules('code.hour') || sent.day >= rules('code.day') || sent.address >= rules('code.address_hour'))
    ctx.fail('identity.code.many', 429)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const minutes = rules('code.minutes')
  // An older code stops working: one phone, one code.
  await sql`update identity.phone_code set used_at = ${ctx.now} where phone_hash = ${hash} and used_at is null`.execute(ctx.db)
  await ctx.db
    .insertInto('identity.phoneCode')
    .values({
      id: newId(),
      phoneHash: hash,
      codeHash: await codeHash(ctx.db, phone, code),
      ip: ctx.ip,
      createdAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + minutes * 60_000),
    })
    .execute()
  ctx.emit('identity.code.requested', { phone, code, minutes })
  return { expiresIn: minutes * 60, resendAfter: wait }
}

/** Checks a code; the citizen is made on first use. A wrong code counts, so it is returned and not thrown. */
export async function signInByCode(ctx: Context, phone: string, code: string): Promise<SignedIn | Refusal> {
  const wrong: Refusal = { code: 'identity.code.wrong', status: 401, params: {} }
  if (!isMobile(phone) || !/^\d{6}$/.test(code)) return wrong
  // Five tries guard one phone; the address's lock guards against one try at each of many phones.
  const address = [`address ${ctx.ip}`]
  const locked = await lockedFor(ctx, address)
  if (locked) return { code: 'identity.sign_in.locked', status: 429, params: { minutes: locked } }
  const rules = await rulesAt(ctx.db, ctx.now)
  const hash = await phoneHash(ctx.db, phone)
  // The try is counted by the statement that reads: a thousand guesses at once are still five tries.
  const { rows } = await sql<{ id: string; codeHash: string }>`
    update identity.phone_code set attempts = attempts + 1
    where id = (select id from identity.phone_code where phone_hash = ${hash} order by created_at desc limit 1 for update)
      and used_at is null and expires_at > ${ctx.now} and attempts < ${rules('code.attempts')}
    returning id, code_hash`.execute(ctx.db)
  const sent = rows[0]
  const given = await codeHash(ctx.db, phone, code)
  if (!sent || sent.codeHash !== given) {
    await countFailures(ctx, address)
    ctx.audit('identity.code.failed', `phone:${maskPhone(phone)}`, { ip: ctx.ip })
    return wrong
  }
  await ctx.db.updateTable('identity.phoneCode').set({ usedAt: ctx.now }).where('id', '=', sent.id).execute()
  const person = await citizenByPhone(ctx, phone)
  if (person.state !== 'active') return { code: 'identity.person.locked', status: 403, params: {} }
  return { person }
}

/** The citizen with this mobile number, made when there is none. */
export async function citizenByPhone(
  ctx: Context,
  phone: string,
): Promise<{ id: string; kind: 'citizen'; name: string; state: string }> {
  const hash = await phoneHash(ctx.db, phone)
  const find = () =>
    ctx.db
      .selectFrom('identity.person')
      .select(['id', 'kind', 'name', 'state'])
      .where('kind', '=', 'citizen')
      .where('phoneHash', '=', hash)
      .executeTakeFirst()
  const known = await find()
  if (known) return known as any
  await sql`insert into identity.person (id, kind, name, phone, phone_hash, created_at)
    values (${newId()}, 'citizen', ${`市民${phone.slice(-4)}`}, ${phone}, ${hash}, ${ctx.now})
    on conflict (phone_hash) where kind = 'citizen' do nothing`.execute(ctx.db)
  return (await find()) as any
}
