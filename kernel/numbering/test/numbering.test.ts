// Numbers under concurrency, rollback, change of day and overflow.

import test from 'node:test'
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { Context } from '#kernel/module'
import { testCity } from '#test/city.ts'
import { defineNumber, nextNumber, nextNumbers, voidNumber } from '#kernel/numbering'
import { prepareBuckets, write } from '../server/numbers.ts'

const city = await testCity()
const noon = (day: string) => new Date(`${day}T12:00:00+08:00`)

await city.ctx(async (ctx) => {
  await defineNumber(ctx, { kind: 'test.case', pattern: 'HL-{yyyy}{MM}{dd}-{seq5}', restart: 'day' })
  await defineNumber(ctx, { kind: 'test.official', pattern: '{area}{yyyy}{MM}{dd}{seq2}', restart: 'day' })
  await defineNumber(ctx, { kind: 'test.document', pattern: '株政发〔{yyyy}〕{seq}号', restart: 'year', gapless: true })
  await defineNumber(ctx, { kind: 'test.asset', pattern: 'ZC{seq8}', restart: 'never' })
})

test('concurrent transactions get different numbers, in order within each, and none waits for another', async () => {
  const at = noon('2031-03-01')
  const taken = await Promise.all(Array.from({ length: 40 }, () => city.ctx((ctx) => nextNumbers(ctx, 'test.case', 3, { at }))))
  const all = taken.flat()
  assert.equal(new Set(all).size, 120)
  for (const own of taken) assert.deepEqual(own, own.toSorted())
  assert.deepEqual(all.toSorted()[0], 'HL-20310301-00001')
  if (city.pool.kind === 'embedded') return
  // One transaction stays open with its number; others get theirs meanwhile.
  let release!: () => void
  const gate = new Promise<void>((resolve) => (release = resolve))
  const first = Promise.withResolvers<string>()
  const open = city.ctx(async (ctx) => {
    first.resolve(await nextNumber(ctx, 'test.case', { at }))
    await gate
  })
  const held = await first.promise
  const other = await city.ctx((ctx) => nextNumber(ctx, 'test.case', { at }))
  assert.ok(other > held)
  release()
  await open
})

test('ordinary numbers begin anew with the local day, tomorrow prepared or not', async () => {
  const take = (iso: string) => city.ctx((ctx) => nextNumber(ctx, 'test.case', { at: new Date(iso) }))
  assert.equal(await take('2031-04-01T23:59:59.999+08:00'), 'HL-20310401-00001')
  assert.equal(await take('2031-04-01T16:00:00Z'), 'HL-20310402-00001')
  assert.equal(await take('2031-04-01T16:00:01Z'), 'HL-20310402-00002')
  await city.ctx((ctx) => prepareBuckets({ ...ctx, now: noon('2031-04-02') }))
  assert.equal(await take('2031-04-02T12:00:00+08:00'), 'HL-20310402-00003')
  await city.ctx((ctx) => prepareBuckets({ ...ctx, now: noon('2031-04-02') }))
  assert.equal(await take('2031-04-03T00:00:00+08:00'), 'HL-20310403-00001')
  // A straggler of yesterday is still unique there.
  assert.equal(await take('2031-04-02T23:00:00+08:00'), 'HL-20310402-00004')
  const one = await city.ctx((ctx) => nextNumber(ctx, 'test.asset'))
  const two = await city.ctx((ctx) => nextNumber(ctx, 'test.asset', { at: noon('2040-01-01') }))
  assert.deepEqual([one, two], ['ZC00000001', 'ZC00000002'])
})

test('a rolled back ordinary number leaves a gap; one that had opened its day lets the day begin again', async () => {
  const take = (ctx: Context) => nextNumber(ctx, 'test.official', { at: noon('2031-05-01'), params: { area: '430211' } })
  const rolledBack = async () => {
    let lost = ''
    await assert.rejects(
      city.ctx(async (ctx) => {
        lost = await take(ctx)
        throw new Error('stop')
      }),
      /stop/,
    )
    return lost
  }
  assert.equal(await rolledBack(), '4302112031050101')
  assert.equal(await city.ctx(take), '4302112031050101')
  assert.equal(await rolledBack(), '4302112031050102')
  assert.equal(await city.ctx(take), '4302112031050103')
})

test('numbers widen beyond their padding and never wrap', async () => {
  const at = noon('2031-06-01')
  const all = await city.ctx((ctx) => nextNumbers(ctx, 'test.official', 101, { at, params: { area: '430211' } }))
  assert.deepEqual(
    [all[0], all[98], all[99], all[100]],
    ['4302112031060101', '4302112031060199', '43021120310601100', '43021120310601101'],
  )
  assert.equal(write({ pattern: 'A{yy}-{seq3}', day: '2031-06-01' }, 12345), 'A31-12345')
  assert.throws(() => write({ pattern: '{area}{seq}', day: '2031-06-01' }, 1), /needs area/)
})

