// Staff accounts: list, create, change, lock; personal data leave here masked.

import { sql, type SqlBool } from 'kysely'
import { newId } from '#kernel/db'
import { inScope, scopesOf, type Context, type Scope } from '#kernel/module'
import { heldPosts, identityChanged } from './authenticate.ts'
import { calledIn, directory, type Directory } from './directory.ts'
import { maskEmail, maskIdNo, maskName, maskPhone } from './masking.ts'
import { findOrg, getOrg, spell } from './orgs.ts'
import { randomPassword, requireStrong, setPassword } from './passwords.ts'
import { requireMayGrant } from './roles.ts'
import { cityDay } from './rules.ts'
import { idNoHash, phoneHash } from './secrets.ts'
import { endSessions } from './sessions.ts'
import { openLock } from './signin.ts'
import { isMobile, isPhone, isResidentId } from './validators.ts'

type Page = { page?: number; size?: number; sort?: string; q?: string }
export type StaffFilter = Page & { org?: string; state?: string; role?: string }

/** The organisations in which the actor holds the permission; null for all. */
function orgsInScope(known: Directory, scopes: Scope[] | null): string[] | null {
  if (scopes === null) return null
  const seen = new Set<string>()
  for (const { orgs, areas, self } of scopes) {
    if (self) continue
    for (const id of orgs ?? known.orgs.keys()) {
      const area = known.orgs.get(id)?.areaCode ?? ''
      if (!areas || areas.some((prefix) => area.startsWith(prefix))) seen.add(id)
    }
  }
  return [...seen]
}

const sorts: Record<string, string> = { name: 'p.name', login: 'p.login', createdAt: 'p.created_at', state: 'p.state' }

/** Staff within the actor's scope. `org` means that organisation and all below; `q` is a name, initials, login or whole phone number. */
export async function listStaff(ctx: Context, query: StaffFilter) {
  const known = await directory(ctx.db)
  const visible = orgsInScope(known, scopesOf(ctx.user, 'identity.person.read'))
  const day = cityDay(ctx.now)
  const where = [sql<SqlBool>`p.kind = 'staff'`]
  if (visible) where.push(sql`p.org_id = any(${visible}::uuid[])`)
  if (query.org) where.push(sql`p.org_id = any(${known.below(query.org)}::uuid[])`)
  if (query.state) where.push(sql`p.state = ${query.state}`)
  if (query.role)
    where.push(sql`exists (select 1 from identity.posting g join identity.post t on t.id = g.post_id where g.person_id = p.id and ${query.role} = any(t.role_ids)
      and g.from_date <= ${day}::date and (g.to_date is null or g.to_date >= ${day}::date))`)
  const q = query.q?.trim().toLowerCase()
  if (q) {
    if (isMobile(q)) where.push(sql`p.phone_hash = ${await phoneHash(ctx.db, q)}`)
    else
      where.push(sql`(p.name like ${`%${likely(q)}%`} or p.initials like ${`${likely(q)}%`} or p.login like ${`${likely(q)}%`})`)
  }
  const condition = sql.join(where, sql` and `)
  const { size = 20, page = 1 } = query
  const order = query.sort
    ? sql.raw(`${sorts[query.sort.replace('-', '')] ?? 'p.name'} ${query.sort.startsWith('-') ? 'desc' : 'asc'}`)
    : sql.raw('p.name')
  const { rows } = await sql<any>`
    select p.*, (select max(s.last_seen_at) from identity.session s where s.person_id = p.id) as last_seen_at,
      (select a.locked_until from identity.sign_in_attempt a where a.key = 'login ' || p.login and a.locked_until > ${ctx.now}) as locked_until,
      coalesce((select array_agg(t.name order by g.from_date) from identity.posting g join identity.post t on t.id = g.post_id where g.person_id = p.id
        and g.from_date <= ${day}::date and (g.to_date is null or g.to_date >= ${day}::date)), '{}') as posts
    from identity.person p where ${condition} order by ${order}, p.id limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const total = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from identity.person p where ${condition} limit 10000) x`.execute(ctx.db)
  return { items: rows.map((row) => ({ ...shown(row, known), posts: row.posts as string[] })), total: total.rows[0]!.n }
}

const likely = (q: string) => q.replace(/[\\%_]/g, (sign) => `\\${sign}`)

function shown(row: any, known: Directory) {
  const { id, login, name, title, state, orgId, email, phone, idNo, rev, createdAt, lastSeenAt, lockedUntil } = row
  return {
    id: id as string,
    login: login as string | null,
    name: name as string,
    title: title as string,
    state: state as 'active' | 'locked' | 'left',
    orgId: orgId as string | null,
    orgName: calledIn(known, orgId) || null,
    phone: maskPhone(phone),
    email: maskEmail(email),
    idNo: maskIdNo(idNo),
    rev: rev as number,
    createdAt: createdAt as Date,
    lastSeenAt: (lastSeenAt ?? null) as Date | null,
    lockedUntil: (lockedUntil ?? null) as Date | null,
  }
}

