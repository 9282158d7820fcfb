// The outbox: every message that left, its text as sent, its state; addresses masked.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { maskEmail, maskPhone } from '#kernel/identity'
import { sendJob } from '#kernel/jobs'
import { isBuiltIn } from './carriers.ts'

type Query = {
  page?: number
  size?: number
  q?: string
  channel?: string
  state?: string
  template?: string
  from?: string
  to?: string
}

export async function listMessages(ctx: Context, query: Query) {
  const { page = 1, size = 20, q } = query
  const pattern = q ? `%${q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%` : null
  const only = sql`${query.channel ? sql`channel = ${query.channel}` : sql`channel <> 'inapp'`} and (${query.state ?? null}::text is null or state = ${query.state ?? null})
    and (${query.template ?? null}::text is null or template = ${query.template ?? null})
    and (${pattern}::text is null or title ilike ${pattern} or body ilike ${pattern} or address like ${pattern})
    and (${query.from ?? null}::date is null or created_at >= (${query.from ?? null} || ' 00:00+08')::timestamptz)
    and (${query.to ?? null}::date is null or created_at < (${query.to ?? null} || ' 00:00+08')::timestamptz + interval '1 day')`
  const { rows } =
    await sql<any>`select id, template, channel, address, lang, title, body, link, secret, state, attempts, error, carrier, created_at, due_at, sent_at, delivered_at
    from messaging.message where ${only} order by created_at desc, id desc limit ${size} offset ${(page - 1) * size}`.execute(
      ctx.db,
    )
  const { rows: total } = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from messaging.message where ${only} limit 10000) t`.execute(ctx.db)
  return { items: rows.map(shown), total: total[0]!.n }
}

function shown({ secret, ...row }: any) {
  const hidden = secret && !isBuiltIn(row.channel)
  const address = row.channel === 'sms' ? maskPhone(row.address) : row.channel === 'mail' ? maskEmail(row.address) : row.address
  return { ...row, address: address ?? '', ...(hidden ? { title: '***', body: '***' } : {}) }
}

/** Sends a failed message again as it is. Fails messaging.message.unknown (404), .state (409), .forgotten (409) when its text is gone. */
export async function resend(ctx: Context, id: string): Promise<{ id: string }> {
  const { rows } = await sql<{
    state: string
    channel: string
    secret: boolean
    sentAt: Date | null
  }>`select state, channel, secret, sent_at from messaging.message where id = ${id} for update`.execute(ctx.db)
  const row = rows[0]
  if (!row || row.channel === 'inapp') ctx.fail('messaging.message.unknown', 404)
  if (row!.state !== 'failed') ctx.fail('messaging.message.state', 409, { state: row!.state })
  if (row!.secret && row!.sentAt) ctx.fail('messaging.message.forgotten', 409)
  await sql`update messaging.message set state = 'queued', attempts = 0, error = null, due_at = ${ctx.now} where id = ${id}`.execute(
    ctx.db,
  )
  await sendJob(ctx, 'messaging.deliver', { id }, { singletonKey: id })
  ctx.notice('messaging.outbox')
  return { id }
}

/** Forgets messages older than the city keeps them. */
export async function forgetMessages(ctx: Context, days: number): Promise<{ messages: number }> {
  const before = new Date(ctx.now.getTime() - days * 86_400_000)
  const { rows } =
    await sql`delete from messaging.message where id in (select id from messaging.message where created_at < ${before} limit 5000) returning 1`.execute(
      ctx.db,
    )
  await sql`delete from messaging.inbound where received_at < ${before}`.execute(ctx.db)
  return { messages: rows.length }
}
