// The citizen's own look at a matter: by number and query code or as the one signed in; and the rating of what was done.

import { sql } from 'kysely'
import type { Context, Name } from '#kernel/module'
import { stateNames } from '../flows.ts'
import { dissatisfactions } from './code-tables.ts'
import { ruleOf } from './limits.ts'
import { sameCode } from './rules.ts'

export type Own = { id: string; no: string; how: 'code' | 'person' }

/**
 * Finds a matter by number and query code. A wrong code and a number that does not exist are the same answer; after some failures for
 * one number it stays closed for a while, also for the right code: undefined, or 'closed'.
 */
export async function findByCode(ctx: Context, no: string, code: string): Promise<Own | 'closed' | undefined> {
  const since = new Date(ctx.now.getTime() - (await ruleOf(ctx, 'query.minutes')) * 60_000)
  const failed = await sql<{
    n: number
  }>`select count(*)::int as n from hotline.query_failure where no = ${no} and at > ${since}`.execute(ctx.db)
  if (failed.rows[0]!.n >= (await ruleOf(ctx, 'query.failures'))) return 'closed'
  const { rows } = await sql<{ id: string; no: string; queryCode: string }>`
    select t.id, t.no, c.query_code from hotline.ticket t join hotline.caller c on c.ticket_id = t.id where t.no = ${no}`.execute(
    ctx.db,
  )
  const row = rows[0]
  // Compared also when there is no such number, so that time tells nothing.
  const right = sameCode(code, row?.queryCode ?? '      ')
  if (row && right) return { id: row.id, no: row.no, how: 'code' }
  await ctx.db
    .insertInto('hotline.queryFailure')
    .values({ no: no.slice(0, 40), at: ctx.now })
    .execute()
  return undefined
}

/** The signed-in citizen's own matter of this number. */
export async function findOwn(ctx: Context, no: string): Promise<Own | undefined> {
  if (ctx.user.kind !== 'citizen' || !ctx.user.id) return undefined
  const { rows } = await sql<{ id: string; no: string }>`
    select t.id, t.no from hotline.ticket t join hotline.caller c on c.ticket_id = t.id where t.no = ${no} and c.person_id = ${ctx.user.id}`.execute(
    ctx.db,
  )
  return rows[0] ? { ...rows[0], how: 'person' } : undefined
}

export type Rating = { level: number; reasons: string[]; note: string }

/**
 * The citizen's rating of a closed matter, once, within some days, also in place of what the call-back noted. Fails hotline.rating.open, .done, .late (409), hotline.rating.level,
 * .reasons (422): who is dissatisfied says why.
 */
export async function rate(ctx: Context, id: string, rating: Rating): Promise<void> {
  if (!Number.isInteger(rating.level) || rating.level < 1 || rating.level > 5) ctx.fail('hotline.rating.level', 422)
  const known: string[] = dissatisfactions.map(([code]) => code)
  const reasons = rating.level > 3 ? rating.reasons.filter((code) => known.includes(code)) : []
  if (rating.level > 3 && !reasons.length) ctx.fail('hotline.rating.reasons', 422)
  const { rows } = await sql<{
    state: string
    closedAt: Date | null
    ratedAt: Date | null
    ratedBy: string | null
    no: string
    caseId: string
    orgId: string
  }>`
    select state, closed_at, rated_at, rated_by, no, case_id, org_id from hotline.ticket where id = ${id} for update`.execute(
    ctx.db,
  )
  const ticket = rows[0] ?? ctx.fail('hotline.ticket.unknown', 404)
  if (!ticket.closedAt || !['closed', 'closed_direct', 'closed_unreachable'].includes(ticket.state))
    ctx.fail('hotline.rating.open', 409)
  // What the call-back officer noted may be put right by the citizen; the citizen's own word stands.
  if (ticket.ratedAt && ticket.ratedBy !== 'CALLBACK') ctx.fail('hotline.rating.done', 409)
  if (ctx.now.getTime() - ticket.closedAt!.getTime() > (await ruleOf(ctx, 'rating.days')) * 86_400_000)
    ctx.fail('hotline.rating.late', 409)
  await ctx.db
    .updateTable('hotline.ticket')
    .set({
      satisfaction: rating.level,
      dissatisfied: reasons,
      ratingNote: rating.note.trim().slice(0, 500),
      ratedBy: 'WEB',
      ratedAt: ctx.now,
      updatedAt: ctx.now,
      rev: sql`rev + 1`,
    })
    .where('id', '=', id)
    .execute()
  ctx.emit('hotline.ticket.rated', { id, no: ticket.no, caseId: ticket.caseId, org: ticket.orgId, satisfaction: rating.level })
  ctx.notice('hotline.ticket', { id })
}

/** The signed-in citizen's matters for the portal, newest first. */
export async function matters(
  ctx: Context,
): Promise<{ no: string; title: string; state: Name; open: boolean; at: Date; due: Date | null; href: string }[]> {
  if (ctx.user.kind !== 'citizen' || !ctx.user.id) return []
  const { rows } = await sql<{ no: string; title: string; state: string; open: boolean; at: Date; due: Date | null }>`
    select t.no, t.title, t.state, t.open, t.created_at as at, t.due_at as due from hotline.ticket t join hotline.caller c on c.ticket_id = t.id
    where c.person_id = ${ctx.user.id} order by t.created_at desc limit 100`.execute(ctx.db)
  return rows.map((row) => ({
    ...row,
    state: stateNames[row.state] ?? { zh: row.state, en: row.state },
    href: `/track/${row.no}`,
  }))
}

/** Forgets failed queries and unsent reports that are too old to matter; hourly. */
export async function forgetOld(ctx: Context): Promise<void> {
  await sql`delete from hotline.query_failure where at < ${new Date(ctx.now.getTime() - (await ruleOf(ctx, 'query.minutes')) * 60_000)}`.execute(
    ctx.db,
  )
  await sql`delete from hotline.draft where at < ${new Date(ctx.now.getTime() - (await ruleOf(ctx, 'draft.hours')) * 3_600_000)}`.execute(
    ctx.db,
  )
}
