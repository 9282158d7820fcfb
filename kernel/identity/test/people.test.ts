// Staff accounts, personal data, the organisation tree, roles and API keys: the rules, and who may.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findOrgs, dutyOrg, isResidentId, orgPath, orgsBelow, residentIdCheck, unmask } from '#kernel/identity'
import { testCity, type TestCity } from '#test/city.ts'
import { newcomer, org, plant, role, signedIn, type Newcomer } from './somebody.ts'

type Signed = Awaited<ReturnType<typeof signedIn>> & Newcomer
async function enter(city: TestCity, wish: Parameters<typeof newcomer>[1]): Promise<Signed> {
  const who = await newcomer(city, wish)
  return { ...who, ...(await signedIn(city, who)) }
}
const send = (city: TestCity, who: Signed, line: string, body?: unknown) =>
  city.ask(who.cookie, line.replace(' /', ' /api/identity/'), body, { 'x-csrf-token': who.csrf })

const idNo = '43020319900307123' + residentIdCheck('43020319900307123')!
const phone = '13800001111'

test('personal data are masked; unmasking needs the permission, a purpose and leaves a trace', async () => {
  assert.ok(isResidentId(idNo))
  const city = await testCity()
  const reader = await enter(city, { roles: [await role(city, 'identity.person.read')], scope: 'AGENCY' })
  const subject = await newcomer(city, { phone, idNo, org: '430200.water/01' })
  const seen = (await send(city, reader, `GET /people/${subject.id}`)).body
  assert.deepEqual([seen.phone, seen.idNo], ['138****1111', `${idNo.slice(0, 6)}********${idNo.slice(14)}`])
  const list = await send(city, reader, `GET /people?q=${phone}`)
  assert.deepEqual(
    list.body.items.map((one: any) => one.id),
    [subject.id],
    'a whole number finds, by its hash',
  )
  assert.ok(!list.text.includes(phone) && !list.text.includes(idNo))
  const ask = { field: 'idNo', purpose: '核对身份' }
  assert.equal((await send(city, reader, `POST /people/${subject.id}/unmask`, ask)).status, 403)

  const trusted = await enter(city, { roles: [await role(city, 'identity.person.unmask')], scope: 'AGENCY' })
  assert.equal(
    (await send(city, trusted, `POST /people/${subject.id}/unmask`, { ...ask, purpose: ' x ' })).body.code,
    'identity.unmask.purpose',
  )
  assert.deepEqual((await send(city, trusted, `POST /people/${subject.id}/unmask`, ask)).body, { value: idNo })
  const outside = await newcomer(city, { phone, org: '430200.police' })
  assert.equal(
    (await send(city, trusted, `POST /people/${outside.id}/unmask`, { field: 'phone', purpose: '核对身份' })).status,
    404,
  )
  const { rows } = await city.pool.query('select * from identity.unmask_log where subject_id = $1', [subject.id])
  assert.equal(rows.length, 1)
  assert.deepEqual([rows[0]!['actor_id'], rows[0]!['field'], rows[0]!['purpose']], [trusted.id, 'idNo', '核对身份'])
  assert.ok(!JSON.stringify(rows).includes(idNo))
  const auditor = await enter(city, { roles: [await role(city, 'identity.unmasking.read')], scope: 'CITY' })
  assert.equal((await send(city, auditor, `GET /unmaskings?subject=${subject.id}`)).body.total, 1)

  for (const change of ["update identity.unmask_log set purpose = ''", 'delete from identity.unmask_log'])
    await assert.rejects(city.pool.query(change), /permission denied/)
  await assert.rejects(
    city.ctx(async (ctx) => {
      await unmask(ctx, { subjectKind: 'person', subjectId: subject.id, field: 'phone', purpose: '回访' })
      ctx.fail('identity.unmask.field', 422)
    }),
  )
  assert.equal((await city.pool.query('select 1 from identity.unmask_log where subject_id = $1', [subject.id])).rows.length, 1)
})

