// Turns time, wakes and the queue into work: cron slots are sent, due jobs claimed and run as units of work, events delivered.

import { createHash } from 'node:crypto'
import { CronExpressionParser } from 'cron-parser'
import type { JobWithMetadata, PgBoss } from 'pg-boss'
import { Problem, type House, type Job, type Logger, type Runner, type Running } from '#kernel/module'
import { newId, type Pool } from '#kernel/db'
import { followClock, openBoss, overUnit } from './boss.ts'
import { setSender, type DeclaredJob } from './send.ts'

export type Jobs = {
  /** Begins polling; until then jobs can be sent but none runs. */
  begin(): void
  /** Looks for due work at once instead of at the next tick. */
  wake(): void
  /** Runs everything that is due by the city's clock, until nothing is; returns how many jobs and deliveries ran. */
  settle(): Promise<number>
  stop(): Promise<void>
}

export type JobsParts = {
  house: House
  pool: Pool
  run: Runner
  log: Logger
  clock: () => Date
  env: Record<string, string | undefined>
  data: string
  /** Nothing runs by time: tests call settle(). */
  manual: boolean
  /** Delivers pending events; returns how many. */
  deliver: () => Promise<number>
}

export const zone = 'Asia/Shanghai'
const pollMs = 1_000
// Wakes of many commits are gathered into one look.
const wakeMs = 20
const superviseMs = 60_000
const claimAtOnce = 5

/** The city's jobs by name; a name that no module has any more stays in the queue untouched. */
function jobsOf(house: House): Map<string, DeclaredJob> {
  return new Map(
    house.modules.flatMap((one) =>
      Object.entries(one.jobs ?? {}).map(([name, job]) => [name, { module: one.name, job }] as const),
    ),
  )
}

/** The slot of a cron expression after `from`, or at or before it, in the city's zone. */
export function nextSlot(cron: string, from: Date): Date {
  return CronExpressionParser.parse(cron, { tz: zone, currentDate: from }).next().toDate()
}
function lastSlot(cron: string, from: Date): Date {
  return CronExpressionParser.parse(cron, { tz: zone, currentDate: new Date(from.getTime() + 1) })
    .prev()
    .toDate()
}