test('gapless numbers have no gap after rollbacks and concurrency, per agency and year', async () => {
  const at = noon('2032-01-05')
  const attempts = Array.from({ length: 30 }, (_, i) =>
    city.ctx(async (ctx) => {
      const number = await nextNumber(ctx, 'test.document', { at, tenant: 'a' })
      if (i % 3 === 0) throw new Error('stop')
      return number
    }),
  )
  const given = (await Promise.allSettled(attempts)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const numbers = given.map((text) => Number(/(\d+)号/.exec(text)![1])).toSorted((a, b) => a - b)
  assert.deepEqual(
    numbers,
    Array.from({ length: 20 }, (_, i) => i + 1),
  )
  assert.equal(await city.ctx((ctx) => nextNumber(ctx, 'test.document', { at, tenant: 'b' })), '株政发〔2032〕1号')
  assert.equal(
    await city.ctx((ctx) => nextNumber(ctx, 'test.document', { at: noon('2033-01-01'), tenant: 'a' })),
    '株政发〔2033〕1号',
  )
})

test('any interleaving of commits and rollbacks leaves the gapless register whole', async () => {
  let tenant = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 4 })), { maxLength: 8 }), async (plan) => {
      const name = `t${++tenant}`
      let committed = 0
      for (const [commits, count] of plan) {
        const work = city.ctx(async (ctx) => {
          await nextNumbers(ctx, 'test.document', count, { at: noon('2034-01-01'), tenant: name })
          if (!commits) throw new Error('stop')
        })
        await work.then(
          () => (committed += count),
          () => {},
        )
      }
      const rows = await city.ctx((ctx) =>
        ctx.db.selectFrom('numbering.issued').select('n').where('tenant', '=', name).orderBy('n').execute(),
      )
      assert.deepEqual(
        rows.map((row) => row.n),
        Array.from({ length: committed }, (_, i) => i + 1),
      )
    }),
    { numRuns: 20 },
  )
})

test('a voided number goes to the gap register once, with its reason, and is never given again', async () => {
  const at = noon('2035-01-01')
  const number = await city.ctx((ctx) => nextNumber(ctx, 'test.document', { at }))
  const clerk = city.as({ permissions: ['numbering.number.void', 'numbering.format.read'] })
  const body = { kind: 'test.document', number, reason: '文稿撤回' }
  assert.equal((await city.ask(clerk, 'POST /api/numbering/voids', body)).status, 204)
  assert.equal((await city.ask(clerk, 'POST /api/numbering/voids', body)).body.code, 'numbering.number.voided')
  assert.equal(
    (await city.ask(clerk, 'POST /api/numbering/voids', { ...body, number: '株政发〔2035〕9号' })).body.code,
    'numbering.number.unknown',
  )
  assert.equal((await city.ask(clerk, 'POST /api/numbering/voids', { ...body, reason: ' ' })).status, 400)
  const list = (await city.ask(clerk, 'GET /api/numbering/voids?kind=test.document')).body
  assert.deepEqual([list.total, list.items[0].number, list.items[0].reason], [1, number, '文稿撤回'])
  assert.equal(await city.ctx((ctx) => nextNumber(ctx, 'test.document', { at })), '株政发〔2035〕2号')
  await assert.rejects(
    city.ctx((ctx) => ctx.db.deleteFrom('numbering.voided').execute()),
    /permission denied/,
  )
  await assert.rejects(
    city.ctx((ctx) => voidNumber(ctx, 'test.case', 'HL-20310301-00001', 'x')),
    { code: 'numbering.number.unknown' },
  )
})

test('a format changes from a date on; past numbers keep theirs', async () => {
  const manager = city.as({ permissions: ['numbering.format.manage', 'numbering.format.read'] })
  const add = (body: object) => city.ask(manager, 'POST /api/numbering/formats', { kind: 'test.case', ...body })
  const reply = await add({ pattern: '热线{yyyy}{MM}{dd}第{seq}号', validFrom: '2050-01-01' })
  assert.equal(reply.status, 201, reply.text)
  const on = (day: string) => city.ctx((ctx) => nextNumber(ctx, 'test.case', { at: noon(day) }))
  assert.deepEqual([await on('2049-12-31'), await on('2050-01-01')], ['HL-20491231-00001', '热线20500101第1号'])
  for (const [body, code] of [
    [{ pattern: 'HL-{yyyy}{MM}{dd}-{seq5}', validFrom: '2001-01-01' }, 'numbering.format.past'],
    [{ pattern: 'HL-{yyyy}-{seq5}', validFrom: '2051-01-01' }, 'numbering.format.pattern'],
    [{ pattern: 'HL-{yyyy}{MM}{dd}', validFrom: '2051-01-01' }, 'numbering.format.pattern'],
    [{ pattern: '{area}{yyyy}{MM}{dd}{seq}', validFrom: '2051-01-01' }, 'numbering.format.pattern'],
    [{ kind: 'test.nothing', pattern: '{seq}', validFrom: '2051-01-01' }, 'numbering.kind.unknown'],
  ] as const) {
    assert.equal((await add(body)).body.code, code, JSON.stringify(body))
  }
  assert.ok(
    (await city.ask(manager, 'GET /api/numbering/formats')).body.items.some(
      (one: any) => one.kind === 'test.case' && one.validFrom === '2050-01-01',
    ),
  )
  await assert.rejects(
    city.ctx((ctx) => nextNumber(ctx, 'test.nothing')),
    { code: 'numbering.kind.unknown' },
  )
})
