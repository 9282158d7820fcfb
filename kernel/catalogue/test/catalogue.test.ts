// Codes and settings by day, changes by two people, sheets, indicators with their history.

import test, { before } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { newId } from '#kernel/db'
import { code, codes, defineCodes, defineSettings, parseCsv, setting, toCsv } from '#kernel/catalogue'
import { testCity, type TestCity } from '#test/city.ts'
import { multipart } from '#test/multipart.ts'
import { slotOf } from '../server/indicators.ts'

let city: TestCity
let maker: string
let checker: string
const rights = ['catalogue.code.read', 'catalogue.code.edit', 'catalogue.code.review']
const table = `catalogue.probe_${Date.now().toString(36)}`
const seedTable = () =>
  city.ctx((ctx) =>
    defineCodes(ctx, {
      id: table,
      name: { zh: '试表', en: 'Probe' },
      codes: [
        { code: '01', name: { zh: '市政', en: 'Works' } },
        { code: '0101', name: { zh: '路面破损', en: 'Road damage' }, parent: '01', attributes: { urgent: true } },
      ],
    }),
  )
before(async () => {
  city = await testCity()
  city.clock.set('2027-03-01T02:00:00Z')
  maker = city.as({ permissions: rights, name: '甲' })
  checker = city.as({ permissions: rights, name: '乙' })
  await seedTable()
})
const put = (value: object, validFrom: string, caller = maker, of = '0101') =>
  city.ask(caller, 'POST /api/catalogue/changes/code', {
    table,
    code: of,
    op: 'put',
    value: { name: { zh: '路面', en: 'Road' }, parent: '01', sort: 2, attributes: {}, ...value },
    validFrom,
  })
const review = (ids: string[], verdict = 'approved', caller = checker) =>
  city.ask(caller, 'POST /api/catalogue/changes/review', { ids, verdict })
const on = async (day: string, of = '0101') =>
  (await city.ctx((ctx) => code(ctx, table, of, new Date(`${day}T04:00:00Z`))))?.name.zh

test('a change holds from its day on, past days keep what they had, and seeding again changes nothing', async () => {
  const made = await put({ name: { zh: '道路破损', en: 'Road damage' } }, '2027-03-10')
  assert.equal(made.status, 201, made.text)
  assert.equal(await on('2027-03-10'), '路面破损', 'nothing holds before it is reviewed')
  assert.deepEqual((await review([made.body.id])).body, { done: 1 })
  assert.deepEqual([await on('2027-03-09'), await on('2027-03-10'), await on('2030-01-01')], ['路面破损', '道路破损', '道路破损'])
  await seedTable()
  assert.equal(await on('2027-03-10'), '道路破损')

  const between = await put({ name: { zh: '暂名', en: 'Interim' } }, '2027-03-05')
  await review([between.body.id])
  assert.deepEqual(await Promise.all(['2027-03-04', '2027-03-05', '2027-03-09', '2027-03-10'].map((day) => on(day))), [
    '路面破损',
    '暂名',
    '暂名',
    '道路破损',
  ])

  const ended = await city.ask(maker, 'POST /api/catalogue/changes/code', {
    table,
    code: '0101',
    op: 'end',
    validFrom: '2027-04-01',
  })
  await review([ended.body.id])
  assert.deepEqual([await on('2027-03-31'), await on('2027-04-01')], ['道路破损', undefined])
  assert.deepEqual(
    (await city.ctx((ctx) => codes(ctx, table, new Date('2027-04-02')))).map((one) => one.code),
    ['01'],
  )
})

test('one cannot review an own change, a stale one, or one twice', async () => {
  const first = (await put({ name: { zh: '新', en: 'New' } }, '2027-05-01', maker, '02')).body.id
  const second = (await put({ name: { zh: '更新', en: 'Newer' } }, '2027-05-01', maker, '02')).body.id
  assert.equal((await review([first], 'approved', maker)).body.code, 'catalogue.review.own')
  assert.equal((await review([first])).status, 200)
  assert.equal((await review([first])).body.code, 'catalogue.review.state')
  assert.equal((await review([second])).body.code, 'catalogue.change.stale')
  assert.equal((await review([second], 'refused')).status, 200)
  const third = (await put({}, '2027-05-01', maker, '03')).body.id
  assert.equal((await city.ask(checker, `POST /api/catalogue/changes/${third}/withdraw`)).status, 404, 'only the maker withdraws')
  assert.equal((await city.ask(maker, `POST /api/catalogue/changes/${third}/withdraw`)).status, 200)
  assert.equal((await review([third])).body.code, 'catalogue.review.state')
  const list = await city.ask(checker, `GET /api/catalogue/changes?table=${table}&code=02`)
  assert.deepEqual(
    list.body.items.map((one: any) => [one.state, one.madeByName, one.mine]),
    [
      ['refused', '甲', false],
      ['approved', '甲', false],
    ],
  )
})

