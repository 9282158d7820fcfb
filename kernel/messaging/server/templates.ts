// Texts of messages: declared by modules, worded anew by the city from a day on; variables and nothing else.

import { sql } from 'kysely'
import type { Context, Lang } from '#kernel/module'
import { cityDay } from './days.ts'

export type Channel = 'inapp' | 'sms' | 'mail' | 'webhook'
export type Wording = { titleZh: string; titleEn: string; bodyZh: string; bodyEn: string; urgent: boolean; secret: boolean }
export type Params = Record<string, string | number | null | undefined>

/** The templates that modules declare; a city's later wording is a later row and stays. */
export async function seedTemplates(ctx: Context): Promise<void> {
  for (const one of ctx.house.modules)
    for (const [id, text] of Object.entries(one.templates ?? {})) {
      const zh = split(text.zh)
      const en = split(text.en)
      const row = {
        titleZh: zh.title,
        titleEn: en.title,
        bodyZh: zh.body,
        bodyEn: en.body,
        urgent: text.urgent ?? false,
        secret: text.secret ?? false,
      }
      await ctx.db
        .insertInto('messaging.template')
        .values({ id, channel: 'any', validFrom: '2000-01-01', ...row, madeAt: ctx.now })
        .onConflict((conflict) => conflict.columns(['id', 'channel', 'validFrom']).doUpdateSet(row))
        .execute()
    }
}

/** A declared text is 'title\nbody', or a title alone. */
function split(text: string): { title: string; body: string } {
  const at = text.indexOf('\n')
  return at < 0 ? { title: text, body: '' } : { title: text.slice(0, at), body: text.slice(at + 1) }
}

/** The wording in force for a channel: its own, else the one for any. Throws when there is none: that is a mistake in code. */
export async function wording(ctx: Pick<Context, 'db' | 'now'>, id: string, channel: Channel): Promise<Wording> {
  const { rows } = await sql<Wording>`select title_zh, title_en, body_zh, body_en, urgent, secret from messaging.template
    where id = ${id} and channel in ('any', ${channel}) and valid_from <= ${cityDay(ctx.now)}::date
    order by (channel = ${channel}) desc, valid_from desc limit 1 /* prepared */`.execute(ctx.db)
  if (!rows[0]) throw new Error(`no message template is called ${id}`)
  return rows[0]
}

export function render(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
}
export const variablesOf = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))]

export function worded(text: Wording, lang: Lang, params: Params): { title: string; body: string } {
  return {
    title: render(lang === 'zh' ? text.titleZh : text.titleEn, params),
    body: render(lang === 'zh' ? text.bodyZh : text.bodyEn, params),
  }
}

export async function listTemplates(ctx: Context, query: { page?: number; size?: number; q?: string }) {
  const { page = 1, size = 20, q } = query
  const day = cityDay(ctx.now)
  const { rows } =
    await sql<any>`select id, channel, valid_from, title_zh, title_en, body_zh, body_en, urgent, secret, made_by_name, made_at,
      (valid_from = max(valid_from) filter (where valid_from <= ${day}::date) over (partition by id, channel)) as live
    from messaging.template where ${q ?? null}::text is null or concat_ws(' ', id, title_zh, body_zh, title_en, body_en) ilike ${`%${q ?? ''}%`}
    order by id, channel, valid_from desc`.execute(ctx.db)
  return {
    items: rows
      .slice((page - 1) * size, page * size)
      .map((row) => ({ ...row, key: `${row.id} ${row.channel} ${row.validFrom}`, live: row.live ?? false })),
    total: rows.length,
  }
}

/** Words a template anew from a day on. Variables must be those that the module fills; fails messaging.template.* (404, 422). */
export async function rewordTemplate(
  ctx: Context,
  id: string,
  input: Wording & { channel: Channel | 'any'; validFrom: string },
): Promise<void> {
  const { rows } =
    await sql<Wording>`select title_zh, title_en, body_zh, body_en, urgent, secret from messaging.template where id = ${id} and channel = 'any' and valid_from = '2000-01-01'`.execute(
      ctx.db,
    )
  const first = rows[0]
  if (!first) ctx.fail('messaging.template.unknown', 404, { id })
  if (input.validFrom < cityDay(ctx.now))
    ctx.fail('messaging.template.past', 422, {}, [{ path: '/body/validFrom', code: 'messaging.template.past' }])
  const known = new Set(variablesOf(`${first!.titleZh}${first!.bodyZh}${first!.titleEn}${first!.bodyEn}`))
  for (const key of ['titleZh', 'titleEn', 'bodyZh', 'bodyEn'] as const) {
    const strange = variablesOf(input[key]).find((one) => !known.has(one))
    if (strange)
      ctx.fail('messaging.template.variable', 422, { variable: strange }, [
        { path: `/body/${key}`, code: 'messaging.template.variable', params: { variable: strange } },
      ])
  }
  const row = {
    titleZh: input.titleZh,
    titleEn: input.titleEn,
    bodyZh: input.bodyZh,
    bodyEn: input.bodyEn,
    urgent: input.urgent,
    secret: first!.secret || input.secret,
  }
  const made = { madeBy: ctx.user.id, madeByName: ctx.user.name, madeAt: ctx.now }
  await ctx.db
    .insertInto('messaging.template')
    .values({ id, channel: input.channel, validFrom: input.validFrom, ...row, ...made })
    .onConflict((conflict) => conflict.columns(['id', 'channel', 'validFrom']).doUpdateSet({ ...row, ...made }))
    .execute()
}
