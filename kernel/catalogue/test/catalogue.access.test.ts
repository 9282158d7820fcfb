// Reading, proposing and reviewing are three different rights.

import test from 'node:test'
import assert from 'node:assert/strict'
import { newId } from '#kernel/db'
import { testCity } from '#test/city.ts'

test('each right opens its own routes only', async () => {
  const city = await testCity()
  const change = { table: 'a.b', code: 'x', op: 'end', validFrom: '2099-01-01' }
  const lines: [string, unknown, string][] = [
    ['GET /api/catalogue/tables', undefined, 'catalogue.code.read'],
    ['GET /api/catalogue/settings', undefined, 'catalogue.code.read'],
    ['GET /api/catalogue/changes', undefined, 'catalogue.code.read'],
    ['GET /api/catalogue/indicators', undefined, 'catalogue.indicator.read'],
    ['POST /api/catalogue/changes/code', change, 'catalogue.code.edit'],
    ['POST /api/catalogue/changes/setting', { setting: 'a.b', value: 1, validFrom: '2099-01-01' }, 'catalogue.code.edit'],
    [`POST /api/catalogue/changes/${newId()}/withdraw`, undefined, 'catalogue.code.edit'],
    ['POST /api/catalogue/changes/review', { ids: [newId()], verdict: 'approved' }, 'catalogue.code.review'],
  ]
  const all = ['catalogue.code.read', 'catalogue.code.edit', 'catalogue.code.review', 'catalogue.indicator.read']
  for (const [line, body, right] of lines) {
    assert.equal((await city.ask(null, line, body)).status, 401, line)
    assert.equal((await city.ask(city.as({ permissions: all.filter((one) => one !== right) }), line, body)).status, 403, line)
    const reply = await city.ask(city.as({ permissions: [right] }), line, body)
    assert.ok(line.startsWith('GET') ? reply.status === 200 : reply.status === 404, `${line} ${reply.status}`)
  }
})
