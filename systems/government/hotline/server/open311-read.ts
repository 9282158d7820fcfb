// What Open311 shows: services by content class, and requests without anything of who sent them (government.md 1.11, R7).

import { sql, type RawBuilder } from 'kysely'
import type { Context, DoorRequest } from '#kernel/module'
import { getOrg } from '#kernel/identity'
import { centreOf, orgNamer } from './centres.ts'
import { nameIn, requestTypes } from './code-tables.ts'
import { contentTable, findClass } from './codes.ts'
import { ruleOf } from './limits.ts'
import { attributeTypes, Bad, invalid } from './open311-post.ts'
import { pictureLinks } from './photos.ts'
import { covered } from './rules.ts'

/** One city serves here, by its GB/T 2260 code; another jurisdiction is 404. */
export async function jurisdiction(ctx: Context, given: unknown): Promise<void> {
  if (given === undefined || given === '') return
  const code = (await getOrg(ctx, await centreOf(ctx))).areaCode
  if (given !== code) throw new Bad(404, 'jurisdiction_id was not found')
}

export async function services(ctx: Context): Promise<Record<string, string>[]> {
  const table = await contentTable(ctx)
  const names = new Map(table.map((one) => [one.code, one.name[ctx.lang]]))
  return table
    .filter((one) => one.code.length === 6)
    .map((one) => ({
      service_code: one.code,
      service_name: one.name[ctx.lang],
      description: [names.get(one.code.slice(0, 2)), names.get(one.code.slice(0, 4)), one.name[ctx.lang]]
        .filter(Boolean)
        .join(' / '),
      metadata: 'true',
      type: 'realtime',
      keywords: ((one.attributes['words'] as string[] | undefined) ?? []).join(','),
      group: names.get(one.code.slice(0, 2)) ?? '',
    }))
}

export async function serviceOf(ctx: Context, code: string): Promise<Record<string, unknown>> {
  if (code.length !== 6 || !(await findClass(ctx, code))) throw new Bad(404, 'service_code was not found')
  const zh = ctx.lang === 'zh'
  const attribute = (
    code: string,
    datatype: string,
    order: number,
    description: string,
    hint: string,
    values: { key: string; name: string }[],
  ) => ({
    variable: 'true',
    code,
    datatype,
    required: 'false',
    datatype_description: hint,
    order: String(order),
    description,
    values,
  })
  return {
    service_code: code,
    attributes: [
      attribute(
        'REQUEST_TYPE',
        'singlevaluelist',
        1,
        zh ? '您的诉求是' : 'What kind of matter is it?',
        '',
        attributeTypes.map((key) => ({ key, name: nameIn(requestTypes, key)[ctx.lang] })),
      ),
      attribute(
        'OCCURRED',
        'datetime',
        2,
        zh ? '发生时间' : 'When did it happen?',
        zh ? 'ISO 8601，含时区' : 'ISO 8601 with offset',
        [],
      ),
    ],
  }
}

/** Never listed: confidential matters and reports of wrongdoing; what was merged is shown by the ticket it went to. */
const shown = sql<boolean>`not t.confidential and t.request_type <> 'REPORT' and t.state <> 'merged'`
const columns = sql.raw(
  `t.id, t.no, t.open, t.state, t.content_code, t.content, t.reply, t.org_id, t.centre_id, t.created_at, t.updated_at, t.due_at, t.address, st_x(t.geom) as lng, st_y(t.geom) as lat,
   exists (select 1 from hotline.answered a where a.ticket_id = t.id and a.withdrawn_at is null) as public`,
)

const param = (req: Pick<DoorRequest, 'query'>, name: string): string => {
  const value = req.query[name]
  if (Array.isArray(value)) throw invalid(name, 'was given more than once')
  return (value ?? '').trim()
}
function timeOf(text: string, name: string): Date | undefined {
  if (!text) return undefined
  // A plus sign in an address that nobody encoded arrives as a space.
  const given = text.replace(/ (?=\d{2}:\d{2}$)/, '+')
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(given) || Number.isNaN(Date.parse(given)))
    throw invalid(name, 'is not an ISO 8601 time with offset')
  return new Date(given.length === 10 ? `${given}T00:00:00+08:00` : given)
}

