// Messages on their way: in the transaction, over real SMTP and HTTP peers, retried, limited, quiet at night, received.

import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { SMTPServer } from 'smtp-server'
import { openMessaging, receivedSms, send } from '#kernel/messaging'
import { testCity, type TestCity } from '#test/city.ts'
import { afterQuiet } from '../server/days.ts'
import { declareTemplates, listen, messageOf } from './probe.ts'

let city: TestCity
let phones = 13_100_000_000
const newPhone = () => String(++phones)
const params = { no: 'HL-20270302-00042', name: '张三丰', phone: '13812345678', address: '天元区黄河北路 8 号' }
const to = (recipient: any, template = 'messaging.probe', more: object = {}) =>
  city.ctx(async (ctx) => (await send(ctx, { template, params, to: recipient, ...more }))[0]!)
const noon = '2027-03-02T04:00:00Z'

before(async () => {
  city = await testCity()
  await declareTemplates(city)
})
after(() => openMessaging({}))

test('the built-in carrier keeps what it "sent", after commit only, without personal data in an SMS', async () => {
  openMessaging({})
  city.clock.set(noon)
  const phone = newPhone()
  await assert.rejects(
    city.ctx(
      async (ctx) => (
        await send(ctx, { template: 'messaging.probe', params, to: { phone } }),
        Promise.reject(new Error('rolled back'))
      ),
    ),
  )
  await city.settle()
  assert.equal(
    (await city.pool.query('select count(*)::int as n from messaging.message where address = $1', [phone])).rows[0]!['n'],
    0,
  )
  const id = await to({ phone })
  assert.equal((await messageOf(city, id))['state'], 'queued')
  await city.settle()
  const sent = await messageOf(city, id)
  assert.deepEqual([sent['state'], sent['attempts'], sent['carrier']], ['delivered', 1, 'built-in'])
  assert.equal(sent['body'], '张**您好，您的诉求 HL-20270302-00042 已答复，来电 138****5678，地址 。')
  const admin = city.as({ permissions: ['messaging.outbox.read'] })
  const list = await city.ask(admin, 'GET /api/messaging/messages?channel=sms&q=HL-20270302-00042')
  const shown = list.body.items.find((one: any) => one.id === id)
  assert.equal(shown.body, sent['body'])
  assert.match(shown.address, /^\d{3}\*{4}\d{4}$/, 'numbers are masked')
})

test('a real mail server gets the mail; one that refuses for good fails it, one that is busy gets it again', async () => {
  const mails: string[] = []
  let verdict: 'ok' | 'busy' | 'never' = 'ok'
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        if (verdict !== 'ok') return done(Object.assign(new Error('not now'), { responseCode: verdict === 'busy' ? 451 : 554 }))
        mails.push(Buffer.concat(parts).toString())
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  openMessaging({
    SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    SMTP_FROM: '12345 <hotline@example.org>',
    PUBLIC_URL: 'https://city.example.org',
  })
  const id = await to({ mail: 'someone@example.org' }, 'messaging.probe', { link: '/my/1' })
  await city.settle()
  assert.equal((await messageOf(city, id))['state'], 'sent')
  assert.equal(mails.length, 1)
  assert.match(mails[0]!, /^To: someone@example\.org/m)
  assert.match(mails[0]!, /^From: 12345 <hotline@example\.org>/m)
  assert.match(mails[0]!, new RegExp(`^Message-ID: <${id}@yicheng>`, 'm'))
  assert.match(mails[0]!, /^Subject: =\?UTF-8\?/m)

  verdict = 'busy'
  const later = await to({ mail: 'busy@example.org' })
  await city.settle()
  const waiting = await messageOf(city, later)
  assert.deepEqual([waiting['state'], waiting['attempts']], ['queued', 1])
  assert.match(waiting['error'], /not now/)
  verdict = 'ok'
  city.clock.advance(61_000)
  await city.settle()
  assert.deepEqual([(await messageOf(city, later))['state'], mails.length], ['sent', 2])

  verdict = 'never'
  const never = await to({ mail: 'never@example.org' })
  await city.settle()
  assert.deepEqual([(await messageOf(city, never))['state'], (await messageOf(city, never))['attempts']], ['failed', 1])
  verdict = 'ok'
  const admin = city.as({ permissions: ['messaging.outbox.manage'] })
  assert.equal((await city.ask(admin, `POST /api/messaging/messages/${never}/resend`)).status, 200)
  await city.settle()
  assert.equal((await messageOf(city, never))['state'], 'sent')
  assert.equal((await city.ask(admin, `POST /api/messaging/messages/${never}/resend`)).body.code, 'messaging.message.state')
  openMessaging({})
  await new Promise<void>((resolve) => server.close(resolve))
})

