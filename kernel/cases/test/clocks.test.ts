// Clocks of cases: holidays, warnings, breaches as facts, pauses, extensions, what time does by itself, and cards from the log.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { act, cards, exemptClock, getCase, openCase, timeline, todo } from '#kernel/cases'
import { newId } from '#kernel/db'
import { Problem } from '#kernel/module'
import { centre, cityWithMatters, dispatcher, finishLimit, liaison, manager, matterOf, unitA } from './matters.ts'
import { watchClocks } from '../server/watch.ts'

const city = await cityWithMatters()
const boss = dispatcher()
const hand = liaison(unitA)
const open = (more = {}) => city.ctx((ctx) => openCase(ctx, matterOf({ openedBy: null, ...more })))
const does = (who: object, id: string, action: string, input = {}) => city.ctx((ctx) => act(ctx, id, action, input), who)
const view = (id: string) => city.ctx((ctx) => getCase(ctx, id))
const clockOf = async (id: string, ref: string) => (await view(id)).clocks.findLast((clock) => clock.ref === ref)!
const watch = () => city.ctx((ctx) => watchClocks(ctx))
const coded = (code: string) => (error: unknown) => error instanceof Problem && error.code === code
const at = (iso: string) => city.clock.set(`${iso}+08:00`)
const said = (date: Date | null) => date && new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)

async function sent(time: string) {
  at(time)
  const one = await open()
  await does(boss, one.id, 'dispatch', { org: unitA })
  return one.id
}

test('government 1.13-2: complaint over Spring Festival, 10 working days, warning at a quarter left', async () => {
  const id = await sent('2026-02-12T16:00')
  const clock = await clockOf(id, 'finish')
  // Due on Wednesday 4 March, that is until its midnight; 7 of 10 days have passed at the end of 28 February (a worked Saturday).
  assert.equal(said(clock.dueAt), '2026-03-05T00:00')
  assert.equal(said(clock.warnAt), '2026-03-01T00:00')
  assert.equal(clock.provisional, false)
  at('2026-02-13T23:59')
  await does(hand, id, 'sign')
  assert.equal((await clockOf(id, 'sent')).result, 'MET')
  at('2026-02-28T23:58')
  await watch()
  assert.equal((await clockOf(id, 'finish')).warnedAt, null)
  at('2026-03-01T00:01')
  await watch()
  const warned = await clockOf(id, 'finish')
  assert.equal(said(warned.warnedAt), '2026-03-01T00:00')
  assert.equal(warned.breachedAt, null)
  at('2026-03-05T00:01')
  await watch()
  await watch()
  const late = await view(id)
  assert.ok(late.flags.includes('overdue'))
  assert.equal(said(late.clocks.find((each) => each.ref === 'finish')!.breachedAt), '2026-03-05T00:00')
  const log = (await city.ctx((ctx) => timeline(ctx, id))).map((step) => step.action)
  assert.deepEqual(log, ['open', 'dispatch', 'sign', 'clock.warned', 'clock.breached'])
  assert.equal(
    (await city.ctx((ctx) => todo(ctx, { overdue: true, size: 100 }), hand)).items.some((item) => item.caseId === id),
    true,
  )
  assert.deepEqual(
    (await city.ctx((ctx) => cards(ctx, id))).map((card) => [card.color, card.ref, said(card.at)]),
    [
      ['yellow', 'sent', '2026-02-13T00:00'],
      ['yellow', 'finish', '2026-03-01T00:00'],
      ['red', 'finish', '2026-03-05T00:00'],
    ],
  )
})

test('nobody signs: the program does when the day has passed, and the breach remains', async () => {
  const id = await sent('2026-11-20T10:00')
  at('2026-11-24T00:01')
  await watch()
  const one = await view(id)
  assert.equal(one.state, 'handling')
  const clock = one.clocks.find((each) => each.ref === 'sent')!
  assert.deepEqual([clock.result, said(clock.breachedAt)], ['BREACHED', '2026-11-24T00:00'])
  assert.ok(!one.flags.includes('overdue'), 'the state that was late has been left')
  const steps = await city.ctx((ctx) => timeline(ctx, id))
  assert.deepEqual(
    steps.slice(-2).map((step) => [step.action, step.actorId]),
    [
      ['clock.breached', null],
      ['autosign', null],
    ],
  )
  await assert.rejects(
    city.ctx((ctx) => sql`update cases.case_clock set breached_at = null, result = 'MET' where id = ${clock.id}`.execute(ctx.db)),
    /never deleted/,
  )
  await assert.rejects(
    city.ctx((ctx) => sql`delete from cases.case_clock where id = ${clock.id}`.execute(ctx.db)),
    /never deleted/,
  )
})

