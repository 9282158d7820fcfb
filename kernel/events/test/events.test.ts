// Events: in the transaction or not at all, delivered in order, exactly once in the database, given up and taken up again.

import test, { before } from 'node:test'
import assert from 'node:assert/strict'
import { Type } from 'typebox'
import { createRunner, Obj, type Context, type House, type Module, type Runner } from '#kernel/module'
import { newId } from '#kernel/db'
import { createEvents, type Events } from '#kernel/events'
import { testCity, type TestCity } from '#test/city.ts'

const seen: { n: number; id: string; at: Date }[] = []
const counted: number[] = []
let failing = new Set<number>()
const speaker = {
  id: 'speaker',
  name: { zh: '说', en: 'Speaker' },
  pillar: 'kernel',
  emits: {
    'speaker.said': Obj({ n: Type.Integer(), at: Type.String({ format: 'date-time' }) }),
    'speaker.hummed': Obj({}),
    'speaker.whispered': Object.assign(Obj({ secret: Type.String() }), { private: true }),
  },
} satisfies Module
const listener = {
  id: 'listener',
  name: { zh: '听', en: 'Listener' },
  pillar: 'kernel',
  on: {
    'speaker.said': async (ctx: Context, payload: { n: number }, event) => {
      ctx.emit('speaker.hummed', {})
      if (failing.has(payload.n)) throw new Error(`deaf to ${payload.n}`)
      ctx.afterCommit(() => seen.push({ n: payload.n, id: event.id, at: event.at }))
    },
  },
} satisfies Module
const whispers: string[] = []
const counter = {
  id: 'counter',
  name: { zh: '数', en: 'Counter' },
  pillar: 'kernel',
  on: {
    'speaker.said': async (_ctx: Context, payload: { n: number }) => void counted.push(payload.n),
    'speaker.whispered': async (_ctx: Context, payload: { secret: string }) => void whispers.push(payload.secret),
  },
} satisfies Module

let city: TestCity
let events: Events
let run: Runner
let now = new Date('2026-11-20T02:00:00Z')
let woken = 0
const deliver = () => events.deliver({ run, clock: () => now, log: city.log })
const say = (...ns: number[]) =>
  run({ action: 'test' }, async (ctx) => ns.forEach((n) => ctx.emit('speaker.said', { n, at: ctx.now })))
const one = async (text: string, values: unknown[] = []) => (await city.pool.query(text, values)).rows[0]!

before(async () => {
  city = await testCity()
  events = createEvents({ modules: [speaker, listener, counter] } as unknown as House, { check: true, wake: () => void woken++ })
  run = createRunner({
    house: city.house,
    db: city.db,
    log: city.log,
    clock: () => now,
    newId,
    broadcast: () => {},
    flush: async (ctx, _audit, emitted) => void (emitted.length && (await events.store(ctx, emitted))),
  } as Parameters<typeof createRunner>[0])
})

test('an event comes with its transaction or not at all, and only what is owed wakes the delivery', async () => {
  await assert.rejects(
    run(
      { action: 'test' },
      async (ctx) => (ctx.emit('speaker.said', { n: 0, at: ctx.now }), Promise.reject(new Error('rolled back'))),
    ),
    /rolled back/,
  )
  assert.equal(await deliver(), 0)
  await run({ action: 'test' }, async (ctx) => ctx.emit('speaker.hummed', {}))
  assert.equal(woken, 0)
  assert.equal(await deliver(), 0)
  await say(1, 2, 3)
  assert.equal(woken, 1)
  assert.equal(await deliver(), 6, 'three events for two reactions')
  assert.deepEqual(
    seen.map((event) => event.n),
    [1, 2, 3],
  )
  assert.deepEqual(counted, [1, 2, 3])
  assert.deepEqual(seen[0]!.at, now)
  assert.equal(await deliver(), 0)
  const logged = await one('select name, payload, at from events.event where id = $1', [seen[0]!.id])
  assert.deepEqual([logged['name'], logged['payload'].n], ['speaker.said', 1])
})

