// The hotline's journeys and rules over HTTP: scenarios of government.md 1.13, returns, repeats, redoing, extension.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { caseOf } from '#kernel/cases'
import { newId } from '#kernel/db'
import {
  did,
  act,
  form,
  good,
  handled,
  holdOf,
  newPhone,
  newTicket,
  org,
  reply,
  spot,
  ticket,
  town,
  unitA,
  unitB,
  type Town,
} from './town.ts'

/** Sets the clock for one test and puts it back. */
async function at<T>(city: Town, iso: string, work: () => Promise<T>): Promise<T> {
  const before = city.clock.now().getTime() - Date.now()
  city.clock.set(iso)
  try {
    return await work()
  } finally {
    city.clock.set(new Date(Date.now() + before).toISOString())
  }
}
const sms = async (city: Town, phone: string): Promise<string[]> =>
  city.ctx(async (ctx) =>
    (
      await sql<{
        template: string
      }>`select template from messaging.message where address = ${phone} order by created_at, id`.execute(ctx.db)
    ).rows.map((row) => row.template),
  )

test('a ticket goes its whole way: recorded, dispatched, signed, contacted, answered, approved, called back, closed', async () => {
  const city = await town()
  const phone = newPhone()
  const { id, no, queryCode } = await newTicket(city, { caller: { name: '李四', phone } })
  assert.match(no, /^430200\d{8}\d{5}$/)
  assert.match(queryCode, /^\d{6}$/)
  assert.equal((await ticket(city, id)).state, 'pending')
  await handled(city, id)
  const passed = await ticket(city, id)
  assert.equal(passed.state, 'callback')
  assert.equal(passed.org.id, unitA)
  assert.equal(passed.reply.result, reply.result)
  await did(city, city.people.callback, id, 'close', { satisfaction: '3', solved: 'SOLVED' })
  const closed = await ticket(city, id)
  assert.deepEqual([closed.state, closed.open, closed.satisfaction, closed.ratedBy], ['closed', false, 3, 'CALLBACK'])
  assert.deepEqual(await sms(city, phone), ['hotline.accepted', 'hotline.replied'])
  assert.equal((await act(city, city.people.handlerA, id, 'reply', reply)).body.code, 'cases.ended')
})

test('scenario 2: a complaint over Spring Festival is due after ten working days, and a make-up Saturday signs in time', async () => {
  const city = await town()
  await at(city, '2026-02-12T16:00:00+08:00', async () => {
    const { id } = await newTicket(city)
    await did(city, city.people.dispatcher, id, 'dispatch', { org: unitA })
    const given = await ticket(city, id)
    // Due at the end of Wed 2026-03-04 (T4).
    assert.equal(new Date(given.dueAt).toISOString(), '2026-03-04T16:00:00.000Z')
    assert.equal(given.limit, '10wd')
    const { caseId } = await holdOf(city, id)
    const clocks = async () => (await city.ask(city.people.manager, `GET /api/cases/${caseId}`)).body.clocks as any[]
    const finish = (await clocks()).find((one) => one.ref === 'finish')
    assert.equal(finish.dueAt, given.dueAt, 'the ticket copies what the case promises')
    // The window to sign is one working day: for what comes on Friday 13th it is the make-up Saturday.
    city.clock.set('2026-02-13T10:00:00+08:00')
    await did(city, city.people.liaisonA, id, 'sign')
    const other = await newTicket(city)
    await did(city, city.people.dispatcher, other.id, 'dispatch', { org: unitA })
    city.clock.set('2026-02-14T11:00:00+08:00')
    await did(city, city.people.liaisonA, other.id, 'sign')
    const { caseId: otherCase } = await holdOf(city, other.id)
    const sign = (await city.ask(city.people.manager, `GET /api/cases/${otherCase}`)).body.clocks.find(
      (one: any) => one.kind === 'state' && one.ref === 'dispatched',
    )
    assert.deepEqual([sign.result, sign.dueAt.slice(0, 16)], ['MET', '2026-02-14T16:00'])
    city.clock.set(new Date(new Date(finish.warnAt).getTime() + 60_000).toISOString())
    await city.ctx(async (ctx) => ctx.house.find('cases')!.jobs!['cases.clocks']!.run!(ctx, {}))
    await city.settle()
    assert.ok((await clocks()).find((one) => one.ref === 'finish').warnedAt, 'the yellow reminder at a quarter left')
  })
})