test('an administrator of an agency works within it and gives no more than is held', async () => {
  const city = await testCity()
  const [reader, keeper] = [
    await role(city, 'identity.person.read'),
    await role(city, 'identity.person.manage', 'identity.person.read'),
  ]
  const strong = await role(city, 'identity.role.manage')
  const admin = await enter(city, { roles: [keeper], scope: 'AGENCY' })
  const input = { login: `new${process.pid}`, name: '新人', orgId: org('430200.water/01') }
  assert.equal((await send(city, admin, 'POST /people', { ...input, orgId: org('430200.police') })).status, 404)
  const made = await send(city, admin, 'POST /people', input)
  assert.equal(made.status, 201, made.text)
  assert.equal((await send(city, admin, 'POST /people', input)).body.code, 'identity.login.taken')
  const first = await signedIn(city, { login: input.login, password: made.body.password })
  assert.equal(first.session.user.mustChange, true)

  const post = { orgId: org('430200.water/01'), name: '科员', roleIds: [reader], scope: 'DEPT' }
  assert.equal((await send(city, admin, 'POST /posts', { ...post, orgId: org('430211.water') })).status, 404)
  assert.equal((await send(city, admin, 'POST /posts', { ...post, roleIds: [strong] })).body.code, 'identity.grant.beyond')
  assert.equal((await send(city, admin, 'POST /posts', { ...post, scope: 'CITY' })).body.code, 'identity.grant.beyond')
  assert.equal((await send(city, admin, 'POST /posts', { ...post, roleIds: ['no.such'] })).body.code, 'identity.role.unknown')
  const desk = await send(city, admin, 'POST /posts', post)
  assert.equal(desk.status, 201, desk.text)
  const appointed = { person: made.body.id, post: desk.body.id, from: '2026-01-01', to: '2026-06-30' }
  assert.equal((await send(city, admin, 'POST /postings', { ...appointed, to: '2025-01-01' })).body.code, 'identity.dates')
  assert.equal((await send(city, admin, 'POST /postings', appointed)).status, 201)
  assert.equal(
    (await send(city, admin, 'POST /postings', { ...appointed, from: '2026-06-30', to: null })).body.code,
    'identity.posting.overlap',
  )
  assert.equal((await send(city, admin, 'POST /postings', { ...appointed, from: '2026-07-01', to: null })).status, 201)

  const mighty = await newcomer(city, { roles: [strong], scope: 'CITY' })
  assert.equal(
    (await send(city, admin, `POST /people/${mighty.id}/password`)).body.code,
    'identity.grant.beyond',
    'a reset password would be a way in',
  )
  assert.equal((await send(city, admin, `PATCH /people/${mighty.id}`, { rev: 1, title: 'x' })).body.code, 'identity.grant.beyond')
  assert.equal((await send(city, admin, `POST /people/${mighty.id}/state`, { state: 'locked', reason: 'x' })).status, 403)
  assert.equal(
    (await send(city, admin, `POST /people/${admin.id}/state`, { state: 'locked', reason: 'x' })).body.code,
    'identity.person.self',
  )

  const reset = await send(city, admin, `POST /people/${made.body.id}/password`)
  assert.equal((await city.ask(first.cookie, 'GET /api/session')).body.user, null)
  const second = await signedIn(city, { login: input.login, password: reset.body.password })
  const left = await send(city, admin, `POST /people/${made.body.id}/state`, { state: 'left', reason: '调离' })
  assert.equal(left.body.state, 'left')
  assert.equal((await city.ask(second.cookie, 'GET /api/session')).body.user, null)
  assert.equal((await city.ask(null, 'POST /api/session', { login: input.login, password: reset.body.password })).status, 401)
  const text = (await city.pool.query("select coalesce(string_agg(body, ''), '') as all from kernel.idempotent_reply")).rows[0]![
    'all'
  ]
  assert.ok(!text.includes(made.body.password) && !text.includes(reset.body.password))
})

