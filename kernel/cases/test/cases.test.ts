// Cases from opening to end: who may act, what a wrong rev, state or input gives, what generic actions do.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { act, available, childCases, findCases, getCase, openCase, setFlags, timeline, todo, todoCount } from '#kernel/cases'
import { newId } from '#kernel/db'
import { Problem } from '#kernel/module'
import { centre, chainOf, cityWithMatters, citizen, dispatcher, liaison, manager, matterOf, unitA, unitB } from './matters.ts'

const city = await cityWithMatters()
const coded = (code: string, status?: number) => (error: unknown) => {
  assert.ok(error instanceof Problem, String(error))
  assert.equal(error.code, code)
  if (status) assert.equal(error.status, status)
  return true
}
const open = (more = {}) => city.ctx((ctx) => openCase(ctx, matterOf({ openedBy: null, ...more })))
const does = (who: object, id: string, action: string, input = {}, rev?: number) =>
  city.ctx((ctx) => act(ctx, id, action, input, rev), who)
const may = async (who: object, id: string) => (await city.ctx((ctx) => available(ctx, id), who)).map((one) => one.action)

test('a report goes its whole way, and the log tells it', async () => {
  const reporter = citizen()
  const boss = dispatcher()
  const hand = liaison(unitA)
  const one = await open({ openedBy: reporter.id, subjectId: 'row-7' })
  assert.equal(one.org, centre)
  await does(boss, one.id, 'dispatch', { org: unitA }, 1)
  await does(hand, one.id, 'sign', {}, 2)
  const replied = await does(hand, one.id, 'reply', { text: '已修复', note: '当日' }, 3)
  assert.deepEqual([replied.state, replied.priority, replied.flags, replied.org], ['checking', 2, ['replied'], unitA])
  // Whoever dispatched checks: handler of that state.
  assert.deepEqual((await does(boss, one.id, 'accept', {}, 4)).state, 'rating')
  const ended = await does(reporter, one.id, 'rate', { rating: 5 }, 5)
  assert.equal(ended.result, 'done')
  assert.ok(ended.endedAt)
  const steps = await city.ctx((ctx) => timeline(ctx, one.id), reporter)
  assert.deepEqual(
    steps.map((step) => [step.action, step.fromState, step.toState]),
    [
      ['open', null, 'pending'],
      ['dispatch', 'pending', 'sent'],
      ['sign', 'sent', 'handling'],
      ['reply', 'handling', 'checking'],
      ['accept', 'checking', 'rating'],
      ['rate', 'rating', 'done'],
    ],
  )
  assert.deepEqual([steps[3]!.input, steps[3]!.note], [{ text: '已修复' }, '当日'])
  await assert.rejects(does(reporter, one.id, 'rate', { rating: 1 }), coded('cases.ended', 409))
  await assert.rejects(does(boss, one.id, 'comment', { text: 'x' }), coded('cases.ended', 409))
  await assert.rejects(
    city.ctx((ctx) => setFlags(ctx, one.id, { add: ['x'] })),
    coded('cases.ended', 409),
  )
})

test('refusals: wrong state, wrong person, wrong rev, wrong input, unknown case', async () => {
  const one = await open()
  const boss = dispatcher()
  await assert.rejects(does(boss, one.id, 'reply', { text: '好的吧' }, 1), coded('cases.illegal', 409))
  await assert.rejects(does(boss, one.id, 'nonsense', {}, 1), coded('cases.illegal', 409))
  await assert.rejects(does(boss, one.id, 'constructor', {}, 1), coded('cases.illegal', 409))
  await assert.rejects(does(manager(), one.id, 'dispatch', { org: unitA }, 1), coded('cases.forbidden', 403))
  await assert.rejects(does(liaison(unitB), one.id, 'dispatch', { org: unitA }, 1), coded('cases.unknown', 404))
  await assert.rejects(does(boss, one.id, 'dispatch', { org: unitA }, 7), coded('cases.conflict', 409))
  await assert.rejects(does(boss, newId(), 'dispatch', {}), coded('cases.unknown', 404))
  await assert.rejects(does(boss, 'no-id', 'dispatch', {}), coded('cases.unknown', 404))
  await assert.rejects(does(boss, one.id, 'dispatch', {}, 1), (error: Problem) => {
    assert.deepEqual(error.errors, [{ path: 'org', code: 'cases.input.missing' }])
    return coded('cases.input', 422)(error)
  })
  await assert.rejects(does(boss, one.id, 'reject', { reason: ' \n ', org: unitA }, 1), (error: Problem) => {
    assert.deepEqual(
      error.errors?.map((each) => each.code),
      ['cases.input.unknown', 'cases.input.missing'],
    )
    return true
  })
  assert.equal((await city.ctx((ctx) => getCase(ctx, one.id))).rev, 1)
  await city.ctx((ctx) => setFlags(ctx, one.id, { add: ['blocked'] }))
  await does(boss, one.id, 'dispatch', { org: unitA })
  const hand = liaison(unitA)
  await does(hand, one.id, 'sign')
  assert.ok(!(await may(hand, one.id)).includes('reply'))
  await assert.rejects(does(hand, one.id, 'reply', { text: '已经修好' }), coded('testing.blocked', 409))
})

