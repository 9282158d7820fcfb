// Repeated matters (R4): who has asked the same before, what lies near by, and a caller's urging that is appended instead of a new ticket.

import { sql } from 'kysely'
import { newId } from '#kernel/db'
import { act } from '#kernel/cases'
import { systemActor, type Context } from '#kernel/module'
import { ruleOf } from './limits.ts'
import { likeness, metresBetween } from './rules.ts'

export type Candidate = {
  id: string
  kind: 'SAME_CALLER_OPEN' | 'SAME_CALLER_CLOSED' | 'MULTI_CALLER'
  metres: number | null
  likeness: number
  sameCaller: boolean
}
export type Asked = {
  /** The ticket itself, when it is there already: it is no duplicate of itself. */
  id?: string | undefined
  contentCode: string
  content: string
  phone: string | null
  personId: string | null
  place: { lng: number; lat: number } | null
}
type Row = {
  id: string
  open: boolean
  contentCode: string
  content: string
  lng: number | null
  lat: number | null
  sameCaller: boolean
}

/**
 * Tickets that may be about the same matter, most likely first: the same class and (the same caller or within 200 m), or a text
 * that is at least 0.8 alike, opened within 30 days (R4; all three are dated rules).
 */
export async function findDuplicates(ctx: Context, asked: Asked, limit = 20): Promise<Candidate[]> {
  const since = new Date(ctx.now.getTime() - (await ruleOf(ctx, 'duplicate.days')) * 86_400_000)
  const within = await ruleOf(ctx, 'duplicate.metres')
  const alike = await ruleOf(ctx, 'duplicate.similarity')
  const p = asked.place
  const near = p
    ? sql<boolean>`t.geom && st_expand(st_setsrid(st_makepoint(${p.lng}::float8, ${p.lat}::float8), 4326), ${within / 90_000}::float8)`
    : sql<boolean>`false`
  const mine = sql<boolean>`(c.phone = ${asked.phone} or c.person_id = ${asked.personId}::uuid)`
  // Texts are compared here and not in SQL: the class or the place bounds how many there can be.
  const { rows } = await sql<Row>`
    select t.id, t.open, t.content_code, t.content, st_x(t.geom) as lng, st_y(t.geom) as lat, coalesce(${mine}, false) as same_caller
    from hotline.ticket t join hotline.caller c on c.ticket_id = t.id
    where t.created_at > ${since} and t.state <> 'merged' and t.id is distinct from ${asked.id ?? null}::uuid
      and (t.content_code = ${asked.contentCode} or ${mine} or ${near})
    order by coalesce(${mine}, false) desc, t.created_at desc limit 400`.execute(ctx.db)
  return rows
    .flatMap((row) => judge(row, asked, within, alike))
    .sort(
      (a, b) => Number(b.sameCaller) - Number(a.sameCaller) || b.likeness - a.likeness || (a.metres ?? 1e9) - (b.metres ?? 1e9),
    )
    .slice(0, limit)
}

function judge(row: Row, asked: Asked, within: number, least: number): Candidate[] {
  const metres =
    asked.place && row.lng !== null && row.lat !== null ? metresBetween(asked.place, { lng: row.lng, lat: row.lat }) : null
  const alike = likeness(row.content, asked.content)
  const sameClass = row.contentCode === asked.contentCode
  const close = metres !== null && metres <= within
  if (!(sameClass && (row.sameCaller || close)) && alike < least) return []
  const kind = row.sameCaller ? (row.open ? 'SAME_CALLER_OPEN' : 'SAME_CALLER_CLOSED') : 'MULTI_CALLER'
  return [
    {
      id: row.id,
      kind,
      metres: metres === null ? null : Math.round(metres),
      likeness: Math.round(alike * 100) / 100,
      sameCaller: row.sameCaller,
    },
  ]
}

/** Of the candidates, the caller's own that a new report repeats: the open one first, else the newest closed one. */
export async function ownRepeat(ctx: Context, asked: Asked): Promise<Candidate | undefined> {
  const far = await ruleOf(ctx, 'duplicate.caller_metres')
  const own = (await findDuplicates(ctx, asked)).filter((one) => one.sameCaller && (one.metres === null || one.metres <= far))
  return own.find((one) => one.kind === 'SAME_CALLER_OPEN') ?? own[0]
}

/** Appends a caller's urging to an open ticket: no new clock. The third raises supervision (R4). Fails hotline.ticket.ended (409). */
export async function urge(
  ctx: Context,
  ticketId: string,
  channel: string,
  content: string,
): Promise<{ n: number; supervised: boolean }> {
  const { rows } = await sql<{ open: boolean; caseId: string; urges: number; no: string; supervised: number }>`
    update hotline.ticket set urges = urges + 1, updated_at = ${ctx.now} where id = ${ticketId} and open returning open, case_id, urges, no, supervised`.execute(
    ctx.db,
  )
  const ticket = rows[0] ?? ctx.fail('hotline.ticket.ended', 409)
  await ctx.db
    .insertInto('hotline.urge')
    .values({ id: newId(), ticketId, n: ticket.urges, at: ctx.now, channel, content, byId: ctx.user.id })
    .execute()
  const program = { ...ctx, user: systemActor }
  await act(program, ticket.caseId, 'urge', { reason: `催单第 ${ticket.urges} 次` })
  const due = ticket.urges >= (await ruleOf(ctx, 'repeat.supervise')) && ticket.supervised === 0
  if (due) {
    await act(program, ticket.caseId, 'supervise', { level: '1', reason: `同一诉求人第 ${ticket.urges} 次反映` })
    await sql`update hotline.ticket set supervised = 1 where id = ${ticketId}`.execute(ctx.db)
  }
  ctx.notice('hotline.ticket', { id: ticketId })
  return { n: ticket.urges, supervised: due }
}

/** Puts a new ticket into an open one: its words become an urging there. Fails hotline.merge.unknown, .self (422), hotline.ticket.ended (409). */
export async function mergeInto(
  ctx: Context,
  ticketId: string,
  parentNo: string,
): Promise<{ parentId: string; duplicateKind: string }> {
  const { rows } = await sql<{ id: string; open: boolean; channel: string; content: string; sameCaller: boolean }>`
    select p.id, p.open, t.channel, t.content, coalesce(pc.phone = tc.phone or pc.person_id = tc.person_id, false) as same_caller
    from hotline.ticket p join hotline.caller pc on pc.ticket_id = p.id, hotline.ticket t join hotline.caller tc on tc.ticket_id = t.id
    where p.no = ${parentNo} and t.id = ${ticketId}`.execute(ctx.db)
  const parent =
    rows[0] ?? ctx.fail('hotline.merge.unknown', 422, { no: parentNo }, [{ path: 'parent', code: 'hotline.merge.unknown' }])
  if (parent.id === ticketId) ctx.fail('hotline.merge.self', 422, {}, [{ path: 'parent', code: 'hotline.merge.self' }])
  await urge(ctx, parent.id, parent.channel, parent.content)
  return { parentId: parent.id, duplicateKind: parent.sameCaller ? 'SAME_CALLER_OPEN' : 'MULTI_CALLER' }
}