test('a failing event steps aside, rolls back only itself, and is tried later until it is given up', async () => {
  failing = new Set([12])
  const hums = async () => (await one(`select count(*)::int as n from events.event where name = 'speaker.hummed'`))['n'] as number
  const before = await hums()
  await say(10, 11, 12, 13)
  await deliver()
  assert.deepEqual(
    seen.slice(-3).map((event) => event.n),
    [10, 11, 13],
  )
  assert.equal((await hums()) - before, 3, 'what the failing reaction wrote is gone')
  const waiting = await one(`select attempts, error, dead_at, next_at from events.delivery where module = 'listener'`)
  assert.deepEqual([waiting['attempts'], waiting['error'], waiting['dead_at']], [1, 'deaf to 12', null])
  assert.ok(waiting['next_at'] > now)
  assert.equal(await deliver(), 0, 'not before its time')
  for (let i = 0; i < 10; i++) {
    now = new Date(now.getTime() + 3_600_001)
    await deliver()
  }
  assert.equal(
    (await one(`select attempts from events.delivery where module = 'listener' and dead_at is not null`))['attempts'],
    8,
  )

  const admin = city.as({ permissions: ['events.log.read', 'events.delivery.manage'] })
  const list = await city.ask(admin, 'GET /api/events/deliveries?dead=true')
  const dead = list.body.items.find((item: any) => item.module === 'listener')
  assert.equal(dead.error, 'deaf to 12')
  failing.clear()
  city.clock.set(now.toISOString())
  assert.equal(
    (await city.ask(admin, 'POST /api/events/deliveries/retry', { module: 'listener', eventId: dead.eventId })).status,
    200,
  )
  now = new Date(now.getTime() + 1000)
  await deliver()
  assert.equal(seen.at(-1)!.n, 12)
  assert.equal(seen.filter((event) => event.n === 12).length, 1)
  assert.equal(
    (await city.ask(admin, 'POST /api/events/deliveries/drop', { module: 'listener', eventId: dead.eventId })).status,
    404,
  )
})

test('two instances that deliver at once do each event once, in order', async () => {
  const from = seen.length
  const ns = Array.from({ length: 120 }, (_, i) => 1000 + i)
  for (const n of ns) await say(n)
  await Promise.all([deliver(), deliver(), deliver()])
  await deliver()
  assert.deepEqual(
    seen.slice(from).map((event) => event.n),
    ns,
  )
})

test('a payload that breaks its schema, or an event nobody declares, fails where it is emitted', async () => {
  await assert.rejects(
    run({ action: 'test' }, async (ctx) => ctx.emit('speaker.said', { n: 'one', at: ctx.now })),
    { code: 'events.payload' },
  )
  await assert.rejects(
    run({ action: 'test' }, async (ctx) => ctx.emit('speaker.said', { n: 1, at: ctx.now, phone: '1' })),
    { code: 'events.payload' },
  )
  await assert.rejects(
    run({ action: 'test' }, async (ctx) => ctx.emit('speaker.sang', {})),
    { code: 'events.undeclared' },
  )
})

test('what is private reaches its reaction and not the log', async () => {
  await run({ action: 'test' }, async (ctx) => ctx.emit('speaker.whispered', { secret: 'psst' }))
  assert.deepEqual((await one(`select payload from events.event where name = 'speaker.whispered'`))['payload'], {})
  await deliver()
  assert.deepEqual(whispers, ['psst'])
  assert.equal((await one(`select count(*)::int as n from events.delivery where payload->>'secret' = 'psst'`))['n'], 0)
})

test('the log cannot be changed by the program', async () => {
  await say(5)
  await assert.rejects(city.pool.query('update events.event set payload = $1', ['{}']), /permission denied/)
  await assert.rejects(city.pool.query('delete from events.event'), /permission denied/)
  await deliver()
})