test('lists keep to the scope; a wrong rev is a conflict; bad data are named', async () => {
  const city = await testCity()
  const keeper = await enter(city, {
    roles: [await role(city, 'identity.person.manage', 'identity.person.read')],
    org: '430211.government',
    scope: 'AGENCY_AND_BELOW',
  })
  const inside = await newcomer(city, { org: '430211.water' })
  const outside = await newcomer(city, { org: '430202.government' })
  const ids = (await send(city, keeper, 'GET /people?size=100')).body.items.map((one: any) => one.id)
  assert.ok(ids.includes(inside.id) && !ids.includes(outside.id))
  assert.equal((await send(city, keeper, `GET /people/${outside.id}`)).status, 404)
  assert.equal((await send(city, keeper, `GET /people?org=${org('430202.government')}`)).body.total, 0)
  assert.equal(
    (await send(city, keeper, `PATCH /people/${inside.id}`, { rev: 1, phone: '12' })).body.code,
    'identity.phone.wrong',
  )
  assert.equal(
    (await send(city, keeper, `PATCH /people/${inside.id}`, { rev: 1, idNo: '11010519491231002Y' })).body.errors[0].path,
    '/body/idNo',
  )
  assert.equal((await send(city, keeper, `PATCH /people/${inside.id}`, { rev: 1, title: '科长' })).body.title, '科长')
  assert.equal((await send(city, keeper, `PATCH /people/${inside.id}`, { rev: 1, title: '局长' })).status, 409)
  for (const q of ["' or 1=1 --", '%', '_', '\\', '<script>'])
    assert.equal((await send(city, keeper, `GET /people?q=${encodeURIComponent(q)}`)).body.total, 0, q)
})

test('the tree: founding, moving with all below, no circles, none out of reach', async () => {
  const city = await testCity()
  const manager = await role(city, 'identity.org.manage')
  const boss = await enter(city, { roles: [manager], scope: 'CITY' })
  const found = async (code: string, parentId: string | null, more: object = {}) =>
    send(city, boss, 'POST /orgs', {
      code,
      name: `机构${code}`,
      shortName: code,
      kind: 'agency',
      level: 'city',
      parentId,
      ...more,
    })
  const top = (await found('t.a', org('430200.government'))).body
  const below = (await found('t.b', top.id)).body
  const desk = (await found('t.c', below.id, { kind: 'department' })).body
  assert.equal(desk.agencyId, below.id)
  assert.equal((await found('t.b', top.id)).body.code, 'identity.org.taken')
  assert.equal((await found('t.x', org('430211.water'))).body.code, 'identity.org.parent', 'a city agency below a county bureau')
  assert.equal((await found('t.x', desk.id)).body.code, 'identity.org.parent', 'an agency inside a department')
  assert.equal((await found('t.x', top.id, { uscc: '91350100M000100Y44' })).body.errors[0].path, '/body/uscc')
  assert.equal((await found('t.x', top.id, { uscc: '91350100M000100Y43' })).body.code, 'identity.org.taken')
  const patch = (one: any, body: object) => send(city, boss, `PATCH /orgs/${one.id}`, { rev: one.rev, ...body })
  for (const parentId of [top.id, below.id, desk.id])
    assert.equal((await patch(top, { parentId })).body.code, 'identity.org.cycle')
  assert.equal((await patch(top, { active: false })).body.code, 'identity.org.open')
  const moved = await patch(below, { parentId: org('430200.police') })
  assert.equal(moved.status, 200, moved.text)
  assert.equal((await patch(below, { name: '旧' })).status, 409)
  assert.deepEqual(
    (await city.ctx((ctx) => orgPath(ctx, desk.id))).map((one) => one.code),
    ['430000.government', '430200.government', '430200.police', 't.b', 't.c'],
  )
  assert.ok((await city.ctx((ctx) => orgsBelow(ctx, org('430200.police')))).includes(desk.id))
  assert.ok(!(await city.ctx((ctx) => orgsBelow(ctx, top.id))).includes(desk.id))
  // An agency that becomes a department takes its departments along into the new agency.
  const turned = await patch(moved.body, { kind: 'department', parentId: top.id })
  assert.equal(turned.body.agencyId, top.id, turned.text)
  const { rows } = await city.pool.query('select path, agency_id from identity.org where id = $1', [desk.id])
  assert.equal(rows[0]!['agency_id'], top.id)
  assert.ok(rows[0]!['path'].endsWith(`/${top.id}/${below.id}/${desk.id}/`))

  const local = await enter(city, { roles: [manager], org: '430211.government', scope: 'AGENCY_AND_BELOW' })
  const input = { name: '新机构', shortName: '新', kind: 'agency', level: 'county' }
  assert.equal((await send(city, local, 'POST /orgs', { ...input, code: 't.d', parentId: org('430211.government') })).status, 201)
  assert.equal((await send(city, local, 'POST /orgs', { ...input, code: 't.e', parentId: org('430202.government') })).status, 403)
  assert.equal((await send(city, local, 'POST /orgs', { ...input, code: 't.f', parentId: null })).status, 403)
  assert.equal((await send(city, local, `PATCH /orgs/${top.id}`, { rev: 1, name: '抢' })).status, 403)
})