test('two dispatchers at once: one moves the case, the other is told', async () => {
  const one = await open()
  const answers = await Promise.allSettled([
    does(dispatcher(), one.id, 'dispatch', { org: unitA }, 1),
    does(dispatcher(), one.id, 'dispatch', { org: unitB }, 1),
  ])
  assert.deepEqual(answers.map((answer) => answer.status).sort(), ['fulfilled', 'rejected'])
  coded('cases.conflict', 409)((answers.find((answer) => answer.status === 'rejected') as PromiseRejectedResult).reason)
  const { tasks, rev } = await city.ctx((ctx) => getCase(ctx, one.id))
  assert.equal(rev, 2)
  assert.equal(tasks.filter((task) => task.status === 'open').length, 1)
})

test('who waited for a lock acts on what was written meanwhile, also without a rev', async () => {
  const one = await open()
  const answers = await Promise.allSettled([1, 2, 3].map(() => does(dispatcher(), one.id, 'claim')))
  assert.equal(answers.filter((answer) => answer.status === 'fulfilled').length, 1)
})

test('the to-do list shows what is mine, my pool, and what I stand in for, and nothing else', async () => {
  const boss = dispatcher()
  const other = dispatcher()
  const one = await open({ subjectId: 'row-9' })
  const has = async (who: object) =>
    (await city.ctx((ctx) => todo(ctx, { size: 100 }), who)).items.find((item) => item.caseId === one.id)
  const item = await has(boss)
  assert.equal(item?.page, '/testing/matters/row-9')
  assert.deepEqual(
    [item?.flowName.zh, item?.stateName.en, item?.system, item?.claimed],
    ['事项', 'To dispatch', 'testing', false],
  )
  assert.ok(item?.dueAt)
  assert.equal(await has(liaison(centre)), undefined)
  const before = (await city.ctx(todoCount, other)).total
  await does(boss, one.id, 'claim')
  assert.equal(await has(other), undefined)
  assert.equal((await city.ctx(todoCount, other)).total, before - 1)
  assert.equal((await has(boss))?.claimed, true)
  await assert.rejects(does(other, one.id, 'dispatch', { org: unitA }), coded('cases.forbidden'))
  const deputy = { ...citizen(), kind: 'staff' as const }
  await does(boss, one.id, 'delegate', { person: deputy.id })
  assert.ok(await has(deputy))
  assert.equal(await has(boss), undefined)
  await does(deputy, one.id, 'dispatch', { org: unitB })
  const step = (await city.ctx((ctx) => timeline(ctx, one.id))).at(-1)!
  assert.deepEqual([step.actorId, step.onBehalfOf], [deputy.id, boss.id])
  assert.ok(await has(liaison(unitB)))
  assert.equal(await has(liaison(unitA)), undefined)
})

