// What the administrator's command line does with accounts; it acts as the system, and audit says so.

import type { Context } from '#kernel/module'
import { directory } from './directory.ts'
import { getStaff, resetPassword, setState, createStaff } from './people.ts'
import { sql } from 'kysely'

async function byLogin(ctx: Context, login: string): Promise<string> {
  const row = await ctx.db.selectFrom('identity.person').select('id').where('login', '=', login.toLowerCase()).executeTakeFirst()
  return (row?.['id'] as string | undefined) ?? ctx.fail('identity.person.unknown', 404, { person: login })
}

/** Staff accounts, at most `limit`, by login. */
export async function listUsers(
  ctx: Context,
  limit = 200,
): Promise<{ login: string; name: string; org: string; state: string; lastSeenAt: Date | null }[]> {
  const { orgs } = await directory(ctx.db)
  const { rows } =
    await sql<any>`select p.login, p.name, p.org_id, p.state, max(s.last_seen_at) as last_seen_at from identity.person p
    left join identity.session s on s.person_id = p.id where p.kind = 'staff' group by p.id order by p.login limit ${limit}`.execute(
      ctx.db,
    )
  return rows.map(({ orgId, ...row }) => ({ ...row, org: orgs.get(orgId)?.name ?? '' }))
}

/** Makes an account in the organisation with this code (the root when none is given); the password is to be shown once. */
export async function createUser(
  ctx: Context,
  input: { login: string; name: string; org?: string; password?: string },
): Promise<{ id: string; password: string }> {
  const { byCode, children } = await directory(ctx.db)
  const org = input.org ? byCode.get(input.org) : children.get(null)?.[0]
  if (!org) return ctx.fail('identity.org.unknown', 404, { org: input.org ?? '' })
  return createStaff(ctx, { login: input.login, name: input.name, orgId: org.id }, input.password)
}

/** A new first password for a login; sessions end and a lock from failed sign-ins opens. */
export async function resetUser(ctx: Context, login: string): Promise<{ password: string }> {
  return resetPassword(ctx, await byLogin(ctx, login))
}

export async function lockUser(ctx: Context, login: string, locked: boolean): Promise<{ state: string }> {
  const id = await byLogin(ctx, login)
  await setState(ctx, id, locked ? 'locked' : 'active', 'command line')
  return { state: (await getStaff(ctx, id)).state }
}
