// Who may use which route of identity, and who may not.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCity } from '#test/city.ts'
import contract from '../contract.ts'
import module from '../module.ts'
import { newcomer, signedIn } from './somebody.ts'

const some = '01a20366-d9dc-75cf-a94f-ed4c001e3933'
const lists: Record<string, string | null> = {
  tree: null,
  'orgs?q=x': null,
  'colleagues?q=x': null,
  people: 'identity.person.read',
  roles: 'identity.person.read',
  permissions: 'identity.person.read',
  citizens: 'identity.citizen.read',
  unmaskings: 'identity.unmasking.read',
  delegations: 'identity.delegation.manage',
  keys: 'identity.key.manage',
}

test('reading: strangers 401, citizens and staff without the permission 403, the holder 200', async () => {
  const city = await testCity()
  const every = Object.keys(module.permissions)
  for (const [path, permission] of Object.entries(lists)) {
    const line = `GET /api/identity/${path}`
    assert.equal((await city.ask(null, line)).status, 401, line)
    assert.equal((await city.ask(city.as({ kind: 'citizen' }), line)).status, 403, line)
    if (permission)
      assert.equal((await city.ask(city.as({ permissions: every.filter((id) => id !== permission) }), line)).status, 403, line)
    assert.equal((await city.ask(city.as({ permissions: permission ? [permission] : [] }), line)).status, 200, line)
  }
})

test('changing: every route asks for its permission before it looks at anything', async () => {
  const city = await testCity()
  const every = Object.keys(module.permissions)
  let seen = 0
  for (const [key, route] of Object.entries(contract)) {
    if (key.startsWith('GET') || !every.includes(route.may)) continue
    seen++
    const line = key.replace(' /', ' /api/').replace(/:(\w+)/g, some)
    assert.equal((await city.ask(null, line, {})).status, 401, line)
    assert.equal((await city.ask(city.as({ permissions: every.filter((id) => id !== route.may) }), line, {})).status, 403, line)
    assert.notEqual((await city.ask(city.as({ permissions: [route.may] }), line, {})).status, 403, line)
  }
  assert.ok(seen >= 15)
})

test('no role that modules bring may see personal data unmasked by itself being administrator', async () => {
  const city = await testCity()
  const { session } = await signedIn(city, await newcomer(city, { roles: ['administrator'], scope: 'CITY' }))
  assert.ok(session.user.permissions.includes('identity.key.manage'))
  assert.ok(session.user.permissions.includes('calendar.day.manage'), 'the whole kernel')
  assert.ok(!session.user.permissions.includes('identity.person.unmask'))
})
