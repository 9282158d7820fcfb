// Delivery: queued → sending → sent → delivered, or failed after its attempts. The network is spoken to outside any transaction.

import { sql } from 'kysely'
import type { Context, Running } from '#kernel/module'
import { sendJob } from '#kernel/jobs'
import { carry, isBuiltIn, Refused, type Outgoing, type Taken } from './carriers.ts'

// Minutes before the next attempt; after the last one it has failed.
const pauses = [1, 5, 30, 120, 480]

/** Delivers one message; run as a job, at least once. */
export async function deliverMessage(city: Running, data: { id: string }): Promise<{ state: string } | null> {
  const message = await city.run({ action: 'messaging.deliver' }, (ctx) => claim(ctx, data.id))
  if (!message) return null
  let taken: Taken | undefined
  let problem: unknown
  try {
    taken = await carry(message)
  } catch (error) {
    problem = error
  }
  return city.run({ action: 'messaging.deliver' }, (ctx) =>
    taken ? settle(ctx, message, taken) : giveBack(ctx, message, problem),
  )
}

async function claim(ctx: Context, id: string): Promise<(Outgoing & { attempts: number; hide: boolean }) | null> {
  const { rows } = await sql<any>`update messaging.message m set state = 'sending', attempts = attempts + 1
    from (select 1) one where m.id = ${id} and m.state in ('queued', 'sending')
    returning m.id, channel, address, title, body, link, data, template, m.created_at, attempts, m.secret as hide,
      (select e.secret from messaging.endpoint e where e.url = m.address and m.channel = 'webhook') as secret`.execute(ctx.db)
  return rows[0] ?? null
}

async function settle(
  ctx: Context,
  message: { id: string; channel: string; hide: boolean },
  taken: Taken,
): Promise<{ state: string }> {
  const forget = message.hide && !isBuiltIn(message.channel)
  await sql`update messaging.message set state = ${taken.state}, carrier = ${taken.carrier}, ref = ${taken.ref}, error = null, sent_at = ${ctx.now},
    delivered_at = ${taken.state === 'delivered' ? ctx.now : null}, body = case when ${forget} then '***' else body end, title = case when ${forget} then '***' else title end
    where id = ${message.id}`.execute(ctx.db)
  ctx.notice('messaging.outbox')
  return { state: taken.state }
}

async function giveBack(ctx: Context, message: { id: string; attempts: number }, problem: unknown): Promise<{ state: string }> {
  const text = String((problem as Error)?.message ?? problem).slice(0, 500)
  const pause = pauses[message.attempts - 1]
  ctx.notice('messaging.outbox')
  if (problem instanceof Refused || pause === undefined) {
    ctx.log.warn({ message: message.id, error: text }, 'a message could not be delivered')
    await sql`update messaging.message set state = 'failed', error = ${text} where id = ${message.id}`.execute(ctx.db)
    return { state: 'failed' }
  }
  const due = new Date(ctx.now.getTime() + pause * 60_000)
  await sql`update messaging.message set state = 'queued', error = ${text}, due_at = ${due} where id = ${message.id}`.execute(
    ctx.db,
  )
  await sendJob(ctx, 'messaging.deliver', { id: message.id }, { after: due, singletonKey: message.id })
  return { state: 'queued' }
}

/** A carrier's receipt for what it took; unknown references are ignored, a receipt never takes back a delivery. */
export async function noteReceipt(
  ctx: Context,
  carrier: string,
  ref: string,
  delivered: boolean,
  error?: string,
): Promise<boolean> {
  const { rows } =
    await sql`update messaging.message set state = ${delivered ? 'delivered' : 'failed'}, delivered_at = ${delivered ? ctx.now : null},
    error = ${delivered ? null : (error ?? 'undelivered')} where carrier = ${carrier} and ref = ${ref} and state = 'sent' returning 1`.execute(
      ctx.db,
    )
  if (rows.length) ctx.notice('messaging.outbox')
  return rows.length > 0
}