test('an SMS gateway by configuration: its form, its number, its receipts; a broken one is given up after six attempts', async () => {
  city.clock.set('2027-03-03T04:00:00Z')
  let down = false
  const gateway = await listen((_heard, n) =>
    down ? { status: 503 } : { status: 200, body: JSON.stringify({ result: { code: 0, sid: `S${n}` } }) },
  )
  openMessaging({
    SMS_GATEWAY_URL: `${gateway.url}/send?id={id}`,
    SMS_GATEWAY_TYPE: 'application/x-www-form-urlencoded',
    SMS_GATEWAY_BODY: 'mobile={phone}&content={text}',
    SMS_GATEWAY_HEADERS: '{"x-api-key":"k"}',
    SMS_GATEWAY_REF: 'result.sid',
    SMS_GATEWAY_OK: 'result.code=0',
    SMS_SIGN: '【一城】',
    SMS_INBOUND_KEY: 'inbound-secret',
  })
  const phone = newPhone()
  const id = await to({ phone })
  await city.settle()
  const [heard] = gateway.heard
  assert.equal(heard!.headers['x-api-key'], 'k')
  assert.equal(heard!.url, `/send?id=${id}`)
  const form = new URLSearchParams(heard!.body)
  assert.equal(form.get('mobile'), phone)
  assert.match(form.get('content')!, /^【一城】张\*\*您好/)
  assert.deepEqual([(await messageOf(city, id))['state'], (await messageOf(city, id))['ref']], ['sent', 'S1'])
  const receipt = await city.ask(null, 'POST /messaging/receipts/sms?key=inbound-secret', { id: 'S1', status: 'DELIVRD' })
  assert.deepEqual([receipt.status, receipt.body], [200, { known: true }])
  assert.equal((await messageOf(city, id))['state'], 'delivered')
  assert.deepEqual(
    (await city.ask(null, 'POST /messaging/receipts/sms?key=inbound-secret', { id: 'S1', status: 'UNDELIV' })).body,
    { known: false },
    'a delivery is not taken back',
  )

  // A code is sent at once and its text forgotten.
  const secret = await city.ctx(
    async (ctx) => (await send(ctx, { template: 'messaging.code', params: { code: '123456', minutes: 5 }, to: { phone } }))[0]!,
  )
  await city.settle()
  assert.match(new URLSearchParams(gateway.heard[1]!.body).get('content')!, /123456/)
  assert.equal((await messageOf(city, secret))['body'], '***')

  down = true
  const lost = await to({ phone: newPhone() }, 'messaging.alarm')
  for (let i = 0; i < 8; i++) {
    await city.settle()
    city.clock.advance(8 * 3_600_000 + 1000)
  }
  assert.deepEqual([(await messageOf(city, lost))['state'], (await messageOf(city, lost))['attempts']], ['failed', 6])
  await gateway.close()
  openMessaging({})
})

test('a webhook is signed with its endpoint key and tried again; a plain refusal ends it; metadata addresses are not called', async () => {
  city.clock.set('2027-03-05T04:00:00Z')
  const server = await listen((_heard, n) => ({ status: n === 1 ? 500 : n === 2 ? 200 : 410 }))
  const url = `${server.url}/hook`
  const id = await to({ url }, 'messaging.probe', { data: { case: 'c1' } })
  await city.settle()
  city.clock.advance(61_000)
  await city.settle()
  assert.deepEqual([(await messageOf(city, id))['state'], (await messageOf(city, id))['attempts']], ['delivered', 2])
  const { headers, body } = server.heard[1]!
  const key = (await city.pool.query('select secret from messaging.endpoint where url = $1', [url])).rows[0]!['secret'] as string
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['yicheng-signature']))!
  assert.equal(v1, createHmac('sha256', key).update(`${t}.${body}`).digest('hex'))
  assert.equal(headers['idempotency-key'], id)
  assert.deepEqual(JSON.parse(body).data, { case: 'c1' })
  const gone = await to({ url })
  await city.settle()
  assert.equal((await messageOf(city, gone))['state'], 'failed')
  const inner = await to({ url: 'http://169.254.169.254/latest/meta-data' })
  await city.settle()
  assert.match((await messageOf(city, inner))['error'], /not allowed/)
  await server.close()
})

