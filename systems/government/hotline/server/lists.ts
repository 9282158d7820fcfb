// The list of tickets as staff see it: filters, search, order, data scope; and the same rows by id for other lists.

import { sql, type RawBuilder } from 'kysely'
import type { Context } from '#kernel/module'
import { stateNames } from '../flows.ts'
import { orgNamer } from './centres.ts'
import { contentNamer } from './codes.ts'
import { seen } from './scopes.ts'

export type ListQuery = {
  page?: number
  size?: number
  sort?: string
  q?: string
  state?: string[]
  open?: boolean
  late?: boolean
  requestType?: string
  urgency?: string
  channel?: string
  content?: string
  area?: string
  org?: string
  from?: string
  to?: string
}

const columns = sql.raw(
  `t.id, t.no, t.case_id, t.title, t.state, t.open, t.channel, t.source_line, t.request_type, t.content_code, t.urgency, t.confidential, t.area, t.address, t.org_id, t.centre_id,
  t.due_at, t.replied_at, t.late, t.urges, t.supervised, t.satisfaction, t.created_at, t.closed_at`,
)
const orders: Record<string, string> = {
  createdAt: 't.created_at',
  dueAt: 't.due_at',
  no: 't.no',
  closedAt: 't.closed_at',
  urgency: "array_position(array['NORMAL','PRIORITY','URGENT'], t.urgency)",
}

/** A day as people mean it: from its midnight in the city. */
export const midnight = (day: string): Date => new Date(`${day}T00:00:00+08:00`)
const like = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Conditions of the filters over alias t, without the scope. */
function filters(ctx: Context, query: ListQuery): RawBuilder<boolean> {
  const all: RawBuilder<boolean>[] = []
  if (query.state?.length) all.push(sql<boolean>`t.state = any(${query.state})`)
  if (query.open !== undefined) all.push(query.open ? sql<boolean>`t.open` : sql<boolean>`not t.open`)
  if (query.late !== undefined)
    all.push(
      query.late
        ? sql<boolean>`(t.late or (t.open and t.replied_at is null and t.due_at < ${ctx.now}))`
        : sql<boolean>`not (t.late or (t.open and t.replied_at is null and t.due_at < ${ctx.now}))`,
    )
  if (query.requestType) all.push(sql<boolean>`t.request_type = ${query.requestType}`)
  if (query.urgency) all.push(sql<boolean>`t.urgency = ${query.urgency}`)
  if (query.channel) all.push(sql<boolean>`t.channel = ${query.channel}`)
  if (query.content) all.push(sql<boolean>`t.content_code like ${`${query.content}%`}`)
  if (query.area) all.push(sql<boolean>`t.area like ${`${query.area}%`}`)
  if (query.org) all.push(sql<boolean>`t.org_id = ${query.org}`)
  if (query.from) all.push(sql<boolean>`t.created_at >= ${midnight(query.from)}`)
  if (query.to) all.push(sql<boolean>`t.created_at < ${new Date(midnight(query.to).getTime() + 86_400_000)}`)
  const q = query.q?.trim()
  if (q) all.push(/^\d{6,}$/.test(q) ? sql<boolean>`t.no like ${`${q}%`}` : sql<boolean>`t.search ilike ${`%${like(q)}%`}`)
  return all.length ? sql<boolean>`(${sql.join(all, sql` and `)})` : sql<boolean>`true`
}

/** One page of tickets in the caller's scope; `total` is exact up to 10,000. An agency never sees who is meant by a confidential one. */
export async function listTickets(ctx: Context, query: ListQuery): Promise<{ items: any[]; total: number }> {
  const { page = 1, size = 20, sort = '-createdAt' } = query
  const key = sort.replace('-', '')
  const order = orders[key] ?? ctx.fail('hotline.sort', 400, { sort: key })
  const where = sql<boolean>`${seen(ctx, 'hotline.ticket.read')} and ${filters(ctx, query)}`
  const direction = sort.startsWith('-') ? 'desc nulls last' : 'asc nulls last'
  const { rows } =
    await sql<any>`select ${columns} from hotline.ticket t where ${where} order by ${sql.raw(`${order} ${direction}`)}, t.id desc limit ${size} offset ${(page - 1) * size}`.execute(
      ctx.db,
    )
  const counted = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from hotline.ticket t where ${where} limit 10000) c`.execute(ctx.db)
  return { items: await shaped(ctx, rows), total: counted.rows[0]!.n }
}

/** Rows of these tickets as lists show them, in the order given; those out of the caller's scope are left out. */
export async function rowsOf(ctx: Context, ids: string[]): Promise<any[]> {
  if (!ids.length) return []
  const { rows } =
    await sql<any>`select ${columns} from hotline.ticket t where t.id = any(${ids}::uuid[]) and ${seen(ctx, 'hotline.ticket.read')}`.execute(
      ctx.db,
    )
  const byId = new Map((await shaped(ctx, rows)).map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Tickets of one telephone number, newest first: what the agent's page shows when it rings. */
export async function ticketsOfPhone(ctx: Context, phone: string): Promise<{ items: any[]; total: number }> {
  const where = sql<boolean>`t.id in (select ticket_id from hotline.caller where phone = ${phone}) and ${seen(ctx, 'hotline.ticket.read')}`
  const { rows } =
    await sql<any>`select ${columns} from hotline.ticket t where ${where} order by t.open desc, t.created_at desc limit 20`.execute(
      ctx.db,
    )
  const counted = await sql<{ n: number }>`select count(*)::int as n from hotline.ticket t where ${where}`.execute(ctx.db)
  return { items: await shaped(ctx, rows), total: counted.rows[0]!.n }
}

/** Database rows with the names that people read. */
export async function shaped(ctx: Context, rows: any[]): Promise<any[]> {
  const className = await contentNamer(ctx)
  const nameOf = await orgNamer(
    ctx,
    rows.map((row) => row.orgId),
  )
  return rows.map(({ orgId, centreId, repliedAt, ...row }) => ({
    ...row,
    late: row.late || (row.open && !repliedAt && row.dueAt !== null && row.dueAt < ctx.now),
    stateName: stateNames[row.state] ?? { zh: row.state, en: row.state },
    contentName: className(row.contentCode),
    // Before it is handed out the centre has it: that is no agency.
    org: orgId === centreId ? null : nameOf(orgId),
  }))
}