test('bad proposals are told what is wrong', async () => {
  city.clock.set('2027-03-01T02:00:00Z')
  for (const [value, day, expected] of [
    [{}, '2027-02-28', 'catalogue.change.past'],
    [{ parent: '99' }, '2027-05-01', 'catalogue.code.parent'],
    [{ parent: '0101' }, '2027-03-20', 'catalogue.code.circle'],
  ] as const) {
    const reply = await put(value, day)
    assert.deepEqual([reply.status, reply.body.code], [422, expected])
  }
  assert.equal(
    (
      await city.ask(maker, 'POST /api/catalogue/changes/code', {
        table: 'no.table',
        code: 'x',
        op: 'put',
        value: { name: { zh: 'a', en: 'a' }, parent: null, sort: 1, attributes: {} },
        validFrom: '2027-05-01',
      })
    ).body.code,
    'catalogue.table.unknown',
  )
  assert.equal(
    (await city.ask(maker, 'POST /api/catalogue/changes/code', { table, code: 'zz', op: 'end', validFrom: '2027-05-01' })).body
      .code,
    'catalogue.code.unknown',
  )
  assert.equal(
    (await city.ask(maker, 'POST /api/catalogue/changes/code', { table, code: 'zz', op: 'put', validFrom: '2027-05-01' })).body
      .code,
    'catalogue.code.value',
  )
})

test('a setting has its value by day and its bounds', async () => {
  const key = `catalogue.probe_${Date.now().toString(36)}`
  await city.ctx((ctx) => defineSettings(ctx, [{ key, name: { zh: '天数', en: 'Days' }, value: 5, least: 1, most: 30 }]))
  const ask = (value: unknown) =>
    city.ask(maker, 'POST /api/catalogue/changes/setting', { setting: key, value, validFrom: '2027-06-01' })
  assert.equal((await ask(31)).body.code, 'catalogue.setting.value')
  assert.equal((await ask('five')).body.code, 'catalogue.setting.value')
  await review([(await ask(7)).body.id])
  assert.deepEqual(
    await city.ctx(async (ctx) => [
      await setting(ctx, key),
      await setting(ctx, key, new Date('2027-05-31T15:59:00Z')),
      await setting(ctx, key, new Date('2027-05-31T16:00:00Z')),
    ]),
    [5, 5, 7],
    'the day begins at midnight in Zhuzhou',
  )
  await assert.rejects(
    city.ctx((ctx) => setting(ctx, 'catalogue.nobody')),
    /no setting/,
  )
  await city.ctx((ctx) => defineSettings(ctx, [{ key, name: { zh: '天数', en: 'Days' }, value: 9 }]))
  assert.equal(await city.ctx((ctx) => setting(ctx, key)), 5)
})

test('tables and settings are listed by page, with how many changes wait', async () => {
  const tables = await city.ask(maker, `GET /api/catalogue/tables?page=1&size=1&q=${table}`)
  assert.deepEqual([tables.status, tables.body.total, tables.body.items[0].id], [200, 1, table])
  const settings = await city.ask(maker, 'GET /api/catalogue/settings?page=2&size=2&q=messaging.')
  assert.deepEqual([settings.body.items.length, settings.body.total], [2, 5])
  assert.deepEqual(settings.body.items[0].history, [{ validFrom: '2000-01-01', value: 7 }])
})

