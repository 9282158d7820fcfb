// Requests a second and their latency: a read, an audited write with and without an idempotency key, the citizen's home page.

import Fastify from 'fastify'
import { sql } from 'kysely'
import { contract, Filled, handlers, module, Obj, Text, Whole } from '#kernel/module'
import { seal } from '#kernel/audit'
import type { Caller } from '#kernel/http'
import { benchCity, engines, type BenchCity } from './lib/city.ts'
import { pgbench } from './lib/pgbench.ts'
import { bar, bench, onEnd, ratio, say, small, table } from './lib/report.ts'
import { flood, type Answers, type Ask } from './lib/requests.ts'

const seconds = small ? 1 : 4

const routes = contract({
  'GET /bench/things/:n': { may: 'bench.thing.read', params: Obj({ n: Whole(0) }), reply: Obj({ n: Whole(0), name: Text(40) }) },
  'GET /bench/fixed': { may: 'public', reply: Obj({ name: Text(40) }) },
  'POST /bench/things': { may: 'bench.thing.read', body: Obj({ name: Filled(40) }), reply: Obj({ n: Whole(0) }), status: 201 },
})
const things = module({
  id: 'bench',
  name: { zh: '测试', en: 'Benchmark' },
  pillar: 'kernel',
  permissions: { 'bench.thing.read': { zh: '读取', en: 'Read' } },
  contract: routes,
  routes: handlers(routes, {
    'GET /bench/fixed': async () => ({ name: '天元大道井盖破损' }),
    'GET /bench/things/:n': async (ctx, { params }) => {
      const { rows } = await sql<{
        n: number
        name: string
      }>`select n, name from bench.thing where n = ${params.n} /* prepared */`.execute(ctx.db)
      return rows[0] ?? ctx.fail('http.not_found', 404)
    },
    'POST /bench/things': async (ctx, { body }) => {
      const { rows } = await sql<{
        n: number
      }>`insert into bench.thing (name, at) values (${body.name}, ${ctx.now}) returning n /* prepared */`.execute(ctx.db)
      return rows[0]!
    },
  }),
})

const caller: Caller = {
  actor: {
    kind: 'staff',
    id: '0192f0c0-0000-7000-8000-00000000a001',
    name: '测试员',
    orgId: null,
    session: null,
    grants: new Map([['bench.thing.read', [{ orgs: null, areas: null }]]]),
    pools: [],
  },
  csrf: '',
}
const auth = { authorization: 'Bearer bench-token-0000000000' }
const body = JSON.stringify({ name: '天元大道井盖破损' })
const json = { ...auth, 'content-type': 'application/json' }

const audit = `insert into audit.entry (at, trace, actor_kind, actor_id, on_behalf_of, org_id, action, subject, detail, ip) values (now(), md5(random()::text), 'staff', '0192f0c0-0000-7000-8000-00000000a001', null, null, 'POST /bench/things', '/api/bench/things', null, '127.0.0.1');`
const write = `insert into bench.thing (name, at) values ('天元大道井盖破损', now()) returning n;`
const key = [
  `\\set k random(1, 1000000000000000)\n`,
  `insert into kernel.idempotent_reply (key, actor, route, request_hash, status, body) values ('bench-' || :k::text, 'staff-a001', 'POST /bench/things', 'bench-' || :k::text, 0, '') on conflict do nothing returning 1;`,
  `update kernel.idempotent_reply set status = 201, body = '{"n": 1}' where actor = 'staff-a001' and key = 'bench-' || :k::text;`,
] as const

async function prepare(city: BenchCity): Promise<void> {
  await city.pool.asOwner((exec) =>
    exec(`create schema bench; create table bench.thing (n int generated always as identity primary key, name text not null, at timestamptz not null);
      insert into bench.thing (name, at) select '事项' || i, now() from generate_series(1, 20000) i;
      grant usage on schema bench to yicheng_app; grant select, insert, update on bench.thing to yicheng_app; grant usage on all sequences in schema bench to yicheng_app; analyze bench.thing`),
  )
}

