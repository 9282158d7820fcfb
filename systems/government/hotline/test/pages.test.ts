// The citizen's pages without script: report, check, confirmation, following, rating; and what bad input gets there.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import sharp from 'sharp'
import { newId } from '#kernel/db'
import { did, form, handled, newPhone, newTicket, outside, spot, ticket, town, type Town } from './town.ts'

const report = (more: Record<string, string> = {}) => ({
  type: 'HELP',
  content: '小区门口路面塌陷，有个大坑，车辆绕行。',
  place: '天元区泰山路120号',
  lng: String(spot.lng),
  lat: String(spot.lat),
  phone: newPhone(),
  name: '张三丰',
  ...more,
})
const counted = async (city: Town) =>
  (await city.ctx((ctx) => sql<{ n: number }>`select count(*)::int as n from hotline.ticket`.execute(ctx.db))).rows[0]!.n

/** Fills the form and checks it; returns the token of the check page. */
async function checked(city: Town, fields: Record<string, string>, caller: string | null = null): Promise<string> {
  const answer = await form(city, caller, '/report', fields)
  assert.equal(answer.status, 303, answer.text.slice(0, 2000))
  return /^\/report\/check\/([\w-]+)$/.exec(String(answer.headers['location']))![1]!
}
async function sent(
  city: Town,
  fields: Record<string, string>,
  caller: string | null = null,
): Promise<{ no: string; code: string; text: string }> {
  const token = await checked(city, fields, caller)
  const answer = await form(city, caller, `/report/send/${token}`, {})
  assert.equal(answer.headers['location'], `/report/done/${token}`)
  const { text } = await city.ask(caller, `GET /report/done/${token}`)
  return { no: /<strong>(\d{19})<\/strong>/.exec(text)?.[1] ?? '', code: /<strong>(\d{6})<\/strong>/.exec(text)?.[1] ?? '', text }
}
const idOf = async (city: Town, no: string): Promise<string> =>
  (await city.ask(city.people.agent, `GET /api/hotline/tickets?q=${no}`)).body.items[0].id