test('scenario 3: A returns with its basis, B returns, the supervisor designates B; only the last window counts', async () => {
  const city = await town()
  const { people } = city
  await at(city, '2026-11-02T09:00:00+08:00', async () => {
    const { id } = await newTicket(city)
    const created = (await ticket(city, id)).createdAt
    await did(city, people.dispatcher, id, 'dispatch', { org: unitA })
    city.clock.advance(2 * 3_600_000)
    const short = await act(city, people.liaisonA, id, 'sendback', { code: 'DUTY', basis: '不归我管' })
    assert.deepEqual([short.status, short.body.code], [422, 'hotline.return.basis'])
    await did(city, people.liaisonA, id, 'sendback', {
      code: 'DUTY',
      basis: '依据三定方案，路灯由城管局负责维护',
      suggested: unitB,
    })
    await did(city, people.dispatcher, id, 'agree')
    assert.equal((await ticket(city, id)).org, null, 'back with the centre')
    await did(city, people.dispatcher, id, 'dispatch', { org: unitB })
    const toB = (await ticket(city, id)).dueAt
    city.clock.advance(86_400_000)
    await did(city, people.liaisonB, id, 'sendback', { code: 'DUTY', basis: '该路段已移交市政维护中心管护', suggested: unitA })
    assert.equal(
      (await act(city, people.dispatcher, id, 'deny', { reason: '首次' })).status,
      403,
      'the second return goes to the supervisor',
    )
    await did(city, people.supervisor, id, 'designate', { org: unitB, reason: '会商决定由城管局承办' })
    const fixed = await ticket(city, id)
    assert.deepEqual(
      fixed.returnSteps.map((one: any) => one.kind),
      ['asked', 'agreed', 'asked', 'designated'],
    )
    assert.deepEqual([fixed.org.id, fixed.designated, fixed.returns, fixed.createdAt], [unitB, true, 2, created])
    assert.ok(fixed.dueAt > toB, 'the clock began anew with the designation')
    const { caseId } = await holdOf(city, id)
    const clocks = (await city.ask(people.manager, `GET /api/cases/${caseId}`)).body.clocks.filter(
      (one: any) => one.ref === 'finish',
    )
    assert.equal(clocks.filter((one: any) => !one.stoppedAt).length, 1)
    assert.equal(
      (await act(city, people.liaisonB, id, 'sendback', { code: 'DUTY', basis: '仍然认为不属于我单位职责' })).status,
      409,
    )
    await did(city, people.liaisonB, id, 'sign')
  })
})

test('an agency returns the same ticket only once; a refused return goes on without a new clock', async () => {
  const city = await town()
  const { people } = city
  const { id } = await newTicket(city)
  await did(city, people.dispatcher, id, 'dispatch', { org: unitA })
  const due = (await ticket(city, id)).dueAt
  await did(city, people.liaisonA, id, 'sendback', { code: 'AREA', basis: '该路段属于其他区县管辖范围' })
  await did(city, people.dispatcher, id, 'deny', { reason: '属于本单位' })
  const denied = await ticket(city, id)
  assert.deepEqual([denied.state, denied.dueAt], ['signed', due])
  const other = await newTicket(city)
  await did(city, people.dispatcher, other.id, 'dispatch', { org: unitA })
  await did(city, people.liaisonA, other.id, 'sendback', { code: 'AREA', basis: '该路段属于其他区县管辖范围' })
  await did(city, people.dispatcher, other.id, 'agree')
  await did(city, people.dispatcher, other.id, 'dispatch', { org: unitA })
  const twice = await act(city, people.liaisonA, other.id, 'sendback', { code: 'AREA', basis: '该路段属于其他区县管辖范围' })
  assert.deepEqual([twice.status, twice.body.code], [409, 'hotline.return.twice'])
})

