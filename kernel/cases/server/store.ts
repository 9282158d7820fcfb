// Reading a case whole in one statement, and writing everything that one action changed in one statement.

import { CompiledQuery, sql } from 'kysely'
import { newId } from '#kernel/db'
import type { Context } from '#kernel/module'
import type { Case, ClockRow, Loaded, Step, Task } from './rows.ts'

/** A UUIDv7 of an instant: cases sort by opening, also imported ones. */
export function idAt(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}${newId().slice(13)}`
}
/** The least id of an instant: a range of opening times is a range of ids. */
export function leastIdAt(at: Date): string {
  const time = Math.max(at.getTime(), 0).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const camels = new Map<string, string>()
function camel(key: string): string {
  let name = camels.get(key)
  if (name === undefined) camels.set(key, (name = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())))
  return name
}
const snakes = new Map<string, string>()
function toSnake(row: object): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(row)) {
    let name = snakes.get(key)
    if (name === undefined) snakes.set(key, (name = snake(key)))
    out[name] = value
  }
  return out
}

/** A row that came inside jsonb: names in camelCase, instants as Date. Input and pauses stay as they are. */
function fromJson<T>(row: Record<string, unknown>): T {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(row))
    out[camel(key)] = key.endsWith('_at') && typeof value === 'string' ? new Date(value) : value
  return out as T
}

const columns =
  `id no flow_id version system subject_id title state flags priority org opened_org handled_org area cell opened_by opened_at ended_at result
  parent_id supervise_level suspended_until due_at warn_at moved_at moved_by trail rev`
    .split(/\s+/)
    .map((name) => `c.${name}`)
    .join(', ')
/** All of cases."case" as c, without its geometry. */
export const caseColumns = sql.raw(columns)
const parts = `(select jsonb_agg(to_jsonb(t) order by t.opened_at, t.ord) from cases.case_task t where t.case_id = c.id) as tasks,
  (select jsonb_agg(to_jsonb(k) order by k.started_at, k.id) from cases.case_clock k where k.case_id = c.id) as clocks`

// Hot statements are texts made once, not built for each call.
async function run(ctx: Context, text: string, values: unknown[]): Promise<any[]> {
  return (await ctx.db.executeQuery<any>(CompiledQuery.raw(text, values))).rows
}

const loadText = `select ${columns}, ${parts} from cases."case" c where c.id = $1 /* prepared */`
const lockText = `with up as materialized (select 1 from cases."case" p where p.id = (select parent_id from cases."case" where id = $1) for update)
  select ${columns}, ${parts}, c.xmin::text as seen, (select z.xmin::text from cases."case" z where z.id = c.id) as snapshot
  from cases."case" c where c.id = $1 and (select count(*) from up) >= 0 for update of c /* prepared */`

/** The case with its tasks and clocks; undefined when there is none. */
export async function load(ctx: Context, id: string): Promise<Loaded | undefined> {
  if (!isId(id)) return undefined
  const rows = await run(ctx, loadText, [id])
  return rows[0] && whole(rows[0])
}

/**
 * The same, taking the row until the transaction ends; its parent's first, so that a child and its parent never wait for each
 * other. Who had to wait sees the new case row but, by the statement's snapshot, the old tasks and clocks: then it reads again.
 */
export async function loadLocked(ctx: Context, id: string): Promise<Loaded | undefined> {
  if (!isId(id)) return undefined
  for (let time = 1; ; time++) {
    const [first] = await run(ctx, lockText, [id])
    if (!first) return undefined
    const { seen, snapshot, ...row } = first
    if (seen === snapshot || time === 3) return whole(row)
  }
}

const isId = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)
function whole({ tasks, clocks, ...one }: any): Loaded {
  return { one: one as Case, tasks: (tasks ?? []).map(fromJson<Task>), clocks: (clocks ?? []).map(fromJson<ClockRow>) }
}

export type TallyChange = { flowId: string; state: string; org: string; area: string; ended: boolean; n: 1 | -1 }
export type Writing = {
  one: Case
  tasks: Task[]
  clocks: ClockRow[]
  steps: (Step & { caseId: string; flowId: string })[]
  tally: TallyChange[]
  place?: { lng: number; lat: number } | null | undefined
}

const taskNames =
  'case_id, id, flow_id, system, state, kind, ord, status, pool, holder, claimed_by, claimed_at, delegated_by, opened_at, due_at, warn_at, done_at, done_by, outcome, input'
const clockNames =
  'case_id, id, kind, ref, org, calendar, allowance, original, warn, office_close, started_at, due_at, warn_at, next_at, pauses, paused_at, extended, warned_at, breached_at, exempt_at, exempt_reason, stopped_at, result, provisional'
const stepNames =
  'case_id, at, id, flow_id, actor_id, actor_name, org_id, on_behalf_of, action, from_state, to_state, input, note, effect'
const mutable =
  'title, state, flags, priority, org, handled_org, area, cell, subject_id, ended_at, result, supervise_level, suspended_until, due_at, warn_at, moved_at, moved_by, trail, rev'
const fixed = 'id, no, flow_id, version, system, opened_org, opened_by, opened_at, parent_id'

const excluded = (names: string) =>
  `(${names.split(', ').slice(2).join(', ')}) = (${names
    .split(', ')
    .slice(2)
    .map((name) => `excluded.${name}`)
    .join(', ')})`
const insertParts = `
  t as (insert into cases.case_task (${taskNames}) select ${taskNames} from jsonb_populate_recordset(null::cases.case_task, $2::jsonb)
    on conflict (case_id, id) do update set ${excluded(taskNames)}),
  k as (insert into cases.case_clock (${clockNames}) select ${clockNames} from jsonb_populate_recordset(null::cases.case_clock, $3::jsonb)
    on conflict (case_id, id) do update set ${excluded(clockNames)}),
  s as (insert into cases.case_step (${stepNames}) select ${stepNames} from jsonb_populate_recordset(null::cases.case_step, $4::jsonb))`
const tallyPart = `insert into cases.tally_change (flow_id, state, org, area, ended, n)
  select flow_id, state, org, area, ended, n from jsonb_populate_recordset(null::cases.tally_change, $5::jsonb)`

// $1 case, $2 tasks, $3 clocks, $4 steps, $5 tally, $6 lng, $7 lat.
const written = ({ one, tasks, clocks, steps, tally, place }: Writing): unknown[] => [
  JSON.stringify(toSnake(one)),
  JSON.stringify(tasks.map((task) => toSnake({ ...task, caseId: one.id, flowId: one.flowId, system: one.system }))),
  JSON.stringify(clocks.map((clock) => toSnake({ ...clock, caseId: one.id }))),
  JSON.stringify(steps.map(toSnake)),
  JSON.stringify(tally.map(toSnake)),
  place?.lng ?? null,
  place?.lat ?? null,
]
const point = 'case when $6::float8 is null then null else st_setsrid(st_makepoint($6::float8, $7::float8), 4326) end'
const insertText = `with c as (insert into cases."case" (${fixed}, ${mutable}, place)
    select ${fixed}, ${mutable}, ${point} from jsonb_populate_record(null::cases."case", $1::jsonb)),
  x as (insert into cases.case_text (case_id, flow_id, words) select $8::uuid, $9, array_to_tsvector($10::text[])),
  ${insertParts} ${tallyPart} /* prepared */`
const saveText = `with c as (update cases."case" set (${mutable}) = (select ${mutable} from jsonb_populate_record(null::cases."case", $1::jsonb)),
    place = case when $8::boolean then ${point} else place end where id = $9),
  ${insertParts} ${tallyPart} /* prepared */`

export async function insertCase(ctx: Context, writing: Writing, words: string[]): Promise<void> {
  await run(ctx, insertText, [...written(writing), writing.one.id, writing.one.flowId, words])
}

export async function saveCase(ctx: Context, writing: Writing): Promise<void> {
  await run(ctx, saveText, [...written(writing), writing.place !== undefined, writing.one.id])
}

/** One more line in the log of a case that is otherwise left alone (a comment waits for nobody). */
export async function appendStep(ctx: Context, step: Writing['steps'][number]): Promise<void> {
  await run(
    ctx,
    `insert into cases.case_step (${stepNames}) select ${stepNames} from jsonb_populate_record(null::cases.case_step, $1::jsonb) /* prepared */`,
    [JSON.stringify(toSnake(step))],
  )
}

/** Many whole cases in one statement each kind, for imports. */
export async function insertCases(ctx: Context, all: (Writing & { words: string[] })[]): Promise<void> {
  const json = (rows: object[]) => JSON.stringify(rows)
  const own = ({ one }: Writing) => ({ caseId: one.id, flowId: one.flowId, system: one.system })
  const cases = json(all.map(({ one, place }) => ({ ...toSnake(one), lng: place?.lng ?? null, lat: place?.lat ?? null })))
  const names = sql.raw(`${fixed}, ${mutable}`)
  await sql`insert into cases."case" (${names}, place) select ${sql.raw(
    `${fixed}, ${mutable}`
      .split(', ')
      .map((name) => `(c).${name}`)
      .join(', '),
  )},
    case when lng is null then null else st_setsrid(st_makepoint(lng, lat), 4326) end
    from (select jsonb_populate_record(null::cases."case", x) as c, (x->>'lng')::float8 as lng, (x->>'lat')::float8 as lat from jsonb_array_elements(${cases}::jsonb) x) r`.execute(
    ctx.db,
  )
  await sql`insert into cases.case_text (case_id, flow_id, words) select id, flow_id, array_to_tsvector(array(select jsonb_array_elements_text(words)))
    from jsonb_to_recordset(${json(all.map(({ one, words }) => ({ id: one.id, flow_id: one.flowId, words })))}::jsonb) as x(id uuid, flow_id text, words jsonb)`.execute(
    ctx.db,
  )
  const many = (table: string, columns: string, rows: object[]) =>
    sql`insert into ${sql.raw(table)} (${sql.raw(columns)}) select ${sql.raw(columns)} from jsonb_populate_recordset(null::${sql.raw(table)}, ${json(rows)}::jsonb)`.execute(
      ctx.db,
    )
  await many(
    'cases.case_task',
    taskNames,
    all.flatMap((one) => one.tasks.map((task) => toSnake({ ...task, ...own(one) }))),
  )
  await many(
    'cases.case_clock',
    clockNames,
    all.flatMap((one) => one.clocks.map((clock) => toSnake({ ...clock, caseId: one.one.id }))),
  )
  await many(
    'cases.case_step',
    stepNames,
    all.flatMap((one) => one.steps.map(toSnake)),
  )
  await sql`insert into cases.tally_change (flow_id, state, org, area, ended, n) select flow_id, state, org, area, ended, sum(n)
    from jsonb_populate_recordset(null::cases.tally_change, ${json(all.flatMap((one) => one.tally.map(toSnake)))}::jsonb) group by 1, 2, 3, 4, 5`.execute(
    ctx.db,
  )
}
