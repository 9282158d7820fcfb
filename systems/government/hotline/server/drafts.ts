// A citizen's report between the form and sending: read from the form, checked, kept by a token, sent once.

import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { contactOf } from '#kernel/identity'
import { Problem, type Context, type DoorRequest } from '#kernel/module'
import type { FormErrors } from '#kernel/pages'
import { guessClass } from './classify.ts'
import { requestTypes } from './code-tables.ts'
import { keepDraftFiles, takeUploads } from './photos.ts'
import { phoneKind, plainPhone } from './rules.ts'
import { receive } from './tickets.ts'
import { said } from './page-words.ts'

export type Fields = {
  type: string
  content: string
  place: string
  lng: string
  lat: string
  name: string
  phone: string
  confidential: string
}
export type Draft = {
  token: string
  fields: Fields
  files: { id: string; name: string }[]
  ticketId: string | null
  appended: boolean
  personId: string | null
}

const keys = ['type', 'content', 'place', 'lng', 'lat', 'name', 'phone', 'confidential'] as const
export const noFields: Fields = { type: '', content: '', place: '', lng: '', lat: '', name: '', phone: '', confidential: '' }

/** The form's fields as text; what came twice or as something else counts as empty. */
export function fieldsFrom(body: unknown): Fields {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  return Object.fromEntries(
    keys.map((key) => [key, typeof given[key] === 'string' ? (given[key] as string).replace(/\r\n/g, '\n').slice(0, 8000) : '']),
  ) as Fields
}

/** What is wrong with the fields, by field, in the reader's words. */
export function faultsOf(ctx: Context, fields: Fields): FormErrors {
  const say = said[ctx.lang]
  const errors: FormErrors = {}
  const content = fields.content.trim()
  if (!requestTypes.some(([code]) => code === fields.type)) errors['type'] = say.typeMissing
  if (!content) errors['content'] = say.contentMissing
  else if (content.length > 4000) errors['content'] = say.contentLong
  if (fields.place.trim().length > 200) errors['place'] = say.placeLong
  if (fields.name.trim().length > 50) errors['name'] = say.nameLong
  if (fields.phone.trim() && phoneKind(plainPhone(fields.phone)) === 'odd') errors['phone'] = say.phoneOdd
  // Kept secret is who says who they are; a report of wrongdoing may be anonymous.
  if (fields.confidential && !fields.phone.trim() && ctx.user.kind !== 'citizen') errors['phone'] = say.phoneForSecret
  return errors
}

/** A point as the form's hidden fields carry it; nonsense counts as no point. */
export function pointOf(fields: Pick<Fields, 'lng' | 'lat'>): { lng: number; lat: number } | null {
  const [lng, lat] = [fields.lng, fields.lat].map((text) => (/^-?\d{1,3}(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN)) as [
    number,
    number,
  ]
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? { lng, lat } : null
}

/** Takes photos into the store; a photo that cannot be taken is an error of the field. */
export async function photosFrom(
  ctx: Context,
  req: DoorRequest,
  errors: FormErrors,
  before: number,
): Promise<{ id: string; name: string }[]> {
  const uploads = req.uploads.filter((one) => one.field === 'photos' && one.bytes.length)
  try {
    if (uploads.length + before > 6) ctx.fail('hotline.photos.many', 422, { most: 6 })
    return await takeUploads(ctx, uploads)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const say = said[ctx.lang]
    errors['photos'] = say.photos[error.code] ?? say.photos['files.broken']!
    return []
  }
}

export async function saveDraft(
  ctx: Context,
  draft: { token?: string | undefined; fields: Fields; files: Draft['files'] },
): Promise<string> {
  const token = draft.token ?? randomBytes(24).toString('base64url')
  const values = {
    fields: JSON.stringify(draft.fields),
    files: JSON.stringify(draft.files),
    personId: ctx.user.kind === 'citizen' ? ctx.user.id : null,
    at: ctx.now,
  }
  await ctx.db
    .insertInto('hotline.draft')
    .values({ token, ...values })
    .onConflict((conflict) => conflict.column('token').doUpdateSet(values))
    .execute()
  return token
}

/** The draft of a token; another citizen's is none. `lock` keeps a second press waiting until the first is through. */
export async function findDraft(ctx: Context, token: string, lock = false): Promise<Draft | undefined> {
  if (!/^[\w-]{32}$/.test(token)) return undefined
  const { rows } =
    await sql<Draft>`select token, fields, files, ticket_id, appended, person_id from hotline.draft where token = ${token} ${lock ? sql`for update` : sql``}`.execute(
      ctx.db,
    )
  const draft = rows[0]
  return draft && (draft.personId === null || draft.personId === ctx.user.id) ? draft : undefined
}

/** Sends a draft: the second time it is the same ticket. */
export async function sendDraft(ctx: Context, token: string): Promise<Draft | undefined> {
  const draft = await findDraft(ctx, token, true)
  if (!draft || draft.ticketId) return draft
  const { fields } = draft
  const citizen = ctx.user.kind === 'citizen' && ctx.user.id ? await contactOf(ctx, ctx.user.id) : undefined
  const received = await receive(ctx, {
    channel: 'WEB',
    requestType: fields.type,
    contentCode: await guessClass(ctx, fields.content),
    content: fields.content,
    confidential: fields.confidential === '1',
    address: fields.place,
    place: pointOf(fields),
    // Who is signed in need not type what we know.
    caller: {
      name: fields.name.trim() || (citizen?.name ?? ''),
      phone: fields.phone.trim() || (citizen?.phone ?? undefined),
      personId: ctx.user.kind === 'citizen' ? ctx.user.id : null,
    },
  })
  await keepDraftFiles(
    ctx,
    received.id,
    draft.files.map((one) => one.id),
  )
  await ctx.db
    .updateTable('hotline.draft')
    .set({ ticketId: received.id, appended: received.appended })
    .where('token', '=', token)
    .execute()
  return { ...draft, ticketId: received.id, appended: received.appended }
}
