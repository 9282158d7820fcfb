// Changing a code or a setting: proposed by one person, approved by another, in force from a day.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { newId } from '#kernel/db'
import { cityDay, forgetCodes, readCodes, type Code } from './codes.ts'
import { checkSetting, forgetSettings, type SettingValue } from './settings.ts'

export type CodeValue = {
  name: { zh: string; en: string }
  parent: string | null
  sort: number
  attributes: Record<string, unknown>
}
export type Proposal = { validFrom: string; note?: string } & (
  | { table: string; code: string; op: 'put'; value: CodeValue }
  | { table: string; code: string; op: 'end' }
  | { setting: string; value: SettingValue }
)
type ChangeRow = {
  id: string
  tableId: string | null
  setting: string | null
  code: string | null
  op: 'put' | 'end'
  value: any
  before: any
  validFrom: string
  state: string
  madeBy: string | null
}

const valueOf = (code: Code): CodeValue => ({
  name: code.name,
  parent: code.parent,
  sort: code.sort,
  attributes: code.attributes,
})

/** What the change would replace: the row in force on its day. */
async function presentValue(
  ctx: Context,
  change: { tableId: string | null; setting: string | null; code: string | null; validFrom: string },
): Promise<unknown> {
  if (change.setting) {
    const { rows } = await sql<{
      value: unknown
    }>`select value from catalogue.setting where key = ${change.setting} and valid_from <= ${change.validFrom}::date
      order by valid_from desc limit 1`.execute(ctx.db)
    return rows[0]?.value ?? null
  }
  const found = (await readCodes(ctx, change.tableId!, change.validFrom)).find((one) => one.code === change.code)
  return found ? valueOf(found) : null
}

/** Proposes a change; `coming` are codes that the same batch brings. Fails catalogue.change.past (422) for a day gone by, catalogue.table.unknown (404), catalogue.code.unknown (404), .parent (422). */
export async function propose(
  ctx: Context,
  proposal: Proposal,
  batch: string = newId(),
  coming: ReadonlySet<string> = new Set(),
): Promise<string> {
  if (proposal.validFrom < cityDay(ctx.now))
    ctx.fail('catalogue.change.past', 422, {}, [{ path: '/body/validFrom', code: 'catalogue.change.past' }])
  const of =
    'setting' in proposal
      ? { tableId: null, setting: proposal.setting, code: null }
      : { tableId: proposal.table, setting: null, code: proposal.code }
  if ('setting' in proposal) await checkSetting(ctx, proposal.setting, proposal.value)
  else await checkCode(ctx, proposal, coming)
  const before = await presentValue(ctx, { ...of, validFrom: proposal.validFrom })
  const op = 'setting' in proposal ? 'put' : proposal.op
  if (op === 'end' && before === null) ctx.fail('catalogue.code.unknown', 404, { code: of.code ?? '' })
  const id = newId()
  await ctx.db
    .insertInto('catalogue.change')
    .values({
      id,
      batch,
      ...of,
      op,
      value: JSON.stringify('value' in proposal ? proposal.value : null),
      before: before === null ? null : JSON.stringify(before),
      validFrom: proposal.validFrom,
      note: proposal.note ?? '',
      madeBy: ctx.user.id,
      madeByName: ctx.user.name,
      madeAt: ctx.now,
    })
    .execute()
  ctx.notice('catalogue.changes')
  return id
}

async function checkCode(
  ctx: Context,
  proposal: { table: string; code: string; op: string; value?: CodeValue; validFrom: string },
  coming: ReadonlySet<string>,
): Promise<void> {
  const { rows } = await sql`select 1 from catalogue.code_table where id = ${proposal.table}`.execute(ctx.db)
  if (!rows.length) ctx.fail('catalogue.table.unknown', 404, { table: proposal.table })
  const parent = proposal.value?.parent
  if (!parent) return
  const all = new Map((await readCodes(ctx, proposal.table, proposal.validFrom)).map((one) => [one.code, one]))
  // A parent that is a descendant would make a circle.
  for (let at: string | null = parent, steps = 0; at; at = all.get(at)?.parent ?? null, steps++) {
    if (at === proposal.code || steps > 50) ctx.fail('catalogue.code.circle', 422, { code: proposal.code })
    if (!all.has(at) && !coming.has(at)) ctx.fail('catalogue.code.parent', 422, { code: at })
  }
}

