// Open311 GeoReport v2 as other programs use it: both formats, errors in the standard's form, what is never shown (scenario 5).

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { newId } from '#kernel/db'
import { xmlDocument } from '../server/xml.ts'
import { centre, did, form, handled, newPhone, newTicket, spot, ticket, town, type Town } from './town.ts'

const run = promisify(execFile)
const base = '/open311/v2'

/** Reads XML with libxml2: well-formed or the test fails. Returns what an XPath string expression says. */
async function xpath(xml: string, expression: string): Promise<string> {
  if (!existsSync('/usr/bin/xmllint')) return ''
  const file = join(mkdtempSync(join(tmpdir(), 'open311-')), 'answer.xml')
  writeFileSync(file, xml)
  return (await run('xmllint', ['--nonet', '--xpath', `string(${expression})`, file])).stdout.replace(/\n$/, '')
}
const lint = !existsSync('/usr/bin/xmllint') && 'xmllint is not installed'

let key: Promise<string> | undefined
const apiKey = (city: Town): Promise<string> =>
  (key ??= (async () => {
    const admin = city.as({
      permissions: ['identity.key.manage', 'identity.role.manage', 'hotline.open311.write', 'hotline.ticket.read'],
    })
    const validUntil = new Date(city.clock.now().getTime() + 300 * 86_400_000).toISOString()
    const made = await city.ask(admin, 'POST /api/identity/keys', {
      name: '城市App',
      orgId: centre,
      permissions: ['hotline.open311.write'],
      scope: 'CITY',
      rate: 1000,
      validUntil,
    })
    assert.equal(made.status, 201, made.text)
    return made.body.key as string
  })())
const send = async (city: Town, fields: Record<string, string>, format = 'json') =>
  form(city, null, `${base}/requests.${format}`, {
    api_key: await apiKey(city),
    service_code: '020203',
    description: '路灯不亮',
    lat: String(spot.lat),
    long: String(spot.lng),
    ...fields,
  })

test('discovery and services in both formats say the same', async () => {
  const city = await town()
  const found = (await city.ask(null, `GET ${base}/discovery.json`)).body
  assert.deepEqual(found.endpoints[0].formats, ['text/xml', 'application/json'])
  const xml = await city.ask(null, `GET ${base}/discovery.xml`)
  assert.match(String(xml.headers['content-type']), /^text\/xml; charset=utf-8/)
  assert.ok(xml.text.startsWith('<?xml version="1.0" encoding="utf-8"?>'))
  const services = (await city.ask(null, `GET ${base}/services.json?jurisdiction_id=430200`)).body
  const lamp = services.find((one: any) => one.service_code === '020203')
  assert.deepEqual([lamp.service_name, lamp.group, lamp.metadata, lamp.type], ['路灯不亮', '城市管理', 'true', 'realtime'])
  assert.ok(Array.isArray(services) && services.length > 100)
  const listed = (await city.ask(null, `GET ${base}/services.xml`)).text
  if (!lint) {
    assert.equal(await xpath(listed, 'count(/services/service)'), String(services.length))
    assert.equal(await xpath(listed, '/services/service[service_code="020203"]/service_name'), '路灯不亮')
    assert.equal(await xpath(xml.text, '/discovery/endpoints/endpoint/formats/format[1]'), 'text/xml')
  }
})

test('a service definition names its attributes; an unknown code or jurisdiction is 404', async () => {
  const city = await town()
  const one = (await city.ask(null, `GET ${base}/services/020203.json`)).body
  assert.deepEqual(
    [one.service_code, one.attributes[0].code, one.attributes[0].datatype, one.attributes[0].values.length],
    ['020203', 'REQUEST_TYPE', 'singlevaluelist', 6],
  )
  const xml = (await city.ask(null, `GET ${base}/services/020203.xml`)).text
  if (!lint) assert.equal(await xpath(xml, '/service_definition/attributes/attribute[1]/values/value[1]/key'), 'HELP')
  for (const path of [
    'services/999999.json',
    'services/0202.json',
    'services/020203.json?jurisdiction_id=nowhere',
    'requests.json?jurisdiction_id=1',
    'requests/1.json',
    'tokens/1.json',
    `tokens/${newId()}.json`,
  ]) {
    const answer = await city.ask(null, `GET ${base}/${path}`)
    assert.equal(answer.status, 404, path)
    assert.deepEqual(Object.keys(answer.body[0]), ['code', 'description'])
  }
  assert.equal((await city.ask(null, `GET ${base}/requests/1.txt`)).status, 404)
})

