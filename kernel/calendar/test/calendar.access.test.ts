// Who may change the calendar, and who may not.

import test from 'node:test'
import assert from 'node:assert/strict'
import { testCity } from '#test/city.ts'

const city = await testCity()
const stranger = city.as({ permissions: [] })
const day = { kind: 'HOLIDAY', name: '', sourceDoc: '', certain: true }
const window = { weekdays: [1], start: '19:00', end: '20:00', validFrom: '2030-01-01', validTo: null }

for (const [line, body, right, other] of [
  ['PATCH /api/calendar/days/2026-11-23?calendar=nowhere', day, 'calendar.day.manage', 'calendar.window.manage'],
  [
    'POST /api/calendar/years',
    { calendar: 'nowhere', year: 2027, status: 'official', source: 'x', off: [], work: [] },
    'calendar.day.manage',
    'calendar.window.manage',
  ],
  ['POST /api/calendar/windows', { calendar: 'nowhere', ...window }, 'calendar.window.manage', 'calendar.day.manage'],
  [
    'PATCH /api/calendar/windows/01890000-0000-7000-8000-000000000000',
    { validTo: '2030-01-01' },
    'calendar.window.manage',
    'calendar.day.manage',
  ],
] as const) {
  test(`${line} needs ${right}`, async () => {
    assert.equal((await city.ask(null, line, body)).status, 401)
    assert.equal((await city.ask(stranger, line, body)).status, 403)
    assert.equal((await city.ask(city.as({ permissions: [other] }), line, body)).status, 403)
    assert.equal((await city.ask(city.as({ permissions: [right] }), line, body)).status, 404)
  })
}

test('days, years, windows and the deadline tool are public', async () => {
  for (const path of ['days?year=2026', 'years', 'windows', 'due?from=2026-01-05T00:00:00Z&duration=1wd']) {
    assert.equal((await city.ask(null, `GET /api/calendar/${path}`)).status, 200, path)
  }
})