test('an action after the deadline is late though no job has looked yet', async () => {
  const id = await sent('2026-11-20T10:00')
  at('2026-11-24T08:00')
  await does(hand, id, 'sign')
  assert.deepEqual(
    [(await clockOf(id, 'sent')).result, said((await clockOf(id, 'sent')).breachedAt)],
    ['BREACHED', '2026-11-24T00:00'],
  )
})

test('T7: a paused state stops the clock, resuming gives what was left', async () => {
  const id = await sent('2026-03-09T10:00')
  await does(hand, id, 'sign')
  at('2026-03-11T10:00')
  await does(hand, id, 'wait', { reason: '待补材料' })
  const paused = await view(id)
  assert.deepEqual(
    [paused.flags.includes('paused'), paused.dueAt, paused.clocks.find((each) => each.ref === 'finish')!.result],
    [true, null, 'PAUSED'],
  )
  at('2026-04-15T10:00')
  await watch()
  assert.equal((await clockOf(id, 'finish')).breachedAt, null)
  await does(hand, id, 'go')
  // Started 9 March, due 23 March without the pause; 10 March was used, so 9 working days remain from 15 April on.
  assert.equal(said((await clockOf(id, 'finish')).dueAt), '2026-04-28T00:00')
  assert.equal((await view(id)).flags.includes('paused'), false)
})

test('suspension: needs a date within the most allowed, blocks work, ends by itself', async () => {
  const id = await sent('2026-03-09T10:00')
  await does(hand, id, 'sign')
  await assert.rejects(does(hand, id, 'suspend', { reason: '季节', date: '2026-03-08' }), coded('cases.suspend.date'))
  await assert.rejects(does(hand, id, 'suspend', { reason: '季节', date: '2027-06-01' }), coded('cases.suspend.date'))
  await does(hand, id, 'suspend', { reason: '季节', date: '2026-06-01' })
  await assert.rejects(does(hand, id, 'reply', { text: '已完成' }), coded('cases.suspended'))
  await assert.rejects(does(hand, id, 'transfer', { person: newId(), reason: 'x' }), coded('cases.suspended'))
  at('2026-06-01T00:01')
  await watch()
  const one = await view(id)
  assert.deepEqual(
    [one.suspendedUntil, one.flags.includes('paused'), one.clocks.find((each) => each.ref === 'finish')!.result],
    [null, false, 'RUNNING'],
  )
  assert.equal((await city.ctx((ctx) => timeline(ctx, id))).at(-1)!.action, 'resume')
  await does(hand, id, 'reply', { text: '已完成' })
})

test('extension: asked in time, once, within the share, decided by the role; silence is refusal', async () => {
  const chief = manager()
  const id = await sent('2026-03-09T10:00')
  await does(hand, id, 'sign')
  await assert.rejects(does(hand, id, 'extend', { amount: '11wd', reason: '复杂' }), coded('cases.extension.long'))
  await assert.rejects(does(hand, id, 'extend', { amount: '3 weeks', reason: '复杂' }), coded('cases.input'))
  await does(hand, id, 'extend', { amount: '5wd', reason: '复杂' })
  await assert.rejects(does(hand, id, 'extend', { amount: '5wd', reason: '复杂' }), coded('cases.extension.open'))
  await assert.rejects(does(hand, id, 'grant'), coded('cases.forbidden'))
  assert.ok(
    (await city.ctx((ctx) => todo(ctx, { size: 100 }), chief)).items.some(
      (item) => item.caseId === id && item.kind === 'extension',
    ),
  )
  at('2026-03-10T00:00')
  await watch()
  assert.deepEqual((await city.ctx((ctx) => timeline(ctx, id))).map((step) => step.action).slice(-2), ['extend', 'refuse'])
  // What was refused used nothing up.
  await does(hand, id, 'extend', { amount: '5wd', reason: '很复杂' })
  await does(chief, id, 'grant', { note: '同意' })
  assert.deepEqual(
    [said((await clockOf(id, 'finish')).dueAt), (await clockOf(id, 'finish')).allowance],
    ['2026-03-31T00:00', '15wd'],
  )
  await assert.rejects(does(hand, id, 'extend', { amount: '1wd', reason: '又' }), coded('cases.extension.used'))
  const late = await sent('2026-03-09T10:00')
  await does(hand, late, 'sign')
  at('2026-03-24T00:00')
  await assert.rejects(does(hand, late, 'extend', { amount: '5wd', reason: '晚了' }), coded('cases.extension.late'))
})

