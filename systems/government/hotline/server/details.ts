// One ticket whole, as the person who asks may see it: caller masked or hidden (R7), files, urgings, hand-outs, returns, call-backs.

import { sql } from 'kysely'
import { maskEmail, maskName, maskPhone, unmask } from '#kernel/identity'
import type { Context } from '#kernel/module'
import { orgNamer } from './centres.ts'
import { dissatisfactions, nameIn, refusals, returnReasons } from './code-tables.ts'
import { shaped } from './lists.ts'
import { filesOfTicket } from './photos.ts'
import { reaches } from './scopes.ts'
import { mayKnowCaller } from './tickets.ts'

const one = sql.raw(`t.*, st_x(t.geom) as lng, st_y(t.geom) as lat`)

/** The bare row of a ticket in the caller's scope for a permission; fails hotline.ticket.unknown (404), also for what is not theirs. */
export async function getRow(ctx: Context, id: string, permission = 'hotline.ticket.read'): Promise<any> {
  const { rows } = await sql<any>`select ${one} from hotline.ticket t where t.id = ${id}`.execute(ctx.db)
  const row = rows[0]
  if (!row || !reaches(ctx, permission, row)) return ctx.fail('hotline.ticket.unknown', 404)
  return row
}

/** The ticket as its page shows it. */
export async function getTicket(ctx: Context, id: string): Promise<any> {
  const row = await getRow(ctx, id)
  const [listed] = await shaped(ctx, [pick(row)])
  const q = <T>(query: ReturnType<typeof sql<T>>) => query.execute(ctx.db).then((result) => result.rows)
  const urgeList = await q(sql<any>`select n, at, channel, content from hotline.urge where ticket_id = ${id} order by n`)
  const dispatches = await q(
    sql<any>`select n, at, org_id, allowance, designated, opinion from hotline.dispatch where ticket_id = ${id} order by n`,
  )
  const steps = await q(
    sql<any>`select at, kind, org_id, code, basis, suggested from hotline.return_step where ticket_id = ${id} order by at`,
  )
  const tries = await q(sql<any>`select at, outcome, note from hotline.callback_try where ticket_id = ${id} order by at`)
  const published = await q(sql`select 1 from hotline.answered where ticket_id = ${id} and withdrawn_at is null`)
  const parent = row.parentId
    ? (await q(sql<{ id: string; no: string }>`select id, no from hotline.ticket where id = ${row.parentId}`))[0]
    : undefined
  const nameOf = await orgNamer(ctx, [
    ...dispatches.map((each) => each.orgId),
    ...steps.flatMap((each) => [each.orgId, each.suggested]),
  ])
  return {
    ...listed,
    rev: row.rev,
    classified: row.classified,
    content: row.content,
    occurAt: row.occurAt,
    place: row.lng === null ? null : { lng: row.lng, lat: row.lat },
    cell: row.cell,
    outOfArea: row.outOfArea,
    mediaUrl: row.mediaUrl,
    limit: row.limitText,
    dispatchedAt: row.dispatchedAt,
    signedAt: row.signedAt,
    contactedAt: row.contactedAt,
    repliedAt: row.repliedAt,
    designated: row.designated,
    returns: row.returns,
    redos: row.redos,
    extended: row.extended,
    parent: parent ? { ...parent, kind: row.duplicateKind } : null,
    reply: row.reply,
    solved: row.solved,
    refusal: row.refusal ? { code: row.refusal, name: nameIn(refusals, row.refusal) } : null,
    dissatisfied: row.dissatisfied.map((code: string) => ({ code, name: nameIn(dissatisfactions, code) })),
    ratingNote: row.ratingNote,
    ratedBy: row.ratedBy,
    excluded: row.excluded,
    published: published.length > 0,
    caller: await callerOf(ctx, row),
    files: await filesOfTicket(ctx, id),
    urgeList,
    dispatches: dispatches.map(({ orgId, ...each }) => ({ ...each, org: nameOf(orgId) })),
    returnSteps: steps.map(({ orgId, code, suggested, ...each }) => ({
      ...each,
      org: nameOf(orgId),
      code: code ? { code, name: nameIn(returnReasons, code) } : null,
      suggested: nameOf(suggested),
    })),
    tries,
  }
}

const listColumns = [
  'id',
  'no',
  'caseId',
  'title',
  'state',
  'open',
  'channel',
  'sourceLine',
  'requestType',
  'contentCode',
  'urgency',
  'confidential',
  'area',
  'address',
  'orgId',
  'centreId',
  'dueAt',
  'repliedAt',
  'late',
  'urges',
  'supervised',
  'satisfaction',
  'createdAt',
  'closedAt',
]
const pick = (row: any) => Object.fromEntries(listColumns.map((key) => [key, row[key]]))

const nobody = {
  visible: false,
  name: null,
  phone: null,
  phoneOdd: false,
  email: null,
  gender: null,
  enterprise: null,
  signedIn: false,
  others: 0,
}

async function callerOf(ctx: Context, ticket: any): Promise<typeof nobody | Record<string, unknown>> {
  if (!mayKnowCaller(ctx, ticket)) return nobody
  const caller = await ctx.db.selectFrom('hotline.caller').selectAll().where('ticketId', '=', ticket.id).executeTakeFirstOrThrow()
  const others = caller['phone']
    ? (
        await sql<{
          n: number
        }>`select count(*)::int as n from hotline.caller where phone = ${caller['phone']} and ticket_id <> ${ticket.id}`.execute(
          ctx.db,
        )
      ).rows[0]!.n
    : 0
  return {
    visible: true,
    name: maskName(caller['name']),
    phone: maskPhone(caller['phone']),
    phoneOdd: caller['phoneOdd'],
    email: maskEmail(caller['email']),
    gender: caller['gender'],
    enterprise: caller['enterprise'],
    signedIn: caller['personId'] !== null,
    // How often somebody called is the centre's to know.
    others: ctx.user.grants.has('hotline.caller.confidential') || ctx.user.kind === 'system' ? others : 0,
  }
}

/** One field of the caller whole, with the purpose in the log; fails hotline.caller.hidden (403) where only the centre may know (R7). */
export async function reveal(
  ctx: Context,
  id: string,
  field: 'name' | 'phone' | 'email' | 'idNo',
  purpose: string,
): Promise<{ value: string }> {
  const ticket = await getRow(ctx, id, 'hotline.caller.reveal')
  if (!mayKnowCaller(ctx, ticket)) ctx.fail('hotline.caller.hidden', 403)
  const caller = await ctx.db.selectFrom('hotline.caller').selectAll().where('ticketId', '=', id).executeTakeFirstOrThrow()
  // The permission that matters here is the hotline's own, asked above: callers are no people of the register.
  const everywhere = {
    ...ctx.user,
    grants: new Map([...ctx.user.grants, ['identity.person.unmask', [{ orgs: null, areas: null }]] as [string, any]]),
  }
  const value = await unmask(
    { ...ctx, user: everywhere },
    { subjectKind: 'hotline.ticket', subjectId: id, field, purpose, value: caller[field] ?? '' },
  )
  return { value: value ?? '' }
}