test('two moves that together would make a circle: one is refused', async () => {
  const city = await testCity()
  const boss = await enter(city, { roles: [await role(city, 'identity.org.manage')], scope: 'CITY' })
  const found = async (code: string) =>
    (
      await send(city, boss, 'POST /orgs', {
        code,
        name: code,
        shortName: code,
        kind: 'agency',
        level: 'city',
        parentId: org('430200.government'),
      })
    ).body
  const [a, b] = [await found('circle.a'), await found('circle.b')]
  const both = await Promise.all([
    send(city, boss, `PATCH /orgs/${a.id}`, { rev: 1, parentId: b.id }),
    send(city, boss, `PATCH /orgs/${b.id}`, { rev: 1, parentId: a.id }),
  ])
  assert.deepEqual(both.map((one) => one.status).sort(), [200, 422])
})

test('finding an organisation by name, pinyin and initials; and who is responsible where', async () => {
  const city = await testCity()
  await plant(city)
  const first = async (q: string) => (await city.ctx((ctx) => findOrgs(ctx, q)))[0]?.code
  assert.deepEqual(
    await Promise.all(['水利局', '水利', 'slj', 'shuili', '91350100M000100Y43', '430200.police', '防汛'].map(first)),
    ['430200.water', '430200.water', '430200.water', '430200.water', '430200.water', '430200.police', '430200.water/02'],
  )
  assert.equal(await first('不存在的机构'), undefined)
  const duty = async (area?: string) => (await city.ctx((ctx) => dutyOrg(ctx, 'water', area)))?.code
  assert.deepEqual(await Promise.all([duty('430211001'), duty('430202003'), duty(), duty('430211')]), [
    '430211.water',
    '430200.water',
    '430200.water',
    '430211.water',
  ])
})

