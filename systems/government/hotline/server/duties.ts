// The duty list: which agency answers for which class of matter where, as dated rows; and the suggestions drawn from it.

import { sql } from 'kysely'
import { newId } from '#kernel/db'
import { findOrg } from '#kernel/identity'
import type { Context } from '#kernel/module'
import { orgNamer } from './centres.ts'
import { contentNamer, findClass } from './codes.ts'
import { getRow } from './details.ts'
import { today } from './limits.ts'

export type Suggestion = { orgId: string; basis: string; contentPrefix: string; areaPrefix: string; past: number }

/**
 * Agencies that may answer for a class of matter in an area, the most particular duty first, with how many such matters each has
 * answered in a year. A point outside the city suggests no county's agency (1.12): nothing is handed there by itself.
 */
export async function suggest(ctx: Context, contentCode: string, area: string, outOfArea = false): Promise<Suggestion[]> {
  const day = today(ctx)
  const { rows } = await sql<Suggestion>`
    select d.org_id, d.basis, d.content_prefix, d.area_prefix,
      (select count(*)::int from hotline.ticket t where t.org_id = d.org_id and t.content_code = ${contentCode} and t.created_at > ${new Date(ctx.now.getTime() - 365 * 86_400_000)} and not t.open) as past
    from hotline.duty d
    where starts_with(${contentCode}, d.content_prefix) and (d.area_prefix = '' or (not ${outOfArea}::boolean and starts_with(${area}, d.area_prefix)))
      and d.valid_from <= ${day}::date and (d.valid_to is null or d.valid_to >= ${day}::date)
    order by length(d.content_prefix) desc, length(d.area_prefix) desc, past desc, d.org_id limit 10`.execute(ctx.db)
  const kept: Suggestion[] = []
  for (const row of rows)
    if (!kept.some((one) => one.orgId === row.orgId) && (await findOrg(ctx, row.orgId))?.active) kept.push(row)
  return kept
}

export async function suggestionsFor(ctx: Context, id: string) {
  const ticket = await getRow(ctx, id, 'hotline.ticket.dispatch')
  const found = await suggest(ctx, ticket.contentCode, ticket.area, ticket.outOfArea)
  const nameOf = await orgNamer(
    ctx,
    found.map((one) => one.orgId),
  )
  const [first, second] = found
  // Sure only when one duty is more particular than all others and names the small or middle class.
  const clear =
    first &&
    first.contentPrefix.length >= 4 &&
    (!second || second.contentPrefix.length < first.contentPrefix.length || second.areaPrefix.length < first.areaPrefix.length)
  return { items: found.map(({ orgId, ...one }, i) => ({ ...one, org: nameOf(orgId), certain: i === 0 && Boolean(clear) })) }
}

export async function listDuties(
  ctx: Context,
  { page = 1, size = 20, content, org, q }: { page?: number; size?: number; content?: string; org?: string; q?: string },
) {
  const where = sql`(${content ?? null}::text is null or d.content_prefix like ${`${content ?? ''}%`}) and (${org ?? null}::uuid is null or d.org_id = ${org ?? null}) and (${q ?? null}::text is null or d.basis ilike ${`%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`})`
  const { rows } =
    await sql<any>`select id, content_prefix, area_prefix, org_id, basis, valid_from, valid_to from hotline.duty d where ${where}
    order by content_prefix, area_prefix, valid_from limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const counted = await sql<{ n: number }>`select count(*)::int as n from hotline.duty d where ${where}`.execute(ctx.db)
  const className = await contentNamer(ctx)
  const nameOf = await orgNamer(
    ctx,
    rows.map((row) => row.orgId),
  )
  const whole = { zh: '全部', en: 'All' }
  return {
    items: rows.map(({ orgId, ...row }) => ({
      ...row,
      org: nameOf(orgId),
      contentName: row.contentPrefix ? className(row.contentPrefix) : whole,
    })),
    total: counted.rows[0]!.n,
  }
}

/** A duty from a day on; fails hotline.content.unknown, hotline.dispatch.org (422), hotline.duty.twice (409). */
export async function addDuty(
  ctx: Context,
  given: { contentPrefix: string; areaPrefix: string; orgId: string; basis: string; validFrom: string },
): Promise<{ id: string }> {
  if (given.contentPrefix && !(await findClass(ctx, given.contentPrefix)))
    ctx.fail('hotline.content.unknown', 422, { code: given.contentPrefix })
  const org = await findOrg(ctx, given.orgId)
  if (!org?.active) ctx.fail('hotline.dispatch.org', 422, { org: org?.name ?? given.orgId })
  const id = newId()
  const row = await ctx.db
    .insertInto('hotline.duty')
    .values({ id, ...given })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) ctx.fail('hotline.duty.twice', 409)
  return { id }
}

/** Ends a duty on a day that is not before it began; a duty is never deleted, past dispatches rest on it. */
export async function endDuty(ctx: Context, id: string, validTo: string): Promise<void> {
  const row = await ctx.db.selectFrom('hotline.duty').select('validFrom').where('id', '=', id).executeTakeFirst()
  if (!row) ctx.fail('hotline.duty.unknown', 404)
  if (validTo < row!['validFrom']) ctx.fail('hotline.duty.end', 422, { validFrom: row!['validFrom'] })
  await ctx.db.updateTable('hotline.duty').set({ validTo }).where('id', '=', id).execute()
}
