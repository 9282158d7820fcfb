// Carriers: what hands a message on to the world. Built-in ones only keep it, for the demo city and for tests of others.

import { createHmac } from 'node:crypto'
import nodemailer, { type Transporter } from 'nodemailer'

export type Outgoing = {
  id: string
  channel: 'sms' | 'mail' | 'webhook'
  address: string
  title: string
  body: string
  link: string | null
  data: object | null
  secret: string | null
  template: string
  createdAt: Date
}
/** `state`: 'sent' when a receipt may still come, 'delivered' when nothing more will. */
export type Taken = { carrier: string; state: 'sent' | 'delivered'; ref: string | null }
/** A refusal for good: trying again would not help. */
export class Refused extends Error {}

type Env = Record<string, string | undefined>
let env: Env = {}
let mailer: Transporter | undefined

/** Called at boot: SMTP_URL, SMTP_FROM, SMS_GATEWAY_URL and its companions, SMS_INBOUND_KEY, PUBLIC_URL. */
export function openMessaging(given: Env): void {
  env = given
  mailer?.close()
  mailer = undefined
}
export const messagingEnv = (): Env => env
/** Whether the channel's carrier only keeps messages: then the outbox shows secret ones too. */
export const isBuiltIn = (channel: string) =>
  (channel === 'sms' && !env['SMS_GATEWAY_URL']) || (channel === 'mail' && !env['SMTP_URL'])

export async function carry(message: Outgoing): Promise<Taken> {
  if (isBuiltIn(message.channel)) return { carrier: 'built-in', state: 'delivered', ref: null }
  if (message.channel === 'sms') return bySms(message)
  return message.channel === 'mail' ? byMail(message) : byWebhook(message)
}

/** The text of an SMS: the body, else the title. Chinese rules ask for the sender's sign 【…】 in front. */
export function smsText(message: Pick<Outgoing, 'title' | 'body'>): string {
  return `${env['SMS_SIGN'] ?? ''}${message.body || message.title}`
}

/**
 * Any HTTP gateway by configuration. SMS_GATEWAY_URL; SMS_GATEWAY_BODY with {phone} {text} {id}, JSON unless SMS_GATEWAY_TYPE says otherwise;
 * SMS_GATEWAY_HEADERS as JSON; SMS_GATEWAY_REF: dotted path of the gateway's number in its JSON answer; SMS_GATEWAY_OK: 'path=value' that means taken.
 */
async function bySms(message: Outgoing): Promise<Taken> {
  const type = env['SMS_GATEWAY_TYPE'] ?? 'application/json'
  const quoted = (value: string) => (type.includes('json') ? JSON.stringify(value).slice(1, -1) : encodeURIComponent(value))
  const filled = (text: string, quote: (value: string) => string) =>
    text.replace(/\{(phone|text|id)\}/g, (_, key: string) =>
      quote(key === 'phone' ? message.address : key === 'text' ? smsText(message) : message.id),
    )
  const answer = await fetch(filled(env['SMS_GATEWAY_URL']!, encodeURIComponent), {
    method: env['SMS_GATEWAY_METHOD'] ?? 'POST',
    headers: { 'content-type': type, ...(JSON.parse(env['SMS_GATEWAY_HEADERS'] ?? '{}') as Record<string, string>) },
    ...(env['SMS_GATEWAY_METHOD'] === 'GET'
      ? {}
      : { body: filled(env['SMS_GATEWAY_BODY'] ?? '{"to":"{phone}","text":"{text}","id":"{id}"}', quoted) }),
    signal: AbortSignal.timeout(15_000),
    redirect: 'error',
  })
  const text = (await answer.text()).slice(0, 10_000)
  refuse(answer.status, text)
  const json = jsonOf(text)
  const [path, wanted] = (env['SMS_GATEWAY_OK'] ?? '').split('=')
  if (path && String(at(json, path)) !== wanted) throw new Refused(`the gateway says ${text.slice(0, 200)}`)
  const ref = at(json, env['SMS_GATEWAY_REF'] ?? 'id')
  return { carrier: 'sms', state: 'sent', ref: ref === undefined || ref === null ? null : String(ref) }
}

async function byMail(message: Outgoing): Promise<Taken> {
  mailer ??= nodemailer.createTransport(env['SMTP_URL']!, { from: env['SMTP_FROM'] ?? 'Yicheng <no-reply@localhost>' } as object)
  const link = message.link && env['PUBLIC_URL'] ? `\n\n${new URL(message.link, env['PUBLIC_URL']).href}` : ''
  try {
    const info = (await mailer.sendMail({
      to: message.address,
      subject: message.title.replace(/[\r\n]+/g, ' '),
      text: `${message.body || message.title}${link}\n`,
      // The same message tried twice is recognisable as one.
      messageId: `<${message.id}@yicheng>`,
      headers: { 'auto-submitted': 'auto-generated' },
    })) as { response?: string }
    return { carrier: 'smtp', state: 'sent', ref: info.response?.slice(0, 200) ?? null }
  } catch (error) {
    const { responseCode, message: text } = error as { responseCode?: number; message: string }
    if (responseCode && responseCode >= 500) throw new Refused(text)
    throw error
  }
}

/** POST of JSON, signed: `yicheng-signature: t=<seconds>,v1=<hex hmac-sha256 of "t.body">` with the endpoint's key. */
async function byWebhook(message: Outgoing): Promise<Taken> {
  const url = new URL(message.address)
  if (!/^https?:$/.test(url.protocol) || /^(169\.254\.|\[fe80|metadata\.)/i.test(url.hostname))
    throw new Refused('the address is not allowed')
  const body = JSON.stringify({
    id: message.id,
    type: message.template,
    at: message.createdAt.toISOString(),
    title: message.title,
    body: message.body,
    link: message.link,
    data: message.data,
  })
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'yicheng',
      'idempotency-key': message.id,
      'yicheng-signature': sign(message.secret ?? '', body, Math.floor(Date.now() / 1000)),
    },
    body,
    signal: AbortSignal.timeout(10_000),
    redirect: 'error',
  })
  refuse(answer.status, (await answer.text()).slice(0, 200))
  return { carrier: 'webhook', state: 'delivered', ref: null }
}

export function sign(secret: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

/** 4xx is for good, except "too early, too many, timeout"; 5xx may pass. */
function refuse(status: number, text: string): void {
  if (status >= 200 && status < 300) return
  const message = `answered ${status}: ${text.slice(0, 200)}`
  throw status >= 400 && status < 500 && ![408, 425, 429].includes(status) ? new Refused(message) : new Error(message)
}
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<any>((inner, key) => inner?.[key], value)
}