test('scenario 5: without a key 403, with it a number, open by id, closed after the call-back with the same promise', async () => {
  const city = await town()
  const refused = await form(city, null, `${base}/requests.xml`, {
    service_code: '020203',
    lat: '27.8',
    long: '113.1',
    description: '路灯不亮',
  })
  assert.equal(refused.status, 403)
  assert.match(refused.text, /<errors><error><code>403<\/code><description>api_key/)
  assert.equal((await send(city, { api_key: 'forged' })).status, 403)
  const sent = await send(city, { phone: newPhone(), first_name: '小明', last_name: '王', account_id: 'acc-1', email: 'a@b.cn' })
  assert.equal(sent.status, 201, sent.text)
  assert.equal(sent.body.length, 1)
  const no = sent.body[0].service_request_id
  const show = async () => (await city.ask(null, `GET ${base}/requests/${no}.json`)).body[0]
  const first = await show()
  assert.deepEqual(
    [first.status, first.service_code, first.lat, first.long, first.media_url],
    ['open', '020203', spot.lat, spot.lng, ''],
  )
  assert.match(first.requested_datetime, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00$/)
  const id = (await city.ask(city.people.agent, `GET /api/hotline/tickets?q=${no}`)).body.items[0].id
  const full = await ticket(city, id)
  assert.deepEqual(
    [full.state, full.channel, full.classified, full.caller.name, full.requestType],
    ['registered', 'APP', false, '王*明', 'HELP'],
  )
  assert.equal((await city.ask(null, `GET ${base}/tokens/${id}.json`)).body[0].service_request_id, no)
  const { rev } = full
  assert.equal(
    (await city.ask(city.people.agent, `PATCH /api/hotline/tickets/${id}`, { rev, requestType: 'COMPLAINT' })).status,
    200,
  )
  await did(city, city.people.agent, id, 'accept')
  await handled(city, id)
  const promised = (await show()).expected_datetime
  assert.match(promised, /\+08:00$/)
  assert.equal((await show()).status_notes, '', 'no reply before the close')
  await did(city, city.people.callback, id, 'close', { satisfaction: '3', solved: 'SOLVED' })
  const last = await show()
  assert.deepEqual([last.status, last.expected_datetime, last.agency_responsible], ['closed', promised, '市政维护中心'])
  assert.match(last.status_notes, /已更换线路/)
  assert.doesNotMatch(JSON.stringify(last), /王|139\d{8}|a@b\.cn|电话联系/)
})

test('confidential matters and reports of wrongdoing are nowhere, by id, list or token', async () => {
  const city = await town()
  const secret = await newTicket(city, { confidential: true })
  const report = await newTicket(city, { requestType: 'REPORT' })
  for (const one of [secret, report]) {
    assert.equal((await city.ask(null, `GET ${base}/requests/${one.no}.json`)).status, 404)
    assert.equal((await city.ask(null, `GET ${base}/tokens/${one.id}.json`)).status, 404)
    assert.deepEqual((await city.ask(null, `GET ${base}/requests.json?service_request_id=${one.no}`)).body, [])
    const all = (await city.ask(null, `GET ${base}/requests.json`)).body
    assert.ok(!all.some((row: any) => row.service_request_id === one.no))
  }
  assert.equal((await send(city, { 'attribute[REQUEST_TYPE]': 'REPORT' })).status, 400)
})

test('filters: ids override all, code, status, window, pages; bad ones are 400', async () => {
  const city = await town()
  const nos: string[] = []
  for (const code of ['060203', '060203', '060204'])
    nos.push(
      (await send(city, { service_code: code, description: `${code} 异味 ${nos.length}`, phone: newPhone() })).body[0]
        .service_request_id,
    )
  const get = async (query: string) => (await city.ask(null, `GET ${base}/requests.json?${query}`)).body
  assert.deepEqual(
    (await get('service_code=060203')).map((one: any) => one.service_request_id),
    [nos[1], nos[0]],
  )
  assert.deepEqual((await get(`service_request_id=${nos[2]},${nos[0]}&status=closed&service_code=1`)).length, 2)
  assert.equal((await get('service_code=060203,060204&page_size=2&page=2')).length, 1)
  assert.deepEqual(await get('service_code=060203&status=closed'), [])
  assert.deepEqual(await get('service_code=060203&start_date=2020-01-01T00:00:00Z&end_date=2020-02-01T00:00:00Z'), [])
  const now = encodeURIComponent(new Date(city.clock.now().getTime() - 60_000).toISOString())
  assert.equal((await get(`service_code=060203&start_date=${now}`)).length, 2)
  for (const bad of [
    'start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z',
    'start_date=soon',
    'start_date=2026-01-01T00:00:00',
    'status=pending',
    'page=0',
    'page_size=x',
    'start_date=2020-01-01&end_date=2026-01-01',
    'status=open&status=closed',
  ]) {
    const answer = await city.ask(null, `GET ${base}/requests.json?${bad}`)
    assert.equal(answer.status, 400, bad)
    assert.equal(answer.body[0].code, '400')
  }
})

