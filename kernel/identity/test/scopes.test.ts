// Who may do what where: reporting line AND area, several posts, delegation by date, and changes that reach every session at once.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inScope, type Actor } from '#kernel/module'
import { peopleInPool } from '#kernel/identity'
import { testCity, type TestCity } from '#test/city.ts'
import { authenticate } from '../server/authenticate.ts'
import { appoint, createPost, endPosting, updatePost } from '../server/posts.ts'
import { setState } from '../server/people.ts'
import { updateRole } from '../server/roles.ts'
import { areaPrefix } from '../server/scopes.ts'
import { tokenHash } from '../server/secrets.ts'
import { newcomer, org, plant, role, signedIn } from './somebody.ts'

const read = 'identity.person.read'
async function actor(city: TestCity, cookie: string): Promise<Actor> {
  const caller = await authenticate(city.db, { session: cookie.split('=')[1]!, ip: '' }, city.clock.now())
  assert.ok(caller)
  return caller.actor
}
const reaches = (user: Actor, code: string, area: string | null = code.split('.')[0]!) =>
  inScope(user, read, { org: org(code), area })

test('each scope kind along the reporting line', async () => {
  const city = await testCity()
  const reader = await role(city, read)
  const at = async (code: string, scope: any, areas: string[] = []) =>
    actor(city, (await signedIn(city, await newcomer(city, { org: code, roles: [reader], scope, areas }))).cookie)
  const dept = await at('430200.water/02', 'DEPT')
  assert.deepEqual(
    [reaches(dept, '430200.water/02'), reaches(dept, '430200.water/01'), reaches(dept, '430200.water')],
    [true, false, false],
  )
  const agency = await at('430200.water/02', 'AGENCY')
  assert.deepEqual(
    [reaches(agency, '430200.water/01'), reaches(agency, '430200.water'), reaches(agency, '430200.police')],
    [true, true, false],
  )
  const below = await at('430211.government', 'AGENCY_AND_BELOW')
  assert.deepEqual(
    [
      reaches(below, '430211.water'),
      reaches(below, '430211001.office'),
      reaches(below, '430202.government'),
      reaches(below, '430200.water'),
    ],
    [true, true, false, false],
  )
  const alone = await at('430211.government', 'AGENCY')
  assert.deepEqual([reaches(alone, '430211.government'), reaches(alone, '430211.water')], [true, false])
  const self = await at('430200.water', 'SELF')
  assert.equal(reaches(self, '430200.water'), false)
  assert.equal(inScope(self, read, { owner: self.id }), true)
  const everywhere = await at('430200.water', 'CITY')
  assert.equal(inScope(everywhere, read, {}), true)
  assert.equal(inScope(everywhere, 'identity.org.manage', {}), false)
})

test('line AND area: both must hold', async () => {
  const city = await testCity()
  const reader = await role(city, read)
  const user = await actor(
    city,
    (await signedIn(city, await newcomer(city, { roles: [reader], scope: 'AGENCY', areas: ['430211'] }))).cookie,
  )
  assert.equal(reaches(user, '430200.water', '430211001'), true)
  assert.equal(reaches(user, '430200.water', '430202'), false)
  assert.equal(reaches(user, '430200.water', null), false)
  assert.equal(reaches(user, '430200.police', '430211'), false)
  const county = await actor(
    city,
    (await signedIn(city, await newcomer(city, { org: '430211.water', roles: [reader], scope: 'CITY' }))).cookie,
  )
  assert.equal(reaches(county, '430200.police', '430211003'), true, 'a county post reaches any agency, in its county')
  assert.equal(reaches(county, '430200.police', '430202'), false)
  assert.deepEqual(['430000', '430200', '430211', '430210', '430211001'].map(areaPrefix), [
    '43',
    '4302',
    '430211',
    '430210',
    '430211001',
  ])
})

test('several posts add up; each keeps its own reach', async () => {
  const city = await testCity()
  const reader = await role(city, read)
  const manager = await role(city, 'identity.person.manage')
  const who = await newcomer(city, { org: '430211.water', roles: [reader], scope: 'AGENCY' })
  await city.ctx(async (ctx) => {
    const { id } = await createPost(ctx, {
      orgId: org('430200.police'),
      name: `兼任${who.id}`,
      roleIds: [reader, manager],
      scope: 'DEPT',
      areas: [],
    })
    await appoint(ctx, { person: who.id, post: id, from: '2020-01-01' })
  })
  const user = await actor(city, (await signedIn(city, who)).cookie)
  assert.deepEqual(
    [reaches(user, '430211.water'), reaches(user, '430200.police'), reaches(user, '430200.water')],
    [true, true, false],
  )
  assert.equal(inScope(user, 'identity.person.manage', { org: org('430211.water') }), false)
  assert.deepEqual(
    user.pools.filter((pool) => pool.endsWith(reader)).sort(),
    [`${org('430200.police')}:${reader}`, `${org('430211.water')}:${reader}`].sort(),
  )
})

