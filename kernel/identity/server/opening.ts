// What a start does: the installation's secret, the roles that modules bring, and a first administrator when nobody is there.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '#kernel/module'
import { newId } from '#kernel/db'
import { identityChanged } from './authenticate.ts'
import { changesDirectory, directory, forgetDirectory, type RoleRow } from './directory.ts'
import { hashPassword, randomPassword } from './passwords.ts'
import { stableId } from './stable.ts'
import { cityDay } from './rules.ts'
import { forgetSecret, makeSecret } from './secrets.ts'

export type CityFacts = { name: { zh: string; en: string }; code: string; center: [number, number]; zoom: number }
export const installation: { city: CityFacts; version: string } = {
  city: { name: { zh: '一城', en: 'Yicheng' }, code: '', center: [113.13, 27.83], zoom: 10 },
  version: '',
}

export const administratorRole = 'administrator'

/** Run at every start, after migrations: secret and roles. */
export async function seedIdentity(ctx: Context): Promise<void> {
  forgetSecret()
  forgetDirectory()
  await makeSecret(ctx)
  await syncRoles(ctx)
}

/** Brings the roles that modules declare into the table; what the city changed by hand stays, what a module added or dropped follows. */
export async function syncRoles(ctx: Context): Promise<void> {
  const known = new Map(
    (await ctx.db.selectFrom('identity.role').selectAll().execute()).map((row) => [row.id as string, row as RoleRow]),
  )
  for (const one of ctx.house.modules) {
    for (const role of one.roles ?? []) {
      const declared = role.id === administratorRole ? kernelPermissions(ctx) : [...new Set(role.permissions)].sort()
      const before = known.get(role.id)
      if (before && before.module === one.id && same(before.declared, declared)) continue
      const kept = before ? before.permissions.filter((id) => declared.includes(id) || !before.declared.includes(id)) : []
      const added = before ? declared.filter((id) => !before.declared.includes(id)) : declared
      const row = { permissions: [...new Set([...kept, ...added])].sort(), declared, module: one.id, updatedAt: ctx.now }
      await ctx.db
        .insertInto('identity.role')
        .values({ id: role.id, nameZh: role.name.zh, nameEn: role.name.en, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
      changesDirectory(ctx)
      identityChanged(ctx, { all: true })
    }
  }
}
const same = (a: string[], b: string[]) => a.length === b.length && a.every((one, i) => one === b[i])

/** The platform's administrator runs all kernel capabilities; seeing personal data unmasked is nobody's by default. */
function kernelPermissions(ctx: Context): string[] {
  const kernel = ctx.house.modules.filter((one) => one.pillar === 'kernel')
  return kernel
    .flatMap((one) => Object.keys(one.permissions ?? {}))
    .filter((id) => !id.endsWith('.unmask'))
    .sort()
}

/** The first account of an empty installation, with its password to be shown once; undefined when staff exist. */
export async function firstAdministrator(
  ctx: Context,
  password?: string | undefined,
): Promise<{ login: string; password: string } | undefined> {
  const someone = await ctx.db.selectFrom('identity.person').select('id').where('kind', '=', 'staff').limit(1).executeTakeFirst()
  if (someone) return undefined
  const { city } = installation
  const rootCode = `${city.code || '000000'}.government`
  const root = (await directory(ctx.db)).children.get(null)?.[0]?.id ?? stableId('org', rootCode)
  const made = password ?? randomPassword()
  const person = newId()
  const post = newId()
  // Two instances that start at once on an empty database: the unique login lets one of them in.
  const mine = await ctx.db
    .insertInto('identity.person')
    .values({
      id: person,
      kind: 'staff',
      login: 'admin',
      name: '系统管理员',
      initials: 'xtgly',
      title: '系统管理员',
      createdAt: ctx.now,
    })
    .onConflict((conflict) => conflict.column('login').doNothing())
    .returning('id')
    .execute()
  if (!mine.length) return undefined
  await ctx.db
    .insertInto('identity.org')
    .values({
      id: root,
      code: rootCode,
      name: city.name.zh,
      shortName: city.name.zh,
      kind: 'government',
      level: 'city',
      path: `/${root}/`,
      agencyId: root,
      areaCode: city.code,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  await ctx.db.updateTable('identity.person').set({ orgId: root }).where('id', '=', person).execute()
  await ctx.db
    .insertInto('identity.post')
    .values({ id: post, orgId: root, name: '平台管理员', roleIds: [administratorRole], scope: 'CITY' })
    .execute()
  await ctx.db
    .insertInto('identity.posting')
    .values({ id: newId(), personId: person, postId: post, fromDate: cityDay(ctx.now) })
    .execute()
  await ctx.db
    .insertInto('identity.credential')
    .values({
      personId: person,
      kind: 'password',
      secret: await hashPassword(made),
      mustChange: password === undefined,
      changedAt: ctx.now,
    })
    .execute()
  ctx.audit('identity.administrator.made', `person:${person}`)
  changesDirectory(ctx)
  identityChanged(ctx, { all: true })
  return { login: 'admin', password: made }
}

/** Called once by the start of the city: what /api/session tells, and the first account, whose password is shown once. */
export async function openIdentity(
  run: <T>(meta: { action: string }, work: (ctx: Context) => Promise<T>) => Promise<T>,
  facts: { city: CityFacts; root: string; password?: string | undefined; progress?: (line: string) => void },
): Promise<void> {
  installation.city = facts.city
  installation.version = (JSON.parse(readFileSync(join(facts.root, 'package.json'), 'utf8')) as { version: string }).version
  const first = await run({ action: 'identity.open' }, (ctx) => firstAdministrator(ctx, facts.password))
  if (first)
    facts.progress?.(`first administrator: ${first.login} / ${facts.password ? '(YICHENG_ADMIN_PASSWORD)' : first.password}`)
}