/** Approves or refuses proposals, all or none. Nobody reviews an own one. Fails catalogue.review.own (403), .state (409), catalogue.change.stale (409). */
export async function review(ctx: Context, ids: string[], verdict: 'approved' | 'refused', note = ''): Promise<{ done: number }> {
  const { rows } =
    await sql<ChangeRow>`select id, table_id, setting, code, op, value, before, valid_from, state, made_by from catalogue.change
    where id = any(${ids}::uuid[]) order by made_at, id for update`.execute(ctx.db)
  if (rows.length !== new Set(ids).size) ctx.fail('catalogue.change.unknown', 404)
  for (const change of rows) {
    if (change.state !== 'draft') ctx.fail('catalogue.review.state', 409, { state: change.state })
    if (ctx.user.kind !== 'system' && change.madeBy === ctx.user.id) ctx.fail('catalogue.review.own', 403)
    if (verdict === 'approved') await enact(ctx, change)
    await sql`update catalogue.change set state = ${verdict}, reviewed_by = ${ctx.user.id}, reviewed_by_name = ${ctx.user.name}, reviewed_at = ${ctx.now},
      review_note = ${note} where id = ${change.id}`.execute(ctx.db)
    ctx.audit(`catalogue.change.${verdict}`, `catalogue.change:${change.id}`, {
      table: change.tableId,
      code: change.code,
      setting: change.setting,
      value: change.value,
      validFrom: change.validFrom,
    })
  }
  ctx.afterCommit(forgetCodes)
  ctx.afterCommit(forgetSettings)
  ctx.notice('catalogue.changes')
  return { done: rows.length }
}

async function enact(ctx: Context, change: ChangeRow): Promise<void> {
  if (change.validFrom < cityDay(ctx.now)) ctx.fail('catalogue.change.past', 422)
  if (!same(await presentValue(ctx, change), change.before))
    ctx.fail('catalogue.change.stale', 409, { code: change.code ?? change.setting ?? '' })
  const { value } = change
  if (change.setting) {
    await sql`insert into catalogue.setting (key, valid_from, value, source) values (${change.setting}, ${change.validFrom}::date, ${JSON.stringify(value)}::jsonb, ${`change ${change.id}`})
      on conflict (key, valid_from) do update set value = excluded.value, source = excluded.source`.execute(ctx.db)
    return
  }
  const at = sql`table_id = ${change.tableId} and code = ${change.code}`
  const day = sql`${change.validFrom}::date`
  const { rows } = await sql<{
    covering: boolean
    until: string | null
    next: string | null
  }>`select exists (select 1 from catalogue.code where ${at} and valid_from <= ${day} and (valid_to is null or valid_to > ${day})) as covering,
    (select valid_to from catalogue.code where ${at} and valid_from <= ${day} and (valid_to is null or valid_to > ${day})) as until,
    (select min(valid_from) from catalogue.code where ${at} and valid_from > ${day}) as next`.execute(ctx.db)
  const { covering, until, next } = rows[0]!
  await sql`delete from catalogue.code where ${at} and valid_from = ${day}`.execute(ctx.db)
  // The row in force ends where the new one begins; days gone by keep what they had, days already decided for later keep that.
  await sql`update catalogue.code set valid_to = ${day} where ${at} and valid_from < ${day} and (valid_to is null or valid_to > ${day})`.execute(
    ctx.db,
  )
  if (change.op === 'end') return
  await sql`insert into catalogue.code (table_id, code, valid_from, valid_to, name_zh, name_en, parent, sort, attributes)
    values (${change.tableId}, ${change.code}, ${day}, ${covering ? until : next}::date, ${value.name.zh}, ${value.name.en}, ${value.parent}, ${value.sort}, ${JSON.stringify(value.attributes)}::jsonb)`.execute(
    ctx.db,
  )
}

export async function withdraw(ctx: Context, id: string): Promise<void> {
  const { rows } = await sql`update catalogue.change set state = 'withdrawn', reviewed_at = ${ctx.now}
    where id = ${id} and state = 'draft' and made_by is not distinct from ${ctx.user.id} returning 1`.execute(ctx.db)
  if (!rows.length) ctx.fail('catalogue.change.unknown', 404)
  ctx.notice('catalogue.changes')
}

export async function listChanges(
  ctx: Context,
  query: { page?: number; size?: number; state?: string; table?: string; code?: string; setting?: string },
) {
  const { page = 1, size = 20 } = query
  const only = sql`(${query.state ?? null}::text is null or state = ${query.state ?? null}) and (${query.table ?? null}::text is null or table_id = ${query.table ?? null})
    and (${query.code ?? null}::text is null or code = ${query.code ?? null}) and (${query.setting ?? null}::text is null or setting = ${query.setting ?? null})`
  const { rows } =
    await sql<any>`select id, batch, table_id as "table", setting, code, op, value, before, valid_from, note, state, made_by, made_by_name, made_at,
      reviewed_by_name, reviewed_at, review_note from catalogue.change where ${only} order by made_at desc, id desc limit ${size} offset ${(page - 1) * size}`.execute(
      ctx.db,
    )
  const { rows: total } = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from catalogue.change where ${only} limit 10000) t`.execute(ctx.db)
  return { items: rows.map(({ madeBy, ...row }) => ({ ...row, mine: madeBy === ctx.user.id })), total: total[0]!.n }
}

/** Equal as JSON, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)]
  return keysA.length === keysB.length && keysA.every((key) => same((a as any)[key], (b as any)[key]))
}