test('scenario 4: the same caller about the same thing is appended as an urging; the third raises supervision', async () => {
  const city = await town()
  const phone = newPhone()
  const first = await newTicket(city, { caller: { phone }, place: spot })
  await did(city, city.people.dispatcher, first.id, 'dispatch', { org: unitA })
  await did(city, city.people.liaisonA, first.id, 'sign')
  await did(city, city.people.handlerA, first.id, 'contact', { way: 'PHONE', said: '已联系' })
  city.clock.advance(6 * 86_400_000)
  const again = () =>
    newTicket(city, { caller: { phone }, place: { lng: spot.lng + 0.00122, lat: spot.lat }, content: '路灯还是没有修好' })
  const second = await again()
  assert.deepEqual([second.id, second.no, second.appended, second.urge], [first.id, first.no, true, 1])
  await again()
  assert.equal((await ticket(city, first.id)).supervised, 0)
  const fourth = await again()
  assert.equal(fourth.urge, 3)
  const urged = await ticket(city, first.id)
  assert.deepEqual([urged.urges, urged.supervised, urged.state], [3, 1, 'handling'])
  assert.equal(urged.urgeList[0].content, '路灯还是没有修好')
  const { caseId } = await holdOf(city, first.id)
  const seen = await city.ctx((ctx) => caseOf(ctx, caseId))
  assert.ok(seen.flags.includes('urged') && seen.flags.includes('supervised'), String(seen.flags))
  city.clock.advance(-6 * 86_400_000)
})

test('what the agent says is another matter is another; far apart is another by itself; closed before is linked', async () => {
  const city = await town()
  const phone = newPhone()
  const first = await newTicket(city, { caller: { phone }, place: spot })
  const separate = await newTicket(city, { caller: { phone }, place: spot, separate: true })
  assert.notEqual(separate.id, first.id)
  const far = await newTicket(city, { caller: { phone }, place: { lng: spot.lng + 0.03, lat: spot.lat } })
  assert.equal(far.appended, false)
  const other = newPhone()
  const closed = await newTicket(city, { caller: { phone: other }, accept: false })
  await did(city, city.people.agent, closed.id, 'answer', { answer: '路灯计划本周维修' })
  const repeat = await newTicket(city, { caller: { phone: other } })
  assert.equal(repeat.appended, false)
  assert.deepEqual((await ticket(city, repeat.id)).parent, { id: closed.id, no: closed.no, kind: 'SAME_CALLER_CLOSED' })
  const near = (await city.ask(city.people.dispatcher, `GET /api/hotline/tickets/${separate.id}/near`)).body.items
  assert.ok(near.some((one: any) => one.id === first.id && one.kind === 'SAME_CALLER_OPEN' && one.metres === 0))
})

test('R5: a reply without its parts, or made of phrases, is refused with the part named', async () => {
  const city = await town()
  const { people } = city
  const { id } = await newTicket(city)
  await did(city, people.dispatcher, id, 'dispatch', { org: unitA })
  assert.equal((await act(city, people.handlerA, id, 'reply', reply)).status, 409, 'a reply before the signature')
  await did(city, people.liaisonA, id, 'sign')
  await did(city, people.handlerA, id, 'contact', { way: 'PHONE', said: '已联系' })
  const phrase = await act(city, people.handlerA, id, 'reply', { ...reply, result: '您好，已转 相关部门。' })
  assert.deepEqual([phrase.status, phrase.body.code, phrase.body.errors[0].path], [422, 'hotline.reply.incomplete', 'result'])
  const next = await act(city, people.handlerA, id, 'reply', { ...reply, solved: 'UNSOLVED' })
  assert.deepEqual(
    next.body.errors.map((one: any) => one.path),
    ['next'],
  )
  assert.equal((await act(city, people.handlerA, id, 'reply', { ...reply, basis: undefined })).body.code, 'cases.input')
  await did(city, people.handlerA, id, 'reply', { ...reply, solved: 'UNSOLVED', next: '下周二前更换灯杆' })
})

test('unsigned is signed by time, and the ticket says so', async () => {
  const city = await town()
  await at(city, '2026-11-04T10:00:00+08:00', async () => {
    const { id } = await newTicket(city)
    await did(city, city.people.dispatcher, id, 'dispatch', { org: unitA })
    city.clock.set('2026-11-06T00:01:00+08:00')
    await city.ctx(async (ctx) => ctx.house.find('cases')!.jobs!['cases.clocks']!.run!(ctx, {}))
    const late = await ticket(city, id)
    assert.equal(late.state, 'signed')
    const row = await city.ctx((ctx) =>
      ctx.db.selectFrom('hotline.ticket').select('signLate').where('id', '=', id).executeTakeFirstOrThrow(),
    )
    assert.equal(row['signLate'], true)
  })
})

