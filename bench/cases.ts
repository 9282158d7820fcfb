// Cases under load: whole lifecycles over HTTP, empty and at a million cases, beside the same SQL by pgbench; and what lists cost.

import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '#kernel/db'
import { caller, centre, matters, orgId, orgs } from './cases/matters.ts'
import type { Outcome, Task } from './cases/load.ts'
import { recorder, scriptOf, type Recorder } from './cases/reference.ts'
import { seedCases } from './cases/seed.ts'
import { bareClient, benchCity, ownDatabase, type BenchCity } from './lib/city.ts'
import { pgbench } from './lib/pgbench.ts'
import { bar, bench, figure, ratio, sample, say, small, table } from './lib/report.ts'

const count = Number(process.env['YICHENG_BENCH_CASES'] ?? (small ? 20_000 : 1_000_000))
const seconds = small ? 5 : 20
const clients = 12
// DIGIT's complaint service (PGR), published: 16 cores, empty and at a million complaints.
const digit = { empty: 37, million: 6.3 }

function load(task: Omit<Task, 'orgs'>): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'cases/load.ts'))
    child.once('message', (outcome: Outcome) => resolve(outcome))
    child.once('error', reject)
    child.once('exit', (code) => code && reject(new Error(`the load generator ended with ${code}`)))
    child.send({ ...task, orgs })
  })
}

function told(what: string, outcome: Outcome): number {
  const perSecond = (outcome.lifecycles / outcome.wallMs) * 1000
  const requests = sample(outcome.requests)
  say(
    `- ${what}: **${figure(perSecond)} lifecycles/s** (${figure(perSecond * 4)} requests/s), request p50 ${figure(requests.p50)} ms, p95 ${figure(requests.p95)} ms, errors ${outcome.errors.length}, unseen writes ${outcome.unseen}`,
  )
  for (const error of outcome.errors.slice(0, 3)) say(`  - ${error}`)
  return perSecond
}

/** User and system time of the city's database connections, by process id; empty where /proc does not tell. */
async function databaseTimes(city: BenchCity): Promise<Map<number, number>> {
  const times = new Map<number, number>()
  const { rows } = await city.pool.query('select pid from pg_stat_activity where datname = current_database()')
  for (const row of rows) {
    try {
      const fields = readFileSync(`/proc/${row['pid']}/stat`, 'utf8').split(') ')[1]!.split(' ')
      times.set(Number(row['pid']), (Number(fields[11]) + Number(fields[12])) * 10)
    } catch {
      continue
    }
  }
  return times
}

/** One lifecycle in which every statement is written down. */
async function recordOne(city: BenchCity, tape: Recorder): Promise<string> {
  const call = async (token: string, method: 'GET' | 'POST', url: string, body?: object, key?: string) => {
    const answer = await city.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...(key ? { 'idempotency-key': key } : {}) },
      ...(body ? { payload: body } : {}),
    })
    if (answer.statusCode > 299) throw new Error(`${url}: ${answer.body}`)
    return answer.json()
  }
  const key = 'bench-recorded-lifecycle'
  for (let time = 0; ; time++) {
    const own = `${key}-${time}-${Date.now()}`
    if (time === 3) tape.record()
    const opened = await call(
      'bench-centre',
      'POST',
      '/api/bench/matters',
      { title: '建设路17号路灯不亮', area: '430202001', lng: 113.1, lat: 27.8 },
      own,
    )
    const assigned = await call('bench-centre', 'POST', `/api/cases/${opened.id}/assign`, { input: { org: orgId(7) }, rev: 1 })
    await call('bench-7', 'POST', `/api/cases/${opened.id}/resolve`, {
      input: { text: '已现场处置，恢复正常。' },
      rev: assigned.rev,
    })
    await call('bench-centre', 'GET', `/api/cases?flow=bench.matter&q=${opened.no}`)
    if (time < 3) continue
    const statements = tape.taken().filter((one) => !/pg_notify|jobs\.|events\.delivery where/.test(one.text))
    say(
      `One lifecycle is ${statements.length} statements in 3 transactions and ${statements.filter((one) => /^\s*select/i.test(one.text)).length} single reads.`,
    )
    return scriptOf(statements, opened.no, [own])
  }
}