test('an exemption keeps the breach, also on a closed case', async () => {
  const id = await sent('2026-03-09T10:00')
  await does(hand, id, 'sign')
  at('2026-03-30T10:00')
  await does(hand, id, 'reply', { text: '已办理' })
  const ended = await does(boss, id, 'accept')
  assert.equal(ended.state, 'done')
  assert.ok(ended.flags.includes('overdue'))
  const clock = await clockOf(id, 'finish')
  await assert.rejects(
    city.ctx((ctx) => exemptClock(ctx, id, clock.id, '不可抗力'), hand),
    coded('cases.forbidden'),
  )
  await city.ctx((ctx) => exemptClock(ctx, id, clock.id, '不可抗力'), manager())
  const after = await clockOf(id, 'finish')
  assert.deepEqual([after.result, said(after.breachedAt)], ['EXEMPT', '2026-03-24T00:00'])
  assert.equal((await view(id)).flags.includes('overdue'), false)
  assert.deepEqual(
    (await city.ctx((ctx) => cards(ctx, id))).map((card) => [card.color, card.exempt]),
    [
      ['yellow', false],
      ['red', true],
    ],
  )
  await assert.rejects(
    city.ctx((ctx) => exemptClock(ctx, id, clock.id, '再次'), manager()),
    coded('cases.clock.not_breached'),
  )
})

test('T8: a year without an official calendar makes the deadline provisional', async () => {
  const id = await sent('2026-12-28T10:00')
  assert.equal((await clockOf(id, 'finish')).provisional, true)
})

test('a day off after a typhoon moves open deadlines, not those that had passed', async () => {
  const late = await sent('2026-03-09T10:00')
  await does(hand, late, 'sign')
  const id = await sent('2026-07-13T10:00')
  await does(hand, id, 'sign')
  await watch()
  assert.equal(said((await clockOf(id, 'finish')).dueAt), '2026-07-28T00:00')
  const before = await clockOf(late, 'finish')
  assert.ok(before.breachedAt)
  const keeper = city.as({ permissions: ['calendar.day.manage'] })
  const change = (kind: string, name: string) =>
    city.ask(keeper, 'PATCH /api/calendar/days/2026-07-20', { kind, name, sourceDoc: '', certain: true })
  assert.equal((await change('HOLIDAY', '台风停工')).status, 200)
  await city.settle()
  assert.equal(said((await clockOf(id, 'finish')).dueAt), '2026-07-29T00:00')
  assert.deepEqual(await clockOf(late, 'finish'), before)
  assert.equal((await city.ctx((ctx) => timeline(ctx, id))).at(-1)!.action, 'clock.recomputed')
  assert.equal(said((await view(id)).dueAt), '2026-07-29T00:00')
  await change('WORKDAY', '')
  await city.settle()
  assert.equal(said((await clockOf(id, 'finish')).dueAt), '2026-07-28T00:00')
})

test('a limit function that says null starts no clock', async () => {
  finishLimit.value = null
  const id = await sent('2026-11-20T10:00')
  finishLimit.value = '10wd'
  assert.equal(
    (await view(id)).clocks.some((clock) => clock.ref === 'finish'),
    false,
  )
})

test('the cards recomputed from the log are those of the clocks, whatever happened', async () => {
  // Deterministic wanderings with jumps in time: pauses, returns, redo, extensions.
  let seed = 7
  const dice = (n: number) => (seed = (seed * 48271) % 2147483647) % n
  for (let round = 0; round < 6; round++) {
    const id = await sent('2026-04-07T09:30')
    let time = city.clock.now().getTime()
    for (let step = 0; step < 10; step++) {
      time += dice(9 * 86_400_000)
      city.clock.set(new Date(time).toISOString())
      if (dice(2)) await watch()
      const one = await view(id)
      if (one.endedAt) break
      const tries: [object, string, object][] = [
        [hand, 'sign', {}],
        [hand, 'wait', { reason: 'w' }],
        [hand, 'go', {}],
        [hand, 'reply', { text: '已办理' }],
        [boss, 'redo', { reason: 'r' }],
        [hand, 'extend', { amount: '3wd', reason: 'e' }],
        [manager(), 'grant', {}],
        [boss, 'dispatch', { org: unitA }],
        [hand, 'return', { reason: 'b' }],
      ]
      for (const [who, action, input] of [...tries.slice(dice(9)), ...tries]) {
        if (
          await does(who, id, action, input).then(
            () => true,
            (error: unknown) => (error instanceof Problem ? false : Promise.reject(error)),
          )
        )
          break
      }
    }
    city.clock.set(new Date(time + 60_000).toISOString())
    await watch()
    const { clocks } = await view(id)
    const told = clocks
      .filter((clock) => clock.kind !== 'task')
      .flatMap((clock) => [
        ...(clock.warnedAt ? [`${clock.id} yellow ${clock.warnedAt.toISOString()}`] : []),
        ...(clock.breachedAt ? [`${clock.id} red ${clock.breachedAt.toISOString()}`] : []),
      ])
    const derived = (await city.ctx((ctx) => cards(ctx, id))).map(
      (card) => `${card.clockId} ${card.color} ${card.at.toISOString()}`,
    )
    assert.deepEqual(derived.sort(), told.sort())
  }
})

test('the opener of a case is the centre even when nobody signed in opened it', async () => {
  assert.equal((await open()).openedOrg, centre)
})
