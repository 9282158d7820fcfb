// API keys of other programs: shown once, stored hashed, limited in permission, scope, rate and time.

import { newId } from '#kernel/db'
import { inScope, scopesOf, type Context } from '#kernel/module'
import { identityChanged } from './authenticate.ts'
import { directory } from './directory.ts'
import { getOrg } from './orgs.ts'
import { rulesAt } from './rules.ts'
import type { ScopeKind } from './scopes.ts'
import { newToken, tokenHash } from './secrets.ts'

export type KeyInput = {
  name: string
  orgId: string
  permissions: string[]
  scope: Exclude<ScopeKind, 'SELF'>
  areas?: string[]
  rate: number
  validUntil: string | Date
}

export async function createKey(ctx: Context, input: KeyInput): Promise<{ id: string; key: string }> {
  const org = await getOrg(ctx, input.orgId)
  if (!inScope(ctx.user, 'identity.key.manage', { org: org.id, area: org.areaCode }))
    ctx.fail('identity.org.unknown', 404, { org: org.id })
  const unknown = input.permissions.find((id) => !ctx.house.permissions.has(id))
  if (unknown) ctx.fail('identity.permission.unknown', 422, { permission: unknown })
  // A key must not be a way to more than its maker holds.
  const all =
    ctx.user.kind === 'system' ||
    (ctx.user.grants.has('identity.role.manage') && scopesOf(ctx.user, 'identity.role.manage') === null)
  const beyond = all
    ? undefined
    : (input.permissions.find((id) => !ctx.user.grants.has(id)) ?? (input.scope === 'CITY' ? 'CITY' : undefined))
  if (beyond) ctx.fail('identity.grant.beyond', 403, { permission: beyond })
  const rules = await rulesAt(ctx.db, ctx.now)
  const until = new Date(input.validUntil)
  if (until <= ctx.now || until.getTime() - ctx.now.getTime() > rules('key.most_days') * 86_400_000)
    ctx.fail('identity.key.until', 422, { days: rules('key.most_days') }, [
      { path: '/body/validUntil', code: 'identity.key.until' },
    ])
  const key = `yc_${newToken()}`
  const id = newId()
  await ctx.db
    .insertInto('identity.apiKey')
    .values({
      id,
      name: input.name,
      hint: key.slice(0, 9),
      tokenHash: tokenHash(key),
      orgId: input.orgId,
      permissions: input.permissions,
      scope: input.scope,
      areas: input.areas ?? [],
      rate: input.rate,
      validUntil: until,
      madeBy: ctx.user.id,
      madeAt: ctx.now,
    })
    .execute()
  ctx.audit('identity.key.create', `key:${id}`, { ...input })
  ctx.notice('identity.key')
  return { id, key }
}

export async function revokeKey(ctx: Context, id: string): Promise<{ id: string }> {
  const row = await ctx.db.selectFrom('identity.apiKey').selectAll().where('id', '=', id).executeTakeFirst()
  const org = row && (await getOrg(ctx, row['orgId']))
  if (!row || !inScope(ctx.user, 'identity.key.manage', { org: org!.id, area: org!.areaCode }))
    return ctx.fail('identity.key.unknown', 404)
  await ctx.db
    .updateTable('identity.apiKey')
    .set({ revokedAt: ctx.now, revokedBy: ctx.user.id })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .execute()
  identityChanged(ctx, { people: [id] })
  ctx.audit('identity.key.revoke', `key:${id}`)
  ctx.notice('identity.key')
  return { id }
}

export async function listKeys(ctx: Context, query: { page?: number; size?: number }) {
  const { orgs } = await directory(ctx.db)
  const rows = await ctx.db.selectFrom('identity.apiKey').selectAll().orderBy('madeAt', 'desc').execute()
  const seen = rows.filter((row) =>
    inScope(ctx.user, 'identity.key.manage', { org: row['orgId'], area: orgs.get(row['orgId'])?.areaCode }),
  )
  const { page = 1, size = 20 } = query
  return {
    items: seen.slice((page - 1) * size, page * size).map(({ tokenHash: _hash, ...row }) => ({
      ...(row as any),
      orgName: orgs.get(row['orgId'])?.name ?? '',
      state: row['revokedAt'] ? 'revoked' : row['validUntil'] <= ctx.now ? 'past' : 'open',
    })),
    total: seen.length,
  }
}