test('a department serves its agency’s pool, and peopleInPool agrees with Actor.pools', async () => {
  const city = await testCity()
  const reader = await role(city, read)
  const who = await newcomer(city, { org: '430200.water/01', roles: [reader] })
  const user = await actor(city, (await signedIn(city, who)).cookie)
  assert.ok(user.pools.includes(`${org('430200.water')}:${reader}`))
  const ids = async (code: string) => (await city.ctx((ctx) => peopleInPool(ctx, org(code), reader))).map((one) => one.id)
  assert.deepEqual(await ids('430200.water'), [who.id])
  assert.deepEqual(await ids('430200.water/01'), [who.id])
  assert.deepEqual(await ids('430200.water/02'), [])
  assert.deepEqual(await ids('430200.government'), [])
})

test('a posting counts from its first through its last day', async () => {
  const city = await testCity()
  const reader = await role(city, read)
  const who = await newcomer(city, { roles: [reader], from: '2031-03-02', to: '2031-03-03' })
  const may = async (iso: string) => {
    city.clock.set(iso)
    return (await actor(city, (await signedIn(city, who)).cookie)).grants.has(read)
  }
  try {
    assert.equal(await may('2031-03-01T23:59:00+08:00'), false)
    assert.equal(await may('2031-03-02T00:00:30+08:00'), true)
    assert.equal(await may('2031-03-03T23:59:00+08:00'), true)
    assert.equal(await may('2031-03-04T00:00:30+08:00'), false)
  } finally {
    city.clock.set(new Date().toISOString())
  }
})

test('delegation: from its first through its last day, only the posts given, gone at once when revoked', async () => {
  const city = await testCity()
  const [reader, manager] = [await role(city, read), await role(city, 'identity.person.manage')]
  const giver = await newcomer(city, { org: '430200.police', roles: [reader] })
  const second = await city.ctx(async (ctx) => {
    const { id } = await createPost(ctx, {
      orgId: org('430200.police'),
      name: `第二岗位${giver.id}`,
      roleIds: [manager],
      scope: 'AGENCY',
    })
    await appoint(ctx, { person: giver.id, post: id, from: '2020-01-01' })
    return id
  })
  const taker = await newcomer(city, { org: '430200.water' })
  try {
    city.clock.set('2031-05-10T10:00:00+08:00')
    const from = await signedIn(city, giver)
    const body = { to: taker.id, posts: [giver.postId], fromDate: '2031-05-11', toDate: '2031-05-12', reason: '出差' }
    const send = (path: string, content: object, who = from) =>
      city.ask(who.cookie, `POST /api/identity/${path}`, content, { 'x-csrf-token': who.csrf })
    assert.equal((await send('delegations', { ...body, to: giver.id })).body.code, 'identity.delegation.taker')
    assert.equal((await send('delegations', { ...body, toDate: '2031-05-01' })).body.code, 'identity.delegation.dates')
    assert.equal((await send('delegations', { ...body, toDate: '2033-05-01' })).body.code, 'identity.delegation.dates')
    assert.equal((await send('delegations', { ...body, posts: [taker.postId] })).body.code, 'identity.delegation.posts')
    assert.equal((await send('delegations', { ...body, from: taker.id })).status, 403, 'nobody gives away what is another’s')
    const made = await send('delegations', body)
    assert.equal(made.status, 201, made.text)

    const on = async (iso: string) => {
      city.clock.set(iso)
      const user = await actor(city, (await signedIn(city, taker)).cookie)
      return [
        user.grants.has(read) && reaches(user, '430200.police'),
        user.grants.has('identity.person.manage'),
        user.pools.includes(`${org('430200.police')}:${reader}`),
      ]
    }
    assert.deepEqual(await on('2031-05-10T23:59:00+08:00'), [false, false, false])
    assert.deepEqual(await on('2031-05-11T00:00:10+08:00'), [true, false, true])
    assert.deepEqual(await on('2031-05-12T23:59:00+08:00'), [true, false, true])
    assert.deepEqual(await on('2031-05-13T00:00:10+08:00'), [false, false, false])

    city.clock.set('2031-05-11T12:00:00+08:00')
    assert.deepEqual(
      (await city.ctx((ctx) => peopleInPool(ctx, org('430200.police'), reader))).map((one) => one.id).sort(),
      [giver.id, taker.id].sort(),
    )
    // What was received is not passed on.
    const to = await signedIn(city, taker)
    const third = await newcomer(city, {})
    assert.equal((await send('delegations', { ...body, to: third.id }, to)).body.code, 'identity.delegation.posts')

    // The switch: only the giver’s posts, and every act says for whom.
    assert.equal((await send('me/behalf', { person: third.id }, to)).body.code, 'identity.delegation.none')
    assert.equal((await send('me/behalf', { person: giver.id }, to)).status, 200)
    const acting = await actor(city, to.cookie)
    assert.equal(acting.id, taker.id)
    assert.equal(acting.onBehalfOf, giver.id)
    assert.ok(acting.pools.every((pool) => pool.startsWith(org('430200.police'))))
    const shown = (await city.ask(to.cookie, 'GET /api/session')).body.user
    assert.deepEqual(shown.onBehalfOf, { id: giver.id, name: giver.name })
    assert.deepEqual(
      shown.posts.map((post: any) => post.id),
      [giver.postId],
    )
    assert.equal((await send('delegations', body, to)).body.code, 'identity.delegation.behalf')

    const back = await signedIn(city, giver)
    assert.equal((await send(`delegations/${made.body.id}/revoke`, {}, await signedIn(city, third))).status, 404)
    assert.equal((await send(`delegations/${made.body.id}/revoke`, {}, back)).status, 200)
    await city.ask(null, 'GET /healthz')
    const after = await actor(city, to.cookie)
    assert.equal(after.onBehalfOf, undefined)
    assert.equal(after.grants.has(read), false)
    assert.ok(second)
  } finally {
    city.clock.set(new Date().toISOString())
  }
})

