// Taking in a ticket: where it lies, what it is about, who asks; a repeat of the caller's own open matter is appended to it.

import { sql } from 'kysely'
import { openCase } from '#kernel/cases'
import { newId } from '#kernel/db'
import { areaAt, cellAt, readAddress } from '#kernel/geo'
import { getOrg } from '#kernel/identity'
import { anonymous, may, type Context } from '#kernel/module'
import { nextNumber } from '#kernel/numbering'
import { centreOf } from './centres.ts'
import { smallClass } from './codes.ts'
import { ownRepeat, urge } from './duplicates.ts'
import { keepFiles } from './photos.ts'
import { tell } from './messages.ts'
import { newQueryCode, phoneKind, plainPhone, titleFrom } from './rules.ts'

export type CallerData = {
  name?: string | undefined
  gender?: string | undefined
  phone?: string | undefined
  email?: string | undefined
  idNo?: string | undefined
  enterprise?: string | undefined
  uscc?: string | undefined
  personId?: string | null
  keyId?: string | null
  account?: string | undefined
  device?: string | undefined
}
export type NewTicket = {
  channel: string
  sourceLine?: string | undefined
  requestType: string
  contentCode: string
  title?: string | undefined
  content: string
  urgency?: string | undefined
  confidential?: boolean | undefined
  occurAt?: Date | string | undefined
  address?: string | undefined
  place?: { lng: number; lat: number } | null | undefined
  files?: string[] | undefined
  /** Where a program says that a picture lies; shown to staff, never fetched. */
  mediaUrl?: string | undefined
  caller?: CallerData | undefined
  /** Somebody has looked at class and type; else an agent will. */
  classified?: boolean
  separate?: boolean | undefined
  accept?: boolean | undefined
}
export type Received = { id: string; no: string; appended: boolean; urge: number | null; queryCode: string }

export const priorityOf = (urgency: string): number => (urgency === 'URGENT' ? 2 : urgency === 'PRIORITY' ? 1 : 0)

/** Where a matter lies: county, township and community codes as far as known, its grid cell, and whether the point is outside the city. */
export async function placed(
  ctx: Context,
  place: NewTicket['place'],
  address: string,
): Promise<{ area: string; cell: string | null; outOfArea: boolean }> {
  if (place) {
    const at = await areaAt(ctx, place.lng, place.lat)
    if (!at) return { area: '', cell: null, outOfArea: true }
    return {
      area: at.community?.code ?? at.township?.code ?? at.county.code,
      cell: (await cellAt(ctx, place.lng, place.lat))?.code ?? null,
      outOfArea: false,
    }
  }
  const area = address.trim() ? (await readAddress(ctx, address)).area : null
  return { area: area ?? '', cell: null, outOfArea: false }
}

/** The case's title: seen on lists of many, so nothing of a confidential matter's words. */
export function caseTitle(title: string, className: string, hidden: boolean): string {
  return hidden ? `${className}（保密）` : title
}

/** R7: who called is known to the centre alone. */
export const isHidden = (ticket: { confidential: boolean; requestType: string }): boolean =>
  ticket.confidential || ticket.requestType === 'REPORT'

/**
 * Records a ticket and opens its case, or appends it to the caller's own open ticket of the same matter (R4). Fails
 * hotline.content.unknown (422), hotline.centre.unset (503). Emits hotline.ticket.created; the caller is told number and query code.
 */