const plans: { what: string; url: string; token: string }[] = [
  { what: 'to-do list, centre pool', url: '/api/cases/todo', token: 'bench-centre' },
  { what: 'to-do list, one agency', url: '/api/cases/todo', token: 'bench-7' },
  { what: 'to-do count', url: '/api/cases/todo/count', token: 'bench-centre' },
  { what: 'all cases, first page', url: '/api/cases?flow=bench.matter', token: 'bench-centre' },
  { what: 'by state (open)', url: '/api/cases?flow=bench.matter&state=handling&open=true', token: 'bench-centre' },
  { what: 'by state (rare, closed)', url: '/api/cases?flow=bench.matter&state=rejected', token: 'bench-centre' },
  { what: 'by agency and county', url: `/api/cases?flow=bench.matter&org=${orgId(7)}&area=430205`, token: 'bench-centre' },
  { what: 'overdue', url: '/api/cases?flow=bench.matter&overdue=true&open=true', token: 'bench-centre' },
  {
    what: 'one month',
    url: '/api/cases?flow=bench.matter&from=2023-03-01T00:00:00Z&to=2023-04-01T00:00:00Z',
    token: 'bench-centre',
  },
  { what: 'by number', url: '/api/cases?flow=bench.matter&q=BS-2022', token: 'bench-centre' },
  { what: 'by words, common', url: `/api/cases?flow=bench.matter&q=${encodeURIComponent('井盖')}`, token: 'bench-centre' },
  {
    what: 'by words, rare',
    url: `/api/cases?flow=bench.matter&q=${encodeURIComponent('天元大道 817 噪音')}`,
    token: 'bench-centre',
  },
  { what: 'counts by state', url: '/api/cases/counts?flow=bench.matter', token: 'bench-centre' },
]

