// What a ticket's flow runs: guards, limits, and for each action the rules of 1.7 with what changes in the ticket.

import { sql } from 'kysely'
import type { Assignee, Case, Changes, Input, Move } from '#kernel/cases'
import { deadline } from '#kernel/calendar'
import { newId } from '#kernel/db'
import { findOrg } from '#kernel/identity'
import type { Context } from '#kernel/module'
import { mergeInto } from './duplicates.ts'
import { half, limitOf, ruleOf } from './limits.ts'
import { tell } from './messages.ts'
import { keepFiles } from './photos.ts'
import { checkReply, checkReturn } from './replies.ts'

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

export const dispatchLimit = (ctx: Context, one: Case) => limitOf(ctx, 'dispatch', '', urgent(one))
export const signLimit = (ctx: Context, one: Case) => limitOf(ctx, 'sign', '', urgent(one))
export const contactLimit = (ctx: Context, one: Case) => limitOf(ctx, 'contact', '', urgent(one))

/** The whole from handing out to answer by the type of request (1.6); a redo has half of it (1.5). */
export async function finishLimit(ctx: Context, one: Case): Promise<string> {
  const ticket = await ticketOf(ctx, one)
  const whole = await limitOf(ctx, 'finish', ticket.requestType, ticket.urgency === 'URGENT')
  return ticket.redos > 0 ? half(whole) : whole
}

export async function isClassified(ctx: Context, one: Case): Promise<true | string> {
  return (await ticketOf(ctx, one)).classified || 'hotline.ticket.unclassified'
}

/** R3: each agency may return the same ticket once, and never what was designated to it. */
export async function mayReturn(ctx: Context, one: Case): Promise<true | string> {
  const ticket = await ticketOf(ctx, one)
  if (ticket.designated) return 'hotline.return.designated'
  const { rows } =
    await sql`select 1 from hotline.return_step where ticket_id = ${ticket.id} and org_id = ${ticket.orgId} and kind = 'asked'`.execute(
      ctx.db,
    )
  return rows.length === 0 || 'hotline.return.twice'
}

/** 1.5: the dispatcher judges the first return, the supervisor every later one (会商). */
export async function returnJudge(ctx: Context, one: Case): Promise<Assignee[]> {
  const ticket = await ticketOf(ctx, one)
  return [{ role: ticket.returns > 1 ? 'hotline.supervisor' : 'hotline.dispatcher', org: one.openedOrg }]
}