/** A multipart body as a browser makes it. */
function multipart(fields: Record<string, string>, files: { name: string; type: string; bytes: Buffer }[]) {
  const boundary = `----yicheng${newId()}`
  const parts = [
    ...Object.entries(fields).map(([name, value]) =>
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    ),
    ...files.flatMap((file) => [
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="photos"; filename="${file.name}"\r\ncontent-type: ${file.type}\r\n\r\n`,
      ),
      file.bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]
  return { body: Buffer.concat(parts), headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}
const photo = () =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#456' } })
    .withExif({ IFD0: { Copyright: 'x' } })
    .jpeg()
    .toBuffer()

test('a citizen reports by form with a photo, the matter goes its way, the citizen reads the reply and rates it', async () => {
  const city = await town()
  assert.match((await city.ask(null, 'GET /report')).text, /<form[^>]*action="\/report"[^>]*enctype="multipart\/form-data"/)
  const { body, headers } = multipart(report(), [{ name: '大坑.jpg', type: 'image/jpeg', bytes: await photo() }])
  const answer = await city.ask(null, 'POST /report', body, headers)
  assert.equal(answer.status, 303, answer.text)
  const check = String(answer.headers['location'])
  const page = (await city.ask(null, `GET ${check}`)).text
  for (const shown of ['路面塌陷', '天元区泰山路120号', '大坑.jpg', '求助']) assert.ok(page.includes(shown), shown)
  const token = check.split('/').at(-1)!
  await form(city, null, `/report/send/${token}`, {})
  const again = await form(city, null, `/report/send/${token}`, {})
  assert.equal(again.status, 303, 'a second press is the same ticket')
  const done = (await city.ask(null, `GET /report/done/${token}`)).text
  const [no, code] = [/<strong>(\d{19})<\/strong>/.exec(done)![1]!, /<strong>(\d{6})<\/strong>/.exec(done)![1]!]
  assert.match(no, /^430211/, 'the county of the point')
  assert.match(done, /5 个工作日/)
  const id = await idOf(city, no)
  const full = await ticket(city, id, city.people.agent)
  assert.deepEqual(
    [full.channel, full.contentCode, full.classified, full.files.length, full.area],
    ['WEB', '020201', false, 1, '430211'],
  )
  assert.equal(full.caller.name, '张*丰')
  const { people } = city
  assert.equal(
    (await city.ask(people.agent, `PATCH /api/hotline/tickets/${id}`, { rev: full.rev, contentCode: '020201' })).status,
    200,
  )
  await did(city, people.agent, id, 'accept')
  await handled(city, id)
  const track = () => form(city, null, '/track', { no, code })
  const before = (await track()).text
  assert.match(before, /已更换线路/)
  assert.doesNotMatch(before, /name="level"/, 'no rating before the close')
  const early = await form(city, null, '/track/rate', { no, code, level: '1' })
  assert.match(early.text, /还没有办结/)
  const tries = (outcome: string) => city.ask(people.callback, `POST /api/hotline/tickets/${id}/tries`, { outcome })
  await tries('NO_ANSWER')
  city.clock.advance(86_400_000)
  await tries('NO_ANSWER')
  await tries('BUSY')
  await did(city, people.callback, id, 'unreachable')
  assert.match((await track()).text, /name="level"/)
  const bare = await form(city, null, '/track/rate', { no, code, level: '4' })
  assert.deepEqual([bare.status, /请选择哪里不满意/.test(bare.text)], [422, true])
  const rated = await form(city, null, '/track/rate', { no, code, level: '4', reasons: 'SLOW', note: '<b>太慢</b>' })
  assert.match(rated.text, /谢谢您的评价/)
  assert.match((await form(city, null, '/track/rate', { no, code, level: '1' })).text, /已经评价过/)
  const last = await ticket(city, id)
  assert.deepEqual([last.satisfaction, last.ratedBy, last.dissatisfied[0].code], [4, 'WEB', 'SLOW'])
  city.clock.advance(-86_400_000)
})

test('what the call-back noted may be put right by the citizen, once', async () => {
  const city = await town()
  const { id, no, queryCode: code } = await newTicket(city)
  await handled(city, id)
  await did(city, city.people.callback, id, 'close', { satisfaction: '2', solved: 'SOLVED' })
  assert.match((await form(city, null, '/track', { no, code })).text, /回访时登记的评价是「满意」/)
  assert.equal((await form(city, null, '/track/rate', { no, code, level: '5', reasons: 'UNSOLVED' })).status, 200)
  const full = await ticket(city, id)
  assert.deepEqual([full.satisfaction, full.ratedBy], [5, 'WEB'])
  assert.equal((await form(city, null, '/track/rate', { no, code, level: '1' })).status, 422)
})

test('errors come back with what was filled in, each named in the summary', async () => {
  const city = await town()
  const before = await counted(city)
  const empty = await form(city, null, '/report', { ...report(), type: '', content: '  \n ', phone: '12345' })
  assert.equal(empty.status, 422)
  assert.match(empty.text, /<title>有误：/)
  for (const field of ['type', 'content', 'phone']) assert.ok(empty.text.includes(`<a href="#${field}">`), field)
  assert.ok(empty.text.includes('value="12345"'))
  const long = await form(city, null, '/report', report({ content: '长'.repeat(4001), place: '路'.repeat(201) }))
  assert.ok(long.text.includes('#content') && long.text.includes('#place'))
  const secret = await form(city, null, '/report', report({ confidential: '1', phone: '' }))
  assert.match(secret.text, /要求保密时请留联系电话/)
  assert.equal(await counted(city), before)
})

test('HTML and SQL in every field are text: stored as written, shown escaped', async () => {
  const city = await town()
  const nasty = `<img src=x onerror=alert(1)>'; drop table hotline.ticket; -- "&`
  const { no, code } = await sent(city, report({ content: nasty, place: nasty.slice(0, 200), name: nasty.slice(0, 50) }))
  const id = await idOf(city, no)
  assert.equal((await ticket(city, id)).content, nasty)
  const page = (await form(city, null, '/track', { no, code })).text
  assert.ok(page.includes('&lt;img src=x') && !page.includes('<img src=x'))
  for (const where of [
    `/answered?q=${encodeURIComponent(nasty)}`,
    `/track?no=${encodeURIComponent(nasty)}`,
    `/answered?page=${encodeURIComponent(nasty)}`,
    `/report?draft=${encodeURIComponent(nasty)}`,
  ]) {
    const { status, text } = await city.ask(null, `GET ${where}`)
    assert.equal(status, 200, where)
    assert.ok(!text.includes('<img src=x'), where)
  }
})

test('a file that is no photo, too many photos, an empty one: errors of the field, and good ones are kept', async () => {
  const city = await town()
  const post = async (files: { name: string; type: string; bytes: Buffer }[], fields = report()) => {
    const { body, headers } = multipart(fields, files)
    return city.ask(null, 'POST /report', body, headers)
  }
  const disguised = await post([{ name: 'a.jpg', type: 'image/jpeg', bytes: Buffer.from('<html><script>alert(1)</script>') }])
  assert.deepEqual([disguised.status, disguised.text.includes('#photos')], [422, true])
  const program = await post([
    { name: 'a.jpg', type: 'image/jpeg', bytes: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2000)]) },
  ])
  assert.equal(program.status, 422)
  const jpeg = await photo()
  const many = await post(Array.from({ length: 7 }, (_, i) => ({ name: `${i}.jpg`, type: 'image/jpeg', bytes: jpeg })))
  assert.match(many.text, /照片最多 6 张/)
  const huge = await post([{ name: 'a.jpg', type: 'image/jpeg', bytes: Buffer.alloc(21 * 1024 * 1024, 1) }])
  assert.ok([413, 422].includes(huge.status), String(huge.status))
  const kept = await post([{ name: 'ok.jpg', type: 'image/jpeg', bytes: jpeg }], report({ content: '' }))
  assert.equal(kept.status, 422)
  assert.match(kept.text, /已上传的照片：ok\.jpg/)
  const draft = /name="draft" value="([\w-]+)"/.exec(kept.text)![1]!
  const again = await form(city, null, '/report', report({ draft }))
  const check = await city.ask(null, `GET ${String(again.headers['location'])}`)
  assert.match(check.text, /ok\.jpg/)
})

