// What each action of a ticket's flow does: the rules of 1.7 first, then what changes in the ticket.

import { sql } from 'kysely'
import type { Case, Changes, Input, Move } from '#kernel/cases'
import { deadline } from '#kernel/calendar'
import { newId } from '#kernel/db'
import { findOrg } from '#kernel/identity'
import type { Context } from '#kernel/module'
import { mergeInto } from './duplicates.ts'
import { ticketOf, type Row } from './guards.ts'
import { half, limitOf } from './limits.ts'
import { tell } from './messages.ts'
import { keepFiles } from './photos.ts'
import { checkReply, checkReturn } from './replies.ts'

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
