// Photos and papers of a ticket: kept by kernel/files under the subject 'hotline.ticket:<id>'.

import { sql } from 'kysely'
import { attach, filesOf, keepUpload, signFile } from '#kernel/files'
import { systemActor, type Context, type Upload } from '#kernel/module'
import { reaches, type Placed } from './scopes.ts'

export const subjectOf = (ticketId: string): string => `hotline.ticket:${ticketId}`

/** Takes in what a citizen's form carried; the first problem of a file is a problem of the form. */
export async function takeUploads(ctx: Context, uploads: Upload[], most = 6): Promise<{ id: string; name: string }[]> {
  if (uploads.length > most) ctx.fail('hotline.photos.many', 422, { most })
  const kept = []
  for (const upload of uploads) {
    const { id, name } = await keepUpload(ctx, upload, { purpose: 'photo' })
    kept.push({ id, name })
  }
  return kept
}

export async function keepFiles(ctx: Context, ticketId: string, ids: string[]): Promise<void> {
  if (ids.length) await attach(ctx, ids, subjectOf(ticketId))
}

/** Files that a draft kept, whoever sends it now: the draft's token is the proof. */
export async function keepDraftFiles(ctx: Context, ticketId: string, ids: string[]): Promise<void> {
  if (ids.length) await attach({ ...ctx, user: systemActor }, ids, subjectOf(ticketId))
}

export async function filesOfTicket(ctx: Context, ticketId: string) {
  return (await filesOf(ctx, subjectOf(ticketId))).map(({ id, name, type, size }) => ({ id, name, type, size }))
}

/** Links to a ticket's pictures that work for a while without signing in. */
export async function pictureLinks(
  ctx: Context,
  ticketId: string,
  seconds: number,
  most = 6,
): Promise<{ href: string; name: string }[]> {
  const pictures = (await filesOf(ctx, subjectOf(ticketId)))
    .filter((file) => file.image && file.scan !== 'infected')
    .slice(0, most)
  return Promise.all(
    pictures.map(async (file) => ({ href: await signFile(ctx, file.id, { size: 'display', seconds }), name: file.name })),
  )
}

/** Asked by kernel/files: whoever may read the ticket may see its files; so may the citizen who sent it. */
export async function maySeeFiles(ctx: Context, ticketId: string): Promise<boolean> {
  const { rows } = await sql<Placed & { createdBy: string | null; personId: string | null }>`
    select t.org_id, t.area, t.centre_id, t.created_by, c.person_id from hotline.ticket t join hotline.caller c on c.ticket_id = t.id where t.id::text = ${ticketId}`.execute(
    ctx.db,
  )
  const row = rows[0]
  if (!row) return false
  return (
    (ctx.user.kind === 'citizen' && row.personId !== null && row.personId === ctx.user.id) ||
    reaches(ctx, 'hotline.ticket.read', row)
  )
}
