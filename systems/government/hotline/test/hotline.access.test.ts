// Who may and who may not: agencies see only their own, confidential callers stay with the centre, two at once, wrong revisions, bad bodies.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#kernel/db'
import { act, did, good, handled, holdOf, newPhone, newTicket, org, reply, ticket, town, unitA, unitB } from './town.ts'

test('an agency sees what it was given and nothing before, beside or after', async () => {
  const city = await town()
  const { people } = city
  const { id, no } = await newTicket(city)
  const see = async (caller: string) => [
    (await city.ask(caller, `GET /api/hotline/tickets/${id}`)).status,
    (await city.ask(caller, `GET /api/hotline/tickets?q=${no}`)).body.total,
  ]
  assert.deepEqual(await see(people.liaisonA), [404, 0])
  await did(city, people.dispatcher, id, 'dispatch', { org: unitA })
  assert.deepEqual(await see(people.liaisonA), [200, 1])
  assert.deepEqual(await see(people.liaisonB), [404, 0])
  const { caseId } = await holdOf(city, id)
  assert.equal((await city.ask(people.liaisonB, `GET /api/cases/${caseId}`)).status, 404)
  assert.equal((await act(city, people.liaisonB, id, 'sign')).status, 404)
  assert.equal((await act(city, people.dispatcher, id, 'sign')).status, 403, 'the centre does not sign for an agency')
  await did(city, people.liaisonA, id, 'sendback', { code: 'DUTY', basis: '依据三定方案不属于本单位职责' })
  await did(city, people.dispatcher, id, 'agree')
  await did(city, people.dispatcher, id, 'dispatch', { org: unitB })
  assert.deepEqual(await see(people.liaisonB), [200, 1])
  assert.deepEqual(await see(people.liaisonA), [404, 0])
  const county = city.who('dispatcher', 'x', { orgs: null, areas: ['430211'], pools: [] })
  assert.deepEqual(await see(county), [404, 0], 'another county’s clerk by area')
})

test('caller data are masked; an agency may ask for them with a purpose, but not of confidential tickets and reports (R7)', async () => {
  const city = await town()
  const { people } = city
  const phone = newPhone()
  const plain = await newTicket(city, { caller: { name: '欧阳修文', phone } })
  const secret = await newTicket(city, { caller: { name: '王五', phone: newPhone() }, confidential: true, title: '王五举报隔壁' })
  const wrong = await newTicket(city, { caller: { name: '赵六', phone: newPhone() }, requestType: 'REPORT' })
  for (const one of [plain, secret, wrong]) await did(city, people.dispatcher, one.id, 'dispatch', { org: unitA })
  const open = await ticket(city, plain.id, people.handlerA)
  assert.equal(open.caller.phone, `${phone.slice(0, 3)}****${phone.slice(7)}`)
  assert.equal(open.caller.name, '欧***')
  const ask = (caller: string, id: string, purpose = '联系诉求人') =>
    city.ask(caller, `POST /api/hotline/tickets/${id}/reveal`, { field: 'phone', purpose })
  assert.equal((await ask(people.handlerA, plain.id)).body.value, phone)
  assert.equal((await ask(people.handlerB, plain.id)).status, 404)
  assert.equal((await ask(people.auditorA, plain.id)).status, 403)
  assert.equal((await ask(people.handlerA, plain.id, '  ')).status, 400)
  for (const one of [secret, wrong]) {
    const seen = await ticket(city, one.id, people.handlerA)
    assert.deepEqual(seen.caller, {
      visible: false,
      name: null,
      phone: null,
      phoneOdd: false,
      email: null,
      gender: null,
      enterprise: null,
      signedIn: false,
      others: 0,
    })
    assert.equal((await ask(people.handlerA, one.id)).body.code, 'hotline.caller.hidden')
    assert.equal((await ask(people.agent, one.id)).status, 200)
    assert.equal((await ticket(city, one.id, people.agent)).caller.visible, true)
  }
  const { caseId } = await holdOf(city, secret.id)
  const shown = (await city.ask(people.handlerA, `GET /api/cases/${caseId}`)).text
  assert.ok(!shown.includes('王五'), 'the case’s title says nothing of a confidential matter')
  const log = await city.ctx((ctx) =>
    ctx.db.selectFrom('identity.unmaskLog').selectAll().where('subjectId', '=', plain.id).execute(),
  )
  assert.deepEqual(
    log.map((row) => [row['field'], row['purpose']]),
    [['phone', '联系诉求人']],
  )
  const nothing = city.ask(people.handlerA, `GET /api/hotline/callers?phone=${phone}`)
  assert.equal((await nothing).status, 403)
  assert.ok((await city.ask(people.agent, `GET /api/hotline/callers?phone=${phone}`)).body.total >= 1)
})