test('SMS wait for the morning and respect the limit per number, urgent ones do not', async () => {
  openMessaging({})
  city.clock.set('2027-03-10T15:30:00Z')
  const phone = newPhone()
  const night = await to({ phone })
  const alarm = await to({ phone }, 'messaging.alarm')
  await city.settle()
  assert.deepEqual([(await messageOf(city, night))['state'], (await messageOf(city, alarm))['state']], ['queued', 'delivered'])
  assert.equal((await messageOf(city, night))['due_at'].toISOString(), '2027-03-10T23:00:00.000Z')
  city.clock.set('2027-03-10T23:00:01Z')
  await city.settle()
  assert.equal((await messageOf(city, night))['state'], 'delivered')

  city.clock.set('2027-03-11T04:00:00Z')
  const other = newPhone()
  const ids = []
  for (let i = 0; i < 11; i++) ids.push(await to({ phone: other }))
  await city.settle()
  assert.equal((await messageOf(city, ids[9]!))['state'], 'delivered')
  assert.deepEqual(
    [(await messageOf(city, ids[10]!))['state'], (await messageOf(city, ids[10]!))['error']],
    ['failed', 'limit: hour'],
  )
  const urgent = await to({ phone: other }, 'messaging.alarm')
  await city.settle()
  assert.equal((await messageOf(city, urgent))['state'], 'delivered')
})

test('no message goes out in the quiet hours, and none waits longer than they last', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
      fc.nat(24),
      fc.nat(24),
      (at, from, to) => {
        const due = afterQuiet(at, from, to)
        const hour = (due.getTime() / 3_600_000 + 8) % 24
        const quiet = from === to ? false : from < to ? hour >= from && hour < to : hour >= from || hour < to
        const length = from === to ? 0 : (to - from + 24) % 24 || 24
        return (!quiet || length === 24) && due >= at && due.getTime() - at.getTime() <= length * 3_600_000
      },
    ),
  )
})

test('an SMS comes in by its own key, once per carrier number, and is told of without its content', async () => {
  openMessaging({})
  const sms = { from: '+8613900001234', to: '12345', text: ' 路灯坏了 ', id: `in-${Date.now()}` }
  assert.equal((await city.ask(null, 'POST /messaging/inbound/sms', sms)).body.code, 'messaging.inbound.shut')
  openMessaging({ SMS_INBOUND_KEY: 'inbound-secret' })
  assert.equal((await city.ask(null, 'POST /messaging/inbound/sms', sms, { 'x-sms-key': 'wrong' })).status, 401)
  const first = await city.ask(null, 'POST /messaging/inbound/sms', sms, { 'x-sms-key': 'inbound-secret' })
  assert.deepEqual([first.status, first.body.again], [200, false], first.text)
  const again = await city.ask(null, 'POST /messaging/inbound/sms', sms, { 'x-sms-key': 'inbound-secret' })
  assert.deepEqual(again.body, { id: first.body.id, again: true })
  const stored = await city.ctx((ctx) => receivedSms(ctx, first.body.id))
  assert.deepEqual([stored!.phone, stored!.text, stored!.receiver], ['13900001234', '路灯坏了', '12345'])
  const events = await city.pool.query(
    `select payload from events.event where name = 'messaging.sms.received' and payload->>'id' = $1`,
    [first.body.id],
  )
  assert.deepEqual(events.rows, [{ payload: { id: first.body.id } }])
  for (const [bad, code] of [
    [{ ...sms, from: 'abc' }, 'messaging.inbound.phone'],
    [{ ...sms, text: '' }, 'messaging.inbound.text'],
  ] as const)
    assert.equal((await city.ask(null, 'POST /messaging/inbound/sms', bad, { 'x-sms-key': 'inbound-secret' })).body.code, code)
  openMessaging({})
})

test('a template is worded anew from a day on, with its own variables only', async () => {
  city.clock.set('2027-04-01T04:00:00Z')
  const admin = city.as({ permissions: ['messaging.template.manage', 'messaging.template.read'] })
  const wording = {
    id: 'messaging.probe',
    channel: 'sms',
    titleZh: '工单',
    titleEn: 'Case',
    bodyZh: '{no} 已办。',
    bodyEn: '{no} done.',
    urgent: false,
    secret: false,
  }
  const ask = (more: object) => city.ask(admin, 'POST /api/messaging/templates', { ...wording, validFrom: '2027-04-10', ...more })
  assert.equal((await ask({ bodyZh: '{idNo}' })).body.code, 'messaging.template.variable')
  assert.equal((await ask({ validFrom: '2027-03-01' })).body.code, 'messaging.template.past')
  assert.equal((await ask({ id: 'messaging.nothing' })).status, 404)
  assert.equal((await ask({})).status, 201)
  const phone = newPhone()
  const old = await to({ phone })
  city.clock.set('2027-04-10T04:00:00Z')
  const fresh = await to({ phone })
  assert.match((await messageOf(city, old))['body'], /已答复/)
  assert.equal((await messageOf(city, fresh))['body'], 'HL-20270302-00042 已办。')
  await city.settle()
  const list = await city.ask(admin, 'GET /api/messaging/templates?q=messaging.probe')
  assert.deepEqual(
    list.body.items.map((one: any) => [one.channel, one.live]),
    [
      ['any', true],
      ['sms', true],
    ],
  )
})