/** A caller counts as unreachable after three attempts on two days, or at once when they left no way to be reached. */
export async function mayGiveUp(ctx: Context, one: Case): Promise<true | string> {
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

export async function mayRedo(ctx: Context, one: Case): Promise<true | string> {
  return (await ticketOf(ctx, one)).redos < (await ruleOf(ctx, 'redo.most')) || 'hotline.redo.most'
}

type Values = Record<string, unknown>
type Done = { set?: Values; changes?: Changes }
type Deed = (ctx: Context, ticket: Row, input: Input, one: Case) => Promise<Done> | Done
const said = (input: Input, key: string): string => String(input[key] ?? '').trim()

/** Handing out to an agency: it must exist and be in service; the clock's end is copied for lists and the map. */
async function handOut(ctx: Context, ticket: Row, input: Input, designated = false): Promise<Done> {
  const orgId = said(input, 'org')
  const org = await findOrg(ctx, orgId)
  if (!org || !org.active)
    return ctx.fail('hotline.dispatch.org', 422, { org: org?.name ?? orgId }, [{ path: 'org', code: 'hotline.dispatch.org' }])
  const whole = await limitOf(ctx, 'finish', ticket.requestType, ticket.urgency === 'URGENT')
  const allowance = ticket.redos > 0 ? half(whole) : whole
  const dueAt = ticket.redos > 0 && ticket.dueAt ? ticket.dueAt : (await deadline(ctx, ctx.now, allowance)).at
  await sql`insert into hotline.dispatch (id, ticket_id, n, org_id, at, by_id, allowance, designated, opinion)
    select ${newId()}::uuid, ${ticket.id}::uuid, coalesce(max(n), 0) + 1, ${org.id}::uuid, ${ctx.now}::timestamptz, ${ctx.user.id}::uuid, ${allowance}, ${designated}::boolean, ${said(input, 'opinion') || said(input, 'reason')}
    from hotline.dispatch where ticket_id = ${ticket.id}`.execute(ctx.db)
  ctx.emit('hotline.ticket.dispatched', {
    id: ticket.id,
    no: ticket.no,
    caseId: ticket.caseId,
    org: org.id,
    allowance,
    dueAt: dueAt.toISOString(),
    designated,
  })
  return {
    set: {
      orgId: org.id,
      limitText: allowance,
      dueAt,
      dispatchedAt: ctx.now,
      designated,
      signedAt: null,
      signLate: false,
      late: false,
    },
  }
}

async function note(ctx: Context, ticket: Row, kind: string, values: Values = {}): Promise<void> {
  await ctx.db
    .insertInto('hotline.returnStep')
    .values({ id: newId(), ticketId: ticket.id, orgId: ticket.orgId, at: ctx.now, byId: ctx.user.id, kind, ...values })
    .execute()
}

function end(ctx: Context, ticket: Row, result: string, values: Values = {}): Done {
  ctx.emit('hotline.ticket.closed', {
    id: ticket.id,
    no: ticket.no,
    caseId: ticket.caseId,
    result,
    org: ticket.orgId,
    satisfaction: (values['satisfaction'] as number | undefined) ?? null,
  })
  return { set: { ...values, closedAt: ctx.now } }
}

const backToAgency: Deed = () => ({ set: { repliedAt: null } })
const refused: Deed = (_ctx, _ticket, input) => ({
  set: { refusal: said(input, 'code'), reply: JSON.stringify({ result: said(input, 'explain') }) },
})
const merged: Deed = async (ctx, ticket, input) => {
  const parent = await mergeInto(ctx, ticket.id, said(input, 'parent'))
  return { set: { ...end(ctx, ticket, 'merged').set, ...parent } }
}
const signed: Deed = (ctx) => ({ set: { signedAt: ctx.now } })
const signedByTime: Deed = (ctx) => ({
  set: { signedAt: ctx.now, signLate: true },
  changes: { addFlags: ['urged', 'signed_late'] },
})

/** By state and action; what is not here changes only the state. */
const deeds: Record<string, Deed> = {
  'registered.answer': async (ctx, ticket, input) => {
    await tell(ctx, ticket.id, 'replied', { no: ticket.no })
    return end(ctx, ticket, 'direct', {
      reply: JSON.stringify({ result: said(input, 'answer') }),
      solved: 'EXPLAINED',
      repliedAt: ctx.now,
    })
  },
  'registered.decline': refused,
  'pending.decline': refused,
  'registered.merge': merged,
  'pending.merge': merged,
  'registered.emergency': (ctx, ticket, input) =>
    end(ctx, ticket, 'emergency', {
      refusal: 'EMERGENCY',
      reply: JSON.stringify({ result: `已转接 ${said(input, 'service')}` }),
    }),
  'rejected.confirm': async (ctx, ticket) => {
    await tell(ctx, ticket.id, 'refused', { no: ticket.no })
    return end(ctx, ticket, 'rejected')
  },
  'rejected.deny': () => ({ set: { refusal: null, reply: null } }),
  'pending.dispatch': (ctx, ticket, input) => handOut(ctx, ticket, input),
  'dispatched.sign': signed,
  'designated.sign': signed,
  'dispatched.autosign': signedByTime,
  'designated.autosign': signedByTime,
  'dispatched.sendback': async (ctx, ticket, input) => {
    const basis = await checkReturn(ctx, said(input, 'basis'))
    await note(ctx, ticket, 'asked', { code: said(input, 'code'), basis, suggested: said(input, 'suggested') || null })
    return { set: { returns: ticket.returns + 1 } }
  },
  'returning.agree': async (ctx, ticket) => {
    await note(ctx, ticket, 'agreed')
    return { set: { orgId: ticket.centreId, dueAt: null }, changes: { org: ticket.centreId } }
  },
  'returning.deny': async (ctx, ticket, input) => {
    await note(ctx, ticket, 'denied', { basis: said(input, 'reason') })
    return { set: { signedAt: ctx.now } }
  },
  'returning.designate': async (ctx, ticket, input) => {
    await note(ctx, ticket, 'designated', { basis: said(input, 'reason'), suggested: said(input, 'org') })
    return handOut(ctx, ticket, input, true)
  },
  'signed.contact': (ctx) => ({ set: { contactedAt: ctx.now } }),
  'handling.reply': async (ctx, ticket, input) => {
    const reply = await checkReply(ctx, input)
    return {
      set: {
        reply: JSON.stringify(reply),
        solved: said(input, 'solved'),
        repliedAt: ctx.now,
        late: ticket.dueAt !== null && ctx.now >= ticket.dueAt,
      },
    }
  },
  'replied.sendback': backToAgency,
  'reviewing.sendback': backToAgency,
  'reviewing.pass': async (ctx, ticket) => {
    ctx.emit('hotline.ticket.replied', { id: ticket.id, no: ticket.no, caseId: ticket.caseId, org: ticket.orgId })
    await tell(ctx, ticket.id, 'replied', { no: ticket.no })
    return {}
  },
  'callback.close': async (ctx, ticket, input) => {
    const satisfaction = Number(input['satisfaction'])
    const reasons = (input['reasons'] as string[] | undefined) ?? []
    if (satisfaction > 3 && !reasons.length)
      ctx.fail('hotline.rating.reasons', 422, {}, [{ path: 'reasons', code: 'hotline.rating.reasons' }])
    await ctx.db
      .insertInto('hotline.callbackTry')
      .values({
        id: newId(),
        ticketId: ticket.id,
        at: ctx.now,
        byId: ctx.user.id,
        outcome: 'REACHED',
        note: said(input, 'said').slice(0, 500),
      })
      .execute()
    const values = {
      satisfaction,
      ratedBy: 'CALLBACK',
      ratedAt: ctx.now,
      dissatisfied: satisfaction > 3 ? reasons : [],
      solved: said(input, 'solved'),
    }
    return end(ctx, ticket, 'closed', values)
  },
  'callback.unreachable': async (ctx, ticket) => {
    await tell(ctx, ticket.id, 'rate', { no: ticket.no })
    return end(ctx, ticket, 'unreachable')
  },
  'callback.redo': async (ctx, ticket, input) => {
    const allowance = half(await limitOf(ctx, 'finish', ticket.requestType, ticket.urgency === 'URGENT'))
    const { at } = await deadline(ctx, ctx.now, allowance)
    return {
      set: {
        redos: ticket.redos + 1,
        dissatisfied: (input['reasons'] as string[]) ?? [],
        limitText: allowance,
        dueAt: at,
        repliedAt: null,
        late: false,
      },
      changes: { addFlags: ['redone'] },
    }
  },
  'redo.again': (ctx, ticket, input) => handOut(ctx, ticket, input),
}

const ends = new Set(['closed', 'closed_direct', 'closed_rejected', 'closed_unreachable', 'emergency', 'merged'])

/** The effect of every drawn action: its own rules first, then the ticket's copy of what the case now says. */
export async function moved(ctx: Context, one: Case, input: Input, move: Move): Promise<Changes> {
  const ticket = await ticketOf(ctx, one)
  const { set = {}, changes = {} } = (await deeds[`${move.from}.${move.action}`]?.(ctx, ticket, input, one)) ?? {}
  const evidence = input['evidence']
  if (Array.isArray(evidence) && evidence.length) await keepFiles(ctx, ticket.id, evidence as string[])
  await ctx.db
    .updateTable('hotline.ticket')
    .set({ ...set, state: move.to, open: !ends.has(move.to), updatedAt: ctx.now, rev: sql`rev + 1` })
    .where('id', '=', ticket.id)
    .execute()
  ctx.notice('hotline.ticket', { id: ticket.id })
  return changes
}
