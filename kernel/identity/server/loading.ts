// Loads a whole city's organisations, staff and citizens from plain arrays; a second call changes nothing.

import { sql, type RawBuilder } from 'kysely'
import type { Context } from '#kernel/module'
import { identityChanged } from './authenticate.ts'
import { changesDirectory, directory, type Level, type OrgKind } from './directory.ts'
import { spell } from './orgs.ts'
import { hashPassword } from './passwords.ts'
import { cityDay } from './rules.ts'
import type { ScopeKind } from './scopes.ts'
import { idNoHash, phoneHash } from './secrets.ts'
import { stableId } from './stable.ts'

export type LoadedOrg = {
  /** Readable and stable, such as '430200.hotline'; the id is stableId('org', code). */
  code: string
  uscc?: string | null
  name: string
  short: string
  level: Level
  kind: OrgKind
  duty?: string
  /** Code of the parent; parents come before their children. */
  parent: string | null
  areaCode: string
  at?: readonly [number, number] | null
  address?: string
  dutyPhone?: string
  departments?: { code: string; name: string }[]
}

const batch = 2_000

/** Inserts rows given as columns, a few thousand at a time: one statement each. */
async function insertColumns(
  ctx: Context,
  table: string,
  columns: Record<string, { type: string; values: unknown[] }>,
  conflict: string,
): Promise<void> {
  const names = Object.keys(columns)
  const count = columns[names[0]!]!.values.length
  for (let at = 0; at < count; at += batch) {
    const arrays: RawBuilder<unknown>[] = names.map(
      (name) => sql`${columns[name]!.values.slice(at, at + batch)}::${sql.raw(columns[name]!.type)}[]`,
    )
    await sql`insert into ${sql.raw(table)} (${sql.raw(names.join(', '))}) select * from unnest(${sql.join(arrays)}) ${sql.raw(conflict)}`.execute(
      ctx.db,
    )
  }
}

