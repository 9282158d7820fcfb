// Sending: rows in the caller's transaction, one per recipient and channel; delivery after commit by jobs.

import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Context, Lang } from '#kernel/module'
import { newId } from '#kernel/db'
import { contactOf, maskIdNo, maskPhone, peopleInPool } from '#kernel/identity'
import { sendJob } from '#kernel/jobs'
import { setting } from '#kernel/catalogue'
import { afterQuiet } from './days.ts'
import { worded, wording, type Channel, type Params } from './templates.ts'

export type Recipient = { person: string } | { phone: string } | { mail: string } | { url: string } | { pool: string }
export type Sending = {
  template: string
  params?: Params
  to: Recipient | Recipient[]
  /** Where to reach a person: the inbox unless told. A pool is reached in the inbox, a phone by SMS, and so on. */
  channels?: Channel[]
  /** Path that the message leads to, such as '/desk/hotline/tickets/…'. */
  link?: string
  lang?: Lang
  /** What a webhook carries besides; ids and facts, no personal data. */
  data?: object
}
type Target = { channel: Channel; personId: string | null; address: string; lang: Lang }

/** Puts messages into the outbox with the caller's transaction; returns their ids. Unreachable people are left out. */
export async function send(ctx: Context, sending: Sending): Promise<string[]> {
  const recipients = Array.isArray(sending.to) ? sending.to : [sending.to]
  const targets = new Map<string, Target>()
  for (const one of recipients)
    for (const target of await targetsOf(ctx, one, sending))
      targets.set(`${target.channel} ${target.personId ?? ''} ${target.address}`, target)
  const ids: string[] = []
  for (const target of targets.values()) ids.push(await put(ctx, sending, target))
  return ids
}

async function targetsOf(ctx: Context, to: Recipient, { channels, lang = ctx.lang }: Sending): Promise<Target[]> {
  if ('phone' in to) return [{ channel: 'sms', personId: null, address: to.phone, lang }]
  if ('mail' in to) return [{ channel: 'mail', personId: null, address: to.mail, lang }]
  if ('url' in to) return [{ channel: 'webhook', personId: null, address: to.url, lang }]
  if ('pool' in to) {
    const at = to.pool.indexOf(':')
    const people = await peopleInPool(ctx, to.pool.slice(0, at), to.pool.slice(at + 1))
    return (await Promise.all(people.map((one) => toPerson(ctx, one.id, channels)))).flat()
  }
  return toPerson(ctx, to.person, channels)
}

async function toPerson(ctx: Context, id: string, channels: Channel[] = ['inapp']): Promise<Target[]> {
  const contact = await contactOf(ctx, id)
  if (!contact) return []
  const { lang } = contact
  return channels.flatMap((channel): Target[] => {
    if (channel === 'inapp') return [{ channel, personId: id, address: '', lang }]
    const address = channel === 'sms' ? contact.phone : channel === 'mail' ? contact.email : null
    return address ? [{ channel, personId: id, address, lang }] : []
  })
}

async function put(ctx: Context, sending: Sending, target: Target): Promise<string> {
  const id = newId()
  const text = await wording(ctx, sending.template, target.channel)
  const { channel } = target
  const said = worded(text, target.lang, channel === 'sms' ? discreet(sending.params ?? {}) : (sending.params ?? {}))
  const inapp = channel === 'inapp'
  const over = channel === 'sms' && !text.urgent ? await overLimit(ctx, target.address) : null
  const due =
    channel === 'sms' && !text.urgent
      ? afterQuiet(ctx.now, await setting(ctx, 'messaging.quiet_from'), await setting(ctx, 'messaging.quiet_to'))
      : ctx.now
  if (channel === 'webhook') await ensureEndpoint(ctx, target.address)
  await ctx.db
    .insertInto('messaging.message')
    .values({
      id,
      template: sending.template,
      channel,
      personId: target.personId,
      address: target.address,
      lang: target.lang,
      title: said.title,
      body: said.body,
      data: channel === 'webhook' ? JSON.stringify(sending.data ?? sending.params ?? {}) : null,
      link: sending.link ?? null,
      urgent: text.urgent,
      secret: text.secret,
      state: inapp ? 'delivered' : over ? 'failed' : 'queued',
      error: over,
      createdAt: ctx.now,
      dueAt: due,
      deliveredAt: inapp ? ctx.now : null,
    })
    .execute()
  if (inapp) ctx.notice(`person:${target.personId}`, { kind: 'messaging' })
  else {
    ctx.notice('messaging.outbox')
    if (!over) await sendJob(ctx, 'messaging.deliver', { id }, { after: due, singletonKey: id })
  }
  return id
}

/** An SMS passes through many hands: numbers in it show their tails only, names a surname, addresses nothing (government.md 0.5). */
function discreet(params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => {
      if (typeof value !== 'string') return [key, value]
      if (/address/i.test(key)) return [key, '']
      if (/^(name|callerName|personName|citizen)$/i.test(key)) return [key, value ? `${[...value][0]}**` : value]
      return [
        key,
        value
          .replace(/(?<!\d)\d{17}[\dXx](?!\d)/g, (id) => maskIdNo(id)!)
          .replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, (phone) => maskPhone(phone)!),
      ]
    }),
  )
}

async function overLimit(ctx: Context, phone: string): Promise<string | null> {
  const { rows } = await sql<{
    hour: number
    day: number
  }>`select count(*) filter (where created_at > ${new Date(ctx.now.getTime() - 3_600_000)})::int as hour, count(*)::int as day
    from messaging.message where channel = 'sms' and address = ${phone} and state <> 'failed' and created_at > ${new Date(ctx.now.getTime() - 86_400_000)}`.execute(
    ctx.db,
  )
  const { hour, day } = rows[0]!
  if (hour >= (await setting(ctx, 'messaging.sms_hour'))) return 'limit: hour'
  return day >= (await setting(ctx, 'messaging.sms_day')) ? 'limit: day' : null
}

async function ensureEndpoint(ctx: Context, url: string): Promise<void> {
  await sql`insert into messaging.endpoint (url, secret, created_at) values (${url}, ${randomBytes(24).toString('base64url')}, ${ctx.now}) on conflict do nothing`.execute(
    ctx.db,
  )
}
