// Jobs over the real queue: inside transactions, by the clock, retried, given up, once per slot.

import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { House, Module } from '#kernel/module'
import { newId } from '#kernel/db'
import { nextSlot, openJobs, sendJob, type Jobs } from '#kernel/jobs'
import { testCity, type TestCity } from '#test/city.ts'

const ran: { name: string; data: any }[] = []
let failures = 0
let duringRun = async () => {}
const probe = {
  id: 'probe',
  name: { zh: '试', en: 'Probe' },
  pillar: 'kernel',
  jobs: {
    'probe.note': {
      run: async (ctx, data) => {
        ran.push({ name: 'note', data })
        if (data.emit) ctx.audit('probe.note', String(data.emit))
        if (data.failAfterWrite) throw new Error('after the write')
      },
    },
    'probe.flaky': {
      retries: 2,
      run: async (_ctx, data) => {
        ran.push({ name: 'flaky', data })
        if (failures-- > 0) throw new Error('not yet')
      },
    },
    'probe.outside': {
      outside: async (city, data) => (
        await duringRun(),
        await city.run({ action: 'probe.unit' }, async (ctx) => ctx.audit('probe.outside', data.mark)),
        { ok: true }
      ),
    },
    'probe.minute': { cron: '* * * * *', run: async () => void ran.push({ name: 'minute', data: null }) },
    'probe.night': { cron: '20 3 * * *', run: async () => void ran.push({ name: 'night', data: null }) },
  },
} satisfies Module

let city: TestCity
let jobs: Jobs
let now = new Date()
before(async () => {
  city = await testCity()
  jobs = await openJobs({
    house: { modules: [probe] } as unknown as House,
    pool: city.pool,
    run: city.run,
    log: city.log,
    clock: () => now,
    env: {},
    data: '',
    manual: true,
    deliver: async () => 0,
  })
})
after(() => jobs.stop())
const of = (name: string) => ran.filter((one) => one.name === name)
const send = (name: string, data: object, options: { after?: Date; singletonKey?: string } = {}) =>
  city.run({ action: 'test', now }, (ctx) => sendJob(ctx, name, data, options))

test('a job sent in a transaction that rolls back never existed', async () => {
  const mark = newId()
  await assert.rejects(
    city.run({ action: 'test', now }, async (ctx) => {
      await sendJob(ctx, 'probe.note', { mark })
      throw new Error('rolled back')
    }),
    /rolled back/,
  )
  await send('probe.note', { mark: 'kept' })
  await jobs.settle()
  assert.deepEqual(
    of('note').map((one) => one.data.mark),
    ['kept'],
  )
})

test('a job waits for its hour, and one of a key waits at a time', async () => {
  const hour = new Date(now.getTime() + 3_600_000)
  assert.ok(await send('probe.note', { mark: 'later' }, { after: hour, singletonKey: 'k' }))
  assert.equal(await send('probe.note', { mark: 'second' }, { after: hour, singletonKey: 'k' }), null)
  await jobs.settle()
  assert.ok(!of('note').some((one) => one.data.mark === 'later'))
  now = new Date(hour.getTime() + 1)
  await jobs.settle()
  assert.equal(of('note').filter((one) => one.data.mark === 'later').length, 1)
  assert.ok(await send('probe.note', { mark: 'again' }, { singletonKey: 'k' }))
  await jobs.settle()
  assert.equal(of('note').at(-1)!.data.mark, 'again')
})

test('a failing job is tried again with growing pauses, keeps its error, and ends as a dead letter that can be run again', async () => {
  failures = 99
  const id = await send('probe.flaky', { mark: 'f' })
  await jobs.settle()
  assert.equal(of('flaky').length, 1, 'the second attempt waits')
  const state = async () =>
    (await city.pool.query('select state::text, retry_count, start_after, output from jobs.job where id = $1', [id])).rows[0]!
  const first = await state()
  assert.equal(first['state'], 'retry')
  assert.ok(first['start_after'] > now)
  assert.equal(first['output'].message, 'not yet')
  for (let i = 0; i < 4; i++) {
    now = new Date(now.getTime() + 3_700_000)
    await jobs.settle()
  }
  assert.equal(of('flaky').length, 3, 'one run and two retries')
  assert.equal((await state())['state'], 'failed')
  failures = 0
  const admin = city.as({ permissions: ['jobs.queue.read', 'jobs.queue.manage'] })
  const list = await city.ask(admin, 'GET /api/jobs/runs?name=probe.flaky&state=failed')
  assert.equal(list.status, 200)
  assert.deepEqual([list.body.total, list.body.items[0].message], [1, 'not yet'])
  const again = await city.ask(admin, `POST /api/jobs/runs/${id}/retry`, { name: 'probe.flaky' })
  assert.equal(again.status, 200, again.text)
  await jobs.settle()
  assert.equal((await state())['state'], 'completed')
  assert.equal((await city.ask(admin, `POST /api/jobs/runs/${id}/retry`, { name: 'probe.flaky' })).body.code, 'jobs.run.state')
})

