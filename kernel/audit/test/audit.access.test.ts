// Who may read and verify the audit log, and how far.

import test from 'node:test'
import assert from 'node:assert/strict'
import { newId } from '#kernel/db'
import { testCity } from '#test/city.ts'

const city = await testCity()

for (const [line, body, right, allowed] of [
  ['GET /api/audit/entries', undefined, 'audit.entry.read', 200],
  ['GET /api/audit/batches', undefined, 'audit.entry.read', 200],
  ['GET /api/audit/entries/999999999/proof', undefined, 'audit.entry.read', 404],
  ['POST /api/audit/verify', { anchors: ['no anchor'] }, 'audit.log.verify', 422],
] as const) {
  test(`${line} needs ${right}`, async () => {
    assert.equal((await city.ask(null, line, body)).status, 401)
    assert.equal((await city.ask(city.as({ kind: 'citizen' }), line, body)).status, 403)
    assert.equal((await city.ask(city.as({ permissions: ['numbering.format.read'] }), line, body)).status, 403)
    assert.equal((await city.ask(city.as({ permissions: [right] }), line, body)).status, allowed)
  })
}

test('the anchor is public', async () => {
  assert.equal((await city.ask(null, 'GET /api/audit/anchor')).status, 200)
})

test('a reader limited to an organisation sees its rows only; one limited to themselves, their own', async () => {
  const [own, other, me] = [newId(), newId(), newId()]
  const subject = `test:scope/${own}`
  for (const orgId of [own, other])
    await city.ctx(async (ctx) => ctx.audit('test.scope', subject), { orgId, id: orgId === other ? me : newId() })
  const seen = async (token: string) => (await city.ask(token, `GET /api/audit/entries?subject=${subject}`)).body.items
  assert.deepEqual(
    (await seen(city.as({ permissions: ['audit.entry.read'], orgs: [own] }))).map((one: any) => one.orgId),
    [own],
  )
  assert.equal((await seen(city.as({ permissions: ['audit.entry.read'], orgs: [] }))).length, 0)
  assert.equal((await seen(city.as({ permissions: ['audit.entry.read'] }))).length, 2)
  assert.deepEqual(
    (await seen(city.as({ id: me, grants: { 'audit.entry.read': [{ orgs: null, areas: null, self: true }] } }))).map(
      (one: any) => one.actorId,
    ),
    [me],
  )
  const [hidden] = await seen(city.as({ permissions: ['audit.entry.read'], orgs: [other] }))
  const limited = city.as({ permissions: ['audit.entry.read'], orgs: [own] })
  assert.equal((await city.ask(limited, `GET /api/audit/entries/${hidden.id}/proof`)).status, 404)
})
