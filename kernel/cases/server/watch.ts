// What time does to cases: each minute marks passed warnings and deadlines, and a changed calendar computes open clocks again.

import { sql } from 'kysely'
import { calendar } from '#kernel/calendar'
import { Problem, systemActor, type Context } from '#kernel/module'
import { act } from './act.ts'
import { compute } from './clocks.ts'
import { loadLocked } from './store.ts'
import { definitionOf } from './versions.ts'
import { addStep, begin, finish, note, settleAll } from './work.ts'

const batch = 500
const batches = 10

/** The minute job: at most 5,000 cases a run, skipping those somebody is working on (they settle themselves). */
export async function watchClocks(ctx: Context): Promise<number> {
  let seen = 0
  for (let round = 0; round < batches; round++) {
    const { rows } = await sql<{ id: string }>`select c.id from cases.case_clock k join cases."case" c on c.id = k.case_id
      where k.next_at <= ${ctx.now} order by k.next_at limit ${batch} for update of c skip locked /* prepared */`.execute(ctx.db)
    const ids = [...new Set(rows.map((row) => row.id))]
    for (const id of ids) await watchOne(ctx, id)
    seen += ids.length
    if (rows.length < batch) break
  }
  await continueRecomputing(ctx)
  return seen
}

async function watchOne(ctx: Context, id: string): Promise<void> {
  const loaded = await loadLocked(ctx, id)
  if (!loaded) return
  const { one } = loaded
  const flow = await definitionOf(ctx, one.flowId, one.version)
  const work = begin({ ...ctx, user: systemActor }, flow, loaded)
  settleAll(work)
  // The end of a suspension and the time to decide are no deadlines of the case.
  const passed = work.passed
  work.passed = passed.filter(({ clock }) => clock.kind !== 'task')
  for (const { clock, what } of work.passed) {
    note(work, what, { id: clock.id, at: (what === 'warned' ? clock.warnedAt : clock.breachedAt)!.toISOString() })
    addStep(work, `clock.${what}`, { clock: clock.ref })
  }
  await finish(work, { keepRev: true })
  for (const { clock, what } of passed) {
    if (what !== 'breached') continue
    const late =
      clock.kind === 'state' && clock.ref === one.state
        ? flow.states[one.state]!.late
        : clock.ref === 'extension'
          ? 'refuse'
          : clock.ref === 'suspension'
            ? 'resume'
            : undefined
    if (late && clock.kind !== 'total') await tryAct(ctx, id, late)
  }
}

/** What the program would do on time, unless a rule refuses it: then somebody must, and the log says so. */
async function tryAct(ctx: Context, id: string, action: string): Promise<void> {
  await sql`savepoint late_action`.execute(ctx.db)
  try {
    await act({ ...ctx, user: systemActor }, id, action)
    await sql`release savepoint late_action`.execute(ctx.db)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await sql`rollback to savepoint late_action`.execute(ctx.db)
    ctx.log.warn({ case: id, action, code: error.code }, 'the action on time was refused')
  }
}

const perRun = 2000

/** Reaction to 'calendar.changed': open clocks that end on or after the changed days are computed again, in slices. */
export async function recomputeClocks(ctx: Context, change: { calendar: string; from: string }): Promise<void> {
  const { rows } = await sql<{
    id: string
  }>`insert into cases.recompute (calendar, from_day, at) values (${change.calendar}, ${change.from}::date, ${ctx.now}) returning id`.execute(
    ctx.db,
  )
  await recomputeSlice(ctx, rows[0]!.id)
}

async function continueRecomputing(ctx: Context): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from cases.recompute order by id limit 1 for update skip locked`.execute(
    ctx.db,
  )
  if (rows[0]) await recomputeSlice(ctx, rows[0].id)
}

async function recomputeSlice(ctx: Context, queued: string): Promise<void> {
  const { rows } = await sql<{
    calendar: string
    fromDay: string
    after: string | null
  }>`select calendar, from_day::text, after from cases.recompute where id = ${queued} for update`.execute(ctx.db)
  const job = rows[0]
  if (!job) return
  // Asked once for the whole slice; what follows finds it fresh in the process.
  await calendar(ctx, job.calendar, { fresh: true })
  const found = await sql<{ id: string }>`select distinct case_id as id from cases.case_clock
    where stopped_at is null and breached_at is null and calendar = ${job.calendar} and due_at >= ${job.fromDay}::date - 1 and case_id > ${job.after ?? '00000000-0000-0000-0000-000000000000'}
    order by case_id limit ${perRun}`.execute(ctx.db)
  for (const { id } of found.rows) await recomputeOne(ctx, id, job.calendar)
  const last = found.rows.at(-1)
  if (last && found.rows.length === perRun)
    await sql`update cases.recompute set after = ${last.id} where id = ${queued}`.execute(ctx.db)
  else await sql`delete from cases.recompute where id = ${queued}`.execute(ctx.db)
}

async function recomputeOne(ctx: Context, id: string, which: string): Promise<void> {
  const loaded = await loadLocked(ctx, id)
  if (!loaded || loaded.one.endedAt) return
  const flow = await definitionOf(ctx, loaded.one.flowId, loaded.one.version)
  const work = begin({ ...ctx, user: systemActor }, flow, loaded)
  for (const clock of work.clocks) {
    if (clock.stoppedAt || clock.breachedAt || clock.calendar !== which) continue
    const before = { due: clock.dueAt.getTime(), warn: clock.warnAt?.getTime(), provisional: clock.provisional }
    const paused = clock.pausedAt
    // The end of a suspension is a date somebody set.
    if (clock.ref === 'suspension') continue
    await compute(ctx, clock)
    if (paused) clock.nextAt = null
    if (
      before.due === clock.dueAt.getTime() &&
      before.warn === clock.warnAt?.getTime() &&
      before.provisional === clock.provisional
    )
      continue
    work.changed.add(clock)
    note(work, 'recompute', {
      id: clock.id,
      from: new Date(before.due).toISOString(),
      dueAt: clock.dueAt.toISOString(),
      warnAt: clock.warnAt?.toISOString() ?? null,
    })
  }
  if (!work.changed.size) return
  addStep(work, 'clock.recomputed', {})
  await finish(work, { keepRev: true })
}
