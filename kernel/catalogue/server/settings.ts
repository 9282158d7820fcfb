// Limits and weights that a city may change: dated values, each with what it may be.

import { sql } from 'kysely'
import type { Context, Name } from '#kernel/module'
import { cityDay } from './codes.ts'

export type SettingValue = number | string | boolean
export type SettingKind = {
  key: string
  name: Name
  value: SettingValue
  unit?: string
  least?: number
  most?: number
  source?: string
  validFrom?: string
}

const trustMs = 10_000
const cache = new Map<string, { read: number; values: Map<string, SettingValue> }>()

export function forgetSettings(): void {
  cache.clear()
}

const typeOf = (value: SettingValue) => (typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'flag' : 'text')

/** Declares settings with their first values; for `seed`. A value that the city changed stays. Keys begin with the module's id. */
export async function defineSettings(ctx: Context, kinds: SettingKind[]): Promise<void> {
  for (const one of kinds) {
    await sql`insert into catalogue.setting_kind (key, name_zh, name_en, type, unit, least, most)
      values (${one.key}, ${one.name.zh}, ${one.name.en}, ${typeOf(one.value)}, ${one.unit ?? ''}, ${one.least ?? null}, ${one.most ?? null})
      on conflict (key) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, unit = excluded.unit, least = excluded.least, most = excluded.most`.execute(
      ctx.db,
    )
    await sql`insert into catalogue.setting (key, valid_from, value, source)
      select ${one.key}, ${one.validFrom ?? '2000-01-01'}::date, ${JSON.stringify(one.value)}::jsonb, ${one.source ?? ''}
      where not exists (select 1 from catalogue.setting where key = ${one.key}) on conflict do nothing`.execute(ctx.db)
  }
  ctx.afterCommit(forgetSettings)
}

/** The value in force at an instant (ctx.now unless told). Asking for one that nobody defined throws: a missing limit must not read as none. */
export async function setting<T extends SettingValue = number>(
  ctx: Pick<Context, 'db' | 'now'>,
  key: string,
  at: Date = ctx.now,
): Promise<T> {
  const day = cityDay(at)
  let known = cache.get(day)
  if (!known || Math.abs(ctx.now.getTime() - known.read) >= trustMs) {
    const { rows } = await sql<{ key: string; value: SettingValue }>`select distinct on (key) key, value from catalogue.setting
      where valid_from <= ${day}::date order by key, valid_from desc`.execute(ctx.db)
    if (cache.size > 100) cache.clear()
    known = { read: ctx.now.getTime(), values: new Map(rows.map((row) => [row.key, row.value])) }
    cache.set(day, known)
  }
  const value = known.values.get(key)
  if (value === undefined) throw new Error(`no setting is called ${key}`)
  return value as T
}

export async function listSettings(ctx: Context) {
  const day = cityDay(ctx.now)
  const { rows } =
    await sql<any>`select k.key, k.name_zh, k.name_en, k.type, k.unit, k.least, k.most, s.value, s.valid_from, s.source,
      (select jsonb_agg(jsonb_build_object('validFrom', h.valid_from, 'value', h.value) order by h.valid_from) from catalogue.setting h where h.key = k.key) as history,
      (select count(*)::int from catalogue.change d where d.setting = k.key and d.state = 'draft') as drafts
    from catalogue.setting_kind k
    left join lateral (select value, valid_from, source from catalogue.setting where key = k.key and valid_from <= ${day}::date order by valid_from desc limit 1) s on true
    order by k.key`.execute(ctx.db)
  return rows.map(({ nameZh, nameEn, ...row }) => ({ ...row, name: { zh: nameZh, en: nameEn } }))
}

/** Whether a value may be one of this setting; fails catalogue.setting.value (422). */
export async function checkSetting(ctx: Context, key: string, value: unknown): Promise<void> {
  const { rows } = await sql<{
    type: string
    least: number | null
    most: number | null
  }>`select type, least, most from catalogue.setting_kind where key = ${key}`.execute(ctx.db)
  const kind = rows[0]
  if (!kind) ctx.fail('catalogue.setting.unknown', 404, { key })
  const { type, least, most } = kind!
  const right =
    type === 'number'
      ? typeof value === 'number' &&
        Number.isFinite(value) &&
        (least === null || value >= least) &&
        (most === null || value <= most)
      : type === 'flag'
        ? typeof value === 'boolean'
        : typeof value === 'string' && value.length <= 1000
  if (!right)
    ctx.fail('catalogue.setting.value', 422, { least: least ?? '', most: most ?? '' }, [
      { path: '/body/value', code: 'catalogue.setting.value' },
    ])
}
