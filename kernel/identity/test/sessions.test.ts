// Signing in and out, forged, idle and ended sessions, lock-out, one's own password.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCity, type TestCity } from '#test/city.ts'
import { newcomer, signedIn } from './somebody.ts'

const ask = async (city: TestCity, cookie: string | null) => (await city.ask(cookie, 'GET /api/session')).body

test('password in, session facts, out', async () => {
  const city = await testCity()
  const who = await newcomer(city, { roles: ['administrator'], scope: 'CITY' })
  const answer = await city.ask(null, 'POST /api/session', { login: who.login.toUpperCase(), password: who.password })
  assert.equal(answer.status, 200)
  const cookie = String(answer.headers['set-cookie'])
  assert.match(cookie, /^yc_session=[\w-]{43}; .*HttpOnly; SameSite=Lax/)
  assert.deepEqual(Object.keys(answer.body).sort(), ['city', 'csrf', 'lang', 'user', 'version'])
  assert.equal(answer.body.user.name, who.name)
  assert.equal(answer.body.user.posts[0].name, who.post)
  assert.ok(answer.body.user.permissions.includes('identity.role.manage'))
  const session = cookie.split(';')[0]!
  const again = await ask(city, session)
  assert.deepEqual(again.user, answer.body.user)
  assert.equal(again.csrf, answer.body.csrf)
  assert.equal((await city.ask(session, 'DELETE /api/session', undefined, { 'x-csrf-token': again.csrf })).status, 204)
  assert.equal((await ask(city, session)).user, null)
})

test('a session by cookie needs the token for whatever changes something', async () => {
  const city = await testCity()
  const { cookie, csrf } = await signedIn(city, await newcomer(city, {}))
  const body = { before: 'x', after: 'y' }
  assert.equal((await city.ask(cookie, 'POST /api/identity/me/password', body)).body.code, 'http.csrf')
  assert.equal((await city.ask(cookie, 'POST /api/identity/me/password', body, { 'x-csrf-token': 'guess' })).status, 403)
  assert.equal((await city.ask(cookie, 'DELETE /api/session')).status, 403)
  assert.notEqual((await ask(city, cookie)).user, null)
  assert.equal(
    (await city.ask(cookie, 'POST /api/identity/me/password', body, { 'x-csrf-token': csrf, origin: 'https://evil.example' }))
      .status,
    403,
  )
  assert.equal(
    (await city.ask(cookie, 'POST /api/identity/me/password', body, { 'x-csrf-token': csrf })).body.code,
    'identity.password.before',
  )
})

test('signing in from a form of another site is refused', async () => {
  const city = await testCity()
  const who = await newcomer(city, {})
  const body = { login: who.login, password: who.password }
  assert.equal((await city.ask(null, 'POST /api/session', body, { origin: 'https://evil.example' })).body.code, 'http.csrf')
  assert.equal((await city.ask(null, 'POST /api/session', { ...body, admin: true })).status, 400)
})

test('a forged session is nobody', async () => {
  const city = await testCity()
  for (const token of ['x', 'a'.repeat(43), `${'a'.repeat(42)}'`, 'z'.repeat(5000)]) {
    assert.equal((await ask(city, `yc_session=${token}`)).user, null)
    assert.equal((await city.ask(`yc_session=${token}`, 'GET /api/identity/tree')).status, 401)
  }
})

test('staff sessions end after half an hour of silence and after twelve hours of work', async () => {
  const city = await testCity()
  const who = await newcomer(city, {})
  const idle = await signedIn(city, who)
  const busy = await signedIn(city, who)
  try {
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      city.clock.advance(20 * 60_000)
      assert.notEqual((await ask(city, busy.cookie)).user, null, `after ${minutes + 20} minutes`)
    }
    assert.equal((await ask(city, idle.cookie)).user, null)
    city.clock.advance(20 * 60_000)
    assert.equal((await ask(city, busy.cookie)).user, null)
  } finally {
    city.clock.advance(-12 * 3_600_000)
  }
})

