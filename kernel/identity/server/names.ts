// Who somebody is, for other capabilities: names, contacts, who serves a task pool, finding a colleague.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { calledIn, directory } from './directory.ts'
import { maskName } from './masking.ts'
import { cityDay } from './rules.ts'

type Ctx = Pick<Context, 'db' | 'now'>
export type Named = { id: string; name: string; kind: 'staff' | 'citizen'; orgId: string | null }

/** People by id. Staff by their names; citizens masked (张*三), since whoever reads a list need not know them. */
export async function personNames(
  ctx: Pick<Context, 'db'>,
  ids: Iterable<string | null | undefined>,
): Promise<Record<string, Named>> {
  const wanted = [...new Set([...ids].filter((id): id is string => Boolean(id)))]
  if (!wanted.length) return {}
  const { rows } =
    await sql<Named>`select id, name, kind, org_id from identity.person where id = any(${wanted}::uuid[]) /* prepared */`.execute(
      ctx.db,
    )
  return Object.fromEntries(rows.map((row) => [row.id, row.kind === 'citizen' ? { ...row, name: maskName(row.name)! } : row]))
}

export async function personName(ctx: Pick<Context, 'db'>, id: string | null | undefined): Promise<string> {
  return id ? ((await personNames(ctx, [id]))[id]?.name ?? '') : ''
}

/** How to reach somebody; for sending messages only, never for showing. Undefined when unknown or gone. */
export async function contactOf(
  ctx: Pick<Context, 'db'>,
  id: string,
): Promise<{ id: string; name: string; phone: string | null; email: string | null; lang: 'zh' | 'en' } | undefined> {
  const row = await ctx.db
    .selectFrom('identity.person')
    .select(['id', 'name', 'phone', 'email', 'lang'])
    .where('id', '=', id)
    .where('state', '<>', 'left')
    .executeTakeFirst()
  return row && ({ ...row, lang: row['lang'] ?? 'zh' } as any)
}

/**
 * Staff who serve the task pool `${orgId}:${roleId}` today, as Actor.pools has it: posted there with the role (in any department, when the
 * organisation is an agency), or acting for such a one by delegation.
 */
export async function peopleInPool(ctx: Ctx, orgId: string, roleId: string): Promise<{ id: string; name: string }[]> {
  const { orgs, agency } = await directory(ctx.db)
  const org = orgs.get(orgId)
  const within = org && org.agencyId === orgId ? agency(orgId) : [orgId]
  const day = cityDay(ctx.now)
  const { rows } = await sql<{ id: string; name: string }>`
    with held as (
      select g.person_id, g.post_id from identity.posting g join identity.post t on t.id = g.post_id
      where t.org_id = any(${within}::uuid[]) and ${roleId} = any(t.role_ids) and t.active
        and g.from_date <= ${day}::date and (g.to_date is null or g.to_date >= ${day}::date)
    )
    select p.id, p.name from identity.person p where p.state = 'active' and p.id in (
      select person_id from held
      union select d.to_person from identity.delegation d join held h on h.person_id = d.from_person and (d.posts is null or h.post_id = any(d.posts))
      where d.revoked_at is null and ${day}::date between d.from_date and d.to_date)
    order by p.name, p.id`.execute(ctx.db)
  return rows
}

/** Colleagues by name, initials or login, for pickers: no personal data. */
export async function findStaff(
  ctx: Ctx,
  q: string,
  options: { org?: string; limit?: number } = {},
): Promise<{ id: string; name: string; title: string; orgId: string | null; orgName: string }[]> {
  const known = await directory(ctx.db)
  const wanted = q
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, (sign) => `\\${sign}`)
  const within = options.org ? known.below(options.org) : null
  const { rows } = await sql<any>`
    select id, name, title, org_id from identity.person
    where kind = 'staff' and state = 'active' and (name like ${`%${wanted}%`} or initials like ${`${wanted}%`} or login = ${wanted})
      and (${within}::uuid[] is null or org_id = any(${within}::uuid[]))
    order by (name = ${wanted} or initials = ${wanted}) desc, name, id limit ${options.limit ?? 20}`.execute(ctx.db)
  return rows.map((row) => ({ ...row, orgName: calledIn(known, row.orgId) }))
}
