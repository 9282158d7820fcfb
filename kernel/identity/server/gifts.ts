// Gives roles to posts by what they do: how a system's demo, or an installation's set-up, puts its roles into the city's posts.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import type { Level } from './directory.ts'
import { changed } from './loading.ts'
import type { ScopeKind } from './scopes.ts'

export type RoleGift = {
  /** Which posts: by what they do, by their name, by the organisation's field of work, level, or code. All given must fit. */
  work?: string | string[]
  post?: string
  duty?: string | string[]
  level?: Level
  org?: string
  roles: string[]
  scope?: ScopeKind
}

/** Adds roles to posts that exist, as a system's demo or an installation's set-up does; roles already there stay. Returns posts changed. */
export async function giveRoles(ctx: Context, gifts: readonly RoleGift[]): Promise<number> {
  let count = 0
  for (const gift of gifts) {
    const any = (one: string | string[]) => (Array.isArray(one) ? one : [one])
    const conditions = [
      sql`true`,
      ...(gift.work ? [sql`t.work = any(${any(gift.work)}::text[])`] : []),
      ...(gift.post ? [sql`t.name = ${gift.post}`] : []),
      ...(gift.duty ? [sql`o.duty = any(${any(gift.duty)}::text[])`] : []),
      ...(gift.level ? [sql`o.level = ${gift.level}`] : []),
      ...(gift.org ? [sql`a.code = ${gift.org}`] : []),
    ]
    const { rows } = await sql`
      update identity.post p set scope = coalesce(${gift.scope ?? null}, p.scope), rev = p.rev + 1,
        role_ids = array(select distinct r from unnest(p.role_ids || ${gift.roles}::text[]) r order by r)
      from identity.post t join identity.org o on o.id = t.org_id join identity.org a on a.id = o.agency_id
      where t.id = p.id and ${sql.join(conditions, sql` and `)}
        and (not p.role_ids @> ${gift.roles}::text[] or p.scope <> coalesce(${gift.scope ?? null}, p.scope)) returning p.id`.execute(
      ctx.db,
    )
    count += rows.length
  }
  if (count) changed(ctx)
  return count
}