test('an agency’s near list does not tell which secret matters are one person’s', async () => {
  const city = await town()
  const phone = newPhone()
  const one = await newTicket(city, {
    caller: { phone },
    requestType: 'REPORT',
    content: '某饭店使用过期原料',
    contentCode: '100101',
  })
  const two = await newTicket(city, {
    caller: { phone },
    requestType: 'REPORT',
    content: '某超市出售变质肉',
    contentCode: '100101',
    separate: true,
  })
  for (const each of [one, two]) await did(city, city.people.dispatcher, each.id, 'dispatch', { org: unitA })
  assert.deepEqual((await city.ask(city.people.handlerA, `GET /api/hotline/tickets/${one.id}/near`)).body.items, [])
  assert.equal((await city.ask(city.people.agent, `GET /api/hotline/tickets/${one.id}/near`)).body.items.length, 1)
})

test('files of a ticket open for whoever may read it, for nobody else', async () => {
  const city = await town()
  const { people } = city
  const bytes = await (
    await import('sharp')
  )
    .default({ create: { width: 64, height: 64, channels: 3, background: '#999' } })
    .png()
    .toBuffer()
  const boundary = '----hotline'
  const body = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const uploaded = await city.ask(people.agent, 'POST /api/files', body, {
    'content-type': `multipart/form-data; boundary=${boundary}`,
  })
  assert.equal(uploaded.status, 201, uploaded.text)
  const { id } = await newTicket(city, { files: [uploaded.body.id] })
  await did(city, people.dispatcher, id, 'dispatch', { org: unitA })
  const get = async (caller: string | null) => (await city.ask(caller, `GET /api/files/${uploaded.body.id}`)).status
  assert.deepEqual(
    [await get(people.agent), await get(people.handlerA), await get(people.handlerB), await get(null)],
    [200, 200, 404, 404],
  )
  assert.equal(await newTicketStatus(city, { files: [newId()] }), 422)
})
const newTicketStatus = async (city: Awaited<ReturnType<typeof town>>, more: object): Promise<number> =>
  (await city.ask(city.people.agent, 'POST /api/hotline/tickets', { ...good, caller: { phone: newPhone() }, ...more })).status

test('two dispatchers at once: one ticket, one agency; a stale revision is refused', async () => {
  const city = await town()
  const { people } = city
  const { id } = await newTicket(city)
  const held = await holdOf(city, id)
  const second = city.who('dispatcher', (await ticket(city, id)) && org('hotline'))
  const [a, b] = await Promise.all([
    act(city, people.dispatcher, id, 'dispatch', { org: unitA }, held),
    act(city, second, id, 'dispatch', { org: unitB }, held),
  ])
  assert.deepEqual([a.status, b.status].sort(), [200, 409])
  const given = await ticket(city, id)
  assert.equal(given.dispatches.length, 1)
  assert.equal(given.org.id, a.status === 200 ? unitA : unitB)
  assert.equal((await act(city, people.liaisonA, id, 'sign', {}, held)).status >= 400, true)
})

test('two people correct the same ticket: the second is told; after dispatch nobody may', async () => {
  const city = await town()
  const { people } = city
  const { id } = await newTicket(city)
  const { rev } = await ticket(city, id)
  const patch = (body: object) => city.ask(people.agent, `PATCH /api/hotline/tickets/${id}`, body)
  const [a, b] = await Promise.all([patch({ rev, urgency: 'PRIORITY' }), patch({ rev, requestType: 'HELP' })])
  assert.deepEqual([a.status, b.status].sort(), [200, 409])
  assert.equal((await patch({ rev: rev + 1, contentCode: '000000' })).body.code, 'hotline.content.unknown')
  await did(city, people.dispatcher, id, 'dispatch', { org: unitA })
  assert.equal((await patch({ rev: (await ticket(city, id)).rev, urgency: 'URGENT' })).body.code, 'hotline.ticket.dispatched')
  assert.equal((await city.ask(people.handlerA, `PATCH /api/hotline/tickets/${id}`, { rev: 1, urgency: 'URGENT' })).status, 403)
})

test('bad inputs of 1.12: nothing is stored and the field is named', async () => {
  const city = await town()
  const { people } = city
  const post = (body: object) => city.ask(people.agent, 'POST /api/hotline/tickets', { ...good, ...body })
  for (const [body, status] of [
    [{ content: '' }, 400],
    [{ content: ' \n\t' }, 400],
    [{ content: '长'.repeat(4001) }, 400],
    [{ title: '标'.repeat(51) }, 400],
    [{ contentCode: '12' }, 400],
    [{ contentCode: '000000' }, 422],
    [{ requestType: 'ANGRY' }, 400],
    [{ channel: 'FAX' }, 400],
    [{ place: { lng: 190, lat: 1 } }, 400],
    [{ occurAt: 'yesterday' }, 400],
    [{ caller: { phone: '1'.repeat(21) } }, 400],
    [{ unknown: true }, 400],
    [{ caller: { nickname: 'x' } }, 400],
  ] as const) {
    const answer = await post(body)
    assert.equal(answer.status, status, JSON.stringify(body))
    assert.ok(answer.body.errors?.length, JSON.stringify(body))
  }
  assert.equal(
    (await city.ask(people.agent, 'POST /api/hotline/tickets', '{"content":', { 'content-type': 'application/json' })).status,
    400,
  )
  assert.equal((await city.ask(people.agent, 'GET /api/hotline/tickets?sort=content')).status, 400)
  assert.equal((await city.ask(people.agent, 'GET /api/hotline/tickets?page=0')).status, 400)
  assert.equal(
    (await city.ask(people.agent, `GET /api/hotline/tickets?q=${encodeURIComponent("%_\\' or 1=1 --")}`)).body.total,
    0,
  )
  assert.equal((await city.ask(people.agent, 'GET /api/hotline/tickets/not-an-id')).status, 400)
})