test('what a failing run wrote is rolled back with it', async () => {
  const mark = newId()
  await send('probe.note', { emit: mark, failAfterWrite: true })
  await jobs.settle()
  const { rows } = await city.pool.query('select count(*)::int as n from jobs.job where data->>$1 = $2 and state = $3', [
    'emit',
    mark,
    'retry',
  ])
  assert.equal(rows[0]!['n'], 1)
})

test('work outside a transaction opens its own units and is completed', async () => {
  const id = await send('probe.outside', { mark: 'x' })
  duringRun = async () => {
    // No transaction is held meanwhile: another unit of work goes through, also on the embedded database's one connection.
    await city.run({ action: 'test' }, async (ctx) => void (await sql`select 1`.execute(ctx.db)))
  }
  await jobs.settle()
  const { rows } = await city.pool.query('select state::text, output from jobs.job where id = $1', [id])
  assert.deepEqual(rows, [{ state: 'completed', output: { ok: true } }])
})

test('a timetable runs by the city zone, and slots that passed together count as one', async () => {
  assert.equal(nextSlot('20 3 * * *', new Date('2026-11-22T19:00:00Z')).toISOString(), '2026-11-22T19:20:00.000Z')
  const before = [of('minute').length, of('night').length]
  now = new Date(now.getTime() + 2 * 86_400_000)
  await jobs.settle()
  assert.deepEqual([of('minute').length - before[0]!, of('night').length - before[1]!], [1, 1])
  await jobs.settle()
  assert.equal(of('minute').length - before[0]!, 1)
  now = new Date(now.getTime() + 60_000)
  await jobs.settle()
  assert.deepEqual([of('minute').length - before[0]!, of('night').length - before[1]!], [2, 1])
})

test('the months of partitioned tables are kept ready', async () => {
  const { ensureMonths } = await import('../server/queues.ts')
  const there = async (name: string) => (await city.pool.query('select to_regclass($1)::text as name', [name])).rows[0]!['name']
  assert.equal(await there('events.event_203103'), null)
  await city.run({ action: 'test', now: new Date('2031-01-10T00:00:00Z') }, ensureMonths)
  assert.equal(await there('events.event_203103'), 'events.event_203103')
  // A month that comes late takes its rows out of the rest.
  const id = newId()
  await city.pool.query(`insert into events.event (id, at, name, payload, trace) values ($1, '2032-05-03', 'late', '{}', '')`, [
    id,
  ])
  await city.run({ action: 'test', now: new Date('2032-05-10T00:00:00Z') }, ensureMonths)
  const { rows } = await city.pool.query('select tableoid::regclass::text as place from events.event where id = $1', [id])
  assert.deepEqual(rows, [{ place: 'events.event_203205' }])
})

test('a running city takes a sent job up by itself, also after a restart, and its upkeep goes through', async () => {
  let heard!: (mark: string) => void
  const live = await openJobs({
    house: {
      modules: [
        { ...probe, id: 'live', jobs: { 'live.note': { run: async (_ctx, data: any) => heard(data.mark) } } } satisfies Module,
      ],
    } as unknown as House,
    pool: city.pool,
    run: city.run,
    log: city.log,
    clock: () => now,
    env: {},
    data: '',
    manual: false,
    deliver: async () => 0,
  })
  const next = () => new Promise<string>((resolve) => (heard = resolve))
  let got = next()
  await send('live.note', { mark: 'before begin' })
  live.begin()
  assert.equal(await got, 'before begin')
  got = next()
  await send('live.note', { mark: 'woken' })
  assert.equal(await got, 'woken')
  await live.stop()
  const { theBoss } = await import('../server/send.ts')
  const errors: unknown[] = []
  theBoss().on('error', (error) => errors.push(error))
  await theBoss().supervise()
  assert.deepEqual(errors, [])
})
