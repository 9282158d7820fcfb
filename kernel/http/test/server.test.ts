// What the server promises for every route: validation, transactions, idempotency, tokens, limits, live topics.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'kysely'
import { newId } from '#kernel/db'
import { testCity } from '#test/city.ts'
import { createLimiter } from '../server/limits.ts'
import { createLive } from '../server/live.ts'

const unique = () => createHash('sha1').update(newId()).digest('hex').slice(0, 12)

test('permission comes before validation, and unknown fields are refused by name', async () => {
  const city = await testCity()
  const clerk = city.as({ permissions: ['echo.thing.read'] })
  assert.equal((await city.ask(city.as({}), 'POST /api/echo/things', { nonsense: 1 })).status, 403)
  assert.equal((await city.ask(null, 'POST /api/echo/things', { nonsense: 1 })).status, 401)
  const reply = await city.ask(clerk, 'POST /api/echo/things', { name: ' ', count: '3', extra: true })
  assert.equal(reply.status, 400)
  assert.equal(reply.body.code, 'http.invalid')
  assert.deepEqual(reply.body.errors.map((one: { path: string; code: string }) => [one.path, one.code]).sort(), [
    ['/body/count', 'schema.type'],
    ['/body/extra', 'schema.additionalProperties'],
    ['/body/name', 'schema.pattern'],
  ])
  assert.deepEqual(
    (await city.ask(clerk, 'GET /api/echo/things?page=2')).body.items[0],
    { page: 2, size: 20 },
    'query text is coerced',
  )
  for (const query of ['page=0', 'page=x', 'size=101', 'nosuch=1', 'sort=a;b'])
    assert.equal((await city.ask(clerk, `GET /api/echo/things?${query}`)).status, 400, query)
})

test('malformed JSON, wrong type and oversize bodies are refused without a trace of ours', async () => {
  const city = await testCity()
  const clerk = city.as({ permissions: ['echo.thing.read'] })
  const send = (payload: string, type: string) =>
    city.app.inject({
      method: 'POST',
      url: '/api/echo/things',
      payload,
      headers: { authorization: `Bearer ${clerk}`, 'content-type': type },
    })
  assert.equal((await send('{"name":', 'application/json')).statusCode, 400)
  assert.equal((await send('<a/>', 'application/unknown')).statusCode, 415)
  assert.equal((await send(JSON.stringify({ name: 'x'.repeat(2_000_000) }), 'application/json')).statusCode, 413)
})

test('an unexpected failure is masked and leaves nothing behind', async () => {
  const city = await testCity()
  const clerk = city.as({ permissions: ['echo.thing.read'] })
  const reply = await city.ask(clerk, 'POST /api/echo/broken', {})
  assert.equal(reply.status, 500)
  assert.equal(reply.body.code, 'http.internal')
  assert.ok(!reply.text.includes('secret detail'))
  assert.equal((await sql`select 1 from kernel.fact where key = 'echo.broken'`.execute(city.db)).rows.length, 0)
})

test('the same Idempotency-Key gives the first answer, even at once, and refuses other content', async () => {
  const city = await testCity()
  const clerk = city.as({ permissions: ['echo.thing.read'] })
  const other = city.as({ permissions: ['echo.thing.read'] })
  const name = unique()
  const key = newId()
  const post = (who: string, body: object) => city.ask(who, 'POST /api/echo/things', body, { 'idempotency-key': key })
  const replies = await Promise.all([1, 2, 3, 4].map(() => post(clerk, { name })))
  assert.deepEqual(
    replies.map((one) => one.status),
    [201, 201, 201, 201],
  )
  assert.equal(new Set(replies.map((one) => one.text)).size, 1)
  assert.equal(replies.filter((one) => one.headers['idempotency-replayed'] === 'true').length, 3)
  assert.equal((await post(clerk, { name: 'else' })).body.code, 'http.idempotency.mismatch')
  assert.equal((await post(other, { name: unique() })).status, 201, 'another caller has other keys')
  assert.equal((await city.ask(clerk, 'POST /api/echo/things', { name: unique() }, { 'idempotency-key': 'short' })).status, 400)
  // A failed try does not use the key up.
  const again = newId()
  assert.equal((await city.ask(clerk, 'POST /api/echo/things', { name }, { 'idempotency-key': again })).status, 500)
  assert.equal((await city.ask(clerk, 'POST /api/echo/things', { name: unique() }, { 'idempotency-key': again })).status, 201)
})

