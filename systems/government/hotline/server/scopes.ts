// Who may see which ticket: the holder's reporting line and area over a ticket's agency and place.

import { sql, type RawBuilder } from 'kysely'
import { inScope, scopesOf, type Context } from '#kernel/module'

export type Placed = { orgId: string; area: string; centreId: string }

/** Rows that the caller may see with a permission, as a condition over alias t. */
export function seen(ctx: Context, permission: string): RawBuilder<boolean> {
  const scopes = scopesOf(ctx.user, permission)
  if (scopes === null) return sql<boolean>`true`
  if (!scopes.length) return sql<boolean>`false`
  const each = scopes.map((scope) => {
    const all: RawBuilder<boolean>[] = []
    // The centre's own people see what it took in, the agency's what it was given.
    if (scope.orgs) all.push(sql<boolean>`(t.org_id::text = any(${scope.orgs}) or t.centre_id::text = any(${scope.orgs}))`)
    // What nobody has placed yet belongs to whoever's line it is in.
    if (scope.areas) all.push(sql<boolean>`t.area like any(${scope.areas.map((code) => `${code}%`)})`)
    if (scope.self) all.push(sql<boolean>`t.created_by::text = ${ctx.user.id}`)
    return all.length ? sql<boolean>`(${sql.join(all, sql` and `)})` : sql<boolean>`true`
  })
  return sql<boolean>`(${sql.join(each, sql` or `)})`
}

/** Whether this ticket lies in the caller's scope for a permission; the same rule as `seen`. */
export function reaches(ctx: Context, permission: string, ticket: Placed & { createdBy: string | null }): boolean {
  const row = { area: ticket.area, owner: ticket.createdBy }
  return (
    inScope(ctx.user, permission, { ...row, org: ticket.orgId }) ||
    inScope(ctx.user, permission, { ...row, org: ticket.centreId })
  )
}