/** The same id on every instance, so that a slot runs once however many programs serve the city. */
function slotId(name: string, slot: Date): string {
  const hex = createHash('sha256').update(`${name} ${slot.toISOString()}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export async function openJobs(parts: JobsParts): Promise<Jobs> {
  const { house, pool, run, log, clock, manual } = parts
  const known = jobsOf(house)
  const boss = await openBoss(pool, (error) => log.error({ err: error }, 'the job queue failed'))
  const follow = manual ? await followClock(pool) : async () => {}
  await follow(clock())
  await declareQueues(boss, known)
  const restore = setSender(boss, known, () => jobs.wake())

  const city: Running = { run: (meta, work) => run({ action: meta.action }, work), env: parts.env, data: parts.data, log }
  const cron = [...known].flatMap(([name, { job }]) =>
    job.cron ? [{ name, cron: job.cron, next: nextSlot(job.cron, clock()) }] : [],
  )
  const draining = new Map<string, Promise<number>>()
  // One connection serves the embedded database: more jobs at once would only wait for each other.
  const width = pool.kind === 'postgres' ? 4 : 1
  let timer: NodeJS.Timeout | undefined
  let turn: Promise<unknown> | undefined
  let again = false
  let stopped = false
  let supervisedAt = Date.now()
  let lookedAt = clock()

  async function sendSlots(): Promise<void> {
    const now = clock()
    for (const one of cron) {
      // A test that travels back begins the timetable anew.
      if (manual && now < lookedAt) one.next = lastSlot(one.cron, now)
      if (one.next > now) continue
      // Slots missed while nobody looked count as one.
      await sendSlot(one.name, lastSlot(one.cron, now))
      one.next = nextSlot(one.cron, now)
    }
    lookedAt = now
  }

  async function sendSlot(name: string, slot: Date): Promise<void> {
    await boss.send(name, {}, { id: manual ? newId() : slotId(name, slot), singletonKey: slot.toISOString() })
  }

  /** After a stop, a daily job whose hour passed meanwhile is made up; a new city has nothing to make up. */
  async function sendMissed(): Promise<void> {
    const { rows } = await pool.query('select distinct name from jobs.job_common')
    const before = new Set(rows.map((row) => row['name'] as string))
    for (const one of cron) if (before.has(one.name)) await sendSlot(one.name, lastSlot(one.cron, clock()))
  }

  async function dueNames(): Promise<string[]> {
    const { rows } = await pool.query(
      `select distinct name from jobs.job_common where state < 'active' and start_after <= jobs.job_now() /* prepared */`,
    )
    return rows.map((row) => row['name'] as string).filter((name) => known.has(name))
  }

  async function drain(name: string): Promise<number> {
    let count = 0
    while (!stopped) {
      const claimed = await boss.fetch<object>(name, { batchSize: claimAtOnce, includeMetadata: true })
      if (!claimed.length) break
      for (const job of claimed) await perform(name, known.get(name)!.job, job)
      count += claimed.length
    }
    return count
  }

  async function perform(name: string, job: Job, claim: JobWithMetadata<object>): Promise<void> {
    const started = Date.now()
    try {
      if ('outside' in job && job.outside) {
        const result = await job.outside(city, claim.data)
        await boss.complete(name, [claim], asOutput(result))
      } else if ('run' in job) {
        // Done with the same commit as what it did: a crash between the two cannot run it twice.
        await run({ action: name }, async (ctx) => {
          const result = await job.run!(ctx, claim.data)
          await boss.complete(name, [claim], asOutput(result), { db: overUnit(ctx.db) })
        })
      }
      log.debug({ job: name, ms: Date.now() - started }, 'job done')
    } catch (error) {
      const left = claim.retryLimit - claim.retryCount
      log[left > 0 ? 'warn' : 'error']({ err: error, job: name, id: claim.id, left }, 'job failed')
      const { message, stack } = error as Error
      const code = error instanceof Problem ? error.code : (error as { code?: string }).code
      await boss.fail(name, [claim], {
        message: String(message ?? error),
        code: code ?? null,
        stack: stack?.split('\n').slice(1, 4).join('\n') ?? null,
      })
    }
  }

  async function look(): Promise<number> {
    let count = 0
    await sendSlots()
    count += await parts.deliver()
    for (const name of await dueNames()) {
      if (draining.has(name)) continue
      if (draining.size >= width) await Promise.race(draining.values())
      if (stopped) break
      const work = drain(name)
        .catch((error) => {
          log.error({ err: error, job: name }, 'a queue could not be read')
          return 0
        })
        .finally(() => draining.delete(name))
      draining.set(name, work)
      if (manual) count += await work
    }
    if (!manual && Date.now() - supervisedAt >= superviseMs) {
      supervisedAt = Date.now()
      await boss.supervise()
    }
    return count
  }

  function plan(ms: number): void {
    if (stopped || manual) return
    clearTimeout(timer)
    timer = setTimeout(() => void tick(), ms)
  }

  async function tick(): Promise<void> {
    if (turn) return void (again = true)
    again = false
    turn = look()
      .catch((error) => log.error({ err: error }, 'jobs: a turn failed'))
      .finally(() => {
        turn = undefined
        plan(again ? wakeMs : pollMs)
      })
    await turn
  }

  const jobs: Jobs = {
    begin() {
      if (manual) return
      void sendMissed()
        .catch((error) => log.error({ err: error }, 'missed jobs could not be made up'))
        .finally(() => plan(0))
    },
    wake() {
      if (turn) again = true
      else if (timer) plan(wakeMs)
    },
    async settle() {
      let total = 0
      for (let pass = 0; pass < 1_000; pass++) {
        await follow(clock())
        const count = await look()
        await Promise.all(draining.values())
        if (!count) return total
        total += count
      }
      throw new Error('jobs never settle: something keeps sending itself')
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await turn
      await Promise.all(draining.values())
      restore()
      await boss.stop({ graceful: false, close: false })
    },
  }
  return jobs
}

function asOutput(result: unknown): object | null {
  return result !== null && typeof result === 'object' && !Array.isArray(result) && JSON.stringify(result).length < 2_000
    ? result
    : null
}

async function declareQueues(boss: PgBoss, known: Map<string, DeclaredJob>): Promise<void> {
  const present = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]))
  for (const [name, { job }] of known) {
    const options = {
      retryLimit: job.retries ?? 5,
      retryDelay: 10,
      retryBackoff: true,
      retryDelayMax: 3600,
      expireInSeconds: job.expireSeconds ?? 600,
      deleteAfterSeconds: 14 * 86_400,
      retentionSeconds: 400 * 86_400,
    }
    const before = present.get(name)
    // Policy short: of one key at most one waits; another may wait while one runs.
    if (!before) await boss.createQueue(name, { ...options, policy: 'short' })
    else if (before.retryLimit !== options.retryLimit || before.expireInSeconds !== options.expireInSeconds)
      await boss.updateQueue(name, options)
  }
}
