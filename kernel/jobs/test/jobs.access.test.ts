// Who may see and run jobs, and who may not.

import test from 'node:test'
import assert from 'node:assert/strict'
import { newId } from '#kernel/db'
import { testCity } from '#test/city.ts'

test('jobs are for administrators; reading does not allow running', async () => {
  const city = await testCity()
  const reader = city.as({ permissions: ['jobs.queue.read'] })
  const stranger = city.as({ permissions: [] })
  const manager = city.as({ permissions: ['jobs.queue.manage'] })
  for (const line of ['GET /api/jobs/queues', 'GET /api/jobs/runs']) {
    assert.equal((await city.ask(null, line)).status, 401, line)
    assert.equal((await city.ask(stranger, line)).status, 403, line)
    assert.equal((await city.ask(reader, line)).status, 200, line)
  }
  assert.equal((await city.ask(reader, 'POST /api/jobs/queues/jobs.months/run')).status, 403)
  const started = await city.ask(manager, 'POST /api/jobs/queues/jobs.months/run')
  assert.equal(started.status, 200)
  await city.settle()
  const list = await city.ask(reader, 'GET /api/jobs/queues?q=jobs.months')
  assert.equal(list.body.items[0].lastState, 'completed')
  assert.equal((await city.ask(manager, 'POST /api/jobs/queues/nobody.knows/run')).body.code, 'jobs.unknown')
  assert.equal((await city.ask(manager, `POST /api/jobs/runs/${newId()}/retry`, { name: 'jobs.months' })).status, 404)
  assert.equal((await city.ask(manager, `POST /api/jobs/runs/${newId()}/retry`, { name: 'jobs.months', x: 1 })).status, 400)
})
