// Citizens: codes by phone and their limits, the sign-in page without script, one's own details.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reply, TestCity } from '#test/city.ts'
import { testCity } from '#test/city.ts'
import { sendCode, signInByCode } from '../server/codes.ts'

let serial = 0
const phone = () => `139${String(process.pid % 10_000).padStart(4, '0')}${String(++serial).padStart(4, '0')}`

/** Sends a code and reads it where messaging gets it: the event. */
async function codeFor(city: TestCity, number: string): Promise<string> {
  let code = ''
  await city.ctx((ctx) =>
    sendCode(
      { ...ctx, emit: (name, payload) => (assert.equal(name, 'identity.code.requested'), (code = (payload as any).code)) },
      number,
    ),
  )
  assert.match(code, /^\d{6}$/)
  return code
}
const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
const codeOf = (answer: object) => ('code' in answer ? answer.code : 'in')

test('a code signs in once, and makes the citizen on first use', async () => {
  const city = await testCity()
  const number = phone()
  const code = await codeFor(city, number)
  const first = await city.ask(null, 'POST /api/session', { phone: number, code })
  assert.equal(first.status, 200, first.text)
  assert.equal(first.body.user.kind, 'citizen')
  assert.deepEqual(first.body.user.permissions, [])
  assert.match(String(first.headers['set-cookie']), /Max-Age=2592000/)
  assert.equal((await city.ask(null, 'POST /api/session', { phone: number, code })).body.code, 'identity.code.wrong')
  city.clock.advance(61_000)
  const again = await city.ask(null, 'POST /api/session', { phone: number, code: await codeFor(city, number) })
  assert.equal(again.body.user.id, first.body.user.id)
})

test('five wrong tries spend a code, even all at once', async () => {
  const city = await testCity()
  const number = phone()
  const code = await codeFor(city, number)
  const tries = await Promise.all(Array.from({ length: 12 }, () => city.ctx((ctx) => signInByCode(ctx, number, wrongOf(code)))))
  assert.ok(tries.every((one) => codeOf(one) === 'identity.code.wrong'))
  const { rows } = await city.pool.query('select attempts from identity.phone_code order by created_at desc limit 1')
  assert.equal(rows[0]!['attempts'], 5)
  assert.equal(codeOf(await city.ctx((ctx) => signInByCode(ctx, number, code))), 'identity.code.wrong')
})

test('one address that guesses at many phones is locked', async () => {
  const city = await testCity()
  const known = phone()
  const code = await codeFor(city, known)
  const guess = (number: string, digits: string) => city.ctx((ctx) => signInByCode({ ...ctx, ip: '10.9.8.7' }, number, digits))
  for (let i = 0; i < 30; i++) assert.equal(codeOf(await guess(phone(), '000000')), 'identity.code.wrong')
  assert.equal(codeOf(await guess(known, code)), 'identity.sign_in.locked')
  assert.equal(codeOf(await city.ctx((ctx) => signInByCode({ ...ctx, ip: '10.9.8.6' }, known, code))), 'in')
})

test('a code ends after five minutes, and with the next one', async () => {
  const city = await testCity()
  const number = phone()
  const old = await codeFor(city, number)
  city.clock.advance(61_000)
  const next = await codeFor(city, number)
  if (old !== next) assert.equal(codeOf(await city.ctx((ctx) => signInByCode(ctx, number, old))), 'identity.code.wrong')
  city.clock.advance(5 * 60_000)
  assert.equal(codeOf(await city.ctx((ctx) => signInByCode(ctx, number, next))), 'identity.code.wrong')
})

test('limits on sending: a minute apart, five an hour, same answer for known and unknown', async () => {
  const city = await testCity()
  const number = phone()
  const send = () => city.ask(null, 'POST /api/identity/codes', { phone: number })
  const first = await send()
  assert.deepEqual(first.body, { expiresIn: 300, resendAfter: 60 })
  assert.equal((await send()).body.code, 'identity.code.soon')
  for (let i = 0; i < 4; i++) {
    city.clock.advance(61_000)
    assert.equal((await send()).status, 200)
  }
  city.clock.advance(61_000)
  assert.equal((await send()).body.code, 'identity.code.many')
  assert.equal((await city.ask(null, 'POST /api/identity/codes', { phone: '12345' })).status, 400)
})

test('two requests for one phone at once send one code', async () => {
  const city = await testCity()
  const number = phone()
  const both = await Promise.all([1, 2, 3].map(() => city.ask(null, 'POST /api/identity/codes', { phone: number })))
  assert.deepEqual(both.map((one) => one.status).sort(), [200, 429, 429])
})

