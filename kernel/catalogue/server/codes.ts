// Code tables as they stand on a day: defined by modules, read through a small cache.

import { sql } from 'kysely'
import type { Context, Name } from '#kernel/module'

export type Code = {
  code: string
  name: Name
  parent: string | null
  sort: number
  attributes: Record<string, unknown>
  validFrom: string
  validTo: string | null
}
export type NewCode = { code: string; name: Name; parent?: string; sort?: number; attributes?: Record<string, unknown> }

/** The local date of an instant: China keeps one zone without summer time. */
export function cityDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

// Other instances learn of a change within this time; this one at once.
const trustMs = 10_000
const cache = new Map<string, { read: number; codes: Code[]; byCode: Map<string, Code> }>()

export function forgetCodes(): void {
  cache.clear()
}

/**
 * Declares a code table with its first rows; for `seed`, as often as you like. Codes that the table already knows are left alone, whoever
 * changed them since. A change of meaning is a dated change made by people, not an edit of the seed.
 */
export async function defineCodes(
  ctx: Context,
  table: { id: string; name: Name; source?: string; validFrom?: string; codes: NewCode[] },
): Promise<void> {
  await sql`insert into catalogue.code_table (id, name_zh, name_en, source) values (${table.id}, ${table.name.zh}, ${table.name.en}, ${table.source ?? ''})
    on conflict (id) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, source = excluded.source
    where (code_table.name_zh, code_table.name_en, code_table.source) is distinct from (excluded.name_zh, excluded.name_en, excluded.source)`.execute(
    ctx.db,
  )
  const rows = table.codes.map((one, i) => ({
    code: one.code,
    zh: one.name.zh,
    en: one.name.en,
    parent: one.parent ?? null,
    sort: one.sort ?? i + 1,
    attributes: one.attributes ?? {},
  }))
  await sql`insert into catalogue.code (table_id, code, valid_from, name_zh, name_en, parent, sort, attributes)
    select ${table.id}, r.code, ${table.validFrom ?? '2000-01-01'}::date, r.zh, r.en, r.parent, r.sort, r.attributes
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(code text, zh text, en text, parent text, sort int, attributes jsonb)
    where not exists (select 1 from catalogue.code c where c.table_id = ${table.id} and c.code = r.code)
    on conflict do nothing`.execute(ctx.db)
  ctx.afterCommit(forgetCodes)
}

async function tableOn(
  ctx: Pick<Context, 'db' | 'now'>,
  table: string,
  at: Date,
): Promise<{ codes: Code[]; byCode: Map<string, Code> }> {
  const day = cityDay(at)
  const key = `${table} ${day}`
  const known = cache.get(key)
  if (known && Math.abs(ctx.now.getTime() - known.read) < trustMs) return known
  const codes = await readCodes(ctx, table, day)
  if (cache.size > 500) cache.clear()
  const entry = { read: ctx.now.getTime(), codes, byCode: new Map(codes.map((one) => [one.code, one])) }
  cache.set(key, entry)
  return entry
}

/** Rows in force on a day, in their order, past the cache. */
export async function readCodes(ctx: Pick<Context, 'db'>, table: string, day: string): Promise<Code[]> {
  const { rows } =
    await sql<any>`select code, name_zh, name_en, parent, sort, attributes, valid_from, valid_to from catalogue.code
    where table_id = ${table} and valid_from <= ${day}::date and (valid_to is null or valid_to > ${day}::date) order by sort, code`.execute(
      ctx.db,
    )
  return rows.map(({ nameZh, nameEn, ...row }) => ({ ...row, name: { zh: nameZh, en: nameEn } }))
}

/** The codes of a table in force at an instant (ctx.now unless told), in order; empty for a table nobody defined. */
export async function codes(ctx: Pick<Context, 'db' | 'now'>, table: string, at: Date = ctx.now): Promise<readonly Code[]> {
  return (await tableOn(ctx, table, at)).codes
}

/** One code in force at an instant, or undefined. */
export async function code(
  ctx: Pick<Context, 'db' | 'now'>,
  table: string,
  value: string,
  at: Date = ctx.now,
): Promise<Code | undefined> {
  return (await tableOn(ctx, table, at)).byCode.get(value)
}

export async function listTables(
  ctx: Context,
): Promise<{ id: string; name: Name; source: string; count: number; drafts: number }[]> {
  const { rows } = await sql<any>`select t.id, t.name_zh, t.name_en, t.source,
      (select count(*)::int from catalogue.code c where c.table_id = t.id and c.valid_from <= ${cityDay(ctx.now)}::date and (c.valid_to is null or c.valid_to > ${cityDay(ctx.now)}::date)) as count,
      (select count(*)::int from catalogue.change d where d.table_id = t.id and d.state = 'draft') as drafts
    from catalogue.code_table t order by t.id`.execute(ctx.db)
  return rows.map(({ nameZh, nameEn, ...row }) => ({ ...row, name: { zh: nameZh, en: nameEn } }))
}