export async function receive(ctx: Context, given: NewTicket): Promise<Received> {
  const content = given.content.trim()
  const klass = await smallClass(ctx, given.contentCode)
  const caller = given.caller ?? {}
  const phone = caller.phone ? plainPhone(caller.phone).slice(0, 20) || null : null
  const known = Boolean(phone || caller.name?.trim() || caller.personId || caller.email || caller.idNo)
  // Nobody can be kept secret who did not say who they are (1.12).
  const confidential = known && (given.confidential ?? false)
  const asked = { contentCode: given.contentCode, content, phone, personId: caller.personId ?? null, place: given.place ?? null }
  const repeat = known && !given.separate ? await ownRepeat(ctx, asked) : undefined
  if (repeat?.kind === 'SAME_CALLER_OPEN') {
    const before = await numbersOf(ctx, repeat.id)
    // A web form proves nobody's number: what is secret is not told to whoever types it.
    if (ctx.user.kind === 'staff' || caller.personId || !before.hidden) {
      const { n } = await urge(ctx, repeat.id, given.channel, content)
      await keepFiles(ctx, repeat.id, given.files ?? [])
      return { id: repeat.id, no: before.no, appended: true, urge: n, queryCode: before.queryCode }
    }
  }
  const centreId = await centreOf(ctx)
  const address = given.address?.trim() ?? ''
  const { area, cell, outOfArea } = await placed(ctx, given.place, address)
  const title = given.title?.trim() || titleFrom(content)
  const urgency = given.urgency ?? 'NORMAL'
  const no = await nextNumber(ctx, 'hotline.ticket', {
    params: { area: area.slice(0, 6) || (await getOrg(ctx, centreId)).areaCode.slice(0, 6) || '000000' },
  })
  const id = newId()
  const hidden = isHidden({ confidential, requestType: given.requestType })
  const accept = Boolean(given.accept && given.classified)
  const staff = ctx.user.kind === 'staff'
  // The log of the case is read by agencies: a citizen stands there without a name.
  const opener = staff ? ctx : { ...ctx, user: { ...anonymous, name: '诉求人' } }
  const state = accept ? 'pending' : 'registered'
  const opened = await openCase(opener, {
    flow: 'hotline.ticket',
    no,
    title: caseTitle(title, klass.name.zh, hidden),
    subjectId: id,
    openedOrg: centreId,
    openedBy: staff ? ctx.user.id : null,
    area,
    priority: priorityOf(urgency),
    state,
    ...(given.place && !hidden ? { place: given.place } : {}),
    ...(cell ? { cell } : {}),
  })
  const queryCode = newQueryCode()
  const point = given.place ? sql`st_setsrid(st_makepoint(${given.place.lng}::float8, ${given.place.lat}::float8), 4326)` : null
  await ctx.db
    .insertInto('hotline.ticket')
    .values({
      id,
      no,
      caseId: opened.id,
      channel: given.channel,
      sourceLine: given.sourceLine ?? '12345',
      requestType: given.requestType,
      contentCode: given.contentCode,
      classified: given.classified ?? false,
      title,
      content,
      confidential,
      urgency,
      occurAt: given.occurAt ?? null,
      area,
      address,
      geom: point,
      cell,
      outOfArea,
      mediaUrl: given.mediaUrl ?? null,
      state,
      orgId: centreId,
      centreId,
      parentId: repeat?.id ?? null,
      duplicateKind: repeat ? 'SAME_CALLER_CLOSED' : null,
      createdAt: ctx.now,
      createdBy: staff ? ctx.user.id : null,
      updatedAt: ctx.now,
    })
    .execute()
  await ctx.db
    .insertInto('hotline.caller')
    .values({
      ticketId: id,
      personId: caller.personId ?? null,
      name: caller.name?.trim() ?? '',
      gender: caller.gender ?? null,
      phone,
      phoneOdd: phone !== null && phoneKind(phone) === 'odd',
      email: caller.email?.trim() || null,
      idNo: caller.idNo?.trim() || null,
      enterprise: caller.enterprise?.trim() || null,
      uscc: caller.uscc?.trim() || null,
      queryCode,
      keyId: caller.keyId ?? null,
      account: caller.account ?? null,
      device: caller.device ?? null,
    })
    .execute()
  await keepFiles(ctx, id, given.files ?? [])
  ctx.emit('hotline.ticket.created', {
    id,
    no,
    caseId: opened.id,
    channel: given.channel,
    requestType: given.requestType,
    contentCode: given.contentCode,
    area,
    urgency,
  })
  ctx.notice('hotline.ticket', { id })
  await tell(ctx, id, 'accepted', { no, code: queryCode })
  return { id, no, appended: false, urge: null, queryCode }
}

async function numbersOf(ctx: Context, id: string): Promise<{ no: string; queryCode: string; hidden: boolean }> {
  const { rows } = await sql<{ no: string; queryCode: string; confidential: boolean; requestType: string }>`
    select t.no, c.query_code, t.confidential, t.request_type from hotline.ticket t join hotline.caller c on c.ticket_id = t.id where t.id = ${id}`.execute(
    ctx.db,
  )
  const row = rows[0]!
  return { no: row.no, queryCode: row.queryCode, hidden: isHidden(row) }
}

/** Whether this person may know who called: the centre always, an agency unless the ticket is confidential or a report (R7). */
export function mayKnowCaller(ctx: Context, ticket: { confidential: boolean; requestType: string }): boolean {
  return may(ctx.user, 'hotline.caller.confidential') || (may(ctx.user, 'hotline.caller.reveal') && !isHidden(ticket))
}