/** Loads organisations with their departments; what exists under the same code is brought up to date. Returns how many there are. */
export async function loadOrganisations(ctx: Context, data: readonly LoadedOrg[]): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('identity.org'))`.execute(ctx.db)
  const path = new Map<string, string>()
  const rows = data.flatMap((org, sort) => {
    const id = stableId('org', org.code)
    const above = org.parent ? path.get(org.parent) : '/'
    if (!above) throw new Error(`organisation ${org.code} comes before its parent ${org.parent}`)
    path.set(org.code, `${above}${id}/`)
    const own = {
      id,
      code: org.code,
      uscc: org.uscc ?? null,
      name: org.name,
      short: org.short,
      kind: org.kind,
      agency: id,
      parent: org.parent && stableId('org', org.parent),
      path: `${above}${id}/`,
      sort,
    }
    const shared = {
      level: org.level,
      area: org.areaCode,
      duty: org.duty ?? '',
      lng: org.at?.[0] ?? null,
      lat: org.at?.[1] ?? null,
      address: org.address ?? '',
      phone: org.dutyPhone ?? '',
    }
    const departments = (org.departments ?? []).map((one, i) => {
      const child = stableId('org', one.code)
      return {
        ...shared,
        id: child,
        code: one.code,
        uscc: null,
        name: one.name,
        short: one.name,
        kind: 'department',
        agency: id,
        parent: id,
        path: `${own.path}${child}/`,
        sort: i,
        phone: '',
      }
    })
    return [{ ...own, ...shared }, ...departments]
  })
  const column = (type: string, pick: (row: (typeof rows)[number]) => unknown) => ({ type, values: rows.map(pick) })
  const spelled = rows.map((row) => spell(row.short))
  await insertColumns(
    ctx,
    'identity.org',
    {
      id: column('uuid', (row) => row.id),
      code: column('text', (row) => row.code),
      uscc: column('text', (row) => row.uscc),
      name: column('text', (row) => row.name),
      short_name: column('text', (row) => row.short),
      initials: { type: 'text', values: spelled.map((one) => one.initials) },
      pinyin: { type: 'text', values: spelled.map((one) => one.pinyin) },
      kind: column('text', (row) => row.kind),
      level: column('text', (row) => row.level),
      parent_id: column('uuid', (row) => row.parent),
      path: column('text', (row) => row.path),
      agency_id: column('uuid', (row) => row.agency),
      area_code: column('text', (row) => row.area),
      duty: column('text', (row) => row.duty),
      lng: column('float8', (row) => row.lng),
      lat: column('float8', (row) => row.lat),
      address: column('text', (row) => row.address),
      duty_phone: column('text', (row) => row.phone),
      sort: column('int', (row) => row.sort),
    },
    // Only the first installation's bare root is completed; what the city has edited since stays.
    `on conflict (id) do update set uscc = excluded.uscc, name = excluded.name, short_name = excluded.short_name, initials = excluded.initials, pinyin = excluded.pinyin,
      parent_id = excluded.parent_id, path = excluded.path, level = excluded.level, duty = excluded.duty, lng = excluded.lng, lat = excluded.lat,
      address = excluded.address, duty_phone = excluded.duty_phone, sort = excluded.sort where org.uscc is null and org.kind = 'government' and org.rev = 1`,
  )
  changed(ctx)
  return rows.length
}

export type LoadedStaff = {
  /** Stable; the person's id is stableId('staff', id). */
  id: string
  login: string
  name: string
  title: string
  mobile?: string | null
  idNo?: string | null
  email?: string | null
  /** Organisation and, when the post is in one, department code. */
  organisation: string
  department?: string | null
  /** What the post does; the post itself is named by `title`. */
  post: string
  roles?: string[]
  scope?: ScopeKind
  areas?: string[]
}

/** Loads staff with their posts; all get the one password when it is given (demo accounts). Logins that exist are left alone. */
export async function loadPeople(
  ctx: Context,
  data: readonly LoadedStaff[],
  options: { password?: string; from?: string } = {},
): Promise<number> {
  const { byCode } = await directory(ctx.db)
  const from = options.from ?? cityDay(ctx.now)
  const orgOf = (one: LoadedStaff) => {
    const org = byCode.get(one.department ?? one.organisation) ?? byCode.get(one.organisation)
    if (!org) throw new Error(`staff ${one.login}: no organisation ${one.organisation}`)
    return org
  }
  const posts = new Map<
    string,
    { id: string; orgId: string; name: string; work: string; roles: string[]; scope: string; areas: string[] }
  >()
  const held: { person: string; post: string }[] = []
  for (const one of data) {
    const org = orgOf(one)
    const key = `${org.code} ${one.title}`
    // Who leads an agency sees what is the agency's; everybody else the agency too, until a system says otherwise: it gives roles, they give rights.
    if (!posts.has(key))
      posts.set(key, {
        id: stableId('post', key),
        orgId: org.id,
        name: one.title,
        work: one.post,
        roles: one.roles ?? [],
        scope: one.scope ?? 'AGENCY',
        areas: one.areas ?? [],
      })
    held.push({ person: stableId('staff', one.id), post: posts.get(key)!.id })
  }
  const people = await Promise.all(
    data.map(async (one) => ({
      ...one,
      uuid: stableId('staff', one.id),
      initials: spell(one.name).initials,
      hash: one.mobile ? await phoneHash(ctx.db, one.mobile) : null,
      idHash: one.idNo ? await idNoHash(ctx.db, one.idNo) : null,
    })),
  )
  const text = (values: unknown[]) => ({ type: 'text', values })
  const uuid = (values: unknown[]) => ({ type: 'uuid', values })
  await insertColumns(
    ctx,
    'identity.person',
    {
      id: uuid(people.map((one) => one.uuid)),
      kind: text(people.map(() => 'staff')),
      login: text(people.map((one) => one.login.toLowerCase())),
      name: text(people.map((one) => one.name)),
      initials: text(people.map((one) => one.initials)),
      title: text(people.map((one) => one.title)),
      phone: text(people.map((one) => one.mobile ?? null)),
      phone_hash: text(people.map((one) => one.hash)),
      id_no: text(people.map((one) => one.idNo ?? null)),
      id_no_hash: text(people.map((one) => one.idHash)),
      email: text(people.map((one) => one.email ?? null)),
      org_id: uuid(data.map((one) => orgOf(one).id)),
    },
    'on conflict do nothing',
  )
  const all = [...posts.values()]
  await sql`insert into identity.post (id, org_id, name, work, role_ids, scope, areas)
    select x.id, x.org_id, x.name, x.work, array(select json_array_elements_text(x.roles)), x.scope, array(select json_array_elements_text(x.areas))
    from json_to_recordset(${JSON.stringify(all.map(({ orgId, ...one }) => ({ ...one, org_id: orgId })))}::json)
      as x(id uuid, org_id uuid, name text, work text, roles json, scope text, areas json) on conflict do nothing`.execute(ctx.db)
  // A login that somebody else holds keeps its person: only people who are there get postings and passwords.
  await sql`insert into identity.posting (id, person_id, post_id, from_date)
    select gen_random_uuid(), h.person, h.post, ${from}::date from unnest(${held.map((one) => one.person)}::uuid[], ${held.map((one) => one.post)}::uuid[]) h(person, post)
    where exists (select 1 from identity.person p where p.id = h.person) and exists (select 1 from identity.post t where t.id = h.post)
      and not exists (select 1 from identity.posting g where g.person_id = h.person and g.post_id = h.post)`.execute(ctx.db)
  if (options.password) {
    const secret = await hashPassword(options.password)
    await sql`insert into identity.credential (person_id, kind, secret, changed_at)
      select p.id, 'password', ${secret}, ${ctx.now} from identity.person p where p.id = any(${people.map((one) => one.uuid)}::uuid[]) on conflict do nothing`.execute(
      ctx.db,
    )
  }
  changed(ctx)
  return people.length
}

export type LoadedCitizen = {
  id: string
  name: string
  mobile: string
  idNo?: string | null
  email?: string | null
  address?: string
  areaCode?: string
}

/** Loads citizens; a phone that somebody has already signed in with is left alone. The person's id is stableId('citizen', id). */
export async function loadCitizens(ctx: Context, data: readonly LoadedCitizen[]): Promise<number> {
  const hashes = await Promise.all(data.map((one) => phoneHash(ctx.db, one.mobile)))
  const idHashes = await Promise.all(data.map((one) => (one.idNo ? idNoHash(ctx.db, one.idNo) : null)))
  const text = (values: unknown[]) => ({ type: 'text', values })
  await insertColumns(
    ctx,
    'identity.person',
    {
      id: { type: 'uuid', values: data.map((one) => stableId('citizen', one.id)) },
      kind: text(data.map(() => 'citizen')),
      name: text(data.map((one) => one.name)),
      phone: text(data.map((one) => one.mobile)),
      phone_hash: text(hashes),
      id_no: text(data.map((one) => one.idNo ?? null)),
      id_no_hash: text(idHashes),
      email: text(data.map((one) => one.email ?? null)),
      address: text(data.map((one) => one.address ?? null)),
      area_code: text(data.map((one) => one.areaCode ?? '')),
      verified: { type: 'bool', values: data.map((one) => Boolean(one.idNo)) },
    },
    'on conflict do nothing',
  )
  return data.length
}

export function changed(ctx: Context): void {
  changesDirectory(ctx)
  identityChanged(ctx, { all: true })
}
