// The audit log: what a row costs its transaction, sealing, verifying and proving, beside bare SQL and bare hashing.

import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { proof, seal, verifyAudit, verifyProof } from '#kernel/audit'
import { benchCity, engines, type BenchCity } from './lib/city.ts'
import { pgbench } from './lib/pgbench.ts'
import { bench, crowd, figure, ratio, sample, say, small, table } from './lib/report.ts'

const seconds = small ? 1 : 4
const sizes = small ? [5_000, 50_000] : [50_000, 500_000]

const insert = `insert into audit.entry (at, trace, actor_kind, actor_id, on_behalf_of, org_id, action, subject, detail, ip)
  values (now(), '4bf92f3577b34da6a3ce929d0e0e4736', 'staff', '0192f0c0-0000-7000-8000-00000000a001', null, '0192f0c0-0000-7000-8000-00000000b001', 'POST /bench/things', '/api/bench/things', null, '127.0.0.1');`

async function writing(city: BenchCity): Promise<void> {
  const rows = []
  const staff = {
    kind: 'staff',
    id: '0192f0c0-0000-7000-8000-00000000a001',
    name: '测试员',
    orgId: '0192f0c0-0000-7000-8000-00000000b001',
    session: null,
    grants: new Map(),
    pools: [],
  } as const
  for (const clients of [1, 8]) {
    const meta = {
      action: 'POST /bench/things',
      actor: { ...staff, pools: [] },
      ip: '127.0.0.1',
      trace: '4bf92f3577b34da6a3ce929d0e0e4736',
    }
    const read = (ctx: { db: any }) => sql`select 1`.execute(ctx.db)
    const withRow = () => city.run(meta, async (ctx) => (ctx.audit('POST /bench/things', '/api/bench/things'), read(ctx)))
    await crowd(clients, 300, withRow)
    const own = await crowd(clients, seconds * 1000, withRow)
    const without = await crowd(clients, seconds * 500, () => city.run(meta, read))
    const theirs = await pgbench(city.databaseUrl, `begin;\nselect 1;\n${insert.replaceAll('\n', ' ')}\ncommit;\n`, {
      clients,
      seconds,
    })
    const cost = (1 / own.perSecond - 1 / without.perSecond) * 1000
    rows.push([
      String(clients),
      own.perSecond,
      own.p95,
      without.perSecond,
      cost,
      theirs?.perSecond ?? '–',
      theirs ? ratio(own.perSecond, theirs.perSecond) : '–',
    ])
  }
  say('A transaction with one audit row; reference: the same statements by pgbench\n')
  table(['clients', 'per second', 'p95 ms', 'without the row/s', 'the row costs ms', 'pgbench/s', 'ratio'], rows)
}

/** Rows as a city writes them: three to a transaction. */
async function fill(city: BenchCity, total: number): Promise<void> {
  const { rows } = await city.pool.query('select count(*)::int as n from audit.entry')
  const missing = total - (rows[0]!['n'] as number)
  await city.pool.asOwner(async (exec) => {
    const many = `insert into audit.entry (at, trace, actor_kind, actor_id, org_id, action, subject, detail, ip)
      select now() - ((${total} - i) || ' seconds')::interval, md5(i::text), 'staff', 'person-' || i % 900, 'org-' || i % 120, 'POST /hotline/tickets/:id/' || (array['assign','claim','reply'])[1 + i % 3],
        '/api/hotline/tickets/' || md5(i::text), case when i % 3 = 0 then jsonb_build_object('to', 'org-' || i % 120, 'note', '请于三日内处置') end, '10.0.0.1' from generate_series(j, j + 2) i`
    await exec(`set synchronous_commit = off`)
    await exec(
      city.engine === 'postgres'
        ? `do $$ begin for j in 1 .. ${Math.max(missing, 0)} by 3 loop ${many.replaceAll('j, j + 2', 'j, j + 2')}; commit; end loop; end $$`
        : `insert into audit.entry (at, trace, actor_kind, actor_id, org_id, action, subject, ip) select now(), md5(i::text), 'staff', 'person-' || i % 900, 'org-' || i % 120, 'POST /x', '/api/x/' || i, '10.0.0.1' from generate_series(1, ${missing}) i`,
    )
    await exec('analyze audit.entry')
  })
}