test('odd and withheld numbers: a short one is flagged, a landline is none, nobody anonymous is confidential', async () => {
  const city = await town()
  const odd = await ticket(city, (await newTicket(city, { caller: { phone: '12345' } })).id)
  assert.deepEqual([odd.caller.phoneOdd, odd.caller.visible], [true, true])
  const land = await ticket(city, (await newTicket(city, { caller: { phone: '0731-28886666' } })).id)
  assert.equal(land.caller.phoneOdd, false)
  const nobody = await ticket(city, (await newTicket(city, { caller: {}, confidential: true })).id)
  assert.deepEqual([nobody.confidential, nobody.caller.phone], [false, null])
})

test('an agency that is out of service, or none at all, gets nothing', async () => {
  const city = await town()
  const { id } = await newTicket(city)
  for (const target of [org('retired'), newId(), 'nowhere']) {
    const answer = await act(city, city.people.dispatcher, id, 'dispatch', { org: target })
    assert.deepEqual([answer.status, answer.body.code], [422, 'hotline.dispatch.org'])
  }
  assert.equal((await ticket(city, id)).state, 'pending')
})

test('markup and SQL in every text of the flow are kept as written', async () => {
  const city = await town()
  const { people } = city
  const nasty = `<script>alert('x')</script>'; delete from hotline.ticket; --`
  const { id } = await newTicket(city, {
    content: nasty,
    title: nasty.slice(0, 50),
    address: nasty,
    caller: { name: nasty.slice(0, 50), phone: newPhone() },
  })
  await did(city, people.dispatcher, id, 'dispatch', { org: unitA, opinion: nasty })
  await did(city, people.liaisonA, id, 'sign', { note: nasty })
  await did(city, people.handlerA, id, 'contact', { way: 'PHONE', said: nasty })
  await did(city, people.handlerA, id, 'reply', { ...reply, contact: nasty, found: nasty, basis: nasty, result: nasty })
  const kept = await ticket(city, id)
  assert.deepEqual([kept.content, kept.address, kept.reply.result, kept.dispatches[0].opinion], [nasty, nasty, nasty, nasty])
  const urged = await city.ask(people.agent, `POST /api/hotline/tickets/${id}/urges`, { channel: 'TEL', content: nasty })
  assert.equal(urged.body.n, 1)
})

test('a rating needs a close; an urging needs an open ticket; a call-back needs its state', async () => {
  const city = await town()
  const { people } = city
  const { id } = await newTicket(city)
  assert.equal(
    (await city.ask(people.callback, `POST /api/hotline/tickets/${id}/tries`, { outcome: 'BUSY' })).body.code,
    'hotline.callback.state',
  )
  assert.equal(
    (await city.ask(people.supervisor, `POST /api/hotline/tickets/${id}/exclude`, { excluded: true, reason: 'x' })).body.code,
    'hotline.rating.open',
  )
  await handled(city, id)
  await did(city, people.callback, id, 'close', { satisfaction: '1', solved: 'SOLVED' })
  assert.equal(
    (await city.ask(people.agent, `POST /api/hotline/tickets/${id}/urges`, { channel: 'TEL', content: '还没好' })).body.code,
    'hotline.ticket.ended',
  )
  const open = await newTicket(city, { accept: false })
  const row = await ticket(city, open.id)
  assert.equal(row.state, 'registered')
})

test('the map shows an agency its own open tickets only, and no words of secret ones', async () => {
  const city = await town()
  const place = { lng: 113.2001, lat: 27.8001 }
  const mine = await newTicket(city, { place })
  const secret = await newTicket(city, { place, confidential: true, separate: true })
  const other = await newTicket(city, { place, separate: true })
  await did(city, city.people.dispatcher, mine.id, 'dispatch', { org: unitA })
  await did(city, city.people.dispatcher, secret.id, 'dispatch', { org: unitA })
  const see = async (caller: string) => {
    const answer = await city.ask(
      caller,
      `GET /api/geo/nearest?layer=hotline.open&lng=${place.lng}&lat=${place.lat}&n=20&metres=50`,
    )
    return { status: answer.status, items: (answer.body?.items ?? answer.body) as any[] }
  }
  const agency = await see(city.people.handlerA)
  assert.equal(agency.status, 200)
  assert.deepEqual(agency.items.map((one) => one.id).sort(), [mine.id, secret.id].sort())
  assert.equal(agency.items.find((one) => one.id === secret.id).properties.title, '')
  const all = await see(city.people.manager)
  assert.ok(all.items.some((one) => one.id === other.id))
})
