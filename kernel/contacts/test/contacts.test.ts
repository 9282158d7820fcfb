// The generic registry through duty contacts: every kind of field, history, conflicts, sheets, what is refused.

import test, { before } from 'node:test'
import assert from 'node:assert/strict'
import { newId } from '#kernel/db'
import { sql } from 'kysely'
import { multipart } from '#test/multipart.ts'
import { testCity, type TestCity } from '#test/city.ts'

let city: TestCity
let clerk: string
const org = newId()
const mark = Date.now().toString(36)
before(async () => {
  city = await testCity()
  clerk = city.as({ permissions: ['contacts.contact.read', 'contacts.contact.manage'], name: '甲' })
  await city.ctx((ctx) =>
    sql`insert into identity.org (id, code, name, short_name, kind, level, path, agency_id)
    values (${org}, ${`t.${mark}`}, '市水务集团', '水务', 'agency', 'city', ${`/${org}/`}, ${org})`.execute(ctx.db),
  )
})
const full = {
  name: `供水抢修 ${mark}`,
  kind: 'utility',
  phone: '0731-28812345转8',
  backupPhone: '13907330001',
  org,
  person: null,
  district: '430211',
  allDay: true,
  since: '2026-01-05',
  place: { lng: 113.08, lat: 27.83, address: '黄河北路 8 号' },
  sort: 1.5,
  note: '夜间请先拨 "总值班"',
}
const add = (more: object = {}) => city.ask(clerk, 'POST /api/contacts/contacts', { ...full, ...more })
const get = async (id: string) => (await city.ask(clerk, `GET /api/contacts/contacts/${id}`)).body

test('a row with every kind of field comes back as it went in, with names for ids and codes', async () => {
  const added = await add()
  assert.deepEqual([added.status, added.body.rev], [201, 1], added.text)
  const { id, rev, updatedAt, shown, files, ...row } = await get(added.body.id)
  assert.deepEqual(row, full)
  assert.deepEqual([rev, files, shown.kind, shown.org], [1, [], '水电气热', '市水务集团'])
  assert.ok(updatedAt && id)
})

test('a change keeps history and stops at a stale revision; a deleted row keeps its history', async () => {
  const { id } = (await add({ name: `改 ${mark}` })).body
  const change = (body: object) => city.ask(clerk, `PATCH /api/contacts/contacts/${id}`, body)
  assert.deepEqual((await change({ rev: 1, phone: '0731-1111111', place: null })).body, { id, rev: 2 })
  assert.equal((await change({ rev: 1, phone: '0731-2222222' })).body.code, 'registry.stale')
  const row = await get(id)
  assert.deepEqual([row.phone, row.place, row.note], ['0731-1111111', null, full.note])
  assert.equal((await city.ask(clerk, `DELETE /api/contacts/contacts/${id}?rev=1`)).status, 409)
  assert.equal((await city.ask(clerk, `DELETE /api/contacts/contacts/${id}?rev=2`)).status, 200)
  assert.equal((await city.ask(clerk, `GET /api/contacts/contacts/${id}`)).status, 404)
  const { items } = (await city.ask(clerk, `GET /api/contacts/contacts/${id}/history`)).body
  assert.deepEqual(
    items.map((one: any) => [one.op, one.rev, one.byName]),
    [
      ['delete', 3, '甲'],
      ['update', 2, '甲'],
      ['create', 1, '甲'],
    ],
  )
  assert.deepEqual(items[1].after, { phone: '0731-1111111', place: null })
  await assert.rejects(city.pool.query('delete from registry.history'), /permission denied/)
})