test('a change of role, post or posting reaches open sessions at once', async () => {
  const city = await testCity()
  const reader = await role(city, read)
  const who = await newcomer(city, { roles: [reader], org: '430200.water/01', scope: 'DEPT' })
  const { cookie } = await signedIn(city, who)
  const sees = async (code: string) => reaches(await actor(city, cookie), code)
  assert.deepEqual([await sees('430200.water/01'), await sees('430200.water/02')], [true, false])
  await city.ctx((ctx) => updatePost(ctx, who.postId, { rev: 1, scope: 'AGENCY' }))
  assert.equal(await sees('430200.water/02'), true)
  await city.ctx((ctx) => updateRole(ctx, reader, { rev: 1, permissions: ['identity.org.manage'] }))
  assert.equal((await actor(city, cookie)).grants.has(read), false)
  assert.equal((await actor(city, cookie)).grants.has('identity.org.manage'), true)
  const posting = await city.pool.query('select id from identity.posting where person_id = $1', [who.id])
  await city.ctx((ctx) => endPosting(ctx, posting.rows[0]!['id'], '2020-02-01'))
  assert.equal((await actor(city, cookie)).grants.size, 0)
  await city.ctx((ctx) => setState(ctx, who.id, 'locked', 'test'))
  assert.equal((await city.ask(cookie, 'GET /api/session')).body.user, null)
})

test('what another instance did is heard at once, and without the notice within half a minute', async () => {
  const city = await testCity()
  const who = await newcomer(city, {})
  const [heard, missed] = [await signedIn(city, who), await signedIn(city, who)]
  // Notices keep their order: once this one is heard, none of an earlier test is still on its way.
  await new Promise((resolve) => {
    city.live.hear('test.mark', resolve)
    city.live.broadcast([{ topic: 'test.mark', data: {} }])
  })
  const known = async (cookie: string) =>
    (await authenticate(city.db, { session: cookie.split('=')[1]!, ip: '' }, city.clock.now())) !== null
  assert.deepEqual([await known(heard.cookie), await known(missed.cookie)], [true, true])
  const { rows } = await city.pool.query(
    'update identity.session set revoked_at = now() where person_id = $1 returning id, token_hash',
    [who.id],
  )
  const id = rows.find((row) => row['token_hash'] === tokenHash(heard.cookie.split('=')[1]!))!['id']
  city.live.broadcast([{ topic: 'identity.changed', data: { sessions: [id] } }])
  while (await known(heard.cookie)) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(await known(missed.cookie), true, 'still believed')
  city.clock.advance(30_000)
  assert.equal(await known(missed.cookie), false)
  city.clock.advance(-30_000)
})

test('a change that is rolled back changes nobody', async () => {
  const city = await testCity()
  const reader = await role(city, read)
  const { cookie } = await signedIn(city, await newcomer(city, { roles: [reader] }))
  assert.equal((await actor(city, cookie)).grants.has(read), true)
  await assert.rejects(
    city.ctx(async (ctx) => {
      await updateRole(ctx, reader, { rev: 1, permissions: [] })
      throw new Error('no')
    }),
    /no/,
  )
  city.clock.advance(31_000)
  assert.equal((await actor(city, cookie)).grants.has(read), true)
  city.clock.advance(-31_000)
})

test('the hot path stays out of the database', async () => {
  const city = await testCity()
  await plant(city)
  const { cookie } = await signedIn(city, await newcomer(city, { roles: ['administrator'], scope: 'CITY' }))
  await actor(city, cookie)
  let asked = 0
  const counting = new Proxy(city.db, { get: (db, key) => (asked++, Reflect.get(db, key)) })
  for (let i = 0; i < 1000; i++) await authenticate(counting, { session: cookie.split('=')[1]!, ip: '' }, city.clock.now())
  assert.equal(asked, 0)
})
