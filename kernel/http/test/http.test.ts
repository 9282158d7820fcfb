// The server's own behaviour: health, words, OpenAPI, problems.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCity } from '#test/city.ts'

test('liveness, readiness, metrics and OpenAPI answer', async () => {
  const city = await testCity()
  assert.deepEqual((await city.ask(null, 'GET /healthz')).body, { ok: true })
  assert.deepEqual((await city.ask(null, 'GET /readyz')).body, { ok: true })
  assert.match((await city.ask(null, 'GET /metrics')).text, /http_request_duration_seconds_count/)
  assert.equal((await city.ask(null, 'GET /api/openapi.json')).body.openapi, '3.1.0')
})

test('an unknown path is a problem in the language asked for, with its trace', async () => {
  const city = await testCity()
  const zh = await city.ask(null, 'GET /api/nothing')
  assert.equal(zh.status, 404)
  assert.equal(zh.body.code, 'http.not_found')
  assert.equal(zh.body.trace, zh.headers['x-trace-id'])
  const en = await city.ask(null, 'GET /api/nothing', undefined, { 'accept-language': 'en' })
  assert.notEqual(en.body.title, zh.body.title)
})

test('an unchanged answer costs 304', async () => {
  const city = await testCity()
  const first = await city.ask(null, 'GET /api/openapi.json')
  const again = await city.ask(null, 'GET /api/openapi.json', undefined, { 'if-none-match': first.headers['etag'] })
  assert.equal(again.status, 304)
  assert.equal(again.text, '')
})