test('what is missing or wrong in a request is 400 with nothing stored; an unknown code 404', async () => {
  const city = await town()
  const count = async () =>
    Number(
      (
        await city.ctx((ctx) =>
          ctx.db
            .selectFrom('hotline.ticket')
            .select((eb) => eb.fn.countAll().as('n'))
            .executeTakeFirstOrThrow(),
        )
      )['n'],
    )
  const before = await count()
  const bad: [Record<string, string>, number][] = [
    [{ service_code: '' }, 400],
    [{ service_code: '999998' }, 404],
    [{ lat: '', long: '' }, 400],
    [{ lat: '27.8', long: '' }, 400],
    [{ lat: '95', long: '113' }, 400],
    [{ lat: 'x', long: '113' }, 400],
    [{ lat: '', long: '', address_id: '7' }, 400],
    [{ description: '   ' }, 400],
    [{ description: '长'.repeat(4001) }, 400],
    [{ email: 'nobody' }, 400],
    [{ media_url: 'javascript:alert(1)' }, 400],
    [{ 'attribute[OCCURRED]': 'yesterday' }, 400],
    [{ jurisdiction_id: 'elsewhere' }, 404],
  ]
  for (const [fields, status] of bad) {
    const answer = await send(city, fields)
    assert.equal(answer.status, status, JSON.stringify(fields))
    assert.ok(Array.isArray(answer.body) && answer.body[0].description)
  }
  assert.equal((await city.ask(null, `POST ${base}/requests.json`, 'x', { 'content-type': 'text/plain' })).status, 400)
  const huge = await send(city, { note: 'x'.repeat(70_000) })
  assert.equal(huge.status, 413)
  assert.equal(huge.body[0].code, '413')
  assert.equal(await count(), before)
  assert.equal(
    (await send(city, { lat: '', long: '', address_string: '天元区泰山路120号', description: '路灯不亮了' })).status,
    201,
  )
})

test('a repeated Idempotency-Key is one request; the same caller’s repeat is appended', async () => {
  const city = await town()
  const fields = {
    api_key: await apiKey(city),
    service_code: '020204',
    description: '积水',
    lat: '27.81',
    long: '113.11',
    phone: newPhone(),
  }
  const headers = { 'idempotency-key': `open311-${newId()}` }
  const one = await form(city, null, `${base}/requests.xml`, fields, headers)
  const two = await form(city, null, `${base}/requests.xml`, fields, headers)
  assert.deepEqual([one.status, two.status, two.text], [201, 201, one.text])
  const again = await form(city, null, `${base}/requests.json`, { ...fields, description: '还在积水' })
  assert.match(again.body[0].service_notice, /第 1 次催办/)
})

test('markup, quotes and control characters come back as text, in XML that libxml2 reads', { skip: lint }, async () => {
  const city = await town()
  const nasty = `<script>alert("1")</script> & ]]> 'x' \u0000\u0008 √ 𠮷 '; drop table hotline.ticket; --`
  const sent = await send(city, { description: nasty, address_string: '<b>路</b> & "口"', phone: newPhone() }, 'xml')
  // A NUL cannot be stored as text at all; everything else must survive.
  assert.equal(sent.status, 400)
  const clean = nasty.replace('\u0000', '')
  const kept = await send(city, { description: clean, address_string: '<b>路</b> & "口"', phone: newPhone() }, 'xml')
  assert.equal(kept.status, 201, kept.text)
  const no = await xpath(kept.text, '/service_requests/request/service_request_id')
  const xml = (await city.ask(null, `GET ${base}/requests/${no}.xml`)).text
  assert.equal(await xpath(xml, '/service_requests/request/description'), clean.replace('\u0008', ''))
  assert.equal(await xpath(xml, '/service_requests/request/address'), '<b>路</b> & "口"')
  assert.equal((await city.ask(null, `GET ${base}/requests/${no}.json`)).body[0].description, clean)
})

test('any text makes a well-formed document', { skip: lint }, async () => {
  const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), 200)
  const xml = xmlDocument(
    'all',
    texts.map((value) => ({ name: 'one', value })),
  )
  assert.equal(await xpath(xml, 'count(/all/one)'), '200')
})

test('curl over a real socket: post in XML, read in JSON', async () => {
  const city = await town()
  const origin = await city.origin()
  const posted = await run('curl', [
    '-s',
    '-w',
    '\n%{http_code}',
    `${origin}${base}/requests.xml`,
    '-d',
    `api_key=${await apiKey(city)}`,
    '-d',
    'service_code=020202',
    '--data-urlencode',
    'description=井盖缺失，很危险',
    '-d',
    'lat=27.83',
    '-d',
    'long=113.13',
    '-d',
    `phone=${newPhone()}`,
  ])
  assert.match(posted.stdout, /\n201$/)
  const no = /<service_request_id>(\d+)<\/service_request_id>/.exec(posted.stdout)![1]
  const read = JSON.parse((await run('curl', ['-s', `${origin}${base}/requests/${no}.json`])).stdout)
  assert.deepEqual([read[0].status, read[0].description], ['open', '井盖缺失，很危险'])
})