/** Time in the database of what a page asks, statement by statement, with the node that did the work. */
async function showPlans(city: BenchCity, tape: Recorder): Promise<void> {
  const client = await bareClient(city.databaseUrl)
  const rows: (string | number)[][] = []
  let worst = 0
  for (const { what, url, token } of plans) {
    const ask = () => city.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } })
    await ask()
    tape.record()
    const answer = await ask()
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.body}`)
    let ms = 0
    const nodes: string[] = []
    for (const { text, values } of tape
      .taken()
      .filter((one) => /cases\./.test(one.text) && !/jobs\.|for update|insert into/.test(one.text))) {
      await client.query(`explain (analyze, format json) ${text}`, values as unknown[])
      const { rows: told } = await client.query(`explain (analyze, format json) ${text}`, values as unknown[])
      const [plan] = (told[0] as any)['QUERY PLAN']
      ms += plan['Execution Time'] + plan['Planning Time']
      nodes.push(leaves(plan.Plan).join(' + '))
    }
    worst = Math.max(worst, ms)
    rows.push([what, ms, nodes.filter(Boolean).join(' | ').slice(0, 110)])
  }
  table(['query', 'ms in the database', 'scans'], rows)
  bar('slowest of these', worst, 20, 'ms')
}

function leaves(plan: any): string[] {
  const own = plan['Index Name'] ? [plan['Index Name']] : plan['Node Type'] === 'Seq Scan' ? [`seq ${plan['Relation Name']}`] : []
  return [...new Set([...own, ...(plan.Plans ?? []).flatMap(leaves)])]
}

async function measure(
  city: BenchCity,
  script: string,
  what: string,
): Promise<{ own: number; reference: number; cpuMs: number }> {
  await city.pool.asOwner(async (exec) => void (await exec('checkpoint')))
  const before = { own: process.cpuUsage(), database: await databaseTimes(city) }
  const outcome = await load({ url: city.url, clients, seconds })
  const { user, system } = process.cpuUsage(before.own)
  const own = told(what, outcome)
  let database = 0
  for (const [pid, ms] of await databaseTimes(city)) database += ms - (before.database.get(pid) ?? 0)
  const parts = [(user + system) / 1000, database, outcome.cpuMs].map((ms) => ms / outcome.lifecycles)
  const sum = parts.reduce((a, b) => a + b, 0)
  // Says the same on a busy machine, where the rate does not.
  if (parts[1]! > 0)
    say(
      `- processor time a lifecycle: server ${figure(parts[0]!)} ms, PostgreSQL ${figure(parts[1]!)} ms, load ${figure(parts[2]!)} ms; two cores to themselves would carry ${figure(Math.min(2000 / sum, 1000 / parts[0]!))}/s (load now ${loadavg()[0]!.toFixed(1)})`,
    )
  const reference = await pgbench(city.databaseUrl, script, { clients, seconds: Math.ceil(seconds / 2) })
  if (reference)
    say(
      `- the same SQL by pgbench, ${clients} clients: ${figure(reference.perSecond)} lifecycles/s; ours is ${ratio(own, reference.perSecond)} of it`,
    )
  return { own, reference: reference?.perSecond ?? NaN, cpuMs: sum }
}

await bench(
  'cases',
  'Lifecycle = create, assign, resolve, search: 4 HTTP calls with all checks, clocks, audit and events; server, PostgreSQL and load on this machine.',
  async () => {
    if (!process.env['DATABASE_URL']) return say('skipped: DATABASE_URL is not set')
    const databaseUrl = await ownDatabase()
    const tape = recorder(await openPostgres(databaseUrl, { max: clients }))
    const city: BenchCity = {
      ...(await benchCity('postgres', { pool: tape.pool, extra: [matters], callers: caller })),
      databaseUrl,
    }
    const script = await recordOne(city, tape)
    await load({ url: city.url, clients, seconds: small ? 1 : 4 })

    say('\n### Empty')
    const empty = await measure(city, script, 'empty')
    bar('lifecycles a second, empty', empty.own, 150, '/s', 'more')

    say(`\n### With ${count.toLocaleString('en-US')} cases`)
    const began = performance.now()
    await city.pool.asOwner(async (exec) => {
      await exec('begin')
      await exec('set local synchronous_commit = off')
      await seedCases(exec, count, orgs)
      await exec('commit')
      await exec('vacuum (analyze) cases."case", cases.case_text, cases.case_task, cases.case_clock, cases.case_step')
    })
    say(`  seeded in ${((performance.now() - began) / 1000).toFixed(0)} s`)
    await load({ url: city.url, clients, seconds: small ? 1 : 8 })
    const full = await measure(city, script, `at ${count.toLocaleString('en-US')}`)
    say(`- processor time grew by ${figure((full.cpuMs / empty.cpuMs - 1) * 100)} % from empty to full`)
    bar('share of the empty rate', (full.own / empty.own) * 100, 90, '%', 'more')
    say(
      `- for comparison, DIGIT's published figures on 16 cores: ${digit.empty}/s empty (ours ${ratio(empty.own, digit.empty)}), ${digit.million}/s at a million (ours ${ratio(full.own, digit.million)})`,
    )

    say('\n### Spikes')
    const spikes = await load({ url: city.url, clients, profile: { rates: [1, 15, 1, 25, 2, 35, 10], seconds: small ? 3 : 15 } })
    table(
      ['lifecycles/s', 'done', 'request p95 ms'],
      spikes.perRate.map((one) => [one.rate, String(one.done), one.p95]),
    )
    told('whole profile', spikes)
    bar('errors', spikes.errors.length, 0, '')
    bar('p95 of requests', sample(spikes.requests).p95, 250, 'ms')

    say(`\n### In the database at ${count.toLocaleString('en-US')}`)
    await showPlans(city, tape)
    say(
      `- rows: case ${await rowsOf(city, 'cases."case"')}, steps ${await rowsOf(city, 'cases.case_step')}; centre ${centre.slice(-4)} of ${orgs} agencies`,
    )
  },
  2400,
)

async function rowsOf(city: BenchCity, name: string): Promise<string> {
  const { rows } = await city.pool.query(`select count(*) as n from ${name}`)
  return Number(rows[0]!['n']).toLocaleString('en-US')
}
