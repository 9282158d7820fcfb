// Messages from outside: SMS that the carrier hands in, and its receipts, by a door with a key of its own.

import { createHash, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { raw, type Context, type DoorRequest, type Doors } from '#kernel/module'
import { newId } from '#kernel/db'
import { maskPhone } from '#kernel/identity'
import { messagingEnv } from './carriers.ts'
import { noteReceipt } from './deliver.ts'

export type Received = { id: string; phone: string; receiver: string; text: string; receivedAt: Date }

/** Stores one SMS and tells of it (messaging.sms.received, ids only); the same carrier's number twice is one message. */
export async function receiveSms(
  ctx: Context,
  sms: { phone: string; text: string; receiver?: string; ref?: string | null; at?: Date },
): Promise<{ id: string; again: boolean }> {
  const phone = sms.phone.replace(/^(\+?86|0086)(?=1\d{10}$)/, '')
  if (!/^\+?\d{3,20}$/.test(phone)) ctx.fail('messaging.inbound.phone', 422)
  const text = sms.text.trim()
  if (!text || text.length > 2000) ctx.fail('messaging.inbound.text', 422)
  const id = newId()
  const { rows } = await sql<{
    id: string
  }>`insert into messaging.inbound (id, phone, receiver, text, ref, received_at, stored_at)
    values (${id}, ${phone}, ${sms.receiver ?? ''}, ${text}, ${sms.ref ?? null}, ${sms.at ?? ctx.now}, ${ctx.now}) on conflict (ref) do nothing returning id`.execute(
    ctx.db,
  )
  if (!rows.length) {
    const before = await sql<{ id: string }>`select id from messaging.inbound where ref = ${sms.ref}`.execute(ctx.db)
    return { id: before.rows[0]!.id, again: true }
  }
  ctx.emit('messaging.sms.received', { id })
  ctx.notice('messaging.outbox')
  return { id, again: false }
}

/** One received SMS, for the module that reacts to it. */
export async function receivedSms(ctx: Pick<Context, 'db'>, id: string): Promise<Received | undefined> {
  const { rows } =
    await sql<Received>`select id, phone, receiver, text, received_at from messaging.inbound where id = ${id}`.execute(ctx.db)
  return rows[0]
}

export async function listInbound(ctx: Context, query: { page?: number; size?: number; q?: string }) {
  const { page = 1, size = 20, q } = query
  const only = sql`${q ?? null}::text is null or text ilike ${`%${q ?? ''}%`}`
  const { rows } = await sql<Received>`select id, phone, receiver, text, received_at from messaging.inbound where ${only}
    order by received_at desc, id limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const { rows: total } = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from messaging.inbound where ${only} limit 10000) t`.execute(ctx.db)
  return { items: rows.map((row) => ({ ...row, phone: maskPhone(row.phone)! })), total: total[0]!.n }
}

/** SMS_INBOUND_KEY in the header x-sms-key, or as `key` in the address for gateways that cannot set headers. Without a key the door is shut. */
function checkKey(ctx: Context, req: DoorRequest): void {
  const wanted = messagingEnv()['SMS_INBOUND_KEY']
  if (!wanted) ctx.fail('messaging.inbound.shut', 404)
  const given = req.headers['x-sms-key'] ?? req.query['key']
  const hash = (text: string) => createHash('sha256').update(text).digest()
  if (typeof given !== 'string' || !timingSafeEqual(hash(given), hash(wanted!))) ctx.fail('messaging.inbound.key', 401)
}

const text = (body: any, ...names: string[]): string => {
  for (const name of names) if (typeof body?.[name] === 'string' || typeof body?.[name] === 'number') return String(body[name])
  return ''
}
const json = (value: object) => raw(JSON.stringify(value), { type: 'application/json; charset=utf-8' })

export const doors: Doors = {
  'POST /messaging/inbound/sms': {
    may: 'public',
    limit: 'public',
    async run(ctx, req) {
      checkKey(ctx, req)
      const { body } = req
      const at = new Date(text(body, 'at', 'time', 'receivedAt') || ctx.now)
      const stored = await receiveSms(ctx, {
        phone: text(body, 'from', 'phone', 'mobile'),
        text: text(body, 'text', 'content', 'message'),
        receiver: text(body, 'to', 'receiver').slice(0, 30),
        ref: text(body, 'id', 'ref', 'messageId').slice(0, 100) || null,
        at: Number.isNaN(at.getTime()) ? ctx.now : at,
      })
      return json(stored)
    },
  },
  'POST /messaging/receipts/sms': {
    may: 'public',
    limit: 'public',
    async run(ctx, req) {
      checkKey(ctx, req)
      const { body } = req
      const delivered = /^(delivrd|delivered|ok|0|success|true)$/i.test(text(body, 'state', 'status'))
      return json({
        known: await noteReceipt(
          ctx,
          'sms',
          text(body, 'id', 'ref', 'messageId'),
          delivered,
          text(body, 'error', 'state', 'status').slice(0, 200),
        ),
      })
    },
  },
}