test('urgent matters have minutes and hours in place of days', async () => {
  const city = await town()
  await at(city, '2026-11-07T22:00:00+08:00', async () => {
    const { id } = await newTicket(city, { urgency: 'URGENT', contentCode: '040101', content: '整个小区停水' })
    await did(city, city.people.dispatcher, id, 'dispatch', { org: unitA })
    const urgent = await ticket(city, id)
    assert.deepEqual([urgent.limit, urgent.dueAt.slice(0, 16)], ['24h', '2026-11-08T14:00'])
    const { caseId } = await holdOf(city, id)
    const sign = (await city.ask(city.people.manager, `GET /api/cases/${caseId}`)).body.clocks.find(
      (one: any) => one.ref === 'dispatched',
    )
    assert.equal(sign.dueAt.slice(0, 16), '2026-11-07T14:30')
  })
})

test('a dissatisfied caller has it redone in half the time, twice at most', async () => {
  const city = await town()
  const { people } = city
  await at(city, '2026-11-09T09:00:00+08:00', async () => {
    const { id } = await newTicket(city)
    await handled(city, id)
    for (const round of [1, 2]) {
      assert.equal((await act(city, people.callback, id, 'redo', { reason: '还是不亮' })).status, 422, 'reasons must be given')
      await did(city, people.callback, id, 'redo', { reason: '还是不亮', reasons: ['UNSOLVED'] })
      const again = await ticket(city, id)
      assert.deepEqual([again.state, again.limit, again.redos], ['redo', '5wd', round])
      await did(city, people.dispatcher, id, 'again', { org: unitA })
      assert.deepEqual([(await ticket(city, id)).state, (await ticket(city, id)).dueAt], ['handling', again.dueAt])
      await did(city, people.handlerA, id, 'reply', reply)
      await did(city, people.auditorA, id, 'approve')
      await did(city, people.dispatcher, id, 'pass')
    }
    assert.equal(
      (await act(city, people.callback, id, 'redo', { reason: '还是不亮', reasons: ['UNSOLVED'] })).body.code,
      'hotline.redo.most',
    )
    const bare = await act(city, people.callback, id, 'close', { satisfaction: '5', solved: 'UNSOLVED' })
    assert.equal(bare.body.code, 'hotline.rating.reasons')
    await did(city, people.callback, id, 'close', { satisfaction: '5', solved: 'UNSOLVED', reasons: ['UNSOLVED'] })
  })
})

test('a caller is given up only after three attempts on two days; one without a number at once', async () => {
  const city = await town()
  const { people } = city
  const { id } = await newTicket(city)
  await handled(city, id)
  const call = () => city.ask(people.callback, `POST /api/hotline/tickets/${id}/tries`, { outcome: 'NO_ANSWER' })
  await call()
  await call()
  const third = await call()
  assert.deepEqual(third.body, { tries: 3, days: 1, mayGiveUp: false })
  assert.equal((await act(city, people.callback, id, 'unreachable')).body.code, 'hotline.callback.early')
  city.clock.advance(86_400_000)
  assert.equal((await call()).body.mayGiveUp, true)
  await did(city, people.callback, id, 'unreachable')
  assert.equal((await ticket(city, id)).state, 'closed_unreachable')
  city.clock.advance(-86_400_000)
  const nameless = await newTicket(city, { caller: {} })
  await handled(city, nameless.id)
  await did(city, people.callback, nameless.id, 'unreachable')
})