test('every change leaves an audit row with its trace', async () => {
  const city = await testCity()
  const clerk = city.as({ permissions: ['echo.thing.read'], name: '张审计' })
  const reply = await city.ask(clerk, 'POST /api/echo/things', { name: unique() })
  const { rows } =
    await sql<any>`select action, subject, actor_kind from audit.entry where trace = ${reply.headers['x-trace-id']}`.execute(
      city.db,
    )
  assert.deepEqual(rows, [{ action: 'POST /echo/things', subject: '/api/echo/things', actorKind: 'staff' }])
})

test('a given traceparent is kept; answers carry the security headers', async () => {
  const city = await testCity()
  const trace = 'ab'.repeat(16)
  const reply = await city.ask(null, 'GET /healthz', undefined, { traceparent: `00-${trace}-${'cd'.repeat(8)}-01` })
  assert.equal(reply.headers['x-trace-id'], trace)
  assert.equal(reply.headers['x-content-type-options'], 'nosniff')
  assert.match(reply.headers['content-security-policy'], /default-src 'self'/)
  assert.equal(reply.headers['cache-control'], 'private, no-cache')
})

test('an unchanged answer costs 304 also when it would be compressed', async () => {
  const city = await testCity()
  const headers = { 'accept-encoding': 'br' }
  const first = await city.ask(null, 'GET /api/openapi.json', undefined, headers)
  assert.equal(first.headers['content-encoding'], 'br')
  assert.equal(
    (await city.ask(null, 'GET /api/openapi.json', undefined, { ...headers, 'if-none-match': first.headers['etag'] })).status,
    304,
  )
})

test('forms: fields, several files, and limits', async () => {
  const city = await testCity()
  const boundary = 'xyz'
  const part = (head: string, body: string) => `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`
  const payload = `${part('name="a"', '甲')}${part('name="a"', '乙')}${part('name="f"; filename="x.txt"', 'hello')}${part('name="g"; filename=""', '')}--${boundary}--\r\n`
  const reply = await city.app.inject({
    method: 'POST',
    url: '/echo/form',
    payload,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  })
  assert.deepEqual(reply.json(), { body: { a: ['甲', '乙'] }, files: [['x.txt', 5]] })
})

test('a door that everybody may knock at is limited by address', async () => {
  let now = new Date('2026-11-23T00:00:00Z')
  const limiter = createLimiter(() => now)
  for (let i = 0; i < 20; i++) limiter.check('form', '1.1.1.1')
  assert.throws(() => limiter.check('form', '1.1.1.1'), /http.too_many/)
  limiter.check('form', '2.2.2.2')
  now = new Date(now.getTime() + 2_000)
  limiter.check('form', '1.1.1.1')
  assert.throws(() => limiter.check('form', '1.1.1.1'), /http.too_many/)
})

test('live topics need their permission; a notice reaches the page after commit and through another instance', async () => {
  const city = await testCity()
  const me = newId()
  const clerk = city.as({ permissions: ['echo.thing.read'], id: me })
  assert.equal((await city.ask(clerk, 'GET /api/events?topics=nosuch')).status, 403)
  assert.equal((await city.ask(city.as({}), 'GET /api/events?topics=echo')).status, 403)
  assert.equal((await city.ask(clerk, `GET /api/events?topics=person:${newId()}`)).status, 403, "another person's topic")
  const origin = await city.origin()
  const stream = await fetch(`${origin}/api/events?topics=echo`, { headers: { authorization: `Bearer ${clerk}` } })
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  await reader.read()
  // A second instance on the same database stands for another server; the embedded one has none.
  const second = city.pool.kind === 'postgres' ? await createLive(city.pool, city.log) : undefined
  const heard = new Promise((resolve) => (second ?? city.live).hear('echo', resolve))
  await city.ask(clerk, 'POST /api/echo/tell', { topic: 'echo' })
  assert.deepEqual(await heard, { topic: 'echo', data: { id: '1' } })
  const { value } = await reader.read()
  assert.match(value!, /data: \{"topic":"echo","data":\{"id":"1"\}\}/)
  // Losing a right ends the stream.
  await city.ctx(async (ctx) => ctx.notice('identity.changed', { people: [me] }))
  assert.equal((await reader.read()).done, true)
  await second?.stop()
})
