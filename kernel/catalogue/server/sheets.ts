// A code table as a sheet: exported, edited elsewhere, imported as proposals for whatever differs.

import type { Context, Upload } from '#kernel/module'
import { newId } from '#kernel/db'
import { propose, same, type CodeValue } from './changes.ts'
import { cityDay, readCodes } from './codes.ts'
import { byHeading, parseCsv, toCsv } from './csv.ts'

const headings: [string, string][] = [
  ['code', '代码'],
  ['name_zh', '名称'],
  ['name_en', '英文名称'],
  ['parent', '上级代码'],
  ['sort', '排序'],
  ['attributes', '属性'],
]
const names = new Map(
  headings.flatMap(([key, zh]) => [
    [key, key],
    [zh, key],
  ]),
)

export async function exportTable(ctx: Context, table: string, at?: string): Promise<string> {
  const rows = await readCodes(ctx, table, at ?? cityDay(ctx.now))
  return toCsv([
    headings.map(([key, zh]) => (ctx.lang === 'zh' ? zh : key)),
    ...rows.map((one) => [
      one.code,
      one.name.zh,
      one.name.en,
      one.parent,
      one.sort,
      Object.keys(one.attributes).length ? one.attributes : '',
    ]),
  ])
}

/** Proposes each row that differs; with `endMissing` also the end of codes that the sheet leaves out. One batch, reviewed together. */
export async function importTable(
  ctx: Context,
  table: string,
  upload: Upload | undefined,
  options: { validFrom: string; endMissing?: boolean; note?: string },
): Promise<{ batch: string; put: number; ended: number; unchanged: number }> {
  if (!upload) ctx.fail('catalogue.import.none', 422)
  const { records, unknown } = byHeading(parseCsv(upload!.bytes), names)
  if (unknown.length) ctx.fail('catalogue.import.heading', 422, { heading: unknown[0]! })
  if (!records.length) ctx.fail('catalogue.import.empty', 422)
  if (records.length > 20_000) ctx.fail('catalogue.import.many', 422, { max: 20_000 })
  const present = new Map((await readCodes(ctx, table, options.validFrom)).map((one) => [one.code, one]))
  const batch = newId()
  const result = { batch, put: 0, ended: 0, unchanged: 0 }
  const seen = new Set<string>()
  // Parents that the same sheet brings are not in force yet when their children are checked: only the sheet as a whole is.
  const coming = new Set(records.map((one) => one['code'] ?? ''))
  for (const [i, record] of records.entries()) {
    const line = i + 2
    const code = record['code'] ?? ''
    if (!code || !record['name_zh'] || seen.has(code)) ctx.fail('catalogue.import.row', 422, { line, code })
    seen.add(code)
    const before = present.get(code)
    const value: CodeValue = {
      name: { zh: record['name_zh']!, en: record['name_en'] || before?.name.en || record['name_zh']! },
      parent: record['parent'] || null,
      sort: record['sort'] === undefined || record['sort'] === '' ? (before?.sort ?? line) : Number(record['sort']),
      attributes: attributesOf(ctx, record['attributes'], before?.attributes ?? {}, line),
    }
    if (!Number.isInteger(value.sort) || (value.parent && !coming.has(value.parent) && !present.has(value.parent)))
      ctx.fail('catalogue.import.row', 422, { line, code })
    if (before && same({ name: before.name, parent: before.parent, sort: before.sort, attributes: before.attributes }, value))
      result.unchanged++
    else {
      await propose(ctx, { table, code, op: 'put', value, validFrom: options.validFrom, note: options.note ?? '' }, batch, coming)
      result.put++
    }
  }
  if (options.endMissing)
    for (const code of present.keys())
      if (!seen.has(code)) {
        await propose(ctx, { table, code, op: 'end', validFrom: options.validFrom, note: options.note ?? '' }, batch)
        result.ended++
      }
  return result
}

function attributesOf(
  ctx: Context,
  text: string | undefined,
  before: Record<string, unknown>,
  line: number,
): Record<string, unknown> {
  if (text === undefined) return before
  if (text === '') return {}
  try {
    const value = JSON.parse(text) as unknown
    if (value && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Told below.
  }
  return ctx.fail('catalogue.import.attributes', 422, { line })
}
