// Who may and who may not, over HTTP: to-do list, lists, one case, actions, flows; and what the answers look like.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCase } from '#kernel/cases'
import { newId } from '#kernel/db'
import { centre, cityWithMatters, citizen, dispatcher, liaison, manager, matterOf, unitA, unitB } from './matters.ts'

const city = await cityWithMatters()
const open = (more = {}) => city.ctx((ctx) => openCase(ctx, matterOf({ openedBy: null, ...more })))
const nobody = city.as({ id: newId() })

test('anonymous callers see nothing', async () => {
  const one = await open()
  for (const line of [
    'GET /api/cases/todo',
    'GET /api/cases/todo/count',
    'GET /api/cases',
    'GET /api/cases/counts',
    `GET /api/cases/${one.id}`,
    'GET /api/cases/flows',
  ])
    assert.equal((await city.ask(null, line)).status, 401, line)
  assert.equal((await city.ask(null, `POST /api/cases/${one.id}/comment`, { input: { text: 'x' }, rev: 1 })).status, 401)
})

test('lists want their permission', async () => {
  for (const line of [
    'GET /api/cases',
    'GET /api/cases/counts',
    'GET /api/cases/flows',
    'GET /api/cases/flows/testing.matter',
    'GET /api/cases/flows/testing.matter/1',
    'GET /api/cases/flows/testing.matter/traffic',
  ])
    assert.equal((await city.ask(nobody, line)).status, 403, line)
  const reader = city.as({ permissions: ['cases.case.read', 'cases.flow.read', 'testing.matter.read'] })
  for (const line of [
    'GET /api/cases',
    'GET /api/cases/counts',
    'GET /api/cases/flows',
    'GET /api/cases/flows/testing.matter',
    'GET /api/cases/flows/testing.matter/1',
    'GET /api/cases/flows/testing.matter/traffic',
  ])
    assert.equal((await city.ask(reader, line)).status, 200, line)
  // The list's own permission without the flow's shows no case of it.
  assert.equal(
    (await city.ask(city.as({ permissions: ['cases.case.read'] }), 'GET /api/cases?flow=testing.matter')).body.total,
    0,
  )
})

test('the to-do list answers as the shell expects it', async () => {
  const boss = dispatcher()
  const one = await open({ title: '消火栓漏水', subjectId: 'r1' })
  const { status, body, text } = await city.ask(
    city.as(boss),
    `GET /api/cases/todo?q=${encodeURIComponent('消火栓')}&size=5&system=testing`,
  )
  assert.equal(status, 200, text)
  const item = body.items.find((each: any) => each.caseId === one.id)
  assert.deepEqual(
    { ...item, taskId: typeof item.taskId, openedAt: typeof item.openedAt, dueAt: typeof item.dueAt, warnAt: typeof item.warnAt },
    {
      taskId: 'string',
      caseId: one.id,
      no: one.no,
      title: '消火栓漏水',
      system: 'testing',
      flow: 'testing.matter',
      flowName: { zh: '事项', en: 'Matter' },
      state: 'pending',
      stateName: { zh: '待派', en: 'To dispatch' },
      kind: 'state',
      dueAt: 'string',
      warnAt: 'string',
      flags: [],
      openedAt: 'string',
      claimed: false,
      org: centre,
      orgName: '',
      page: '/testing/matters/r1',
    },
  )
  const count = await city.ask(city.as(boss), 'GET /api/cases/todo/count')
  assert.ok(count.body.bySystem.find((each: any) => each.system === 'testing').total >= 1)
  assert.equal((await city.ask(nobody, 'GET /api/cases/todo')).body.total, 0)
  assert.equal((await city.ask(city.as(boss), 'GET /api/cases/todo?overdue=true&q=消火栓')).body.total, 0)
})