/** Seals until nothing is left. The horizon waits for transactions of other databases of the same server, which are not ours to count. */
async function sealAll(city: BenchCity): Promise<{ sealed: number; ms: number }> {
  const done = { sealed: 0, ms: 0 }
  for (let waits = 0; waits < 150;) {
    const from = performance.now()
    const rows = await city.run({ action: 'bench' }, (ctx) => seal(ctx.db, ctx.now))
    if (rows) {
      done.sealed += rows
      done.ms += performance.now() - from
      continue
    }
    const left = await city.pool.query(
      'select exists (select from audit.entry e where not exists (select from audit.leaf l where l.entry_id = e.id)) as left',
    )
    if (!left.rows[0]!['left']) return done
    waits++
    await setTimeout(200)
  }
  throw new Error('a transaction elsewhere on this server keeps the audit log from being sealed')
}

async function keeping(city: BenchCity): Promise<void> {
  const rows: (string | number)[][] = []
  const rates: number[][] = []
  for (const size of sizes) {
    await fill(city, size)
    const { sealed, ms } = await sealAll(city)
    const sealing = (sealed / ms) * 1000

    // Reference: PostgreSQL itself hashes the same rows and writes the same leaves.
    let from = performance.now()
    await city.pool.asOwner(async (exec) => {
      await exec(
        'create temp table bench_leaf (batch bigint, position int, entry_id bigint unique, hash bytea, primary key (batch, position))',
      )
      from = performance.now()
      await exec(
        `insert into bench_leaf select 1, row_number() over (order by e.xid, e.id), e.id, sha256(convert_to(e::text, 'UTF8')) from (select * from audit.entry order by id desc limit ${sealed}) e`,
      )
    })
    const native = sealed / ((performance.now() - from) / 1000)
    await city.pool.asOwner((exec) => exec('drop table if exists bench_leaf'))

    from = performance.now()
    const report = await verifyAudit(city.db)
    const verifying = report.sealed / ((performance.now() - from) / 1000)
    if (!report.ok) throw new Error(`the log does not verify: ${JSON.stringify(report.differences.slice(0, 3))}`)

    from = performance.now()
    let hashed = 0
    for (let last = 0; ;) {
      const page = await city.pool.query(`select * from audit.entry where id > $1 order by id limit 5000`, [last])
      for (const row of page.rows) createHash('sha256').update(JSON.stringify(row)).digest()
      hashed += page.rowCount
      if (page.rows.length < 5000) break
      last = page.rows.at(-1)!['id'] as number
    }
    const reading = hashed / ((performance.now() - from) / 1000)

    const ids = (await city.pool.query('select entry_id::text as id from audit.leaf order by md5(entry_id::text) limit 60')).rows
    const taken: number[] = []
    const checks: number[] = []
    let bytes = 0
    for (const { id } of ids) {
      const start = performance.now()
      const one = await proof(city.db, String(id))
      taken.push(performance.now() - start)
      const text = JSON.stringify(one)
      bytes += text.length
      const check = performance.now()
      if (!verifyProof(text).ok) throw new Error('a proof does not hold')
      checks.push(performance.now() - check)
    }
    rates.push([sealing, verifying, sample(taken).p50])
    rows.push([
      size.toLocaleString('en-US'),
      sealing,
      native,
      ratio(sealing, native),
      verifying,
      reading,
      ratio(verifying, reading),
      sample(taken).p50,
      sample(checks).p50,
      bytes / ids.length / 1024,
    ])
  }
  say(`Sealing, verifying and proving (${report(sizes)} rows, three to a transaction, batches of 5,000)\n`)
  table(
    [
      'rows',
      'sealed/s',
      'SQL alone/s',
      'ratio',
      'verified/s',
      'read + SHA-256/s',
      'ratio',
      'proof p50 ms',
      'checked offline ms',
      'proof KB',
    ],
    rows,
  )
  say(
    `- growth with ten times the rows: sealing ${ratio(rates[1]![0]!, rates[0]![0]!)} as quick, verifying ${ratio(rates[1]![1]!, rates[0]![1]!)}, a proof takes ${ratio(rates[1]![2]!, rates[0]![2]!)} the time`,
  )
  say(`- verifying a million rows takes about ${figure(1e6 / rates[1]![1]!)} s\n`)
}
const report = (list: number[]) => list.map((one) => one.toLocaleString('en-US')).join(' and ')

await bench('audit', 'Who did what: the row in its transaction, and what is done with the rows afterwards.', async () => {
  for (const engine of engines('postgres')) {
    const city = await benchCity(engine, { manualJobs: true })
    await writing(city)
    await keeping(city)
  }
})
