// Numbers that people see: ordinary ones beside a bare nextval, gapless ones beside a bare row lock, both by pgbench.

import { defineNumber, nextNumber } from '#kernel/numbering'
import { benchCity } from './lib/city.ts'
import { pgbench } from './lib/pgbench.ts'
import { bench, crowd, ratio, say, small, table } from './lib/report.ts'

const seconds = small ? 1 : 4

// One transaction each, as in the city: begin, take a number, commit.
const bare = {
  ordinary: `begin;\nselect nextval('bench.plain');\ncommit;\n`,
  gapless: `begin;\nupdate bench.counter set n = n + 1 where id = 1 returning n;\ninsert into bench.issued (n, at) select n, now() from bench.counter where id = 1;\ncommit;\n`,
}
const kinds = { ordinary: 'bench.ordinary', gapless: 'bench.gapless' } as const

await bench(
  'numbers',
  'One number per transaction (begin, number, commit), through the kernel and by pgbench on the same database.',
  async () => {
    if (!process.env['DATABASE_URL']) return say('skipped: DATABASE_URL is not set')
    const city = await benchCity('postgres')
    await city.pool.asOwner((exec) =>
      exec(`create schema bench; create sequence bench.plain; create table bench.counter (id int primary key, n bigint not null); insert into bench.counter values (1, 0);
      create table bench.issued (n bigint primary key, at timestamptz not null);
      grant usage on schema bench to yicheng_app; grant usage, select, update on all sequences in schema bench to yicheng_app; grant select, insert, update on all tables in schema bench to yicheng_app`),
    )
    await city.run({ action: 'bench' }, async (ctx) => {
      await defineNumber(ctx, { kind: kinds.ordinary, pattern: 'HL-{yyyy}{MM}{dd}-{seq5}', restart: 'day' })
      await defineNumber(ctx, { kind: kinds.gapless, pattern: '株公许字〔{yyyy}〕第{seq}号', restart: 'year', gapless: true })
    })
    const rows: (string | number)[][] = []
    const rates = new Map<string, number>()
    for (const name of ['ordinary', 'gapless'] as const) {
      for (const clients of [1, 16]) {
        const take = () => city.run({ action: 'bench' }, (ctx) => nextNumber(ctx, kinds[name]))
        const nothing = () =>
          city.run({ action: 'bench' }, (ctx) =>
            ctx.db.selectFrom('numbering.kind').select('kind').where('kind', '=', kinds[name]).executeTakeFirst(),
          )
        await crowd(clients, 300, take)
        const own = await crowd(clients, seconds * 1000, take)
        const empty = await crowd(clients, (seconds * 1000) / 2, nothing)
        const theirs = await pgbench(city.databaseUrl, bare[name], { clients, seconds })
        rates.set(`${name} ${clients}`, own.perSecond)
        rows.push([
          `${name}, ${clients} client${clients > 1 ? 's' : ''}`,
          own.perSecond,
          own.p50,
          own.p95,
          theirs?.perSecond ?? '–',
          theirs ? ratio(own.perSecond, theirs.perSecond) : '–',
          empty.perSecond,
        ])
      }
    }
    table(['numbers', 'per second', 'p50 ms', 'p95 ms', 'pgbench/s', 'ratio', 'a transaction with one select/s'], rows)
    for (const name of ['ordinary', 'gapless'])
      say(`- ${name}: 16 clients take ${ratio(rates.get(`${name} 16`)!, rates.get(`${name} 1`)!)} as many a second as one`)
    const { rows: gaps } = await city.pool.query(
      `select count(*)::int as n, max(n)::int as last, count(distinct number)::int as numbers from numbering.issued where kind = $1`,
      [kinds.gapless],
    )
    const { n, last, numbers } = gaps[0] as { n: number; last: number; numbers: number }
    say(
      `- gapless register afterwards: ${n} numbers, the last is ${last}, ${numbers} different: ${n === last && n === numbers ? 'no gap, none twice' : 'WRONG'}`,
    )
    if (n !== last || n !== numbers) process.exitCode = 1

    // Ten times the numbers issued before: the register's index is one level deeper at most.
    await city.pool.asOwner((exec) =>
      exec(
        `insert into numbering.issued (kind, tenant, bucket, n, number, at) select '${kinds.gapless}', 'old', '2025', i, 'old' || i, now() from generate_series(1, ${Math.max(n * 9, 1000)}) i`,
      ),
    )
    const again = await crowd(1, (seconds * 1000) / 2, () =>
      city.run({ action: 'bench' }, (ctx) => nextNumber(ctx, kinds.gapless)),
    )
    say(
      `- growth: with ten times the numbers issued, gapless gives ${ratio(again.perSecond, rates.get('gapless 1')!)} as many a second\n`,
    )
  },
)
