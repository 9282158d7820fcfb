// Who may see and change numbering, and who may not.

import test from 'node:test'
import assert from 'node:assert/strict'
import { testCity } from '#test/city.ts'

const city = await testCity()

for (const [line, body, right, allowed] of [
  ['GET /api/numbering/formats', undefined, 'numbering.format.read', 200],
  ['GET /api/numbering/voids', undefined, 'numbering.format.read', 200],
  ['POST /api/numbering/formats', { kind: 'no.kind', pattern: '{seq}', validFrom: '2050-01-01' }, 'numbering.format.manage', 404],
  ['POST /api/numbering/voids', { kind: 'no.kind', number: '1', reason: 'x' }, 'numbering.number.void', 404],
] as const) {
  test(`${line} needs ${right}`, async () => {
    assert.equal((await city.ask(null, line, body)).status, 401)
    assert.equal((await city.ask(city.as({ kind: 'citizen' }), line, body)).status, 403)
    assert.equal((await city.ask(city.as({ permissions: ['audit.entry.read'] }), line, body)).status, 403)
    assert.equal((await city.ask(city.as({ permissions: [right] }), line, body)).status, allowed)
  })
}
