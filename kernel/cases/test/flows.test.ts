// Flows: every planted mistake is found, versions are immutable and need two people, and random walks never leave the drawing.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { act, available, checkFlow, flow, getCase, openCase, timeline, type Flow, type State } from '#kernel/cases'
import { newId } from '#kernel/db'
import { Problem } from '#kernel/module'
import { testCity } from '#test/city.ts'
import { bpmnOf } from '../server/bpmn.ts'
import { registerModules } from '../server/registry.ts'
import { liveVersion, seedFlows } from '../server/versions.ts'
import { centre, cityWithMatters, dispatcher, manager, matter, matterOf, part, testing, unitA } from './matters.ts'

const functions = new Map(Object.entries(testing.functions))
const roles = new Set(testing.roles.map((role) => role.id))
const permissions = new Set(Object.keys(testing.permissions))
const wrong = (one: Flow) => checkFlow(one, functions, roles, permissions)

test('sound flows have nothing wrong', () => {
  assert.deepEqual(wrong(matter), [])
  assert.deepEqual(wrong(part), [])
})

const name = { zh: '甲', en: 'A' }
const good = (): any => ({
  id: 'testing.x',
  name,
  start: 'a',
  read: 'testing.matter.read',
  states: {
    a: { name, by: { role: 'testing.liaison', org: 'owner' }, on: { go: { name, to: 'b' } } },
    b: { name, by: 'previous', limit: '2wd', on: { end: { name, to: 'z' }, back: { name, to: 'a' } } },
    z: { name, end: 'done' },
  },
})
const planted: [string, (one: any) => unknown, RegExp][] = [
  ['no start', (one) => (one.start = 'nowhere'), /start nowhere/],
  ['the start is an end', (one) => (one.start = 'z'), /is an end/],
  ['unknown target', (one) => (one.states.a.on.go.to = 'q'), /leads to q/],
  ['a prototype name as target', (one) => (one.states.a.on.go.to = 'toString'), /leads to toString/],
  ['unreachable state', (one) => (one.states.c = { ...one.states.b }), /state c: cannot be reached/],
  ['no way out', (one) => (one.states.b.on = {}), /state b: no way out/],
  ['nobody acts', (one) => delete one.states.a.by, /nobody's turn/],
  [
    'a trap',
    (one) => (
      (one.states.t = { name, by: 'previous', on: { stay: { name, to: 't' } } }),
      (one.states.a.on.trap = { name, to: 't' })
    ),
    /state t: no end can be reached/,
  ],
  ['no end', (one) => (one.states.z = { name, by: 'previous', on: { again: { name, to: 'a' } } }), /no end/],
  ['a way out of an end', (one) => (one.states.z.on = { again: { name, to: 'a' } }), /an end has no way out/],
  ['unknown role', (one) => (one.states.a.by = { role: 'nobody', org: 'owner' }), /role nobody/],
  ['unknown function', (one) => (one.states.a.on.go.when = 'testing.none'), /function testing.none/],
  ['unknown effect', (one) => (one.states.a.on.go.do = 'testing.none'), /do: no module registers/],
  ['unknown chooser', (one) => (one.states.a.on.go.to = { choose: 'testing.none', among: ['b'] }), /choose/],
  ['unknown need', (one) => (one.states.a.on.go.need = ['blood']), /needs blood/],
  ['choice without options', (one) => (one.states.a.on.go.need = ['choice']), /without options/],
  ['asks twice', (one) => (one.states.a.on.go.need = ['text', 'text']), /twice/],
  ['no duration', (one) => (one.states.b.limit = 'soon'), /soon is not a duration/],
  ['limit by unknown function', (one) => (one.states.b.limit = 'testing.soon'), /function testing.soon/],
  ['warning beyond the limit', (one) => (one.states.b.warn = 1.5), /share/],
  ['late without action', (one) => (one.states.b.late = 'none'), /late action none/],
  [
    'late with inputs nobody gives',
    (one) => ((one.states.b.late = 'end'), (one.states.b.on.end.need = ['reason'])),
    /nothing to give/,
  ],
  ['voices without verdict', (one) => (one.states.b.tasks = 'all'), /no verdict/],
  [
    'nobody is heard',
    (one) => ((one.states.b.tasks = 'all'), (one.states.b.on.end.alone = true), (one.states.b.on.back.alone = true)),
    /nobody else/,
  ],
  ['spawn to nowhere', (one) => (one.states.b.spawn = { join: 'all', next: 'none' }), /goes on with none/],
  ['generic name taken', (one) => (one.states.a.on.claim = { name, to: 'b' }), /generic/],
  ['unknown permission', (one) => (one.states.a.on.go.may = 'testing.none'), /may testing.none/],
  ['unknown read', (one) => (one.read = 'testing.none'), /read permission/],
  ['clock from nowhere', (one) => (one.clocks = { total: { name, limit: '5wd', from: ['q'] } }), /clock total: q/],
  ['no name in English', (one) => (one.states.a.name = { zh: '甲', en: ' ' }), /no name/],
  ['assigns nothing', (one) => (one.states.a.on.go.assign = true), /assigns/],
  ['waits for nobody', (one) => (one.states.b.by = 'system'), /no action is the program's/],
  ['handler of nowhere', (one) => (one.states.b.by = { handlerOf: 'q' }), /handler of q/],
]
for (const [what, plant, said] of planted) {
  test(`planted: ${what}`, () => {
    const one = good()
    assert.deepEqual(wrong(one), [])
    plant(one)
    assert.match(wrong(one).join('\n'), said)
  })
}

test('registering a wrong flow is refused with all that is wrong', () => {
  const bad = good()
  bad.start = 'q'
  assert.throws(
    () =>
      registerModules([
        { flows: [bad], functions: testing.functions as any, roles: testing.roles, permissions: testing.permissions },
      ]),
    /testing\.x: the start q/,
  )
})

const walker: { id: string; pools: string[]; permissions: string[] } = {
  id: newId(),
  pools: ['w:testing.liaison'],
  permissions: ['testing.matter.read'],
}
const states = fc.array(
  fc.record({
    moves: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
    pause: fc.boolean(),
    limit: fc.constantFrom(undefined, '2wd', '1h'),
  }),
  { minLength: 2, maxLength: 8 },
)

test('random walks on random flows stay on the drawing, log every step, and end for good', async () => {
  const city = await cityWithMatters()
  let made = 0
  let ran = 0
  await fc.assert(
    fc.asyncProperty(states, fc.array(fc.nat(20), { minLength: 1, maxLength: 10 }), async (drawn, walk) => {
      const id = `testing.walk${process.pid}x${++made}`
      const key = (n: number) => (n % (drawn.length + 1) === drawn.length ? 'end' : `s${n % (drawn.length + 1)}`)
      const all: Record<string, State> = { end: { name, end: 'done' } }
      drawn.forEach((one, i) => {
        all[`s${i}`] = {
          name,
          by: { role: 'testing.liaison', org: 'w' },
          ...(one.pause ? { pause: true } : {}),
          ...(one.limit ? { limit: one.limit } : {}),
          on: Object.fromEntries(one.moves.map((to, j) => [`m${j}`, { name, to: key(to) }])),
        }
      })
      const random = {
        ...good(),
        id,
        start: 's0',
        states: all,
        clocks: { total: { name, limit: '5wd', from: 'open' as const } },
      } as Flow
      if (wrong(random).length) return // the laws refuse it; it never runs
      registerModules([{ ...testing, flows: [random] } as any])
      await city.ctx(seedFlows)
      ran += 1
      const one = await city.ctx((ctx) => openCase(ctx, matterOf({ flow: id, openedBy: null, openedOrg: 'w' })))
      let steps = 1
      for (const dice of walk) {
        const before = await city.ctx((ctx) => getCase(ctx, one.id))
        const offered = (await city.ctx((ctx) => available(ctx, one.id), walker)).filter(
          (each) => !['transfer', 'delegate', 'release', 'comment', 'attach', 'reassign'].includes(each.action),
        )
        if (before.endedAt) {
          assert.deepEqual(offered, [])
          await assert.rejects(
            city.ctx((ctx) => act(ctx, one.id, 'm0'), walker),
            (error) => error instanceof Problem && error.code === 'cases.ended',
          )
          break
        }
        assert.ok(offered.length, `a way out of ${before.state}`)
        const chosen = offered[dice % offered.length]!
        const after = await city.ctx(
          (ctx) => act(ctx, one.id, chosen.action, chosen.action === 'return' ? { reason: 'r' } : {}, before.rev),
          walker,
        )
        steps += 1
        assert.ok(random.states[after.state], after.state)
        assert.equal(after.rev, before.rev + 1)
        const view = await city.ctx((ctx) => getCase(ctx, one.id))
        assert.equal(view.state, after.state)
        assert.equal(view.tasks.filter((task) => task.status === 'open').length, after.endedAt ? 0 : 1)
        assert.ok(view.clocks.every((clock) => (after.endedAt ? clock.stoppedAt : true)))
        assert.ok(
          view.clocks.filter((clock) => clock.kind === 'state' && !clock.stoppedAt).every((clock) => clock.ref === after.state),
        )
      }
      const log = await city.ctx((ctx) => timeline(ctx, one.id))
      assert.equal(log.length, steps)
      log.slice(1).forEach((step, i) => assert.equal(step.fromState, log[i]!.toState))
    }),
    { numRuns: 25 },
  )
  assert.ok(ran >= 3, `only ${ran} of the flows were sound`)
})

test('changed code becomes a new live version, or a draft once the city has its own; open cases keep theirs', async () => {
  const city = await cityWithMatters()
  const id = `testing.versions${process.pid}`
  const base = flow({
    id,
    name,
    start: 'a',
    read: 'testing.matter.read',
    states: {
      a: { name, by: { role: 'testing.liaison', org: 'owner' }, limit: '2wd', on: { end: { name, to: 'z' } } },
      z: { name, end: 'done' },
    },
  })
  const seed = async (one: Flow) => {
    registerModules([{ ...testing, flows: [one] } as any])
    await city.ctx(seedFlows)
  }
  const versions = async () =>
    (
      await city.ctx((ctx) =>
        sql<any>`select version, status, source from cases.flow_version where flow_id = ${id} order by version`.execute(ctx.db),
      )
    ).rows
  await seed(base)
  await seed(structuredClone(base))
  assert.deepEqual(await versions(), [{ version: 1, status: 'live', source: 'code' }])
  const old = await city.ctx((ctx) => openCase(ctx, matterOf({ flow: id, openedOrg: unitA })))
  const second = structuredClone(base)
  second.states['a']!.limit = '3wd'
  second.states['a']!.on!['end']!.need = ['reason']
  await seed(second)
  assert.deepEqual(
    (await versions()).map((one) => one.status),
    ['retired', 'live'],
  )

  const editor = city.as({ permissions: ['cases.flow.read', 'cases.flow.edit', 'cases.flow.publish'] })
  const other = city.as({ permissions: ['cases.flow.read', 'cases.flow.publish', 'cases.flow.edit'] })
  const own = structuredClone(second)
  own.states['a']!.limit = '4wd'
  const draft = await city.ask(editor, `POST /api/cases/flows/${id}/drafts`, { definition: own, note: '放宽时限' })
  assert.equal(draft.status, 201, draft.text)
  assert.equal(draft.body.version, 3)
  const shown = await city.ask(other, `GET /api/cases/flows/${id}/3`)
  assert.deepEqual(shown.body.differences, [{ path: 'states.a.limit', from: '3wd', to: '4wd' }])
  const rehearsal = await city.ask(other, `GET /api/cases/flows/${id}/3/rehearsal`)
  assert.deepEqual(rehearsal.body, { cases: 0, illegal: [], overdueBefore: 0, overdueAfter: 0 })
  assert.equal((await city.ask(editor, `POST /api/cases/flows/${id}/3/publish`)).body.code, 'cases.flow.second')
  assert.equal((await city.ask(other, `POST /api/cases/flows/${id}/3/publish`)).status, 204)
  assert.equal(
    (await city.ask(editor, `PATCH /api/cases/flows/${id}/3`, { definition: own, note: '' })).body.code,
    'cases.flow.published',
  )
  assert.equal(await city.ctx((ctx) => liveVersion(ctx, id)), 3)

  const third = structuredClone(second)
  third.states['a']!.limit = '5wd'
  await seed(third)
  assert.deepEqual(
    (await versions()).map((one) => `${one.source} ${one.status}`),
    ['code retired', 'code retired', 'city live', 'code draft'],
  )
  // A draft that breaks a law is kept, but cannot be published.
  const broken = structuredClone(own)
  broken.states['a']!.by = { role: 'gone', org: 'owner' }
  const bad = await city.ask(editor, `POST /api/cases/flows/${id}/drafts`, { definition: broken, note: '' })
  assert.match(bad.body.wrong.join(), /gone/)
  assert.equal((await city.ask(other, `POST /api/cases/flows/${id}/${bad.body.version}/publish`)).body.code, 'cases.flow.wrong')
  assert.equal((await city.ask(editor, `DELETE /api/cases/flows/${id}/${bad.body.version}`)).status, 204)
  assert.equal((await city.ask(editor, `DELETE /api/cases/flows/${id}/3`)).body.code, 'cases.flow.published')
  // The case opened first still needs no reason.
  const hand = { pools: [`${unitA}:testing.liaison`], permissions: ['testing.matter.read'] }
  assert.equal((await city.ctx((ctx) => act(ctx, old.id, 'end'), hand)).version, 1)
})

test('open cases move to another version by a map of states, all or none', async () => {
  const city = await cityWithMatters()
  const id = `testing.moving${process.pid}`
  const state = (to: string): State => ({
    name,
    by: { role: 'testing.liaison', org: 'owner' },
    limit: '2wd',
    on: { go: { name, to } },
  })
  const first = {
    id,
    name,
    start: 'a',
    read: 'testing.matter.read',
    states: { a: state('b'), b: state('z'), z: { name, end: 'done' } },
  } as Flow
  registerModules([{ ...testing, flows: [first] } as any])
  await city.ctx(seedFlows)
  const hand = { pools: [`${unitA}:testing.liaison`], permissions: ['testing.matter.read'] }
  const one = await city.ctx((ctx) => openCase(ctx, matterOf({ flow: id, openedOrg: unitA })))
  await city.ctx((ctx) => act(ctx, one.id, 'go'), hand)
  registerModules([{ ...testing, flows: [{ ...first, states: { a: state('c'), c: state('z'), z: first.states['z']! } }] } as any])
  await city.ctx(seedFlows)
  const boss = city.as({ permissions: ['cases.flow.publish'] })
  const move = (states: object, preview: boolean) =>
    city.ask(boss, `POST /api/cases/flows/${id}/2/move`, { from: 1, states, preview })
  assert.deepEqual((await move({}, true)).body, { counts: [{ state: 'b', to: null, count: 1 }], moved: 0 })
  assert.equal((await move({}, false)).body.code, 'cases.flow.unmapped')
  assert.equal((await move({ b: 'z' }, false)).body.code, 'cases.flow.unmapped')
  assert.equal((await move({ b: 'c' }, false)).body.moved, 1)
  const moved = await city.ctx((ctx) => getCase(ctx, one.id))
  assert.deepEqual([moved.version, moved.state, moved.tasks.at(-1)!.state], [2, 'c', 'c'])
  assert.equal((await city.ctx((ctx) => act(ctx, one.id, 'go'), hand)).state, 'z')
  const log = await city.ctx((ctx) => timeline(ctx, one.id))
  assert.deepEqual(
    log.map((step) => step.action),
    ['open', 'go', 'move_version', 'go'],
  )
})

test('a rehearsal finds what a draft would have refused and who would have been late', async () => {
  const city = await cityWithMatters()
  // A day on which no other test closes a case of this flow.
  city.clock.set('2026-07-14T10:00+08:00')
  const boss = dispatcher()
  const one = await city.ctx((ctx) => openCase(ctx, matterOf({ openedBy: null })))
  city.clock.set('2026-07-14T10:20+08:00')
  await city.ctx((ctx) => act(ctx, one.id, 'reject', { reason: '属地不符' }), boss)
  const stricter = structuredClone(matter)
  stricter.states['pending']!.limit = '10um'
  stricter.states['pending']!.on!['reject']!.need = ['reason', 'photo']
  const editor = city.as({ permissions: ['cases.flow.read', 'cases.flow.edit'] })
  const { version } = (await city.ask(editor, 'POST /api/cases/flows/testing.matter/drafts', { definition: stricter, note: '' }))
    .body
  const { body } = await city.ask(editor, `GET /api/cases/flows/testing.matter/${version}/rehearsal?days=1`)
  assert.deepEqual([body.cases, body.overdueBefore, body.overdueAfter], [1, 0, 1])
  assert.deepEqual(body.illegal, [{ action: 'reject', from: 'pending', why: 'input', count: 1, examples: [one.no] }])
  const traffic = (await city.ask(editor, 'GET /api/cases/flows/testing.matter/traffic')).body
  assert.ok(traffic.moves.some((move: any) => move.from === 'pending' && move.to === 'void' && move.count >= 1))
  assert.ok(traffic.states.find((state: any) => state.state === 'pending').medianHours >= 0)
})

test('BPMN 2.0 XML is well formed and names every state, timer and way', async () => {
  const xml = bpmnOf({ ...matter, name: { zh: '<事项> & "引号"', en: 'x' } }, 3)
  for (const state of Object.keys(matter.states)) assert.ok(xml.includes(`id="s_${state}"`), state)
  const ids = [...xml.matchAll(/ id="([^"]+)"/g)].map((found) => found[1]!)
  assert.equal(new Set(ids).size, ids.length, 'ids are unique')
  const refs = [...xml.matchAll(/(?:sourceRef|targetRef|attachedToRef|bpmnElement)="([^"]+)"/g)].map((found) => found[1]!)
  for (const ref of refs) assert.ok(ids.includes(ref), ref)
  let xmllint = true
  try {
    execFileSync('xmllint', ['--version'], { stdio: 'ignore' })
  } catch {
    xmllint = false
  }
  if (xmllint) execFileSync('xmllint', ['--noout', '-'], { input: xml })
  const city = await testCity()
  const reply = await city.ask(city.as({ permissions: ['cases.flow.read'] }), 'GET /api/cases/flows/testing.matter/1/bpmn')
  assert.match(reply.headers['content-type'], /application\/xml/)
})

test('the manager of another office publishes nothing without permission', async () => {
  const city = await cityWithMatters()
  assert.equal((await city.ask(city.as(manager()), 'POST /api/cases/flows/testing.matter/1/publish')).status, 403)
  assert.equal(centre.length, 36)
})
