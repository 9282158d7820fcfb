// Posts of an organisation and who holds them from when to when.

import { sql } from 'kysely'
import { newId } from '#kernel/db'
import { inScope, type Context } from '#kernel/module'
import { identityChanged } from './authenticate.ts'
import { directory } from './directory.ts'
import { getOrg } from './orgs.ts'
import { requireMayGrant } from './roles.ts'
import { cityDay } from './rules.ts'
import type { ScopeKind } from './scopes.ts'

export type PostInput = { orgId: string; name: string; work?: string; roleIds: string[]; scope: ScopeKind; areas?: string[] }

async function requireOrg(ctx: Context, orgId: string, permission = 'identity.person.manage'): Promise<void> {
  const org = await getOrg(ctx, orgId)
  if (!inScope(ctx.user, permission, { org: org.id, area: org.areaCode })) ctx.fail('identity.org.unknown', 404, { org: orgId })
}

/** Posts of an organisation with the people who hold them today. */
export async function listPosts(ctx: Context, orgId: string) {
  const day = cityDay(ctx.now)
  const { rows } = await sql<any>`
    select t.id, t.org_id, t.name, t.work, t.role_ids, t.scope, t.areas, t.active, t.rev,
      coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name, 'posting', g.id) order by g.from_date, p.name)
        from identity.posting g join identity.person p on p.id = g.person_id
        where g.post_id = t.id and g.from_date <= ${day}::date and (g.to_date is null or g.to_date >= ${day}::date)), '[]') as people
    from identity.post t where t.org_id = ${orgId} order by t.active desc, t.name`.execute(ctx.db)
  return rows
}

export async function createPost(ctx: Context, input: PostInput) {
  await requireOrg(ctx, input.orgId)
  requireMayGrant(ctx, await directory(ctx.db), input)
  const id = newId()
  const made = await ctx.db
    .insertInto('identity.post')
    .values({ id, ...input, createdAt: ctx.now })
    .onConflict((conflict) => conflict.columns(['orgId', 'name']).doNothing())
    .returning('id')
    .execute()
  if (!made.length) ctx.fail('identity.post.taken', 409, { name: input.name })
  ctx.audit('identity.post.create', `post:${id}`, input)
  ctx.notice('identity.org', { org: input.orgId })
  return { id }
}

export async function updatePost(
  ctx: Context,
  id: string,
  input: { rev: number; active?: boolean } & Partial<Omit<PostInput, 'orgId'>>,
) {
  const before =
    (await ctx.db.selectFrom('identity.post').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ??
    ctx.fail('identity.post.unknown', 404)
  await requireOrg(ctx, before['orgId'])
  // Even a smaller change of a post that reaches further than the actor may give is refused: it is not theirs.
  requireMayGrant(ctx, await directory(ctx.db), {
    roleIds: input.roleIds ?? before['roleIds'],
    scope: input.scope ?? before['scope'],
  })
  if (before['rev'] !== input.rev) ctx.fail('http.conflict', 409)
  await ctx.db
    .updateTable('identity.post')
    .set({ ...input, rev: input.rev + 1 })
    .where('id', '=', id)
    .execute()
  await forgetHolders(ctx, [id])
  ctx.audit('identity.post.update', `post:${id}`, input)
  ctx.notice('identity.org', { org: before['orgId'] })
  return { id }
}

/** Everybody whom a post reaches: its holders, and those to whom they delegated. */
export async function forgetHolders(ctx: Context, posts: string[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select person_id as id from identity.posting where post_id = any(${posts}::uuid[])
    union select d.to_person from identity.delegation d join identity.posting g on g.person_id = d.from_person
    where g.post_id = any(${posts}::uuid[]) and d.revoked_at is null`.execute(ctx.db)
  identityChanged(ctx, rows.length > 100 ? { all: true } : { people: rows.map((row) => row.id) })
}

/** Gives a person a post from a day on; open-ended unless `to` is given. */
export async function appoint(ctx: Context, input: { person: string; post: string; from: string; to?: string | null }) {
  const person =
    (await ctx.db
      .selectFrom('identity.person')
      .select(['id', 'kind', 'orgId'])
      .where('id', '=', input.person)
      .executeTakeFirst()) ?? ctx.fail('identity.person.unknown', 404)
  const post =
    (await ctx.db.selectFrom('identity.post').selectAll().where('id', '=', input.post).executeTakeFirst()) ??
    ctx.fail('identity.post.unknown', 404)
  if (person['kind'] !== 'staff') ctx.fail('identity.person.unknown', 404)
  await requireOrg(ctx, post['orgId'])
  requireMayGrant(ctx, await directory(ctx.db), { roleIds: post['roleIds'], scope: post['scope'] })
  if (input.to && input.to < input.from) ctx.fail('identity.dates', 422)
  const overlap = await sql`select 1 from identity.posting where person_id = ${input.person} and post_id = ${input.post}
    and daterange(from_date, to_date, '[]') && daterange(${input.from}::date, ${input.to ?? null}::date, '[]')`.execute(ctx.db)
  if (overlap.rows.length) ctx.fail('identity.posting.overlap', 409)
  const id = newId()
  await ctx.db
    .insertInto('identity.posting')
    .values({
      id,
      personId: input.person,
      postId: input.post,
      fromDate: input.from,
      toDate: input.to ?? null,
      madeBy: ctx.user.id,
      madeAt: ctx.now,
    })
    .execute()
  if (!person['orgId'])
    await ctx.db.updateTable('identity.person').set({ orgId: post['orgId'] }).where('id', '=', input.person).execute()
  await forgetHolders(ctx, [input.post])
  ctx.audit('identity.posting.create', `person:${input.person}`, input)
  ctx.notice('identity.person')
  return { id }
}

/** Ends a posting with a day (its last), or removes one that has not begun. */
export async function endPosting(ctx: Context, id: string, to: string) {
  const posting =
    (await ctx.db
      .selectFrom('identity.posting as g')
      .innerJoin('identity.post as t', 't.id', 'g.postId')
      .select(['g.id', 'g.personId', 'g.postId', 'g.fromDate', 't.orgId'])
      .where('g.id', '=', id)
      .executeTakeFirst()) ?? ctx.fail('identity.posting.unknown', 404)
  await requireOrg(ctx, posting['orgId'])
  await forgetHolders(ctx, [posting['postId']])
  if (posting['fromDate'] > to) await ctx.db.deleteFrom('identity.posting').where('id', '=', id).execute()
  else await ctx.db.updateTable('identity.posting').set({ toDate: to }).where('id', '=', id).execute()
  ctx.audit('identity.posting.end', `person:${posting['personId']}`, { posting: id, to })
  ctx.notice('identity.person')
  return { id }
}
