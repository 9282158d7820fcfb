// Signing in and out, forged and ended sessions, lock-out.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCity } from '#test/city.ts'

test('the first administrator signs in', async () => {
  const city = await testCity()
  const nobody = await city.ask(null, 'GET /api/session')
  assert.equal(nobody.status, 200)
  assert.equal(nobody.body.user, null)
  const bad = await city.ask(null, 'POST /api/session', { login: 'admin', password: 'x' })
  assert.equal(bad.status, 401)
})
