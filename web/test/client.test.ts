// The client: addresses, headers, problems, and that its types are those of the contract.

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { ById, contract, Filled, Obj, PageOf, PageQuery, Text, DateTime } from '#kernel/module'
import { address, ApiProblem, client, connection, newKey } from '../client.ts'

const stations = contract({
  'GET /bikes/stations': {
    may: 'public',
    query: PageQuery({ area: Text(12) }),
    reply: PageOf(Obj({ id: Text(), openedAt: DateTime })),
  },
  'POST /bikes/stations/:id/close': {
    may: 'bikes.station.manage',
    params: ById,
    body: Obj({ reason: Filled(200) }),
    reply: Obj({ id: Text() }),
  },
})
const bikes = client<typeof stations>()

type Call = { url: string; init: RequestInit & { headers: Record<string, string> } }
const real = globalThis.fetch
function answering(status: number, body: unknown): Call[] {
  const calls: Call[] = []
  globalThis.fetch = (async (url: string, init: any) => {
    calls.push({ url, init })
    return new Response(status === 204 ? null : JSON.stringify(body), { status })
  }) as typeof fetch
  return calls
}
afterEach(() => {
  globalThis.fetch = real
})

test('fills parameters and leaves out empty query values', () => {
  assert.equal(
    address('/a/:id/b', { id: 'x/ y' }, { q: '', page: 2, state: ['open', 'late'], none: undefined }),
    '/api/a/x%2F%20y/b?page=2&state=open&state=late',
  )
  assert.throws(() => address('/a/:id', { id: '' }), /needs id/)
})

test('reads with the language and without a token; writes with token and key', async () => {
  Object.assign(connection, { csrf: 'token', lang: 'en' })
  const calls = answering(200, { items: [{ id: 's1', openedAt: '2026-11-22T00:00:00Z' }], total: 1 })
  const page = await bikes('GET /bikes/stations', { query: { area: '4302', page: 1 } })
  const opened: string = page.items[0]!.openedAt
  assert.equal(opened, '2026-11-22T00:00:00Z')
  assert.equal(calls[0]!.url, '/api/bikes/stations?area=4302&page=1')
  assert.equal(calls[0]!.init.headers['accept-language'], 'en')
  assert.equal(calls[0]!.init.headers['x-csrf-token'], undefined)
  answering(200, { id: 's1' })
  const posted = answering(200, { id: 's1' })
  await bikes('POST /bikes/stations/:id/close', { params: { id: 's1' }, body: { reason: '检修' }, key: 'k'.repeat(16) })
  assert.equal(posted[0]!.init.headers['x-csrf-token'], 'token')
  assert.equal(posted[0]!.init.headers['idempotency-key'], 'k'.repeat(16))
  assert.equal(posted[0]!.init.body, '{"reason":"检修"}')
})

test('refuses at compile time what the contract refuses', () => {
  const never = () => {
    // @ts-expect-error no such route
    void bikes('GET /bikes/nothing')
    // @ts-expect-error the body is missing
    void bikes('POST /bikes/stations/:id/close', { params: { id: 'x' } })
    // @ts-expect-error not a field of the body
    void bikes('POST /bikes/stations/:id/close', { params: { id: 'x' }, body: { reason: '', other: 1 } })
    // @ts-expect-error a POST has no address of its own
    bikes.url('POST /bikes/stations/:id/close', { params: { id: 'x' }, body: { reason: '' } })
  }
  assert.equal(typeof never, 'function')
})

test('throws the problem that the server told, with its fields and trace', async () => {
  const errors = [{ path: '/body/reason', code: 'schema.minLength', params: { limit: 1 } }]
  answering(400, { code: 'http.invalid', title: '填写有误', status: 400, errors, trace: 't1' })
  await assert.rejects(bikes('GET /bikes/stations'), (problem: ApiProblem) => {
    assert.deepEqual([problem.code, problem.status, problem.trace, problem.message], ['http.invalid', 400, 't1', '填写有误'])
    assert.deepEqual(problem.errors, errors)
    return true
  })
})

test('says offline when nobody answers, and http.502 when no program did', async () => {
  globalThis.fetch = (async () => {
    throw new TypeError('failed to fetch')
  }) as typeof fetch
  await assert.rejects(bikes('GET /bikes/stations'), { code: 'offline', status: 0 })
  globalThis.fetch = (async () => new Response('<html>', { status: 502 })) as typeof fetch
  await assert.rejects(bikes('GET /bikes/stations'), { code: 'http.502', status: 502 })
})

test('tells once that the session has ended', async () => {
  let told = 0
  connection.onSignedOut = () => void told++
  answering(401, { code: 'http.sign_in', status: 401 })
  await assert.rejects(bikes('GET /bikes/stations'), { status: 401 })
  assert.equal(told, 1)
  connection.onSignedOut = () => {}
})

test('makes keys that the server accepts and that differ', () => {
  assert.match(newKey(), /^[0-9a-f]{32}$/)
  assert.notEqual(newKey(), newKey())
})