test('return goes to who sent it, withdraw only while nobody has begun, transfer moves ownership', async () => {
  const boss = dispatcher()
  const hand = liaison(unitA)
  const one = await open()
  await does(boss, one.id, 'dispatch', { org: unitA })
  await assert.rejects(does(dispatcher(), one.id, 'withdraw'), coded('cases.forbidden'))
  assert.deepEqual((await does(boss, one.id, 'withdraw')).state, 'pending')
  const { clocks } = await city.ctx((ctx) => getCase(ctx, one.id))
  assert.deepEqual(Object.fromEntries(clocks.map((clock) => [clock.ref, clock.result])), {
    pending: 'RUNNING',
    finish: 'MET',
    sent: 'MET',
  })
  await does(boss, one.id, 'dispatch', { org: unitA })
  await does(hand, one.id, 'claim')
  await assert.rejects(does(boss, one.id, 'withdraw'), coded('cases.begun'))
  const back = await does(hand, one.id, 'return', { reason: '非本单位职责' })
  assert.equal(back.state, 'pending')
  const { tasks } = await city.ctx((ctx) => getCase(ctx, one.id))
  assert.equal(tasks.find((task) => task.status === 'open')?.holder, boss.id)
  await assert.rejects(does(boss, one.id, 'return', { reason: '再退' }), coded('cases.no_previous'))
  await does(boss, one.id, 'dispatch', { org: unitA })
  const moved = await does(liaison(unitA), one.id, 'transfer', { org: unitB, reason: '属地' })
  assert.equal(moved.org, unitB)
  await does(liaison(unitB), one.id, 'sign')
})

test('urge, supervise by levels, reassign, release, comment', async () => {
  const boss = dispatcher()
  const chief = manager()
  const one = await open()
  await assert.rejects(does(boss, one.id, 'supervise', { level: '1', reason: '久拖' }), coded('cases.forbidden'))
  await does(chief, one.id, 'urge', { reason: '请尽快' })
  await does(chief, one.id, 'supervise', { level: '2', reason: '久拖' })
  await assert.rejects(does(chief, one.id, 'supervise', { level: '1', reason: '久拖' }), coded('cases.level'))
  const { flags, superviseLevel } = await city.ctx((ctx) => getCase(ctx, one.id))
  assert.deepEqual([flags, superviseLevel], [['urged', 'supervised'], 2])
  await does(boss, one.id, 'claim')
  await does(boss, one.id, 'release')
  await does(chief, one.id, 'reassign', { person: boss.id, reason: '指定' })
  const remark = await does(boss, one.id, 'comment', { text: '已联系' }, 1)
  assert.equal(remark.rev, (await city.ctx((ctx) => getCase(ctx, one.id))).rev)
  assert.deepEqual((await city.ctx((ctx) => timeline(ctx, one.id))).map((step) => step.action).slice(1), [
    'urge',
    'supervise',
    'claim',
    'release',
    'reassign',
    'comment',
  ])
})

test('countersign: all are heard, a verdict decides, one veto is enough', async () => {
  const boss = dispatcher()
  const panel = [liaison(unitA), liaison(unitB), manager()] as const
  const begin = async () => {
    const one = await open()
    return does(boss, one.id, 'panel')
  }
  const one = await begin()
  assert.equal((await does(panel[0], one.id, 'agree')).state, 'panel')
  await assert.rejects(does(panel[0], one.id, 'agree'), coded('cases.forbidden'))
  assert.equal((await does(panel[1], one.id, 'object', { reason: '费用' })).state, 'panel')
  assert.equal((await does(panel[2], one.id, 'agree')).state, 'done')
  const two = await begin()
  await does(panel[0], two.id, 'agree')
  assert.equal((await does(panel[2], two.id, 'veto')).result, 'void')
  const three = await begin()
  for (const who of panel) await does(who, three.id, 'object', { reason: '不可' })
  const { state, tasks } = await city.ctx((ctx) => getCase(ctx, three.id))
  assert.equal(state, 'pending')
  assert.deepEqual(
    tasks.filter((task) => task.state === 'panel').map((task) => task.status),
    ['done', 'done', 'done'],
  )
})

