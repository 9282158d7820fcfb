// Roles: bundles of permissions that modules bring and the city may edit or add to.

import { scopesOf, type Context } from '#kernel/module'
import { identityChanged } from './authenticate.ts'
import { changesDirectory, directory, type Directory, type RoleRow } from './directory.ts'
import type { ScopeKind } from './scopes.ts'

const shown = (role: RoleRow) => ({
  id: role.id,
  name: { zh: role.nameZh, en: role.nameEn },
  permissions: role.permissions,
  module: role.module,
  declared: role.declared,
  rev: role.rev,
})

export async function listRoles(ctx: Context) {
  const { roles } = await directory(ctx.db)
  const { rows } = await holders(ctx)
  return [...roles.values()].map((role) => ({
    ...shown(role),
    posts: rows.get(role.id)?.posts ?? 0,
    people: rows.get(role.id)?.people ?? 0,
  }))
}

async function holders(ctx: Context) {
  const counted = await ctx.db
    .selectFrom('identity.post as t')
    .leftJoin('identity.posting as g', (join) =>
      join.onRef('g.postId', '=', 't.id').on((eb) => eb.or([eb('g.toDate', 'is', null), eb('g.toDate', '>=', ctx.now)])),
    )
    .select((eb) => [
      eb.fn<string>('unnest', ['t.roleIds']).as('role'),
      eb.fn.count('t.id').distinct().as('posts'),
      eb.fn.count('g.personId').distinct().as('people'),
    ])
    .where('t.active', '=', true)
    .groupBy('role')
    .execute()
  return { rows: new Map(counted.map((row) => [row.role, { posts: Number(row.posts), people: Number(row.people) }])) }
}

/** All permissions of the house by module, for the matrix. */
export function listPermissions(ctx: Context) {
  return ctx.house.modules
    .filter((one) => Object.keys(one.permissions ?? {}).length)
    .map((one) => ({
      id: one.id,
      name: one.name,
      pillar: one.pillar,
      permissions: Object.entries(one.permissions!).map(([id, name]) => ({ id, name })),
    }))
}

function checkPermissions(ctx: Context, permissions: string[]): string[] {
  const unknown = permissions.find((id) => !ctx.house.permissions.has(id))
  if (unknown) ctx.fail('identity.permission.unknown', 422, { permission: unknown })
  return [...new Set(permissions)].sort()
}

export async function createRole(ctx: Context, input: { id: string; name: { zh: string; en: string }; permissions: string[] }) {
  const permissions = checkPermissions(ctx, input.permissions)
  const made = await ctx.db
    .insertInto('identity.role')
    .values({ id: input.id, nameZh: input.name.zh, nameEn: input.name.en, permissions, updatedAt: ctx.now })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute()
  if (!made.length) ctx.fail('identity.role.taken', 409, { role: input.id })
  return changed(ctx, 'identity.role.create', input.id, null, permissions)
}

export async function updateRole(
  ctx: Context,
  id: string,
  input: { rev: number; name?: { zh: string; en: string }; permissions?: string[] },
) {
  const before = (await directory(ctx.db)).roles.get(id) ?? ctx.fail('identity.role.unknown', 404)
  const permissions = input.permissions ? checkPermissions(ctx, input.permissions) : before.permissions
  const done = await ctx.db
    .updateTable('identity.role')
    .set({
      permissions,
      rev: input.rev + 1,
      updatedAt: ctx.now,
      ...(input.name ? { nameZh: input.name.zh, nameEn: input.name.en } : {}),
    })
    .where('id', '=', id)
    .where('rev', '=', input.rev)
    .returning('id')
    .execute()
  if (!done.length) ctx.fail('http.conflict', 409)
  return changed(ctx, 'identity.role.update', id, before.permissions, permissions)
}

async function changed(ctx: Context, action: string, id: string, before: string[] | null, after: string[]) {
  changesDirectory(ctx)
  identityChanged(ctx, { all: true })
  ctx.notice('identity.role')
  ctx.audit(action, `role:${id}`, {
    added: after.filter((one) => !before?.includes(one)),
    removed: (before ?? []).filter((one) => !after.includes(one)),
  })
  return shown((await directory(ctx.db)).roles.get(id)!)
}

/**
 * Nobody hands out more than what is theirs to hand out. Who manages roles city-wide may give any; others only permissions they hold
 * themselves, and no reach over the whole city. Fails identity.grant.beyond (403).
 */
export function requireMayGrant(ctx: Context, known: Directory, given: { roleIds: string[]; scope: ScopeKind }): void {
  const unknown = given.roleIds.find((id) => !known.roles.has(id))
  if (unknown) ctx.fail('identity.role.unknown', 422, { role: unknown })
  if (ctx.user.grants.has('identity.role.manage') && scopesOf(ctx.user, 'identity.role.manage') === null) return
  if (ctx.user.kind === 'system') return
  const beyond = given.roleIds
    .flatMap((id) => known.roles.get(id)!.permissions)
    .find((permission) => !ctx.user.grants.has(permission))
  if (beyond || given.scope === 'CITY') ctx.fail('identity.grant.beyond', 403, { permission: beyond ?? 'CITY' })
}
