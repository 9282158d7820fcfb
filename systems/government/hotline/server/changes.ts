// What staff change in a ticket beside its flow: classes, place, call-back attempts, publishing, the panel's exclusion.

import { sql } from 'kysely'
import { setCase } from '#kernel/cases'
import { newId } from '#kernel/db'
import type { Context } from '#kernel/module'
import { contentNamer, smallClass } from './codes.ts'
import { getRow } from './details.ts'
import { triesOf } from './guards.ts'
import { limitOf, ruleOf, today } from './limits.ts'
import { personalIn } from './rules.ts'
import { caseTitle, isHidden, placed, priorityOf } from './tickets.ts'
import { orgNamer } from './centres.ts'

export type Correction = {
  rev: number
  requestType?: string
  contentCode?: string
  urgency?: string
  confidential?: boolean
  title?: string
  address?: string
  place?: { lng: number; lat: number } | null
}

/**
 * Classifies or corrects a ticket that is not handed out yet. Fails hotline.ticket.changed (409) when somebody else was quicker,
 * hotline.ticket.dispatched (409) later on: then what the agency was given stays what it was.
 */
export async function correct(ctx: Context, id: string, given: Correction): Promise<void> {
  const before = await getRow(ctx, id, 'hotline.ticket.classify')
  if (!before.open || !['registered', 'rejected', 'pending'].includes(before.state))
    ctx.fail('hotline.ticket.dispatched', 409, { state: before.state })
  const { rev, place, ...rest } = given
  const after = { ...before, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) }
  if (given.contentCode) await smallClass(ctx, given.contentCode)
  const where =
    place !== undefined || given.address !== undefined
      ? await placed(
          ctx,
          place === undefined ? (before.lng === null ? null : { lng: before.lng, lat: before.lat }) : place,
          after.address,
        )
      : null
  const point =
    place === undefined
      ? {}
      : { geom: place ? sql`st_setsrid(st_makepoint(${place.lng}::float8, ${place.lat}::float8), 4326)` : null }
  const { numUpdatedRows } = await ctx.db
    .updateTable('hotline.ticket')
    .set({
      requestType: after.requestType,
      contentCode: after.contentCode,
      urgency: after.urgency,
      confidential: after.confidential,
      title: after.title,
      address: after.address,
      classified: true,
      ...point,
      ...where,
      updatedAt: ctx.now,
      rev: sql`rev + 1`,
    })
    .where('id', '=', id)
    .where('rev', '=', rev)
    .executeTakeFirst()
  if (Number(numUpdatedRows) === 0) ctx.fail('hotline.ticket.changed', 409, { rev: before.rev })
  const className = (await contentNamer(ctx))(after.contentCode).zh
  const hidden = isHidden(after)
  await setCase(ctx, before.caseId, {
    title: caseTitle(after.title, className, hidden),
    priority: priorityOf(after.urgency),
    ...(where ? { area: where.area, cell: where.cell } : {}),
    ...(place !== undefined || hidden ? { place: hidden ? null : (place ?? null) } : {}),
  })
  ctx.audit('hotline.ticket.correct', `hotline.ticket:${id}`, {
    before: {
      requestType: before.requestType,
      contentCode: before.contentCode,
      urgency: before.urgency,
      confidential: before.confidential,
    },
    after: rest,
  })
  ctx.notice('hotline.ticket', { id })
}

/** Records an attempt to call back; fails hotline.callback.state (409) when there is nothing to call about. */
export async function recordTry(
  ctx: Context,
  id: string,
  outcome: string,
  note = '',
): Promise<{ tries: number; days: number; mayGiveUp: boolean }> {
  const ticket = await getRow(ctx, id, 'hotline.ticket.callback')
  if (ticket.state !== 'callback') ctx.fail('hotline.callback.state', 409, { state: ticket.state })
  await ctx.db
    .insertInto('hotline.callbackTry')
    .values({ id: newId(), ticketId: id, at: ctx.now, byId: ctx.user.id, outcome, note })
    .execute()
  const counted = await triesOf(ctx, id)
  ctx.notice('hotline.ticket', { id })
  return {
    ...counted,
    mayGiveUp: counted.tries >= (await ruleOf(ctx, 'callback.tries')) && counted.days >= (await ruleOf(ctx, 'callback.days')),
  }
}

/**
 * Makes an answered matter public in words of its own. Fails hotline.answer.open (409) before the close, hotline.answer.hidden (422)
 * for a confidential matter or a report, hotline.answer.personal (422) when the words still name a number or plate.
 */
export async function publish(
  ctx: Context,
  id: string,
  words: { title: string; question: string; answer: string },
): Promise<{ id: string }> {
  const ticket = await getRow(ctx, id, 'hotline.answer.publish')
  if (!['closed', 'closed_direct', 'closed_unreachable'].includes(ticket.state)) ctx.fail('hotline.answer.open', 409)
  if (isHidden(ticket)) ctx.fail('hotline.answer.hidden', 422)
  const errors = (['title', 'question', 'answer'] as const)
    .filter((key) => personalIn(words[key]).length)
    .map((key) => ({ path: `/body/${key}`, code: 'hotline.answer.personal' }))
  if (errors.length) ctx.fail('hotline.answer.personal', 422, {}, errors)
  const nameOf = await orgNamer(ctx, [ticket.orgId])
  const day = (at: Date) => today({ now: at })
  await ctx.db
    .insertInto('hotline.answered')
    .values({
      ticketId: id,
      ...words,
      contentCode: ticket.contentCode,
      orgName: nameOf(ticket.orgId)!.name,
      askedOn: day(ticket.createdAt),
      answeredOn: day(ticket.repliedAt ?? ticket.closedAt),
      publishedAt: ctx.now,
      publishedBy: ctx.user.id,
    })
    .onConflict((conflict) =>
      conflict.column('ticketId').doUpdateSet({ ...words, publishedAt: ctx.now, publishedBy: ctx.user.id, withdrawnAt: null }),
    )
    .execute()
  return { id }
}

export async function withdraw(ctx: Context, id: string): Promise<void> {
  await getRow(ctx, id, 'hotline.answer.publish')
  const { numUpdatedRows } = await ctx.db
    .updateTable('hotline.answered')
    .set({ withdrawnAt: ctx.now })
    .where('ticketId', '=', id)
    .where('withdrawnAt', 'is', null)
    .executeTakeFirst()
  if (Number(numUpdatedRows) === 0) ctx.fail('hotline.answer.unpublished', 409)
}

/** The review panel's decision that a demand was unreasonable: its rating is left out of the rate and counted beside it (R6). */
export async function exclude(ctx: Context, id: string, excluded: boolean, reason: string): Promise<void> {
  const ticket = await getRow(ctx, id, 'hotline.ticket.exclude')
  if (ticket.open) ctx.fail('hotline.rating.open', 409)
  await ctx.db
    .updateTable('hotline.ticket')
    .set({ excluded, updatedAt: ctx.now, rev: sql`rev + 1` })
    .where('id', '=', id)
    .execute()
  ctx.audit('hotline.ticket.exclude', `hotline.ticket:${id}`, { excluded, reason })
}

/** The promised time for a type of request, in words for the confirmation page: '5wd'. */
export const promised = (ctx: Context, requestType: string): Promise<string> => limitOf(ctx, 'finish', requestType, false)
