// Stores events with the transaction that made them, and delivers them after commit to the reactions that modules declare.

import { Ajv, type ValidateFunction } from 'ajv'
import addFormatsModule from 'ajv-formats'
import { sql } from 'kysely'
import { Problem, type Context, type EmittedEvent, type House, type Logger, type Reaction, type Runner } from '#kernel/module'

type Owed = { eventId: string; payload: unknown; at: Date; attempts: number }
type Owing = { module: string; name: string; react: Reaction }

export type Events = {
  /** Writes all events of one unit of work, and what they owe to reactions, in one statement. */
  store(ctx: Context, events: EmittedEvent[]): Promise<void>
  /** Delivers what is due by the clock; returns how many. Several instances may call it at once. */
  deliver(parts: { run: Runner; clock: () => Date; log: Logger }): Promise<number>
}

const batchSize = 50
const mostAttempts = 8

/** `check` proves payloads against the schemas under `emits`: in development and tests, where a wrong one can still be mended. */
export function createEvents(house: House, options: { check: boolean; wake: () => void }): Events {
  const owing = new Map<string, Owing>()
  const owedBy = new Map<string, string[]>()
  for (const one of house.modules)
    for (const [name, react] of Object.entries(one.on ?? {})) {
      owing.set(`${one.id} ${name}`, { module: one.id, name, react })
      owedBy.set(name, [...(owedBy.get(name) ?? []), one.id])
    }
  // What a schema marks `private: true` (a code sent to a phone) is carried to its reactions and left out of the log, which nobody can delete.
  const hidden = new Set(
    house.modules
      .flatMap((one) => Object.entries(one.emits ?? {}))
      .flatMap(([name, schema]) => ((schema as { private?: boolean }).private ? [name] : [])),
  )
  const prove = options.check ? provers(house) : undefined

  return {
    async store(ctx, events) {
      if (prove) for (const one of events) prove(one)
      const rows = JSON.stringify(events.map((one) => (hidden.has(one.name) ? { ...one, payload: {} } : one)))
      const debts = events.flatMap((one) =>
        (owedBy.get(one.name) ?? []).map((module) => ({ module, id: one.id, name: one.name, payload: one.payload })),
      )
      if (!debts.length) {
        await sql`insert into events.event (id, at, name, payload, trace)
          select id, ${ctx.now}, name, payload, ${ctx.trace} from jsonb_to_recordset(${rows}::jsonb) as e(id uuid, name text, payload jsonb) /* prepared */`.execute(
          ctx.db,
        )
        return
      }
      await sql`with logged as (insert into events.event (id, at, name, payload, trace)
          select id, ${ctx.now}::timestamptz, name, payload, ${ctx.trace} from jsonb_to_recordset(${rows}::jsonb) as e(id uuid, name text, payload jsonb))
        insert into events.delivery (module, event_id, name, payload, at, next_at)
          select module, id, name, payload, ${ctx.now}::timestamptz, ${ctx.now}::timestamptz
          from jsonb_to_recordset(${JSON.stringify(debts)}::jsonb) as d(module text, id uuid, name text, payload jsonb) /* prepared */`.execute(
        ctx.db,
      )
      ctx.afterCommit(options.wake)
    },

    async deliver(parts) {
      const { rows } = await parts.run({ action: 'events.look', read: true }, (ctx) =>
        sql<{ module: string; name: string }>`select distinct module, name from events.delivery
          where dead_at is null and next_at <= ${parts.clock()} /* prepared */`.execute(ctx.db),
      )
      let count = 0
      for (const row of rows) {
        const one = owing.get(`${row.module} ${row.name}`)
        // A reaction that no longer exists is owed nothing now; its rows wait for the module to come back.
        if (one) count += await deliverTo(one, parts)
      }
      return count
    },
  }
}

/** All that one reaction is owed, oldest first. One instance at a time, so that it sees events in order; a failing event steps aside. */
async function deliverTo(one: Owing, parts: { run: Runner; clock: () => Date; log: Logger }): Promise<number> {
  let count = 0
  let size = batchSize
  for (;;) {
    let taken: Owed[] = []
    let failed: Owed | undefined
    try {
      await parts.run({ action: `${one.module}.on.${one.name}` }, async (ctx) => {
        taken = await take(ctx, one, size)
        for (const owed of taken) {
          failed = owed
          await one.react(ctx, owed.payload, { id: owed.eventId, name: one.name, at: owed.at })
        }
        failed = undefined
        if (taken.length)
          await sql`delete from events.delivery where module = ${one.module} and event_id = any(${taken.map((owed) => owed.eventId)}) /* prepared */`.execute(
            ctx.db,
          )
      })
      count += taken.length
      if (!taken.length) return count
      // After a failed batch its events go one by one; the next ones may be gathered again.
      size = batchSize
    } catch (error) {
      if (!failed) throw error
      if (taken.length > 1) {
        size = failed === taken[0] ? 1 : taken.indexOf(failed)
        continue
      }
      await stepAside(one, failed, error, parts)
      count++
      size = batchSize
    }
  }
}

async function take(ctx: Context, one: Owing, size: number): Promise<Owed[]> {
  const { rows: lock } = await sql<{
    mine: boolean
  }>`select pg_try_advisory_xact_lock(hashtext(${`events ${one.module} ${one.name}`})) as mine`.execute(ctx.db)
  if (!lock[0]!.mine) return []
  const { rows } = await sql<Owed>`select event_id, payload, at, attempts from events.delivery
    where module = ${one.module} and name = ${one.name} and dead_at is null and next_at <= ${ctx.now}
    order by seq limit ${size} /* prepared */`.execute(ctx.db)
  return rows
}

async function stepAside(
  one: Owing,
  owed: Owed,
  error: unknown,
  parts: { run: Runner; clock: () => Date; log: Logger },
): Promise<void> {
  const attempts = owed.attempts + 1
  const dead = attempts >= mostAttempts
  parts.log[dead ? 'error' : 'warn'](
    { err: error, event: one.name, id: owed.eventId, module: one.module, attempts },
    'a reaction failed',
  )
  const now = parts.clock()
  const waitSeconds = Math.min(3600, 5 * 2 ** (attempts - 1))
  await parts.run({ action: 'events.step_aside' }, (ctx) =>
    sql`update events.delivery set attempts = ${attempts}, error = ${String((error as Error)?.message ?? error).slice(0, 1000)},
      next_at = ${new Date(now.getTime() + waitSeconds * 1000)}, dead_at = ${dead ? now : null}
      where module = ${one.module} and event_id = ${owed.eventId}`.execute(ctx.db),
  )
}

function provers(house: House): (event: EmittedEvent) => void {
  const ajv = new Ajv({ allErrors: true, strict: false, allowUnionTypes: true })
  ;(addFormatsModule as unknown as (ajv: Ajv) => void)(ajv)
  const schemas = new Map(house.modules.flatMap((one) => Object.entries(one.emits ?? {})))
  const compiled = new Map<string, ValidateFunction>()
  return (event) => {
    const schema = schemas.get(event.name)
    if (!schema) throw new Problem('events.undeclared', 500, { event: event.name })
    let check = compiled.get(event.name)
    if (!check) compiled.set(event.name, (check = ajv.compile(schema as object)))
    // As it will be stored: instants become text.
    if (!check(JSON.parse(JSON.stringify(event.payload))))
      throw new Problem('events.payload', 500, { event: event.name, wrong: ajv.errorsText(check.errors) })
  }
}
