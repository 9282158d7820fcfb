// One registry: a plain table of flat rows with its list, form, history and sheets, as a contract and its handlers.

import { Ajv } from 'ajv'
import addFormatsModule from 'ajv-formats'
import { sql } from 'kysely'
import { Type, type TSchema } from 'typebox'
import { Any, ById, Id, Obj, Optional, PageOf, PageQuery, Text, Whole, may as hasGrant, raw } from '#kernel/module'
import type { Context, Contract, Handlers, Layer, Name, Route, RouteKey } from '#kernel/module'
import { byHeading, parseCsv, same, toCsv } from '#kernel/catalogue'
import { newId } from '#kernel/db'
import { attach, filesOf } from '#kernel/files'
import { assignmentsOf, bodyOf, columnsOf, optionsOf, readCell, snake, withNames, writeCell, type FieldSpec } from './fields.ts'

export type RegistrySpec = {
  /** '<module>.<plural>': its routes are below /<module>/<plural>. */
  id: string
  /** A table of the module's own schema: id, rev, updated_at and a column per field; a place is geometry(Point, 4326) with <key>_address. */
  table: string
  name: Name
  may: { read: string; write: string }
  fields: FieldSpec[]
  /** Default order, such as 'name' or '-since'. */
  sort?: string
  /** Rows may have files (kernel/files). */
  files?: boolean
  /** Color of its pins on the map, when it has a place. */
  color?: string
  /** The one rule of its own: fails when the whole row, as it would be, is wrong. */
  check?: (row: Row, ctx: Context) => Promise<void> | void
}
type Row = Record<string, any>
export type Registry = {
  contract: Contract
  routes: Handlers
  layers: Layer[]
  functions: Record<string, (ctx: Context, id: string) => Promise<boolean>>
}

const mostRows = 5_000
const ajv = new Ajv({ strict: false, allowUnionTypes: true })
;(addFormatsModule as unknown as (ajv: Ajv) => void)(ajv)

