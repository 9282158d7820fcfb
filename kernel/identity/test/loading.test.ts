// Loading a city's organisations, staff and citizens, twice; the first administrator; the command line's functions.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createUser,
  giveRoles,
  listUsers,
  loadCitizens,
  loadOrganisations,
  loadPeople,
  lockUser,
  peopleInPool,
  personNames,
  resetUser,
  stableId,
  type LoadedStaff,
} from '#kernel/identity'
import { testCity } from '#test/city.ts'
import { org, role, signedIn, tree } from './somebody.ts'

const staff: LoadedStaff[] = [
  {
    id: 'T1',
    login: 'T-Leader',
    name: '陈建国',
    title: '局长',
    mobile: '19000000001',
    organisation: '430200.water',
    department: '430200.water/01',
    post: 'leader',
  },
  {
    id: 'T2',
    login: 't-clerk',
    name: '刘芳',
    title: '经办人',
    mobile: '19000000002',
    organisation: '430200.water',
    department: '430200.water/02',
    post: 'clerk',
  },
  {
    id: 'T3',
    login: 't-clerk2',
    name: '李强',
    title: '经办人',
    mobile: '19000000003',
    organisation: '430200.water',
    department: '430200.water/02',
    post: 'clerk',
  },
  { id: 'T4', login: 't-police', name: '王勇', title: '经办人', organisation: '430200.police', post: 'clerk' },
]

test('loading twice changes nothing, and everybody signs in with the demo password', async () => {
  const city = await testCity()
  const load = () =>
    city.ctx(async (ctx) => {
      await loadOrganisations(ctx, tree)
      await loadPeople(ctx, staff, { password: 'Yicheng-2026' })
      await loadCitizens(ctx, [
        {
          id: 'C1',
          name: '彭丽',
          mobile: '19900000001',
          idNo: '11010519491231002X',
          address: '株洲市天元区',
          areaCode: '430211001001',
        },
        { id: 'C2', name: '谭伟', mobile: '19900000002' },
      ])
    })
  const counts = async () =>
    (
      await city.pool.query(
        'select (select count(*) from identity.org) o, (select count(*) from identity.person) p, (select count(*) from identity.post) t, (select count(*) from identity.posting) g',
      )
    ).rows[0]!
  await load()
  const first = await counts()
  await load()
  assert.deepEqual(await counts(), first)
  const { session } = await signedIn(city, { login: 't-leader', password: 'Yicheng-2026' })
  assert.deepEqual([session.user.name, session.user.id, session.user.posts[0].name], ['陈建国', stableId('staff', 'T1'), '局长'])
  const both = await city.pool.query(`select count(distinct post_id)::int as n from identity.posting where person_id = any($1)`, [
    [stableId('staff', 'T2'), stableId('staff', 'T3')],
  ])
  assert.equal(both.rows[0]!['n'], 1, 'colleagues of one title share the post')
  const names = await city.ctx((ctx) => personNames(ctx, [stableId('staff', 'T2'), stableId('citizen', 'C1'), null]))
  assert.deepEqual(
    Object.values(names)
      .map((one) => one.name)
      .sort(),
    ['刘芳', '彭*'].sort(),
  )
})

test('the bare root of the first start is completed by the city’s tree', async () => {
  const city = await testCity()
  await city.ctx((ctx) => loadOrganisations(ctx, tree))
  const { rows } = await city.pool.query(
    `select o.name, p.name as parent from identity.org o left join identity.org p on p.id = o.parent_id where o.code = '430200.government'`,
  )
  assert.deepEqual(rows, [{ name: '株洲市人民政府', parent: '湖南省人民政府' }])
  const admin = await city.pool.query(
    `select state, must_change from identity.person p join identity.credential c on c.person_id = p.id where login = 'admin'`,
  )
  assert.deepEqual(admin.rows, [{ state: 'active', must_change: true }])
})

test('roles are given to posts by what they do', async () => {
  const city = await testCity()
  const handler = await role(city, 'identity.person.read')
  await city.ctx(async (ctx) => {
    await loadOrganisations(ctx, tree)
    await loadPeople(ctx, staff)
    assert.equal(await giveRoles(ctx, [{ work: 'clerk', duty: 'water', level: 'city', roles: [handler], scope: 'DEPT' }]), 1)
    assert.equal(await giveRoles(ctx, [{ work: 'clerk', duty: 'water', level: 'city', roles: [handler], scope: 'DEPT' }]), 0)
    assert.equal(await giveRoles(ctx, [{ work: 'clerk', org: '430200.nowhere', roles: [handler] }]), 0)
  })
  const pool = await city.ctx((ctx) => peopleInPool(ctx, org('430200.water'), handler))
  assert.deepEqual(pool.map((one) => one.name).sort(), ['刘芳', '李强'].sort())
  assert.deepEqual(await city.ctx((ctx) => peopleInPool(ctx, org('430200.police'), handler)), [])
})

test('the command line makes, lists, resets, locks and opens accounts', async () => {
  const city = await testCity()
  const login = `cli${process.pid}`
  const made = await city.ctx((ctx) => createUser(ctx, { login, name: '命令行', org: '430200.water' }))
  assert.ok((await city.ctx((ctx) => listUsers(ctx, 10_000))).some((one) => one.login === login && one.org === '水利局'))
  await signedIn(city, { login, password: made.password })
  assert.deepEqual(await city.ctx((ctx) => lockUser(ctx, login, true)), { state: 'locked' })
  await assert.rejects(signedIn(city, { login, password: made.password }), /401/)
  await city.ctx((ctx) => lockUser(ctx, login, false))
  const { password } = await city.ctx((ctx) => resetUser(ctx, login))
  await assert.rejects(signedIn(city, { login, password: made.password }), /401/)
  await signedIn(city, { login, password })
  await assert.rejects(
    city.ctx((ctx) => createUser(ctx, { login: 'x1', name: 'x', password: 'weak' })),
    /identity.password.short/,
  )
  await assert.rejects(
    city.ctx((ctx) => resetUser(ctx, 'nobody-at-all')),
    /identity.person.unknown/,
  )
})