test('a sheet goes out, comes back and proposes only what differs', async () => {
  const sheet = await city.ask(maker, `GET /api/catalogue/tables/${table}/sheet?at=2027-03-20`)
  assert.match(sheet.text, /^\ufeff代码,名称/)
  const send = (text: string, fields: Record<string, string> = {}) => {
    const { body, headers } = multipart('t.csv', text, { validFrom: '2027-03-20', ...fields })
    return city.ask(maker, `POST /api/catalogue/tables/${table}/imports`, body, headers)
  }
  const same = await send(sheet.text)
  assert.deepEqual([same.status, same.body.put, same.body.ended, same.body.unchanged], [200, 0, 0, 2], same.text)
  const changed = await send('代码,名称,上级代码\r\n01,市政公用,\r\n0199,"井盖, 箅子",01\r\n', { endMissing: 'true' })
  assert.deepEqual([changed.body.put, changed.body.ended], [2, 1], changed.text)
  const drafts = await city.ask(checker, `GET /api/catalogue/changes?table=${table}&state=draft&size=100`)
  await review(drafts.body.items.filter((one: any) => one.batch === changed.body.batch).map((one: any) => one.id))
  const after = await city.ask(maker, `GET /api/catalogue/tables/${table}/codes?at=2027-03-20`)
  assert.deepEqual(
    after.body.items.map((one: any) => [one.code, one.name.zh]),
    [
      ['01', '市政公用'],
      ['0199', '井盖, 箅子'],
    ],
  )
  for (const [text, expected] of [
    ['代码,颜色\r\n1,红\r\n', 'catalogue.import.heading'],
    ['代码,名称\r\n', 'catalogue.import.empty'],
    ['代码,名称\r\n1,a\r\n1,b\r\n', 'catalogue.import.row'],
    ['代码,名称,属性\r\n1,a,nonsense\r\n', 'catalogue.import.attributes'],
  ] as const)
    assert.equal((await send(text)).body.code, expected)
})

test('CSV returns what it was given, and hands no formula to a spreadsheet', () => {
  const cell = fc.string({ maxLength: 12 }).map((text) => text.trim().replaceAll('\r', ''))
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), (rows) => {
      const kept = rows
        .filter((row) => row.some((one) => one !== ''))
        .map((row) => row.map((one) => (/^'[=+\-@\t]/.test(one) ? one.slice(1) : one)))
      assert.deepEqual(parseCsv(Buffer.from(toCsv(kept))), kept)
    }),
  )
  assert.equal(toCsv([['=1+1', '-5', '@x']]), "\ufeff'=1+1,-5,'@x\r\n")
  assert.deepEqual(parseCsv(Buffer.from([0xd6, 0xea, 0xd6, 0xde])), [['株洲']], 'GB 18030 from an old spreadsheet')
})

test('indicators are computed once a period and keep their history', async () => {
  assert.equal(slotOf('1d', new Date('2027-03-01T17:00:00Z')).toISOString(), '2027-03-01T16:00:00.000Z')
  let value = 10
  let asked = 0
  const catalogue = city.house.find('catalogue')! as { indicators?: any[] }
  const id = `catalogue.probe_${newId()}`
  catalogue.indicators = [
    { id, name: { zh: '试', en: 'Probe' }, unit: '件', every: '1h', value: async () => (asked++, value), warnAbove: 11 },
    {
      id: 'catalogue.broken',
      name: { zh: '坏', en: 'Broken' },
      unit: '',
      every: '1h',
      value: async () => Promise.reject(new Error('broken')),
    },
  ]
  try {
    city.clock.set('2027-03-02T02:30:00Z')
    await city.settle()
    city.clock.advance(70_000)
    await city.settle()
    assert.equal(asked, 1, 'once an hour')
    value = 12
    city.clock.set('2027-03-02T03:00:30Z')
    await city.settle()
    const reader = city.as({ permissions: ['catalogue.indicator.read'] })
    const list = await city.ask(reader, 'GET /api/catalogue/indicators')
    const mine = list.body.items.find((one: any) => one.id === id)
    assert.deepEqual(
      [mine.value, mine.warnAbove, mine.warnBelow, mine.history.map((one: any) => one.value)],
      [12, 11, null, [10, 12]],
    )
    assert.equal(list.body.items.find((one: any) => one.id === 'catalogue.broken').value, null)
    const values = await city.ask(
      reader,
      `GET /api/catalogue/indicators/${id}/values?from=2027-03-02T02:00:00Z&to=2027-03-02T03:00:00Z`,
    )
    assert.deepEqual(
      values.body.items.map((one: any) => one.value),
      [10],
    )
    await assert.rejects(city.pool.query('delete from catalogue.indicator_value'), /permission denied/)
  } finally {
    delete catalogue.indicators
  }
})