test('an extension is asked for once and in time; the caller is told the new date', async () => {
  const city = await town()
  const { people } = city
  await at(city, '2026-11-10T09:00:00+08:00', async () => {
    const phone = newPhone()
    const { id } = await newTicket(city, { caller: { phone } })
    await did(city, people.dispatcher, id, 'dispatch', { org: unitA })
    await did(city, people.liaisonA, id, 'sign')
    await did(city, people.handlerA, id, 'contact', { way: 'PHONE', said: '已联系' })
    const before = (await ticket(city, id)).dueAt
    assert.equal(
      (await act(city, people.handlerA, id, 'extend', { amount: '11wd', reason: '需要采购灯具' })).status,
      422,
      'longer than the first limit',
    )
    await did(city, people.handlerA, id, 'extend', { amount: '5wd', reason: '需要采购灯具' })
    await did(city, people.manager, id, 'grant')
    await city.settle()
    const after = await ticket(city, id)
    assert.ok(after.dueAt > before && after.extended)
    assert.ok((await sms(city, phone)).includes('hotline.extended'))
    assert.equal((await act(city, people.handlerA, id, 'extend', { amount: '1wd', reason: '再延' })).status, 409)
    const late = await newTicket(city)
    await did(city, people.dispatcher, late.id, 'dispatch', { org: unitA })
    await did(city, people.liaisonA, late.id, 'sign')
    await did(city, people.handlerA, late.id, 'contact', { way: 'PHONE', said: '已联系' })
    city.clock.set('2026-12-01T09:00:00+08:00')
    const breached = await act(city, people.handlerA, late.id, 'extend', { amount: '5wd', reason: '来不及' })
    // SLA_ALREADY_BREACHED of 1.12
    assert.deepEqual([breached.status, breached.body.code], [409, 'cases.extension.late'])
    await city.ctx(async (ctx) => ctx.house.find('cases')!.jobs!['cases.clocks']!.run!(ctx, {}))
    await city.settle()
    assert.equal((await ticket(city, late.id)).late, true)
  })
})

test('refusal is confirmed by the manager and tells the proper channel; what was answered at once is closed', async () => {
  const city = await town()
  const { people } = city
  const { id, no, queryCode } = await newTicket(city)
  await did(city, people.dispatcher, id, 'decline', { code: 'OUT_OF_CITY', explain: '该路段在长沙市' })
  assert.equal((await act(city, people.dispatcher, id, 'confirm')).status, 403)
  await did(city, people.manager, id, 'confirm')
  const page = await form(city, null, '/track', { no, code: queryCode })
  assert.match(page.text, /非本市管辖/)
  assert.match(page.text, /归属地 12345/)
})

test('merging puts the words into the other ticket and closes this one', async () => {
  const city = await town()
  const one = await newTicket(city, { place: spot })
  const two = await newTicket(city, { place: spot, content: '路灯不亮' })
  assert.equal((await act(city, city.people.dispatcher, two.id, 'merge', { parent: two.no })).body.code, 'hotline.merge.self')
  assert.equal((await act(city, city.people.dispatcher, two.id, 'merge', { parent: '1' })).body.code, 'hotline.merge.unknown')
  await did(city, city.people.dispatcher, two.id, 'merge', { parent: one.no })
  assert.deepEqual([(await ticket(city, two.id)).state, (await ticket(city, one.id)).urges], ['merged', 1])
})

test('the duty list suggests the most particular agency, and none of a county for a point outside', async () => {
  const city = await town()
  const admin = city.as({ permissions: ['hotline.duty.manage', 'hotline.duty.read'] })
  const add = (contentPrefix: string, areaPrefix: string, orgId: string) =>
    city.ask(admin, 'POST /api/hotline/duties', { contentPrefix, areaPrefix, orgId, basis: '三定方案', validFrom: '2026-01-01' })
  assert.equal((await add('02', '', unitB)).status, 201)
  assert.equal((await add('0202', '430211', unitA)).status, 201)
  assert.equal((await add('0202', '430211', unitA)).body.code, 'hotline.duty.twice')
  assert.equal((await add('0202', '', org('retired'))).body.code, 'hotline.dispatch.org')
  const inside = await newTicket(city, { place: spot })
  const found = (await city.ask(city.people.dispatcher, `GET /api/hotline/tickets/${inside.id}/suggestions`)).body.items
  assert.deepEqual(
    found.map((one: any) => [one.org.id, one.certain]),
    [
      [unitA, true],
      [unitB, false],
    ],
  )
  const away = await newTicket(city, { place: { lng: 116.4, lat: 39.9 } })
  const row = await ticket(city, away.id)
  assert.deepEqual([row.outOfArea, row.area], [true, ''])
  const far = (await city.ask(city.people.dispatcher, `GET /api/hotline/tickets/${away.id}/suggestions`)).body.items
  assert.deepEqual(
    far.map((one: any) => one.org.id),
    [unitB],
  )
})