/** A member of staff in the actor's scope; fails identity.person.unknown (404), also for one outside it. */
export async function staffInScope(ctx: Context, id: string, permission: string): Promise<any> {
  const row = await ctx.db
    .selectFrom('identity.person')
    .selectAll()
    .where('id', '=', id)
    .where('kind', '=', 'staff')
    .executeTakeFirst()
  const org = row?.['orgId'] ? await findOrg(ctx, row['orgId']) : undefined
  if (!row || !inScope(ctx.user, permission, { org: org?.id, area: org?.areaCode }))
    return ctx.fail('identity.person.unknown', 404, { person: id })
  return row
}

/** One member of staff with all postings, past and to come. */
export async function getStaff(ctx: Context, id: string) {
  const row = await staffInScope(ctx, id, 'identity.person.read')
  const known = await directory(ctx.db)
  const lock = await ctx.db
    .selectFrom('identity.signInAttempt')
    .select('lockedUntil')
    .where('key', '=', `login ${row.login}`)
    .where('lockedUntil', '>', ctx.now)
    .executeTakeFirst()
  const seen = await ctx.db
    .selectFrom('identity.session')
    .select((eb) => eb.fn.max('lastSeenAt').as('at'))
    .where('personId', '=', id)
    .executeTakeFirst()
  const postings = await ctx.db
    .selectFrom('identity.posting as g')
    .innerJoin('identity.post as t', 't.id', 'g.postId')
    .select(['g.id', 'g.fromDate', 'g.toDate', 't.id as postId', 't.name', 't.orgId', 't.roleIds', 't.scope', 't.areas'])
    .where('g.personId', '=', id)
    .orderBy('g.fromDate', 'desc')
    .execute()
  return {
    ...shown({ ...row, lockedUntil: lock?.['lockedUntil'], lastSeenAt: seen?.['at'] }, known),
    postings: postings.map((one) => ({ ...one, orgName: calledIn(known, one['orgId']) })) as any[],
  }
}

/** Who may act on an account: within scope, and not on somebody who may more than oneself (a reset password is a way in). */
async function staffToGovern(ctx: Context, id: string): Promise<any> {
  const row = await staffInScope(ctx, id, 'identity.person.manage')
  const known = await directory(ctx.db)
  for (const post of await heldPosts(ctx.db, id, cityDay(ctx.now)))
    requireMayGrant(ctx, known, { roleIds: post.roleIds.filter((role) => known.roles.has(role)), scope: post.scope })
  return row
}

export type StaffInput = {
  login: string
  name: string
  title?: string
  orgId: string
  phone?: string | null
  email?: string | null
  idNo?: string | null
}

async function personal(ctx: Context, input: Partial<StaffInput>): Promise<Record<string, unknown>> {
  if (input.phone && !isPhone(input.phone))
    ctx.fail('identity.phone.wrong', 422, {}, [{ path: '/body/phone', code: 'identity.phone.wrong' }])
  if (input.idNo && !isResidentId(input.idNo, cityDay(ctx.now)))
    ctx.fail('identity.idno.wrong', 422, {}, [{ path: '/body/idNo', code: 'identity.idno.wrong' }])
  return {
    ...(input.name ? { name: input.name, initials: spell(input.name).initials } : {}),
    ...(input.title === undefined ? {} : { title: input.title }),
    ...(input.email === undefined ? {} : { email: input.email }),
    ...(input.phone === undefined
      ? {}
      : { phone: input.phone, phoneHash: input.phone ? await phoneHash(ctx.db, input.phone) : null }),
    ...(input.idNo === undefined ? {} : { idNo: input.idNo, idNoHash: input.idNo ? await idNoHash(ctx.db, input.idNo) : null }),
  }
}

/** Makes an account; the first password is returned once and must be changed at the first sign-in. */
export async function createStaff(ctx: Context, input: StaffInput, password?: string): Promise<{ id: string; password: string }> {
  const org = await getOrg(ctx, input.orgId)
  if (!inScope(ctx.user, 'identity.person.manage', { org: org.id, area: org.areaCode }))
    ctx.fail('identity.org.unknown', 404, { org: org.id })
  const id = newId()
  const login = input.login.trim().toLowerCase()
  if (password) await requireStrong(ctx, password, [login, input.name, input.phone])
  const made = await ctx.db
    .insertInto('identity.person')
    .values({ id, kind: 'staff', login, orgId: input.orgId, createdAt: ctx.now, ...(await personal(ctx, input)) })
    .onConflict((conflict) => conflict.column('login').doNothing())
    .returning('id')
    .execute()
  if (!made.length) ctx.fail('identity.login.taken', 409, { login })
  const first = password ?? randomPassword()
  await setPassword(ctx, id, first, true)
  ctx.audit('identity.person.create', `person:${id}`, { login, org: input.orgId })
  ctx.notice('identity.person')
  return { id, password: first }
}

