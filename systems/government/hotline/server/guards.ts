// What a ticket's flow asks before it moves: limits by type and urgency, who judges a return, what is possible now.

import { sql } from 'kysely'
import type { Assignee, Case } from '#kernel/cases'
import type { Context } from '#kernel/module'
import { half, limitOf, ruleOf } from './limits.ts'

export type Row = {
  id: string
  no: string
  caseId: string
  classified: boolean
  requestType: string
  contentCode: string
  urgency: string
  confidential: boolean
  outOfArea: boolean
  orgId: string
  centreId: string
  designated: boolean
  returns: number
  redos: number
  dueAt: Date | null
  repliedAt: Date | null
  createdAt: Date
  reachable: boolean
}

/** The ticket of a case; a case of this flow without one is a mistake of ours. */
export async function ticketOf(ctx: Context, one: Case): Promise<Row> {
  const { rows } =
    await sql<Row>`/* prepared */ select t.id, t.no, t.case_id, t.classified, t.request_type, t.content_code, t.urgency, t.confidential, t.out_of_area, t.org_id, t.centre_id,
    t.designated, t.returns, t.redos, t.due_at, t.replied_at, t.created_at, (c.phone is not null or c.person_id is not null or c.email is not null) as reachable
    from hotline.ticket t join hotline.caller c on c.ticket_id = t.id where t.id = ${one.subjectId}::uuid`.execute(ctx.db)
  if (!rows[0]) throw new Error(`case ${one.no} has no ticket`)
  return rows[0]
}

const urgent = (one: Case) => one.priority >= 2

const dispatchLimit = (ctx: Context, one: Case) => limitOf(ctx, 'dispatch', '', urgent(one))
const signLimit = (ctx: Context, one: Case) => limitOf(ctx, 'sign', '', urgent(one))
const contactLimit = (ctx: Context, one: Case) => limitOf(ctx, 'contact', '', urgent(one))

/** The whole from handing out to answer by the type of request (1.6); a redo has half of it (1.5). */
async function finishLimit(ctx: Context, one: Case): Promise<string> {
  const ticket = await ticketOf(ctx, one)
  const whole = await limitOf(ctx, 'finish', ticket.requestType, ticket.urgency === 'URGENT')
  return ticket.redos > 0 ? half(whole) : whole
}

async function isClassified(ctx: Context, one: Case): Promise<true | string> {
  return (await ticketOf(ctx, one)).classified || 'hotline.ticket.unclassified'
}

/** R3: each agency may return the same ticket once, and never what was designated to it. */
async function mayReturn(ctx: Context, one: Case): Promise<true | string> {
  const ticket = await ticketOf(ctx, one)
  if (ticket.designated) return 'hotline.return.designated'
  const { rows } =
    await sql`select 1 from hotline.return_step where ticket_id = ${ticket.id} and org_id = ${ticket.orgId} and kind = 'asked'`.execute(
      ctx.db,
    )
  return rows.length === 0 || 'hotline.return.twice'
}

/** 1.5: the dispatcher judges the first return, the supervisor every later one (会商). */
async function returnJudge(ctx: Context, one: Case): Promise<Assignee[]> {
  const ticket = await ticketOf(ctx, one)
  return [{ role: ticket.returns > 1 ? 'hotline.supervisor' : 'hotline.dispatcher', org: one.openedOrg }]
}

/** A caller counts as unreachable after three attempts on two days, or at once when they left no way to be reached. */
async function mayGiveUp(ctx: Context, one: Case): Promise<true | string> {
  const ticket = await ticketOf(ctx, one)
  if (!ticket.reachable) return true
  const { tries, days } = await triesOf(ctx, ticket.id)
  return (
    (tries >= (await ruleOf(ctx, 'callback.tries')) && days >= (await ruleOf(ctx, 'callback.days'))) || 'hotline.callback.early'
  )
}

/** Attempts since the last reply was passed, and the days on which they were made. */
export async function triesOf(ctx: Context, ticketId: string): Promise<{ tries: number; days: number }> {
  const { rows } = await sql<{ tries: number; days: number }>`
    select count(*)::int as tries, count(distinct (at at time zone 'Asia/Shanghai')::date)::int as days from hotline.callback_try
    where ticket_id = ${ticketId} and outcome <> 'REACHED' and at >= coalesce((select replied_at from hotline.ticket where id = ${ticketId}), '-infinity')`.execute(
    ctx.db,
  )
  return rows[0]!
}

async function mayRedo(ctx: Context, one: Case): Promise<true | string> {
  return (await ticketOf(ctx, one)).redos < (await ruleOf(ctx, 'redo.most')) || 'hotline.redo.most'
}

/** By the names that the flow knows them by. */
export const guards = {
  'hotline.isClassified': isClassified,
  'hotline.mayReturn': mayReturn,
  'hotline.mayGiveUp': mayGiveUp,
  'hotline.mayRedo': mayRedo,
  'hotline.returnJudge': returnJudge,
  'hotline.dispatchLimit': dispatchLimit,
  'hotline.signLimit': signLimit,
  'hotline.contactLimit': contactLimit,
  'hotline.finishLimit': finishLimit,
}
