// Showing personal data whole: only with the permission, for a purpose, and never without a trace.

import { newId } from '#kernel/db'
import { inScope, may, type Context } from '#kernel/module'
import { findOrg } from './orgs.ts'

const fields = { phone: 'phone', idNo: 'idNo', email: 'email', address: 'address', name: 'name' } as const
export type PersonField = keyof typeof fields

export type Unmasking = {
  subjectKind: string
  subjectId: string
  field: string
  purpose: string
  /** The value, when the subject is another capability's: the caller has checked that the actor may see the subject. */
  value?: string | null
}

/** Writes who saw what of whom and why, and returns the value. Needs identity.person.unmask; fails 403, 404, 422. */
export async function unmask(ctx: Context, what: Unmasking): Promise<string | null> {
  if (!may(ctx.user, 'identity.person.unmask')) ctx.fail('http.forbidden', 403, { may: 'identity.person.unmask' })
  if (what.purpose.trim().length < 2) ctx.fail('identity.unmask.purpose', 422)
  const value = what.value === undefined ? await personField(ctx, what) : what.value
  await ctx.db
    .insertInto('identity.unmaskLog')
    .values({
      id: newId(),
      at: ctx.now,
      actorId: ctx.user.id,
      actorName: ctx.user.name,
      actorOrg: ctx.user.orgId,
      onBehalfOf: ctx.user.onBehalfOf ?? null,
      subjectKind: what.subjectKind,
      subjectId: what.subjectId,
      field: what.field,
      purpose: what.purpose.trim(),
      ip: ctx.ip,
      trace: ctx.trace,
    })
    .execute()
  ctx.audit('identity.unmask', `${what.subjectKind}:${what.subjectId}`, { field: what.field, purpose: what.purpose.trim() })
  return value
}

async function personField(ctx: Context, what: Unmasking): Promise<string | null> {
  if (what.subjectKind !== 'person' || !(what.field in fields))
    return ctx.fail('identity.unmask.field', 422, { field: what.field })
  const row = await ctx.db.selectFrom('identity.person').selectAll().where('id', '=', what.subjectId).executeTakeFirst()
  const org = row?.['orgId'] ? await findOrg(ctx, row['orgId']) : undefined
  // Citizens belong to no organisation; their area is what a scope can limit.
  const seen =
    row &&
    (row['kind'] === 'citizen'
      ? citizenInScope(ctx, row['areaCode'])
      : inScope(ctx.user, 'identity.person.unmask', { org: org?.id, area: org?.areaCode }))
  if (!seen) return ctx.fail('identity.person.unknown', 404, { person: what.subjectId })
  return row[fields[what.field as PersonField]] ?? null
}

function citizenInScope(ctx: Context, area: string): boolean {
  if (ctx.user.kind === 'system') return true
  return (ctx.user.grants.get('identity.person.unmask') ?? []).some(
    ({ areas, self }) => !self && (areas === null || areas.some((prefix) => area.startsWith(prefix))),
  )
}

/** The log, the newest first. */
export async function listUnmaskings(ctx: Context, query: { page?: number; size?: number; actor?: string; subject?: string }) {
  const { page = 1, size = 20 } = query
  let rows = ctx.db.selectFrom('identity.unmaskLog')
  if (query.actor) rows = rows.where('actorId', '=', query.actor)
  if (query.subject) rows = rows.where('subjectId', '=', query.subject)
  const items = await rows
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(size)
    .offset((page - 1) * size)
    .execute()
  const counted = await ctx.db
    .selectFrom(rows.select('id').limit(10_000).as('x'))
    .select((eb) => eb.fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  return { items: items as any[], total: Number(counted.n) }
}