export async function updateStaff(ctx: Context, id: string, rev: number, input: Partial<Omit<StaffInput, 'login'>>) {
  await staffToGovern(ctx, id)
  if (input.orgId) {
    const org = await getOrg(ctx, input.orgId)
    if (!inScope(ctx.user, 'identity.person.manage', { org: org.id, area: org.areaCode }))
      ctx.fail('identity.org.unknown', 404, { org: org.id })
  }
  const done = await ctx.db
    .updateTable('identity.person')
    .set({ ...(await personal(ctx, input)), ...(input.orgId ? { orgId: input.orgId } : {}), rev: rev + 1 })
    .where('id', '=', id)
    .where('rev', '=', rev)
    .returning('id')
    .execute()
  if (!done.length) ctx.fail('http.conflict', 409)
  identityChanged(ctx, { people: [id] })
  // Which fields, not which values: the audit log is read by more people than the account.
  ctx.audit('identity.person.update', `person:${id}`, { fields: Object.keys(input) })
  ctx.notice('identity.person')
  return getStaff(ctx, id)
}

/** A new first password, shown once; all sessions of the person end. */
export async function resetPassword(ctx: Context, id: string): Promise<{ password: string }> {
  const person = await staffToGovern(ctx, id)
  const password = randomPassword()
  await setPassword(ctx, id, password, true)
  await endSessions(ctx, { person: id })
  await openLock(ctx, person.login)
  ctx.audit('identity.password.reset', `person:${id}`)
  return { password }
}

/** Locks an account, opens it again, or closes it when somebody leaves: then the postings end today. */
export async function setState(ctx: Context, id: string, state: 'active' | 'locked' | 'left', reason: string) {
  if (id === ctx.user.id) ctx.fail('identity.person.self', 422)
  const person = await staffToGovern(ctx, id)
  await ctx.db
    .updateTable('identity.person')
    .set((eb) => ({ state, rev: eb('rev', '+', 1) }))
    .where('id', '=', id)
    .execute()
  if (state === 'active') await openLock(ctx, person.login)
  else await endSessions(ctx, { person: id })
  if (state === 'left') {
    const day = cityDay(ctx.now)
    await sql`delete from identity.posting where person_id = ${id} and from_date > ${day}::date`.execute(ctx.db)
    await sql`update identity.posting set to_date = ${day}::date where person_id = ${id} and (to_date is null or to_date > ${day}::date)`.execute(
      ctx.db,
    )
    await sql`update identity.delegation set revoked_at = ${ctx.now}, revoked_by = ${ctx.user.id} where revoked_at is null and ${id} in (from_person, to_person)`.execute(
      ctx.db,
    )
    identityChanged(ctx, { all: true })
  }
  identityChanged(ctx, { people: [id] })
  ctx.audit(`identity.person.${state}`, `person:${id}`, { reason })
  ctx.notice('identity.person')
  return getStaff(ctx, id)
}

/** Citizens, masked; found by whole phone, whole identity number or the beginning of a name. */
export async function listCitizens(ctx: Context, query: Page & { state?: string }) {
  const where = [sql<SqlBool>`kind = 'citizen'`]
  const q = query.q?.trim()
  if (query.state) where.push(sql`state = ${query.state}`)
  if (q && isMobile(q)) where.push(sql`phone_hash = ${await phoneHash(ctx.db, q)}`)
  else if (q && isResidentId(q)) where.push(sql`id_no_hash = ${await idNoHash(ctx.db, q)}`)
  else if (q) where.push(sql`name like ${`${likely(q)}%`}`)
  const condition = sql.join(where, sql` and `)
  const { size = 20, page = 1 } = query
  const { rows } = await sql<any>`select id, name, phone, id_no, area_code, state, verified, created_at from identity.person
    where ${condition} order by created_at desc, id limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const total = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from identity.person where ${condition} limit 10000) x`.execute(ctx.db)
  return {
    items: rows.map(({ name, phone, idNo, ...row }) => ({
      ...row,
      name: maskName(name),
      phone: maskPhone(phone),
      idNo: maskIdNo(idNo),
    })) as any[],
    total: total.rows[0]!.n,
  }
}