test('a code is stored hashed, a phone is not looked up by its digits', async () => {
  const city = await testCity()
  const number = phone()
  const code = await codeFor(city, number)
  const { rows } = await city.pool.query('select * from identity.phone_code order by created_at desc limit 1')
  assert.ok(!JSON.stringify(rows).includes(code) && !JSON.stringify(rows).includes(number))
})

const cookieOf = (reply: Reply) => String(reply.headers['set-cookie'] ?? '').split(';')[0]!
const post = (
  city: TestCity,
  path: string,
  fields: Record<string, string>,
  cookie: string | null = null,
  headers: Record<string, string> = {},
) =>
  city.ask(cookie, `POST ${path}`, new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  })

test('the page signs in without script, and leads only to places of ours', async () => {
  const city = await testCity()
  const number = phone()
  const start = await city.ask(null, 'GET /sign-in?next=/my/profile')
  assert.equal(start.status, 200)
  assert.match(start.text, /<label for="phone">/)
  assert.match(start.text, /name="next" value="\/my\/profile"/)
  const wrong = await post(city, '/sign-in', { phone: '123', next: '/' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /role="alert"/)
  assert.match(wrong.text, /aria-invalid="true"/)
  const sent = await post(city, '/sign-in', { phone: number, next: 'https://evil.example/' })
  assert.equal(sent.status, 200)
  assert.match(sent.text, /name="next" value="\/my"/)
  assert.match(sent.text, /autocomplete="one-time-code"/)
  city.clock.advance(61_000)
  const code = await codeFor(city, number)
  const bad = await post(city, '/sign-in', { phone: number, code: wrongOf(code), next: '/my/profile' })
  assert.equal(bad.status, 422)
  assert.equal(bad.headers['set-cookie'], undefined)
  assert.equal((await post(city, '/sign-in', { phone: number, code }, null, { origin: 'https://evil.example' })).status, 403)
  const done = await post(city, '/sign-in', { phone: number, code, next: '//evil.example' })
  assert.equal(done.status, 303)
  assert.equal(done.headers['location'], '/my')
  const cookie = cookieOf(done)
  const profile = await city.ask(cookie, 'GET /my/profile')
  assert.equal(profile.status, 200)
  assert.ok(profile.text.includes(`${number.slice(0, 3)}****${number.slice(7)}`))
  assert.ok(!profile.text.includes(number))

  const csrf = /name="_csrf" value="([^"]+)"/.exec(profile.text)![1]!
  const name = '<b>王"小明</b>'
  assert.equal((await post(city, '/my/profile', { name, email: '' }, cookie)).status, 403)
  const refused = await post(city, '/my/profile', { _csrf: csrf, name: ' ', email: 'nowhere' }, cookie)
  assert.equal(refused.status, 422)
  assert.match(refused.text, /href="#name"/)
  assert.match(refused.text, /href="#email"/)
  assert.equal(
    (await post(city, '/my/profile', { _csrf: csrf, name, email: 'a@example.com' }, cookie)).headers['location'],
    '/my/profile?saved',
  )
  const shown = await city.ask(cookie, 'GET /my/profile?saved')
  assert.ok(shown.text.includes('&lt;b&gt;王&quot;小明&lt;/b&gt;') && !shown.text.includes('<b>王'))

  const out = await post(city, '/sign-out', { _csrf: csrf }, cookie)
  assert.equal(out.status, 303)
  assert.match(String(out.headers['set-cookie']), /yc_session=;/)
  const gone = await city.ask(cookie, 'GET /my/profile')
  assert.equal(gone.status, 303)
  assert.equal(gone.headers['location'], '/sign-in?next=%2Fmy%2Fprofile')
})

test('a citizen holds no staff permission and reaches no staff route', async () => {
  const city = await testCity()
  const number = phone()
  const cookie = cookieOf(await city.ask(null, 'POST /api/session', { phone: number, code: await codeFor(city, number) }))
  for (const path of [
    'tree',
    'people',
    'roles',
    'keys',
    'citizens',
    'unmaskings',
    'delegations',
    'me/delegations',
    'colleagues?q=a',
  ])
    assert.equal((await city.ask(cookie, `GET /api/identity/${path}`)).status, 403, path)
  assert.equal((await city.ask(cookie, 'GET /api/identity/me')).body.kind, 'citizen')
})