test('unknown login and wrong password read the same; five failures lock the name, known or not', async () => {
  const city = await testCity()
  const who = await newcomer(city, {})
  const attempt = (login: string, password: string) =>
    city.ask(null, 'POST /api/session', { login, password }, { 'x-forwarded-for': '10.0.0.9' })
  const told = ({ trace: _trace, ...body }: any) => body
  for (const login of [who.login, `nobody-${who.login}`]) {
    const first = await attempt(login, 'Wrong-Pass-1')
    assert.equal(first.status, 401)
    assert.deepEqual(told(first.body), told((await attempt(`${login}x`, 'Wrong-Pass-1')).body))
    for (let i = 0; i < 4; i++) assert.equal((await attempt(login, 'Wrong-Pass-1')).status, 401)
    const locked = await attempt(login, login === who.login ? who.password : 'Wrong-Pass-1')
    assert.equal(locked.status, 429)
    assert.equal(locked.body.code, 'identity.sign_in.locked')
    assert.equal(locked.body.params.minutes, 15)
    assert.equal(locked.headers['retry-after'], '900')
  }
  city.clock.advance(15 * 60_000 + 1000)
  assert.equal((await attempt(who.login, who.password)).status, 200)
  assert.equal((await attempt(who.login, 'Wrong-Pass-1')).status, 401, 'the count begins anew')
  assert.equal((await attempt(who.login, who.password)).status, 200)
  city.clock.advance(-15 * 60_000 - 1000)
})

test('failures at the same instant all count', async () => {
  const city = await testCity()
  const who = await newcomer(city, {})
  const all = await Promise.all(
    Array.from({ length: 6 }, () => city.ask(null, 'POST /api/session', { login: who.login, password: 'Wrong-Pass-1' })),
  )
  assert.ok(all.every((one) => one.status === 401 || one.status === 429))
  assert.equal((await city.ask(null, 'POST /api/session', { login: who.login, password: who.password })).status, 429)
})

test('weak passwords are refused, a new one ends other sessions and only then is everything open again', async () => {
  const city = await testCity()
  const who = await newcomer(city, { mustChange: true, roles: ['administrator'], scope: 'CITY' })
  const here = await signedIn(city, who)
  const there = await signedIn(city, who)
  assert.equal(here.session.user.mustChange, true)
  assert.deepEqual(here.session.user.permissions, [])
  const change = (after: string, before = who.password) =>
    city.ask(here.cookie, 'POST /api/identity/me/password', { before, after }, { 'x-csrf-token': here.csrf })
  const weak = { 'Aa1-': 'short', alllowercase1: 'plain', [`${who.login}-X9y8`]: 'near', 'Password-123456': 'common' }
  for (const [after, why] of Object.entries(weak))
    assert.equal((await change(after)).body.code, `identity.password.${why}`, after)
  assert.equal((await change(who.password)).body.code, 'identity.password.same')
  const done = await change('Grüner-Fluss-42')
  assert.equal(done.status, 200, done.text)
  assert.equal(done.body.ended, 1)
  assert.equal((await ask(city, there.cookie)).user, null)
  const now = await ask(city, here.cookie)
  assert.equal(now.user.mustChange, undefined)
  assert.ok(now.user.permissions.includes('identity.org.manage'))
  assert.equal((await city.ask(null, 'POST /api/session', { login: who.login, password: who.password })).status, 401)
})

test('one sees and ends ones own sessions, not those of others', async () => {
  const city = await testCity()
  const who = await newcomer(city, {})
  const a = await signedIn(city, who)
  const b = await signedIn(city, who)
  const other = await signedIn(city, await newcomer(city, {}))
  const list = (await city.ask(a.cookie, 'GET /api/identity/me/sessions')).body.items
  assert.deepEqual(list.map((one: any) => [one.open, one.current]).sort(), [
    [true, false],
    [true, true],
  ])
  const second = list.find((one: any) => !one.current).id
  assert.equal(
    (await city.ask(other.cookie, `DELETE /api/identity/me/sessions/${second}`, undefined, { 'x-csrf-token': other.csrf })).body
      .ended,
    0,
  )
  assert.notEqual((await ask(city, b.cookie)).user, null)
  assert.equal(
    (await city.ask(a.cookie, `DELETE /api/identity/me/sessions/${second}`, undefined, { 'x-csrf-token': a.csrf })).body.ended,
    1,
  )
  assert.equal((await ask(city, b.cookie)).user, null)
})

test('what signing in leaves behind: no token, no password', async () => {
  const city = await testCity()
  const who = await newcomer(city, {})
  const { cookie } = await signedIn(city, who)
  const stored = await city.pool.query(
    'select s.token_hash, c.secret from identity.session s join identity.credential c on c.person_id = s.person_id where s.person_id = $1',
    [who.id],
  )
  assert.ok(stored.rows.length > 0)
  assert.ok(!JSON.stringify(stored.rows).includes(cookie.split('=')[1]!))
  assert.match(stored.rows[0]!['secret'], /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  const kept = await city.pool.query(`select count(*)::int as n from kernel.idempotent_reply where route like '% /api/session'`)
  assert.equal(kept.rows[0]!['n'], 0)
})