/** A Fastify with nothing else that answers the same bytes. */
async function bareAnswers(city: BenchCity): Promise<string> {
  const page = await (await fetch(`${city.url}/`)).text()
  const bare = Fastify()
  bare.get('/page', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
  bare.get('/fixed', async () => ({ name: '天元大道井盖破损' }))
  bare.post('/fixed', async (_request, reply) => reply.code(201).send({ n: 20001 }))
  const url = await bare.listen({ port: 0, host: '127.0.0.1' })
  onEnd(() => bare.close())
  return url
}

async function rates(city: BenchCity): Promise<Map<string, Answers>> {
  const bare = await bareAnswers(city)
  const some = Array.from({ length: 500 }, (_, i): Ask => ({
    url: `${city.url}/api/bench/things/${1 + ((i * 7919) % 20000)}`,
    headers: auth,
  }))
  const post = (headers: Record<string, string>): Ask[] => [
    { url: `${city.url}/api/bench/things`, method: 'POST', headers, body },
  ]
  const lines: [string, Ask[], Ask[] | string][] = [
    ['GET fixed answer', [{ url: `${city.url}/api/bench/fixed` }], [{ url: `${bare}/fixed` }]],
    ['GET one row, permission', some, '\\set n random(1, 20000)\nselect n, name from bench.thing where n = :n;\n'],
    ['POST, audit', post(json), `begin;\n${write}\n${audit}\ncommit;\n`],
    [
      'POST, audit, idempotency key',
      post({ ...json, 'idempotency-key': '$KEY' }),
      `${key[0]}begin;\n${key[1]}\n${write}\n${key[2]}\n${audit}\ncommit;\n`,
    ],
    ['citizen home page', [{ url: `${city.url}/` }], [{ url: `${bare}/page` }]],
  ]
  const rows: (string | number)[][] = []
  const found = new Map<string, Answers>()
  for (const [name, asks, reference] of lines) {
    await flood(asks, { clients: 4, seconds: 1 })
    for (const clients of [1, 10]) {
      const own = await flood(asks, { clients, seconds })
      if (own.errors) throw new Error(`${name}: ${own.errors} of ${own.n} requests failed`)
      found.set(`${name} ${clients}`, own)
      const theirs =
        typeof reference === 'string'
          ? city.databaseUrl
            ? await pgbench(city.databaseUrl, reference, { clients, seconds: Math.ceil(seconds / 2) })
            : undefined
          : await flood(reference, { clients, seconds: Math.ceil(seconds / 2) })
      rows.push([
        name,
        String(clients),
        own.perSecond,
        own.p50,
        own.p95,
        typeof reference === 'string' ? 'pgbench' : 'bare Fastify',
        theirs?.perSecond ?? '–',
        theirs ? ratio(own.perSecond, theirs.perSecond) : '–',
      ])
    }
  }
  table(['request', 'clients', 'per second', 'p50 ms', 'p95 ms', 'reference', 'per second', 'ratio'], rows)
  return found
}

/** What a browser must fetch and run for the citizen's home page. */
async function script(city: BenchCity): Promise<void> {
  const seen = new Map<string, number>()
  const plain = new Map<string, number>()
  const html = await (await fetch(`${city.url}/`)).text()
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].reduce(
    (sum, one) => sum + Buffer.byteLength(one[1]!),
    0,
  )
  const open = [
    ...html.matchAll(/<script[^>]*\bsrc="([^"]+)"/g),
    ...html.matchAll(/<link[^>]*rel="modulepreload"[^>]*href="([^"]+)"/g),
  ].map((one) => one[1]!)
  while (open.length) {
    const path = open.pop()!
    if (seen.has(path)) continue
    const reply = await fetch(new URL(path, city.url), { headers: { 'accept-encoding': 'identity' } })
    if (!reply.ok) throw new Error(`${path}: ${reply.status}; run npm run build first`)
    const text = await reply.text()
    plain.set(path, Buffer.byteLength(text))
    const packed = await city.app.inject({ method: 'GET', url: path, headers: { 'accept-encoding': 'br' } })
    seen.set(path, packed.rawPayload.length)
    // Imported at once by the module; import() is not.
    for (const one of text.matchAll(/(?:^|[;\n])import(?:[^'"()]*from)?["'](\.[^"']+)["']/g))
      open.push(new URL(one[1]!, new URL(path, city.url)).pathname)
  }
  const total = [...plain.values()].reduce((a, b) => a + b, 0) + inline
  const sent = [...seen.values()].reduce((a, b) => a + b, 0) + inline
  say(
    `- script of the citizen home page: ${[...plain].map(([path, bytes]) => `${path.split('/').at(-1)} ${bytes} B`).join(', ') || 'none'}, inline ${inline} B; ${sent} B compressed`,
  )
  bar('script of the citizen home page, uncompressed', total / 1024, 60, 'KB')
}

await bench(
  'http',
  'wrk against the whole server: sessions aside, all checks, headers, validation and audit on.',
  async () => {
    for (const engine of engines('postgres', 'embedded')) {
      const city = await benchCity(engine, {
        extra: [things],
        callers: (bearer) => (auth.authorization.endsWith(bearer) ? caller : undefined),
      })
      await prepare(city)
      const before = await rates(city)
      const post = (found: Map<string, Answers>, keyed: boolean) =>
        found.get(`POST, audit${keyed ? ', idempotency key' : ''} 10`)!
      say(
        `- with an idempotency key a POST takes ${ratio(post(before, false).perSecond, post(before, true).perSecond)} the time (10 clients)`,
      )
      const { rows } = await city.pool.query('select count(*)::int as n from audit.entry')
      const n = rows[0]!['n'] as number
      await city.pool.asOwner(async (exec) => {
        await exec(`insert into bench.thing (name, at) select '事项' || i, now() from generate_series(1, ${n * 9}) i;
        insert into audit.entry (at, trace, actor_kind, actor_id, action, subject, ip) select now() - i * interval '1 second', md5(i::text), 'staff', 'p' || i % 900, 'POST /x', '/api/x/' || i, '' from generate_series(1, ${n * 9}) i; analyze bench.thing, audit.entry`)
      })
      // The sealer's work on so many rows at once belongs to the audit benchmark.
      for (let rest = 1; rest > 0;) rest = await city.run({ action: 'bench' }, (ctx) => seal(ctx.db, ctx.now))
      const again = await flood([{ url: `${city.url}/api/bench/things`, method: 'POST', headers: json, body }], {
        clients: 10,
        seconds,
      })
      say(
        `- growth: with ten times the rows (${n * 10} audit rows) the audited POST keeps ${ratio(again.perSecond, post(before, false).perSecond)} of its rate`,
      )
      await script(city)
      say()
      await city.stop()
    }
  },
  240,
)