test('sequence: one after the other, each only in turn', async () => {
  const signers = [citizen(), citizen(), citizen()].map((one) => ({ ...one, kind: 'staff' as const }))
  chainOf.splice(0, chainOf.length, ...signers.map((one) => ({ person: one.id! })))
  const one = await open()
  await does(dispatcher(), one.id, 'chain')
  await assert.rejects(does(signers[1]!, one.id, 'sign'), coded('cases.unknown', 404))
  assert.equal((await does(signers[0]!, one.id, 'sign')).state, 'chain')
  assert.equal((await does(signers[1]!, one.id, 'sign')).state, 'chain')
  assert.equal((await does(signers[2]!, one.id, 'sign')).state, 'done')
})

test('parallel agencies: the parent goes on when all children have ended', async () => {
  const one = await open()
  await does(dispatcher(), one.id, 'split')
  const children = await city.ctx((ctx) => childCases(ctx, one.id))
  assert.deepEqual(children.map((child) => child.org).sort(), [unitA, unitB].sort())
  await does(liaison(children[0]!.org), children[0]!.id, 'finish')
  assert.equal((await city.ctx((ctx) => getCase(ctx, one.id))).state, 'split')
  await does(liaison(children[1]!.org), children[1]!.id, 'finish')
  assert.equal((await city.ctx((ctx) => getCase(ctx, one.id))).state, 'done')
})

test('both children ending at once still join exactly once', async () => {
  const one = await open()
  await does(dispatcher(), one.id, 'split')
  const children = await city.ctx((ctx) => childCases(ctx, one.id))
  await Promise.all(children.map((child) => does(liaison(child.org), child.id, 'finish')))
  assert.equal((await city.ctx((ctx) => getCase(ctx, one.id))).state, 'done')
  assert.equal((await city.ctx((ctx) => timeline(ctx, one.id))).filter((step) => step.action === 'joined').length, 1)
})

test('lists: by number, words, state, time and scope', async () => {
  const boss = dispatcher()
  const one = await open({ title: '人民路与建设路口污水井盖缺失 Manhole', area: '430211003', org: unitB })
  const find = async (filter: object, who: object = boss) =>
    (await city.ctx((ctx) => findCases(ctx, { flow: 'testing.matter', size: 100, ...filter }), who)).items.some(
      (item) => item.id === one.id,
    )
  assert.equal(await find({ q: '井盖' }), true)
  assert.equal(await find({ q: '建设路口' }), true)
  assert.equal(await find({ q: '井盖 manh' }), true)
  assert.equal(await find({ q: '盖井' }), false)
  assert.equal(await find({ q: "');drop--" }), false)
  assert.equal(await find({ q: one.no }), true)
  assert.equal(await find({ q: '缺' }), true)
  assert.equal(await find({ state: ['pending'], open: true, area: '430211', org: unitB }), true)
  assert.equal(await find({ state: ['sent', 'done'] }), false)
  assert.equal(await find({ area: '430202' }), false)
  assert.equal(await find({ to: one.openedAt }), false)
  assert.equal(await find({ from: one.openedAt, to: new Date(one.openedAt.getTime() + 1) }), true)
  assert.equal(await find({}, liaison(unitB)), true)
  assert.equal(await find({}, liaison(unitA)), false)
  assert.equal(await find({}, { ...liaison(unitB), areas: ['430202'] }), false)
  assert.equal(
    await find(
      {},
      {
        ...liaison(unitA),
        grants: {
          'testing.matter.read': [
            { orgs: [unitA], areas: null },
            { orgs: null, areas: ['430211'] },
          ],
        },
      },
    ),
    true,
  )
  assert.equal(await find({}, { id: newId() }), false)
  const all = await city.ctx((ctx) => findCases(ctx, { flow: 'testing.matter', size: 3 }), boss)
  const next = await city.ctx((ctx) => findCases(ctx, { flow: 'testing.matter', size: 3, after: all.next! }), boss)
  assert.equal(new Set([...all.items, ...next.items].map((item) => item.id)).size, 6)
})

test('the application role can neither change nor delete the log, a breach or a published version', async () => {
  for (const text of [
    `update cases.case_step set note = 'x'`,
    `delete from cases.case_step`,
    `update cases.flow_version set definition = '{}' where status = 'live'`,
    `delete from cases.flow_version where status = 'live'`,
  ]) {
    await assert.rejects(
      city.ctx((ctx) => sql.raw(text).execute(ctx.db)),
      /permission denied|immutable/,
      text,
    )
  }
})