test('a case is 404 for whom it is not, with its page for whom it is', async () => {
  const reporter = citizen()
  const one = await open({ openedBy: reporter.id, org: unitA })
  for (const who of [nobody, city.as(citizen()), city.as(liaison(unitB))]) {
    assert.equal((await city.ask(who, `GET /api/cases/${one.id}`)).status, 404)
    assert.equal((await city.ask(who, `GET /api/cases/${one.id}/cards`)).status, 404)
    assert.equal((await city.ask(who, `POST /api/cases/${one.id}/urge`, { input: {}, rev: 1 })).status, 404)
  }
  const page = await city.ask(city.as(dispatcher()), `GET /api/cases/${one.id}`)
  assert.equal(page.status, 200, page.text)
  assert.deepEqual(
    page.body.actions.map((each: any) => each.action),
    ['dispatch', 'reject', 'panel', 'chain', 'split', 'claim', 'transfer', 'delegate', 'extend', 'comment', 'attach'],
  )
  assert.deepEqual(page.body.actions[0].need, [
    { kind: 'org', key: 'org', name: null, optional: false, max: 0, options: [], many: false },
  ])
  assert.equal(page.body.flow.id, 'testing.matter')
  assert.equal(page.body.clocks[0].unit, 'um')
  // The citizen follows their own matter and may urge it, no more.
  const own = await city.ask(city.as(reporter), `GET /api/cases/${one.id}`)
  assert.deepEqual(
    own.body.actions.map((each: any) => each.action),
    ['urge', 'comment', 'attach'],
  )
  assert.equal(
    (await city.ask(city.as(reporter), `POST /api/cases/${one.id}/dispatch`, { input: { org: unitA }, rev: 1 })).status,
    403,
  )
})

test('an action over HTTP: rev is required, conflicts are told, unknown fields refused, markup kept as text', async () => {
  const one = await open()
  const boss = city.as(dispatcher())
  const act = (action: string, body: object) => city.ask(boss, `POST /api/cases/${one.id}/${action}`, body)
  assert.equal((await act('dispatch', { input: { org: unitA } })).status, 400)
  assert.equal((await act('dispatch', { input: { org: unitA }, rev: 9 })).body.code, 'cases.conflict')
  assert.equal((await act('dispatch', { input: { org: unitA, sql: "'; drop table" }, rev: 1 })).body.code, 'cases.input')
  assert.equal((await act('dispatch', { input: { org: unitA, note: 5 }, rev: 1 })).status, 422)
  const text = `<script>alert(1)</script>'; drop table cases."case"; --`
  assert.equal((await act('comment', { input: { text }, rev: 1 })).status, 200)
  const done = await act('dispatch', { input: { org: unitA }, rev: 1 })
  assert.deepEqual([done.status, done.body.state, done.body.rev], [200, 'sent', 2])
  const page = await city.ask(city.as(manager()), `GET /api/cases/${one.id}`)
  assert.equal(page.body.steps.find((step: any) => step.action === 'comment').input.text, text)
})

test('several at once: each answers for itself', async () => {
  const many = [await open(), await open(), await open()]
  const boss = city.as(dispatcher())
  await city.ask(boss, `POST /api/cases/${many[1]!.id}/dispatch`, { input: { org: unitA }, rev: 1 })
  const { body } = await city.ask(boss, 'POST /api/cases/bulk', {
    action: 'dispatch',
    input: { org: unitB },
    cases: many.map((one) => ({ id: one.id, rev: 1 })),
  })
  assert.deepEqual(
    many.map((one) => body.items.find((item: any) => item.id === one.id).code),
    [null, 'cases.conflict', null],
  )
})

test('only the permission exempts, and only a breach', async () => {
  const one = await open()
  const page = await city.ask(city.as(manager()), `GET /api/cases/${one.id}`)
  const line = `POST /api/cases/${one.id}/clocks/${page.body.clocks[0].id}/exempt`
  assert.equal((await city.ask(city.as(dispatcher()), line, { reason: 'x' })).status, 403)
  assert.equal((await city.ask(city.as(manager()), line, { reason: 'x' })).body.code, 'cases.clock.not_breached')
})
