// Who may read the event log and decide about dead letters.

import test from 'node:test'
import assert from 'node:assert/strict'
import { newId } from '#kernel/db'
import { testCity } from '#test/city.ts'

test('the log is for those who may read it; deciding needs more', async () => {
  const city = await testCity()
  const reader = city.as({ permissions: ['events.log.read'] })
  const stranger = city.as({ permissions: [] })
  for (const line of ['GET /api/events/log', 'GET /api/events/deliveries']) {
    assert.equal((await city.ask(null, line)).status, 401)
    assert.equal((await city.ask(stranger, line)).status, 403)
    assert.equal((await city.ask(reader, line)).status, 200)
  }
  assert.equal((await city.ask(reader, `GET /api/events/log?after=x'y`)).status, 400)
  for (const verb of ['retry', 'drop']) {
    const line = `POST /api/events/deliveries/${verb}`
    assert.equal((await city.ask(reader, line, { module: 'x', eventId: newId() })).status, 403)
    const manager = city.as({ permissions: ['events.delivery.manage'] })
    assert.equal((await city.ask(manager, line, { module: 'xx', eventId: newId() })).status, 404)
  }
})
