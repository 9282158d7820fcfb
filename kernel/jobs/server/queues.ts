// What the administrator sees of the queue: each job with its timetable and last run, and single runs.

import { sql } from 'kysely'
import type { Context, Name } from '#kernel/module'
import { nextSlot } from './loop.ts'
import { sendJob, theBoss, theJobs } from './send.ts'
import { overUnit } from './boss.ts'

type Counts = { name: string; waiting: number; active: number; failed: number; done: number }
type Last = { name: string; startedOn: Date; completedOn: Date | null; state: string }

export type QueueRow = Omit<Counts, 'name'> & {
  name: string
  module: Name
  cron: string | null
  nextAt: Date | null
  lastAt: Date | null
  lastMs: number | null
  lastState: string | null
}

/** All jobs that modules declare, with counts of the last 14 days. */
export async function listQueues(
  ctx: Context,
  query: { q?: string; page?: number; size?: number },
): Promise<{ items: QueueRow[]; total: number }> {
  const { rows: counts } =
    await sql<Counts>`select name, count(*) filter (where state < 'active')::int as waiting, count(*) filter (where state = 'active')::int as active,
      count(*) filter (where state = 'failed')::int as failed, count(*) filter (where state = 'completed')::int as done
    from jobs.job_common group by name`.execute(ctx.db)
  const { rows: lasts } = await sql<Last>`select distinct on (name) name, started_on, completed_on, state from jobs.job_common
    where started_on is not null order by name, started_on desc`.execute(ctx.db)
  const countOf = new Map(counts.map((one) => [one.name, one]))
  const lastOf = new Map(lasts.map((one) => [one.name, one]))
  const wanted = query.q?.toLowerCase()
  const all = [...theJobs()]
    .filter(
      ([name, { module }]) =>
        !wanted || name.includes(wanted) || module.zh.includes(wanted) || module.en.toLowerCase().includes(wanted),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { module, job }]): QueueRow => {
      const count = countOf.get(name)
      const last = lastOf.get(name)
      return {
        name,
        module,
        cron: job.cron ?? null,
        nextAt: job.cron ? nextSlot(job.cron, ctx.now) : null,
        waiting: count?.waiting ?? 0,
        active: count?.active ?? 0,
        failed: count?.failed ?? 0,
        done: count?.done ?? 0,
        lastAt: last?.startedOn ?? null,
        lastMs: last?.completedOn ? Math.max(0, last.completedOn.getTime() - last.startedOn.getTime()) : null,
        lastState: last?.state ?? null,
      }
    })
  const { page = 1, size = 20 } = query
  return { items: all.slice((page - 1) * size, page * size), total: all.length }
}

const states: Record<string, string[]> = {
  waiting: ['created', 'retry'],
  active: ['active'],
  failed: ['failed', 'retry'],
  completed: ['completed'],
}

export async function listRuns(ctx: Context, query: { name?: string; state?: string; page?: number; size?: number }) {
  const { page = 1, size = 20 } = query
  const only = sql.join(
    [
      query.name ? sql`name = ${query.name}` : sql`true`,
      query.state ? sql`state::text = any(${states[query.state]!})` : sql`true`,
      // "Failed" means: has failed at least once.
      query.state === 'failed' ? sql`output is not null` : sql`true`,
    ],
    sql` and `,
  )
  const { rows } =
    await sql<any>`select id, name, state::text, retry_count as attempts, created_on as created_at, start_after, started_on as started_at,
      completed_on as ended_at, output ->> 'message' as message, data
    from jobs.job_common where ${only} order by created_on desc, id limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const { rows: total } = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from jobs.job_common where ${only} limit 10000) t`.execute(ctx.db)
  return { items: rows, total: total[0]!.n }
}

export async function runNow(ctx: Context, name: string): Promise<{ id: string | null }> {
  if (!theJobs().has(name)) ctx.fail('jobs.unknown', 404, { name })
  return { id: await sendJob(ctx, name, {}, { singletonKey: 'by-hand' }) }
}

export async function retryRun(ctx: Context, id: string, name: string): Promise<{ id: string }> {
  if (!theJobs().has(name)) ctx.fail('jobs.unknown', 404, { name })
  const { rows } = await sql<{
    state: string
  }>`select state::text from jobs.job_common where name = ${name} and id = ${id} for update`.execute(ctx.db)
  const row = rows[0]
  if (!row) ctx.fail('jobs.run.unknown', 404)
  if (row!.state === 'failed') await theBoss().retry(name, id, { db: overUnit(ctx.db) })
  else if (row!.state !== 'retry') ctx.fail('jobs.run.state', 409, { state: row!.state })
  // It waits for its next attempt: let that come at once.
  await sql`update jobs.job_common set start_after = ${ctx.now} where name = ${name} and id = ${id}`.execute(ctx.db)
  return { id }
}

/** Keeps the coming months of partitioned tables ready, three ahead. */
export async function ensureMonths(ctx: Context): Promise<{ made: number }> {
  const { rows } = await sql<{
    made: number
  }>`select coalesce(sum(kernel.ensure_months(name, ${ctx.now}::timestamptz::date, 4)), 0)::int as made from kernel.monthly_table`.execute(
    ctx.db,
  )
  return { made: rows[0]!.made }
}
