// Everybody has an inbox of their own and no other; the outbox and the templates are for administrators.

import test from 'node:test'
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { newId } from '#kernel/db'
import { send } from '#kernel/messaging'
import { testCity } from '#test/city.ts'
import { declareTemplates } from './probe.ts'

test('a person reads and marks own messages only', async () => {
  const city = await testCity()
  await declareTemplates(city)
  const people = [newId(), newId()] as const
  await city.ctx(async (ctx) => {
    for (const [i, id] of people.entries())
      await sql`insert into identity.person (id, kind, name, phone, phone_hash) values (${id}, 'citizen', ${`市民${i}`}, null, ${id})`.execute(
        ctx.db,
      )
  })
  const heard: string[] = []
  const stop = city.live.hear(`person:${people[0]}`, (notice) => heard.push(notice.topic))
  const [id] = await city.ctx((ctx) =>
    send(ctx, {
      template: 'messaging.probe',
      params: { no: 'N1' },
      to: [{ person: people[0] }, { person: people[1] }, { person: newId() }],
      link: '/x',
    }),
  )
  const [mine, other] = people.map((person) => city.as({ id: person, kind: 'citizen' })) as [string, string]
  const inbox = await city.ask(mine, 'GET /api/messaging/inbox?unread=true')
  assert.deepEqual(
    [inbox.body.total, inbox.body.items[0].title, inbox.body.items[0].link, inbox.body.items[0].readAt],
    [1, '工单 N1', '/x', null],
  )
  assert.equal((await city.ask(other, `POST /api/messaging/inbox/${id}/read`, {})).status, 404)
  assert.equal((await city.ask(mine, `POST /api/messaging/inbox/${id}/read`, {})).status, 200)
  assert.equal((await city.ask(mine, 'GET /api/messaging/inbox/count')).body.unread, 0)
  assert.equal((await city.ask(other, 'GET /api/messaging/inbox/count')).body.unread, 1)
  assert.deepEqual((await city.ask(other, 'POST /api/messaging/inbox/read-all', {})).body, { read: 1 })
  assert.equal((await city.ask(other, 'GET /api/messaging/inbox')).body.total, 1)
  for (const line of ['GET /api/messaging/inbox', 'GET /api/messaging/inbox/count', 'POST /api/messaging/inbox/read-all'])
    assert.equal((await city.ask(null, line)).status, 401, line)
  for (let i = 0; i < 100 && !heard.length; i++) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(heard[0], `person:${people[0]}`)
  stop()
})

test('outbox, received SMS and templates need their rights', async () => {
  const city = await testCity()
  const wording = {
    id: 'messaging.code',
    channel: 'sms',
    validFrom: '2099-01-01',
    titleZh: '',
    titleEn: '',
    bodyZh: '{code}',
    bodyEn: '{code}',
    urgent: true,
    secret: true,
  }
  const lines: [string, unknown, string, number][] = [
    ['GET /api/messaging/messages', undefined, 'messaging.outbox.read', 200],
    ['GET /api/messaging/inbound', undefined, 'messaging.outbox.read', 200],
    ['POST /api/messaging/inbound', { phone: '13900000001', text: '试' }, 'messaging.outbox.manage', 201],
    [`POST /api/messaging/messages/${newId()}/resend`, undefined, 'messaging.outbox.manage', 404],
    ['GET /api/messaging/templates', undefined, 'messaging.template.read', 200],
    ['POST /api/messaging/templates', wording, 'messaging.template.manage', 201],
  ]
  const all = ['messaging.outbox.read', 'messaging.outbox.manage', 'messaging.template.read', 'messaging.template.manage']
  for (const [line, body, right, status] of lines) {
    assert.equal((await city.ask(null, line, body)).status, 401, line)
    assert.equal((await city.ask(city.as({ permissions: all.filter((one) => one !== right) }), line, body)).status, 403, line)
    const reply = await city.ask(city.as({ permissions: [right] }), line, body)
    assert.equal(reply.status, status, `${line} ${reply.text}`)
  }
})