/** What to spread into a module: `contract`, `routes`, `layers`, `functions`. Its page: `<RegistryPage path="/<module>/<plural>"/>`. */
export function registry(spec: RegistrySpec): Registry {
  const { fields, may, id: name } = spec
  const path = `/${name.replace('.', '/')}`
  const table = sql.table(spec.table)
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const searched = fields.filter((field) => field.search)
  const filters = fields.filter((field) => field.filter)
  const validate = ajv.compile(Obj(bodyOf(fields, true)))
  const selected = sql`id, rev, updated_at, ${columnsOf(fields)}`
  const subject = (id: string) => `${name}:${id}`
  const valuesOf = (row: Row): Row => Object.fromEntries(fields.map(({ key }) => [key, row[key] ?? null]))

  async function list(ctx: Context, query: Row, size: number) {
    const conditions = [sql`true`]
    const pattern = query['q'] && `%${String(query['q']).replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    const hits = searched.map(({ key }) => sql`${sql.ref(snake(key))}::text ilike ${pattern}`)
    if (pattern) conditions.push(hits.length ? sql`(${sql.join(hits, sql` or `)})` : sql`false`)
    for (const { key, type } of filters) {
      const column = sql.ref(snake(key))
      // A district holds what lies below it.
      if (query[key] !== undefined && type === 'district') conditions.push(sql`${column} like ${`${query[key]}%`}`)
      else if (query[key] !== undefined) conditions.push(sql`${column}::text = ${String(query[key])}`)
    }
    const where = sql.join(conditions, sql` and `)
    const [, down, key] = /^(-?)(\w+)$/.exec(query['sort'] ?? spec.sort ?? '-updatedAt')!
    if (key !== 'updatedAt' && !byKey.has(key!)) ctx.fail('registry.sort', 400, { sort: key })
    const order = sql`${sql.ref(snake(key!))} ${down ? sql`desc` : sql`asc`} nulls last, id`
    const page = sql`limit ${size} offset ${((query['page'] ?? 1) - 1) * size}`
    const { rows } = await sql<Row>`select ${selected} from ${table} where ${where} order by ${order} ${page}`.execute(ctx.db)
    const counted = sql<{ n: number }>`select count(*)::int as n from (select 1 from ${table} where ${where} limit 10000) t`
    return { items: await withNames(ctx, fields, rows), total: (await counted.execute(ctx.db)).rows[0]!.n }
  }

  async function find(ctx: Context, id: string, rev?: number): Promise<Row> {
    const lock = rev === undefined ? sql`` : sql`for update`
    const { rows } = await sql<Row>`select ${selected} from ${table} where id = ${id} ${lock}`.execute(ctx.db)
    const row = rows[0] ?? ctx.fail('registry.unknown', 404)
    if (rev !== undefined && rev !== row['rev']) ctx.fail('registry.stale', 409)
    return row
  }

  /** Keeps what changed, as it was and as it is. */
  async function note(ctx: Context, id: string, rev: number, op: string, before: Row, after: Row) {
    const changed = [...byKey.keys()].filter((key) => !same(before[key] ?? null, after[key] ?? null))
    const of = (row: Row) => JSON.stringify(Object.fromEntries(changed.map((key) => [key, row[key] ?? null])))
    const by = sql`${ctx.user.id}, ${ctx.user.name}, ${ctx.now}`
    await sql`insert into registry.history (id, registry, row_id, rev, op, before, after, by_id, by_name, at)
      values (${newId()}, ${name}, ${id}, ${rev}, ${op}, ${of(before)}::jsonb, ${of(after)}::jsonb, ${by})`.execute(ctx.db)
    ctx.notice(name)
    return { id, rev }
  }

  /** Adds a row, or changes the one given. What the table's own unique constraints refuse is a conflict and not a crash. */
  async function save(ctx: Context, before: Row | null, body: Row) {
    const id: string = before?.['id'] ?? newId()
    const rev: number = (before?.['rev'] ?? 0) + 1
    const after = valuesOf({ ...before, ...body })
    for (const field of fields) {
      const params = { field: field.name[ctx.lang] }
      const options = field.type === 'choice' && after[field.key] !== null ? await optionsOf(ctx, field) : undefined
      if (options && !options.some((one) => one.value === after[field.key]))
        ctx.fail('registry.choice', 422, params, [{ path: `/body/${field.key}`, code: 'registry.choice', params }])
    }
    await spec.check?.({ ...after, id }, ctx)
    const set = [
      ['id', sql`${id}`],
      ['rev', sql`${rev}`],
      ['updated_at', sql`${ctx.now}`],
      ...assignmentsOf(fields, after),
    ] as const
    const columns = sql.join(set.map(([column]) => sql.ref(column)))
    const renewed = sql.join(set.slice(1).map(([column]) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`))
    await sql`insert into ${table} (${columns}) values (${sql.join(set.map(([, value]) => value))})
      on conflict (id) do update set ${renewed}`
      .execute(ctx.db)
      .catch((error: { code?: string }) => (error.code === '23505' ? ctx.fail('registry.duplicate', 409) : Promise.reject(error)))
    if (spec.files && body['files']) await attach(ctx, body['files'], subject(id))
    return note(ctx, id, rev, before ? 'update' : 'create', before ?? {}, after)
  }

  async function sheet(ctx: Context, query: Row) {
    const { items } = await list(ctx, { ...query, page: 1 }, mostRows)
    const cells = (row: Row) => [row['id'], ...fields.map((field) => writeCell(field, row[field.key], ctx.lang))]
    const csv = toCsv([['id', ...fields.map((field) => field.name[ctx.lang])], ...items.map(cells)])
    return raw(csv, { type: 'text/csv; charset=utf-8', headers: { 'content-disposition': `attachment; filename="${name}.csv"` } })
  }

  /** All rows or none; with an id a row is changed, without one it is added. The first wrong cell is told by its line and column. */
  async function importSheet(ctx: Context, bytes: Uint8Array | undefined) {
    const headings = new Map([['id', 'id']])
    for (const { key, name } of fields) for (const text of [key, name.zh, name.en]) headings.set(text.toLowerCase(), key)
    const { records, unknown } = byHeading(parseCsv(bytes ?? ctx.fail('registry.import.none', 422)), headings)
    if (unknown.length) ctx.fail('registry.import.heading', 422, { heading: unknown[0] })
    if (!records.length || records.length > mostRows) ctx.fail('registry.import.rows', 422, { max: mostRows })
    const options = new Map<string, Awaited<ReturnType<typeof optionsOf>>>()
    for (const field of fields) options.set(field.key, await optionsOf(ctx, field))
    const done = { created: 0, updated: 0, unchanged: 0 }
    for (const [i, record] of records.entries()) {
      const wrong = (key: string) =>
        ctx.fail('registry.import.cell', 422, { line: i + 2, field: byKey.get(key)?.name[ctx.lang] ?? key })
      const { id } = record
      if (id && !/^[0-9a-f-]{36}$/.test(id)) wrong('id')
      const before = id ? await find(ctx, id) : null
      const after = before ? valuesOf(before) : {}
      for (const field of fields) {
        const text = record[field.key]
        if (text !== undefined)
          after[field.key] = readCell(field, text, options.get(field.key)) ?? (text ? wrong(field.key) : null)
      }
      if (!validate(after))
        wrong(validate.errors![0]!.instancePath.split('/')[1] ?? validate.errors![0]!.params['missingProperty'])
      const kept = before !== null && same(valuesOf(before), valuesOf(after))
      if (!kept) await save(ctx, before, after)
      done[kept ? 'unchanged' : before ? 'updated' : 'created']++
    }
    return done
  }

  const contract: Contract = {}
  const routes: Handlers = {}
  const on = (key: string, zh: string, en: string, route: Partial<Route>, run: (ctx: Context, input: any) => unknown) => {
    const summary = { zh: `${spec.name.zh}：${zh}`, en: `${spec.name.en}: ${en}` }
    contract[key as RouteKey] = { may: key.startsWith('GET') ? may.read : may.write, summary, ...route }
    routes[key as RouteKey] = run
  }
  const files: Record<string, TSchema> = spec.files ? { files: Optional(Type.Array(Id, { maxItems: 20 })) } : {}
  const whole = Obj({ ...bodyOf(fields, true), ...files })
  const part = Obj({ rev: Whole(1), ...bodyOf(fields, false), ...files })
  const reply = Obj({ id: Id, rev: Whole(1) })
  const query = PageQuery(Object.fromEntries(filters.map((field) => [field.key, Optional(Text(60))])))
  on(`GET ${path}`, '列表', 'list', { query, reply: PageOf(Any) }, (ctx, { query }) => list(ctx, query, query.size))
  on(`GET ${path}/form`, '字段', 'fields', { reply: Any }, async (ctx) => {
    const shape = fields.map(async (field) => ({ ...field, of: undefined, options: await optionsOf(ctx, field) }))
    return { id: name, name: spec.name, write: may.write, files: spec.files ?? false, fields: await Promise.all(shape) }
  })
  on(`GET ${path}/sheet`, '导出', 'export', { query }, (ctx, { query }) => sheet(ctx, query))
  on(`POST ${path}/imports`, '导入', 'import', {}, (ctx, { req }) => importSheet(ctx, req.uploads[0]?.bytes))
  on(`GET ${path}/:id`, '详情', 'one', { params: ById, reply: Any }, async (ctx, { params }) => {
    const [row] = await withNames(ctx, fields, [await find(ctx, params.id)])
    return { ...row, ...(spec.files ? { files: await filesOf(ctx, subject(params.id)) } : {}) }
  })
  on(`GET ${path}/:id/history`, '历史', 'history', { params: ById, reply: PageOf(Any) }, async (ctx, { params }) => {
    const { rows } = await sql<Row>`select rev, op, before, after, by_name, at from registry.history
      where registry = ${name} and row_id = ${params.id} order by rev desc limit 200`.execute(ctx.db)
    return { items: rows, total: rows.length }
  })
  on(`POST ${path}`, '新增', 'add', { body: whole, reply, status: 201 }, (ctx, { body }) => save(ctx, null, body))
  on(`PATCH ${path}/:id`, '修改', 'change', { params: ById, body: part, reply }, async (ctx, { params, body }) => {
    const { rev, ...changes } = body
    return save(ctx, await find(ctx, params.id, rev), changes)
  })
  const at = Obj({ rev: Whole(1) })
  on(`DELETE ${path}/:id`, '删除', 'delete', { params: ById, query: at, reply }, async (ctx, { params: { id }, query }) => {
    const before = await find(ctx, id, query.rev)
    await sql`delete from ${table} where id = ${id}`.execute(ctx.db)
    return note(ctx, id, query.rev + 1, 'delete', before, {})
  })

  const place = fields.find((field) => field.type === 'place')
  const listed = fields.filter(({ list, type }) => list && type !== 'place')
  const properties = Object.fromEntries(listed.map(({ key }) => [key, snake(key)]))
  const source = place && { table: spec.table, id: 'id', geom: snake(place.key), properties }
  const layer = source && {
    id: name,
    name: spec.name,
    geometry: 'point' as const,
    may: may.read,
    color: spec.color ?? '#1f6feb',
    source,
  }
  return {
    contract,
    routes,
    layers: layer ? [layer] : [],
    functions: spec.files ? { [`${name}.files`]: async (ctx) => hasGrant(ctx.user, may.read) } : {},
  }
}