test('roles: only real permissions, edits survive a new start, what modules drop goes', async () => {
  const city = await testCity()
  const boss = await enter(city, { roles: ['administrator'], scope: 'CITY' })
  assert.equal(
    (await send(city, boss, 'POST /roles', { id: 'x.y', name: { zh: 'x', en: 'x' }, permissions: ['no.such.thing'] })).body.code,
    'identity.permission.unknown',
  )
  const { syncRoles } = await import('../server/opening.ts')
  const house = (permissions: string[]) =>
    ({
      modules: [
        {
          id: 'demo',
          pillar: 'city',
          name: { zh: '', en: '' },
          roles: [{ id: 'demo.clerk', name: { zh: '甲', en: 'A' }, permissions }],
        },
      ],
    }) as any
  const permissions = async () =>
    (await city.pool.query(`select permissions from identity.role where id = 'demo.clerk'`)).rows[0]!['permissions']
  await city.ctx((ctx) => syncRoles({ ...ctx, house: house(['a', 'b']) }))
  assert.deepEqual(await permissions(), ['a', 'b'])
  await city.pool.query(`update identity.role set permissions = '{b,own}', name_zh = '改名' where id = 'demo.clerk'`)
  await city.ctx((ctx) => syncRoles({ ...ctx, house: house(['a', 'b']) }))
  assert.deepEqual(await permissions(), ['b', 'own'])
  await city.ctx((ctx) => syncRoles({ ...ctx, house: house(['a', 'c']) }))
  assert.deepEqual(await permissions(), ['c', 'own'], 'b was dropped by the module, c is new, a stays taken away')
  assert.equal((await city.pool.query(`select name_zh from identity.role where id = 'demo.clerk'`)).rows[0]!['name_zh'], '改名')
})

test('an API key: shown once, within its permissions, organisation, rate and time', async () => {
  const city = await testCity()
  const keys = await role(city, 'identity.key.manage')
  const reader = await role(city, 'identity.person.read')
  const admin = await enter(city, { roles: [keys, reader], scope: 'AGENCY' })
  const until = new Date(city.clock.now().getTime() + 30 * 86_400_000).toISOString()
  const input = {
    name: '水利局内部系统',
    orgId: org('430200.water'),
    permissions: ['identity.person.read'],
    scope: 'AGENCY',
    rate: 5,
    validUntil: until,
  }
  assert.equal((await send(city, admin, 'POST /keys', { ...input, orgId: org('430200.police') })).status, 404)
  assert.equal(
    (await send(city, admin, 'POST /keys', { ...input, permissions: ['identity.role.manage'] })).body.code,
    'identity.grant.beyond',
  )
  assert.equal((await send(city, admin, 'POST /keys', { ...input, scope: 'CITY' })).body.code, 'identity.grant.beyond')
  assert.equal(
    (await send(city, admin, 'POST /keys', { ...input, validUntil: '2099-01-01T00:00:00Z' })).body.code,
    'identity.key.until',
  )
  const made = await send(city, admin, 'POST /keys', input)
  assert.equal(made.status, 201, made.text)
  const { id, key } = made.body
  assert.match(key, /^yc_[\w-]{43}$/)
  assert.ok(!(await send(city, admin, 'GET /keys')).text.includes(key))
  const use = (path: string, token = key) => city.ask(token, `GET /api/identity/${path}`)
  await newcomer(city, { org: '430200.police' })
  const people = await use('people?size=100')
  assert.ok(people.body.items.length > 0 && people.body.items.every((one: any) => one.orgName.includes('水利局')), people.text)
  assert.equal((await use('roles')).status, 200)
  assert.equal((await use('keys')).status, 403)
  assert.equal((await use('tree')).status, 403, 'a program is not staff')
  assert.equal((await use('people', `${key.slice(0, -1)}x`)).status, 401)
  const many = await Promise.all(Array.from({ length: 12 }, () => use('people')))
  const refused = many.filter((one) => one.status === 429)
  assert.ok(refused.length >= 6)
  assert.equal(refused[0]!.headers['retry-after'], '1')
  city.clock.advance(2000)
  assert.equal((await use('people')).status, 200)
  city.clock.advance(31 * 86_400_000)
  assert.equal((await use('people')).status, 401)
  city.clock.advance(-31 * 86_400_000)
  assert.equal((await use('people')).status, 200)
  assert.equal((await send(city, admin, `POST /keys/${id}/revoke`)).status, 200)
  assert.equal((await use('people')).status, 401)
})
