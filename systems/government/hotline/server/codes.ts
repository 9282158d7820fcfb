// Code tables as they stand today: content classes and the small tables, seeded into the catalogue and read from it.

import { code, codes, defineCodes, type Code } from '#kernel/catalogue'
import type { Context, Name } from '#kernel/module'
import { codeTables } from './code-tables.ts'
import { contentCodes } from './content-codes.ts'

const contentId = 'hotline.content'

/** First rows of all tables; what a city has changed since is left alone. */
export async function seedCodes(ctx: Context): Promise<void> {
  await defineCodes(ctx, {
    id: contentId,
    name: { zh: '诉求内容分类（本地编制）', en: 'Classes of content (locally seeded)' },
    source: '按 GB/T 39666-2020 的编码结构（大类2+中类2+小类2）本地编制，非标准原表',
    codes: contentCodes.map(({ code, name, parent, words }) => ({
      code,
      name,
      ...(parent ? { parent } : {}),
      attributes: { words },
    })),
  })
  for (const { id, name, rows } of codeTables)
    await defineCodes(ctx, {
      id,
      name,
      codes: rows.map(([code, zh, en, note]) => ({ code, name: { zh, en }, ...(note ? { attributes: { note } } : {}) })),
    })
}

/** Content classes in force, in their order. */
export const contentTable = (ctx: Context): Promise<readonly Code[]> => codes(ctx, contentId)

/** Names of content classes by code, as a function; a class that is no more is shown by its code. */
export async function contentNamer(ctx: Context): Promise<(code: string) => Name> {
  const names = new Map((await contentTable(ctx)).map((one) => [one.code, one.name]))
  return (one) => names.get(one) ?? { zh: one, en: one }
}

export const findClass = (ctx: Context, value: string): Promise<Code | undefined> => code(ctx, contentId, value)

/** A small class that exists today; fails hotline.content.unknown (422). */
export async function smallClass(ctx: Context, value: string): Promise<Code> {
  const found = value.length === 6 ? await findClass(ctx, value) : undefined
  return (
    found ??
    ctx.fail('hotline.content.unknown', 422, { code: value }, [{ path: '/body/contentCode', code: 'hotline.content.unknown' }])
  )
}

/** All small tables for the pages. */
export async function smallTables(ctx: Context): Promise<Record<string, { code: string; name: Name; note?: string }[]>> {
  const tables: Record<string, { code: string; name: Name; note?: string }[]> = {}
  for (const { id } of codeTables) {
    const rows = await codes(ctx, id)
    tables[id] = rows.map((one) => ({
      code: one.code,
      name: one.name,
      ...(typeof one.attributes['note'] === 'string' ? { note: one.attributes['note'] } : {}),
    }))
  }
  return tables
}