/** GET requests: ids override all other filters; else 90 days back from now or from end_date, at most 1000 (both are settings). */
export async function findRequests(ctx: Context, req: DoorRequest): Promise<Record<string, unknown>[]> {
  const most = await ruleOf(ctx, 'open311.rows')
  const ids = param(req, 'service_request_id')
  if (ids) {
    const numbers = ids
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean)
      .slice(0, most)
    return select(ctx, req, sql<boolean>`t.no = any(${numbers})`, most, 0)
  }
  const [from, to] = [timeOf(param(req, 'start_date'), 'start_date'), timeOf(param(req, 'end_date'), 'end_date')]
  if (from && to && to < from) throw invalid('end_date', 'is before start_date')
  const span = (await ruleOf(ctx, 'open311.days')) * 86_400_000
  const end = to ?? (from ? new Date(Math.min(ctx.now.getTime(), from.getTime() + span)) : ctx.now)
  const begin = from ?? new Date(end.getTime() - span)
  if (end.getTime() - begin.getTime() > span + 86_400_000)
    throw invalid('end_date', `is more than ${span / 86_400_000} days after start_date`)
  const all: RawBuilder<boolean>[] = [sql<boolean>`t.created_at >= ${begin} and t.created_at <= ${end}`]
  const status = param(req, 'status')
  if (status && status !== 'open' && status !== 'closed') throw invalid('status', 'is neither open nor closed')
  if (status) all.push(status === 'open' ? sql<boolean>`t.open` : sql<boolean>`not t.open`)
  const codes = param(req, 'service_code')
  if (codes) all.push(sql<boolean>`t.content_code = any(${codes.split(',').map((one) => one.trim())})`)
  const size = whole(param(req, 'page_size'), 'page_size', most)
  const page = whole(param(req, 'page'), 'page', 10_000)
  return select(
    ctx,
    req,
    sql<boolean>`${sql.join(all, sql` and `)}`,
    Math.min(size ?? most, most),
    ((page ?? 1) - 1) * (size ?? most),
  )
}

function whole(text: string, name: string, most: number): number | undefined {
  if (!text) return undefined
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1 || Number(text) > most) throw invalid(name)
  return Number(text)
}

/** GET requests/{id}; what may not be shown does not exist. */
export async function oneRequest(ctx: Context, req: DoorRequest, no: string): Promise<Record<string, unknown>> {
  const [found] = await select(ctx, req, sql<boolean>`t.no = ${no}`, 1, 0)
  if (!found) throw new Bad(404, 'service_request_id was not found')
  return found
}

/** Requests get their number at once; a token is the ticket's id, for clients that always ask. */
export async function requestByToken(ctx: Context, token: string): Promise<Record<string, string>> {
  const { rows } = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(token)
    ? await sql<{ no: string }>`select t.no from hotline.ticket t where t.id = ${token}::uuid and ${shown}`.execute(ctx.db)
    : { rows: [] }
  if (!rows[0]) throw new Bad(404, 'token was not found')
  return { service_request_id: rows[0].no, token }
}

async function select(
  ctx: Context,
  req: Pick<DoorRequest, 'origin'>,
  where: RawBuilder<boolean>,
  limit: number,
  offset: number,
): Promise<Record<string, unknown>[]> {
  const { rows } =
    await sql<any>`select ${columns} from hotline.ticket t where ${shown} and ${where} order by t.created_at desc, t.id limit ${limit} offset ${offset}`.execute(
      ctx.db,
    )
  const names = new Map((await contentTable(ctx)).map((one) => [one.code, one.name[ctx.lang]]))
  const nameOf = await orgNamer(
    ctx,
    rows.map((row) => row.orgId),
  )
  const requests = []
  for (const row of rows) {
    const answered = row.open ? '' : publicReply(row.reply)
    // Only what the centre has made public shows its picture: a photo may show people and plates.
    const [picture] = row.public ? await pictureLinks(ctx, row.id, 86_400, 1) : []
    requests.push({
      service_request_id: row.no,
      status: row.open ? 'open' : 'closed',
      status_notes: answered,
      service_name: names.get(row.contentCode) ?? row.contentCode,
      service_code: row.contentCode,
      description: covered(row.content),
      agency_responsible: row.orgId === row.centreId ? '' : (nameOf(row.orgId)?.name ?? ''),
      service_notice: '',
      requested_datetime: stamp(row.createdAt),
      updated_datetime: stamp(row.updatedAt),
      expected_datetime: stamp(row.dueAt),
      address: row.address,
      address_id: '',
      zipcode: '',
      lat: row.lat,
      long: row.lng,
      media_url: picture ? `${req.origin}${picture.href}` : '',
    })
  }
  return requests
}

/** What an agency found, on what basis, with what result; how and when it spoke with the caller is not for everybody. */
function publicReply(reply: { found?: string; basis?: string; result?: string } | null): string {
  return reply ? covered([reply.found, reply.basis, reply.result].filter(Boolean).join('\n')) : ''
}

/** ISO 8601 in the city's own time: 2026-11-23T09:00:00+08:00; empty when there is none. */
export function stamp(at: Date | null): string {
  return at ? `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00` : ''
}
