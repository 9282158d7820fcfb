// Delegation: somebody else acts in one's posts between two dates, until it is revoked.

import { sql } from 'kysely'
import { newId } from '#kernel/db'
import { may, type Context } from '#kernel/module'
import { heldPosts, identityChanged } from './authenticate.ts'
import { calledIn, directory } from './directory.ts'
import { staffInScope } from './people.ts'
import { cityDay, rulesAt } from './rules.ts'

export type DelegationInput = {
  from?: string
  to: string
  posts?: string[] | null
  fromDate: string
  toDate: string
  reason: string
}

/**
 * Gives one's posts (all, or some) to a colleague from one date through another. An administrator may do so for somebody absent (`from`).
 * Only posts of one's own can be given: what was received by delegation is not passed on.
 */
export async function createDelegation(ctx: Context, input: DelegationInput): Promise<{ id: string }> {
  const giver = input.from ?? ctx.user.id!
  if (ctx.user.onBehalfOf) ctx.fail('identity.delegation.behalf', 403)
  if (giver !== ctx.user.id) {
    if (!may(ctx.user, 'identity.delegation.manage')) ctx.fail('http.forbidden', 403, { may: 'identity.delegation.manage' })
    await staffInScope(ctx, giver, 'identity.delegation.manage')
  }
  const taker = await ctx.db.selectFrom('identity.person').select(['kind', 'state']).where('id', '=', input.to).executeTakeFirst()
  if (taker?.['kind'] !== 'staff' || taker['state'] !== 'active' || input.to === giver)
    ctx.fail('identity.delegation.taker', 422, {}, [{ path: '/body/to', code: 'identity.delegation.taker' }])
  const today = cityDay(ctx.now)
  const rules = await rulesAt(ctx.db, ctx.now)
  const days = (Date.parse(input.toDate) - Date.parse(input.fromDate)) / 86_400_000
  if (input.toDate < input.fromDate || input.toDate < today || days >= rules('delegation.most_days'))
    ctx.fail('identity.delegation.dates', 422, { days: rules('delegation.most_days') }, [
      { path: '/body/toDate', code: 'identity.delegation.dates' },
    ])
  const own = new Set((await heldPosts(ctx.db, giver, input.fromDate)).filter((post) => !post.by).map((post) => post.postId))
  if (!own.size || input.posts?.some((id) => !own.has(id))) ctx.fail('identity.delegation.posts', 422)
  const id = newId()
  await ctx.db
    .insertInto('identity.delegation')
    .values({
      id,
      fromPerson: giver,
      toPerson: input.to,
      posts: input.posts?.length ? input.posts : null,
      fromDate: input.fromDate,
      toDate: input.toDate,
      reason: input.reason,
      madeBy: ctx.user.id,
      madeAt: ctx.now,
    })
    .execute()
  changed(ctx, [giver, input.to])
  ctx.audit('identity.delegation.create', `delegation:${id}`, { ...input, from: giver })
  return { id }
}

/** Ends a delegation at once: the giver, the taker (who declines) or an administrator may. */
export async function revokeDelegation(ctx: Context, id: string): Promise<{ id: string }> {
  const row = await ctx.db.selectFrom('identity.delegation').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return ctx.fail('identity.delegation.unknown', 404)
  if (ctx.user.id !== row['fromPerson'] && ctx.user.id !== row['toPerson']) {
    if (!may(ctx.user, 'identity.delegation.manage')) ctx.fail('identity.delegation.unknown', 404)
    await staffInScope(ctx, row['fromPerson'], 'identity.delegation.manage')
  }
  await ctx.db
    .updateTable('identity.delegation')
    .set({ revokedAt: ctx.now, revokedBy: ctx.user.id })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .execute()
  changed(ctx, [row['fromPerson'], row['toPerson']])
  ctx.audit('identity.delegation.revoke', `delegation:${id}`)
  return { id }
}

function changed(ctx: Context, people: string[]): void {
  identityChanged(ctx, { people })
  ctx.notice('identity.delegation')
}

/** Delegations of one person (given and received), or all; the newest first. */
export async function listDelegations(ctx: Context, query: { person?: string; page?: number; size?: number; open?: boolean }) {
  const { page = 1, size = 20 } = query
  const today = cityDay(ctx.now)
  const condition = sql`${query.person ? sql`${query.person}::uuid in (d.from_person, d.to_person)` : sql`true`}
    and ${query.open ? sql`d.revoked_at is null and d.to_date >= ${today}::date` : sql`true`}`
  const { rows } = await sql<any>`
    select d.*, a.name as from_name, a.org_id as from_org, b.name as to_name, b.org_id as to_org, m.name as made_by_name,
      (select array_agg(t.name) from identity.post t where t.id = any(d.posts)) as post_names,
      case when d.revoked_at is not null then 'revoked' when d.to_date < ${today}::date then 'past'
        when d.from_date > ${today}::date then 'coming' else 'open' end as state
    from identity.delegation d join identity.person a on a.id = d.from_person join identity.person b on b.id = d.to_person
    left join identity.person m on m.id = d.made_by
    where ${condition} order by d.made_at desc, d.id limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const total = await sql<{ n: number }>`select count(*)::int as n from identity.delegation d where ${condition}`.execute(ctx.db)
  const known = await directory(ctx.db)
  const name = (id: string | null) => calledIn(known, id)
  return {
    items: rows.map((row) => ({
      id: row.id,
      from: { id: row.fromPerson, name: row.fromName, orgName: name(row.fromOrg) },
      to: { id: row.toPerson, name: row.toName, orgName: name(row.toOrg) },
      posts: row.postNames as string[] | null,
      fromDate: row.fromDate,
      toDate: row.toDate,
      reason: row.reason,
      state: row.state,
      madeByName: row.madeByName ?? '',
      madeAt: row.madeAt,
      revokedAt: row.revokedAt,
    })),
    total: total.rows[0]!.n,
  }
}