test('a wrong code, an unknown number and five failures read the same; then the number is closed for a while', async () => {
  const city = await town()
  const { no, queryCode } = await newTicket(city)
  const wrong = String((Number(queryCode) + 1) % 1_000_000).padStart(6, '0')
  const unknown = await form(city, null, '/track', { no: '4302002020010100001', code: '123456' })
  const first = await form(city, null, '/track', { no, code: wrong })
  assert.equal(first.status, 422)
  const said = (text: string) => /<li><a href="#code">([^<]+)/.exec(text)![1]
  assert.equal(said(first.text), said(unknown.text))
  for (let i = 0; i < 4; i++) await form(city, null, '/track', { no, code: wrong })
  const closed = await form(city, null, '/track', { no, code: queryCode })
  assert.equal(closed.status, 429, 'also for the right code')
  city.clock.advance(16 * 60_000)
  assert.equal((await form(city, null, '/track', { no, code: queryCode })).status, 200)
  city.clock.advance(-16 * 60_000)
})

test('who types another’s number learns nothing: appended without number or code, and never to a secret matter', async () => {
  const city = await town()
  const phone = newPhone()
  const open = await newTicket(city, {
    caller: { phone },
    contentCode: '020201',
    content: '小区门口路面塌陷，有个大坑，车辆绕行。',
    place: spot,
  })
  const same = await sent(city, report({ phone }))
  assert.deepEqual([same.no, same.code], ['', ''])
  assert.match(same.text, /已并入您此前反映的事项/)
  assert.ok(!same.text.includes(open.no))
  assert.equal((await ticket(city, open.id)).urges, 1)
  const hidden = newPhone()
  const secret = await newTicket(city, {
    caller: { phone: hidden },
    contentCode: '020201',
    content: '小区门口路面塌陷，有个大坑，车辆绕行。',
    confidential: true,
    place: spot,
  })
  const fresh = await sent(city, report({ phone: hidden }))
  assert.match(fresh.no, /^\d{19}$/)
  assert.equal((await ticket(city, secret.id)).urges, 0)
})

test('a signed-in citizen sees own matters and nobody else’s; a place outside the city is asked about and kept', async () => {
  const city = await town()
  const mine = city.as({ kind: 'citizen', id: newId(), name: '李雷' })
  const other = city.as({ kind: 'citizen', id: newId(), name: '韩梅梅' })
  const token = await checked(city, report({ lng: String(outside.lng), lat: String(outside.lat) }), mine)
  assert.match((await city.ask(mine, `GET /report/check/${token}`)).text, /不在本市范围内/)
  assert.equal((await city.ask(other, `GET /report/check/${token}`)).status, 404)
  assert.equal((await form(city, other, `/report/send/${token}`, {})).status, 404)
  await form(city, mine, `/report/send/${token}`, {})
  const no = /<strong>(\d{19})<\/strong>/.exec((await city.ask(mine, `GET /report/done/${token}`)).text)![1]!
  const full = await ticket(city, await idOf(city, no))
  assert.deepEqual([full.outOfArea, full.area], [true, ''])
  assert.match((await city.ask(mine, `GET /track/${no}`)).text, /路面塌陷/)
  assert.equal((await city.ask(other, `GET /track/${no}`)).status, 404)
  assert.match((await city.ask(mine, 'GET /my')).text, new RegExp(no))
  assert.ok(!(await city.ask(other, 'GET /my')).text.includes(no))
})

test('the portal offers the services and its home stands with figures', async () => {
  const city = await town()
  const home = (await city.ask(null, 'GET /')).text
  for (const path of ['/report', '/track', '/answered']) assert.ok(home.includes(`href="${path}"`), path)
  const en = (await city.ask(null, 'GET /report?lang=en')).text
  assert.match(en, /What happened\?/)
})
