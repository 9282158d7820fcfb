// The hotline's journeys and rules over HTTP: scenarios of government.md 1.13.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { act, did, handled, newTicket, ticket, town, unitA } from './town.ts'

test('a ticket goes its whole way: recorded, dispatched, signed, contacted, answered, approved, called back, closed', async () => {
  const city = await town()
  const { id, no, queryCode } = await newTicket(city)
  assert.match(no, /^430200\d{8}\d{5}$/)
  assert.match(queryCode, /^\d{6}$/)
  assert.equal((await ticket(city, id)).state, 'pending')
  await handled(city, id)
  const passed = await ticket(city, id)
  assert.equal(passed.state, 'callback')
  assert.equal(passed.org.id, unitA)
  assert.equal(passed.reply.result, '已更换线路，当晚恢复照明')
  await did(city, city.people.callback, id, 'close', { satisfaction: '3', solved: 'SOLVED' })
  const closed = await ticket(city, id)
  assert.equal(closed.state, 'closed')
  assert.equal(closed.satisfaction, 3)
  assert.equal((await act(city, city.people.handlerA, id, 'reply', {})).status, 409)
})