test('numbers are unique and in order under twenty at once; an idempotency key gives the first answer', async () => {
  const city = await town()
  const many = await Promise.all(Array.from({ length: 20 }, () => newTicket(city)))
  assert.equal(new Set(many.map((one) => one.no)).size, 20)
  const key = { 'idempotency-key': `test-${newId()}` }
  const body = { ...good, caller: { phone: newPhone() } }
  const [a, b] = await Promise.all([
    city.ask(city.people.agent, 'POST /api/hotline/tickets', body, key),
    city.ask(city.people.agent, 'POST /api/hotline/tickets', body, key),
  ])
  assert.equal(a.body.no, b.body.no)
  assert.equal(b.body.urge, null)
})

test('the card counts, and the rates stand on what was rated', async () => {
  const city = await town()
  const before = (await city.ask(city.people.manager, 'GET /api/hotline/summary')).body
  const { id } = await newTicket(city)
  const opened = (await city.ask(city.people.manager, 'GET /api/hotline/summary')).body
  assert.deepEqual([opened.today, opened.open], [before.today + 1, before.open + 1])
  await handled(city, id)
  await did(city, city.people.callback, id, 'close', { satisfaction: '1', solved: 'SOLVED' })
  const rated = (await city.ask(city.people.manager, 'GET /api/hotline/summary')).body
  assert.deepEqual([rated.satisfied.of, rated.satisfied.count], [before.satisfied.of + 1, before.satisfied.count + 1])
  const excluded = await city.ask(city.people.supervisor, `POST /api/hotline/tickets/${id}/exclude`, {
    excluded: true,
    reason: '评审会认定诉求不合理',
  })
  assert.equal(excluded.status, 204)
  const after = (await city.ask(city.people.manager, 'GET /api/hotline/summary')).body
  assert.deepEqual([after.satisfied.of, after.satisfied.excluded], [before.satisfied.of, before.satisfied.excluded + 1])
  const values = await city.ctx(async (ctx) => Promise.all(ctx.house.find('hotline')!.indicators!.map((one) => one.value(ctx))))
  assert.ok(values.every((one) => one === null || one >= 0))
})

test('an answered matter is published in words of its own, found by search, and withdrawn', async () => {
  const city = await town()
  const { people } = city
  const { id } = await newTicket(city)
  const words = { title: '路灯不亮何时修', question: '建设路路灯不亮', answer: '已更换线路，恢复照明。' }
  const publish = (more: object = {}) =>
    city.ask(people.dispatcher, `POST /api/hotline/tickets/${id}/publish`, { ...words, ...more })
  assert.equal((await publish()).body.code, 'hotline.answer.open')
  await handled(city, id)
  await did(city, people.callback, id, 'close', { satisfaction: '2', solved: 'SOLVED' })
  assert.equal((await publish({ answer: '请联系王师傅 １３９１２３４５６７８' })).body.code, 'hotline.answer.personal')
  assert.equal((await publish()).status, 201)
  const found = await city.ask(null, `GET /api/hotline/answered?q=${encodeURIComponent('路灯 线路')}`)
  assert.ok(found.body.items.some((one: any) => one.id === id && one.orgName === '市政维护中心'))
  assert.match((await city.ask(null, `GET /answered/${id}`)).text, /恢复照明/)
  assert.equal((await city.ask(people.dispatcher, `POST /api/hotline/tickets/${id}/withdraw`)).status, 204)
  assert.equal((await city.ask(null, `GET /answered/${id}`)).status, 404)
})

test('closed tickets are archived after five working days', async () => {
  const city = await town()
  const { id } = await newTicket(city, { accept: false })
  await did(city, city.people.agent, id, 'answer', { answer: '请带身份证到大厅办理' })
  const archive = () => city.ctx(async (ctx) => ctx.house.find('hotline')!.jobs!['hotline.archive']!.run!(ctx, {}))
  const archived = async () =>
    (
      await city.ctx((ctx) =>
        ctx.db.selectFrom('hotline.ticket').select('archivedAt').where('id', '=', id).executeTakeFirstOrThrow(),
      )
    )['archivedAt']
  await archive()
  assert.equal(await archived(), null)
  city.clock.advance(12 * 86_400_000)
  await archive()
  assert.notEqual(await archived(), null)
  city.clock.advance(-12 * 86_400_000)
})