test('the list searches, filters, sorts and pages; a district holds what lies below it', async () => {
  const word = `查 ${mark}`
  await add({ name: `${word} 乙`, district: '430211001', allDay: false, sort: 2 })
  await add({ name: `${word} 甲`, district: '430202', sort: 3 })
  const ask = (query: string) => city.ask(clerk, `GET /api/contacts/contacts?q=${encodeURIComponent(word)}&${query}`)
  const names = async (query: string) => (await ask(query)).body.items.map((one: any) => one.name.slice(-1))
  assert.deepEqual(await names('sort=-sort'), ['甲', '乙'])
  assert.deepEqual(await names('district=430211'), ['乙'])
  assert.deepEqual(await names('allDay=true'), ['甲'])
  assert.deepEqual([(await ask('size=1&page=2')).body.items.length, (await ask('size=1')).body.total], [1, 2])
  assert.equal((await ask('sort=rev')).body.code, 'registry.sort')
  assert.equal((await ask('color=red')).status, 400)
  assert.equal(
    (await city.ask(clerk, `GET /api/contacts/contacts?q=${encodeURIComponent("%';drop table contacts.contact;--")}`)).body.total,
    0,
  )
})

test('what does not fit is refused, field by field', async () => {
  for (const [more, status, code] of [
    [{ phone: 'call me' }, 400, 'http.invalid'],
    [{ name: '' }, 400, 'http.invalid'],
    [{ sort: 10_000 }, 400, 'http.invalid'],
    [{ since: '2026-02-30' }, 400, 'http.invalid'],
    [{ color: 'red' }, 400, 'http.invalid'],
    [{ place: { lng: 200, lat: 1 } }, 400, 'http.invalid'],
    [{ kind: 'nonsense', name: `x ${mark}` }, 422, 'registry.choice'],
    [{ backupPhone: full.phone, name: `y ${mark}` }, 422, 'contacts.phone.same'],
    [{}, 409, 'registry.duplicate'],
  ] as const) {
    const reply = await add(more)
    assert.equal(reply.status, status, reply.text)
    if (status !== 400) assert.equal(reply.body.code, code)
  }
})

test('a sheet goes out and comes back: unchanged, changed, added; one wrong cell and nothing is taken', async () => {
  const q = encodeURIComponent(`供水抢修 ${mark}`)
  const out = await city.ask(clerk, `GET /api/contacts/contacts/sheet?q=${q}`)
  assert.match(out.text, /^\ufeffid,名称,类别/)
  const send = (text: string) => {
    const { body, headers } = multipart('t.csv', text)
    return city.ask(clerk, 'POST /api/contacts/contacts/imports', body, headers)
  }
  assert.deepEqual((await send(out.text)).body, { created: 0, updated: 0, unchanged: 1 })
  const mixed =
    out.text.replace('0731-28812345转8', '0731-28810000') +
    `,供气抢修 ${mark},水电气热,0731-28819999,,,,,是,,113.1 27.8 建设路,2,\r\n`
  assert.deepEqual((await send(mixed)).body, { created: 1, updated: 1, unchanged: 0 })
  const added = (await city.ask(clerk, `GET /api/contacts/contacts?q=${encodeURIComponent(`供气抢修 ${mark}`)}`)).body.items[0]
  assert.deepEqual([added.kind, added.place.address, added.allDay], ['utility', '建设路', true])
  const bad = await send(`名称,类别,电话,24 小时,排序\r\n好 ${mark},其他,0731-1,是,1\r\n坏 ${mark},没有,0731-2,是,1\r\n`)
  assert.deepEqual([bad.status, bad.body.code, bad.body.params], [422, 'registry.import.cell', { line: 3, field: '类别' }])
  assert.equal((await city.ask(clerk, `GET /api/contacts/contacts?q=${encodeURIComponent(`好 ${mark}`)}`)).body.total, 0)
  assert.equal((await send('名称,颜色\r\na,b\r\n')).body.code, 'registry.import.heading')
  assert.equal((await send('名称\r\n')).body.code, 'registry.import.rows')
})

test('the form tells the page its fields and choices', async () => {
  const { body } = await city.ask(clerk, 'GET /api/contacts/contacts/form', undefined, { 'accept-language': 'en' })
  assert.deepEqual(body.fields.find((field: any) => field.key === 'kind').options[0], { value: 'duty', label: 'Duty office' })
  assert.ok(new Set(body.fields.map((field: any) => field.type)).size >= 11)
})
