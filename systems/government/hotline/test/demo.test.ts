// The demo tells a true story: tickets agree with their cases, numbers are unique, histories obey the rules, and work goes on from there.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { caseOf } from '#kernel/cases'
import { demo } from '../demo.ts'
import { act, town } from './town.ts'

test('three years of tickets: loaded once, consistent, and the open ones can be worked on', async () => {
  const city = await town()
  const q = <T>(text: string) => city.ctx(async (ctx) => (await sql<T>`${sql.raw(text)}`.execute(ctx.db)).rows)
  const count = async (where: string) =>
    (
      await q<{ n: number }>(
        `select count(*)::int as n from hotline.ticket t join hotline.caller c on c.ticket_id = t.id where c.device = 'demo' and ${where}`,
      )
    )[0]!.n
  // The demo ends today, and the queries below ask the database's clock.
  city.clock.set(new Date().toISOString())
  await city.ctx((ctx) => demo(ctx))
  const total = await count('true')
  assert.ok(total > 2500 && total < 3100, String(total))
  await city.ctx((ctx) => demo(ctx))
  assert.equal(await count('true'), total, 'a second call adds nothing')
  const open = await count('t.open')
  assert.ok(open >= 40 && open <= 200, `${open} open`)
  assert.ok((await count('t.open and t.due_at < now()')) >= 1, 'some are late')
  assert.ok((await count("t.state = 'closed' and t.satisfaction <= 3")) > 500)
  const states = (
    await q<{ state: string }>(
      "select distinct state from hotline.ticket t join hotline.caller c on c.ticket_id = t.id where c.device = 'demo'",
    )
  ).map((row) => row.state)
  for (const state of [
    'registered',
    'pending',
    'dispatched',
    'signed',
    'handling',
    'closed',
    'closed_direct',
    'closed_rejected',
    'closed_unreachable',
  ])
    assert.ok(states.includes(state), `${state} in ${states.join()}`)
  const wrong =
    await q(`select t.no from hotline.ticket t join hotline.caller r on r.ticket_id = t.id and r.device = 'demo' left join cases."case" c on c.id = t.case_id
    where c.id is null or c.state <> t.state or c.no <> t.no or c.subject_id <> t.id::text or c.org <> t.org_id::text or (c.ended_at is null) <> t.open or (t.closed_at is null) <> t.open limit 5`)
  assert.deepEqual(wrong, [])
  const due = await q(`select t.no from hotline.ticket t join hotline.caller r on r.ticket_id = t.id and r.device = 'demo'
    join lateral (select due_at from cases.case_clock k where k.case_id = t.case_id and k.ref = 'finish' order by started_at desc limit 1) k on true
    where t.due_at is not null and k.due_at <> t.due_at limit 5`)
  assert.deepEqual(due, [], 'the ticket’s due date is the clock’s')
  const order = await q(
    `select t.no from hotline.ticket t where t.closed_at < t.created_at or t.replied_at < t.dispatched_at or t.updated_at > now() + interval '40 days' limit 5`,
  )
  assert.deepEqual(order, [])
  assert.equal(
    (await q<{ n: number }>('select count(*)::int as n from calendar.missing_year where year < 2025'))[0]!.n,
    0,
    'old years raise nothing',
  )
  const waiting = await q<{ id: string; orgId: string; caseId: string }>(
    "select t.id, t.org_id, t.case_id from hotline.ticket t join hotline.caller c on c.ticket_id = t.id where c.device = 'demo' and t.state = 'dispatched'",
  )
  for (const { id, orgId, caseId } of waiting) {
    const signed = await act(city, city.who('liaison', orgId), id, 'sign')
    assert.equal(signed.status, 200, signed.text)
    assert.equal((await city.ctx((ctx) => caseOf(ctx, caseId))).state, 'signed')
  }
  const list = await city.ask(city.people.manager, 'GET /api/hotline/tickets?open=true&sort=dueAt')
  assert.equal(list.status, 200)
})
