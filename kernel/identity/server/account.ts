// One's own account: what it shows, changing it and its password.

import { type Context } from '#kernel/module'
import { heldPosts, identityChanged } from './authenticate.ts'
import { calledIn, directory } from './directory.ts'
import { maskEmail, maskPhone } from './masking.ts'
import { personNames } from './names.ts'
import { spell } from './orgs.ts'
import { fitsPassword, requireStrong, setPassword } from './passwords.ts'
import { cityDay } from './rules.ts'
import { endSessions } from './sessions.ts'

async function own(ctx: Context): Promise<any> {
  // Programs and the system have no account of this kind.
  if (ctx.user.kind !== 'staff' && ctx.user.kind !== 'citizen') ctx.fail('identity.account.none', 404)
  return (
    (await ctx.db.selectFrom('identity.person').selectAll().where('id', '=', ctx.user.id).executeTakeFirst()) ??
    ctx.fail('identity.account.none', 404)
  )
}

/** What the caller's account is; a program, which has none, learns whom its key stands for. */
export async function myAccount(ctx: Context) {
  const found = await ctx.db.selectFrom('identity.person').selectAll().where('id', '=', ctx.user.id).executeTakeFirst()
  const row: any = found ?? {
    id: ctx.user.id,
    kind: ctx.user.kind,
    login: null,
    name: ctx.user.name,
    title: '',
    phone: null,
    email: null,
    lang: null,
  }
  const known = await directory(ctx.db)
  const held = row.kind === 'staff' ? await heldPosts(ctx.db, row.id, cityDay(ctx.now)) : []
  const givers = await personNames(
    ctx,
    held.map((post) => post.by),
  )
  const credential = await ctx.db
    .selectFrom('identity.credential')
    .select(['changedAt', 'mustChange'])
    .where('personId', '=', row.id)
    .where('kind', '=', 'password')
    .executeTakeFirst()
  return {
    id: row.id,
    kind: row.kind,
    login: row.login,
    name: row.name,
    title: row.title,
    phone: maskPhone(row.phone),
    email: maskEmail(row.email),
    lang: row.lang,
    passwordChangedAt: credential?.['changedAt'] ?? null,
    mustChange: credential?.['mustChange'] ?? false,
    posts: held.map((post) => ({
      id: post.postId,
      name: post.postName,
      orgId: post.orgId,
      orgName: calledIn(known, post.orgId),
      scope: post.scope,
      roles: post.roleIds.flatMap((id) => known.roles.get(id) ?? []).map((role) => ({ zh: role.nameZh, en: role.nameEn })),
      by: post.by ? { id: post.by, name: givers[post.by]?.name ?? '' } : null,
    })),
  }
}

/** A citizen may name herself; the name of staff is the administrator's matter. */
export async function changeAccount(
  ctx: Context,
  input: { lang?: 'zh' | 'en'; email?: string | null; name?: string },
): Promise<{ id: string }> {
  const row = await own(ctx)
  if (input.name && row.kind !== 'citizen') ctx.fail('identity.name.staff', 422)
  if (input.name && row.verified) ctx.fail('identity.name.verified', 422)
  await ctx.db
    .updateTable('identity.person')
    .set({ ...input, ...(input.name ? { initials: spell(input.name).initials } : {}), rev: row.rev + 1 })
    .where('id', '=', row.id)
    .execute()
  if (input.name) identityChanged(ctx, { people: [row.id] })
  return { id: row.id }
}

/** A new password; all other sessions end, since one of them may be why it is changed. */
export async function changePassword(ctx: Context, before: string, after: string): Promise<{ ended: number }> {
  const row = await own(ctx)
  const credential = await ctx.db
    .selectFrom('identity.credential')
    .select('secret')
    .where('personId', '=', row.id)
    .where('kind', '=', 'password')
    .executeTakeFirst()
  if (!(await fitsPassword(credential?.['secret'], before)))
    ctx.fail('identity.password.before', 422, {}, [{ path: '/body/before', code: 'identity.password.before' }])
  if (before === after) ctx.fail('identity.password.same', 422, {}, [{ path: '/body/after', code: 'identity.password.same' }])
  await requireStrong(ctx, after, [row.login, row.name, row.phone])
  await setPassword(ctx, row.id, after, false)
  const ended = await endSessions(ctx, { person: row.id, except: ctx.user.session })
  ctx.audit('identity.password.change', `person:${row.id}`)
  return { ended }
}
