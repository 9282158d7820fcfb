// Changing the organisation tree: founding, renaming, moving and closing, with the whole subtree kept consistent.

import { sql } from 'kysely'
import { newId } from '#kernel/db'
import { inScope, type Context } from '#kernel/module'
import { identityChanged } from './authenticate.ts'
import { changesDirectory, directory, type Level, type Org, type OrgKind } from './directory.ts'
import { getOrg, spell } from './orgs.ts'
import { isPhone, isUscc } from './validators.ts'

export type OrgInput = {
  code: string
  uscc?: string | null
  name: string
  shortName: string
  kind: OrgKind
  level: Level
  parentId: string | null
  areaCode?: string
  duty?: string
  lng?: number | null
  lat?: number | null
  address?: string
  dutyPhone?: string
  sort?: number
}

const depth: Record<Level, number> = { province: 0, city: 1, county: 2, township: 3 }

/** One change of the tree at a time: two moves that are each sound can make a circle together. */
async function lockTree(ctx: Context): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('identity.org'))`.execute(ctx.db)
  changesDirectory(ctx)
}

function changed(ctx: Context): void {
  identityChanged(ctx, { all: true })
  ctx.notice('identity.org')
}

/** The parent must exist, lie in the actor's scope and not stand below the child; a department holds only departments. */
async function checkParent(ctx: Context, input: Pick<OrgInput, 'kind' | 'level' | 'parentId'>): Promise<Org | undefined> {
  if (!input.parentId) {
    if (input.kind === 'department') ctx.fail('identity.org.parent', 422)
    if (!inScope(ctx.user, 'identity.org.manage', {})) ctx.fail('http.forbidden', 403, { may: 'identity.org.manage' })
    return undefined
  }
  const parent = await getOrg(ctx, input.parentId)
  if (!inScope(ctx.user, 'identity.org.manage', { org: parent.id, area: parent.areaCode }))
    ctx.fail('http.forbidden', 403, { may: 'identity.org.manage' })
  if (depth[input.level] < depth[parent.level] || (parent.kind === 'department' && input.kind !== 'department'))
    ctx.fail('identity.org.parent', 422)
  if (input.kind === 'department' && input.level !== parent.level) ctx.fail('identity.org.parent', 422)
  return parent
}

async function checkFacts(ctx: Context, input: Partial<OrgInput>, id: string): Promise<void> {
  if (input.uscc && !isUscc(input.uscc))
    ctx.fail('identity.org.uscc', 422, {}, [{ path: '/body/uscc', code: 'identity.org.uscc' }])
  if (input.dutyPhone && !isPhone(input.dutyPhone))
    ctx.fail('identity.phone.wrong', 422, {}, [{ path: '/body/dutyPhone', code: 'identity.phone.wrong' }])
  if ((input.lng === null) !== (input.lat === null)) ctx.fail('http.invalid', 400)
  const { rows } =
    await sql`select 1 from identity.org where id <> ${id} and (code = ${input.code ?? null} or uscc = ${input.uscc ?? null}) limit 1`.execute(
      ctx.db,
    )
  if (rows.length) ctx.fail('identity.org.taken', 409)
}

export async function createOrg(ctx: Context, input: OrgInput): Promise<Org> {
  await lockTree(ctx)
  const parent = await checkParent(ctx, input)
  const id = newId()
  await checkFacts(ctx, input, id)
  const row = {
    ...input,
    ...spell(input.name),
    id,
    uscc: input.uscc ?? null,
    path: `${parent?.path ?? '/'}${id}/`,
    agencyId: input.kind === 'department' ? parent!.agencyId : id,
    areaCode: input.areaCode ?? parent?.areaCode ?? '',
    createdAt: ctx.now,
    updatedAt: ctx.now,
  }
  await ctx.db.insertInto('identity.org').values(row).execute()
  changed(ctx)
  ctx.audit('identity.org.create', `org:${id}`, input)
  return getOrg(ctx, id)
}

/** Changes what is given; a new parent moves the whole subtree. `rev` must be the one last read (409 otherwise). */
export async function updateOrg(
  ctx: Context,
  id: string,
  rev: number,
  input: Partial<OrgInput> & { active?: boolean },
): Promise<Org> {
  await lockTree(ctx)
  const before = await getOrg(ctx, id)
  if (!inScope(ctx.user, 'identity.org.manage', { org: id, area: before.areaCode }))
    ctx.fail('http.forbidden', 403, { may: 'identity.org.manage' })
  if (before.rev !== rev) ctx.fail('http.conflict', 409)
  await checkFacts(ctx, input, id)
  const wanted = {
    kind: input.kind ?? before.kind,
    level: input.level ?? before.level,
    parentId: input.parentId === undefined ? before.parentId : input.parentId,
  }
  const { children, orgs, below } = await directory(ctx.db)
  const moved = wanted.parentId !== before.parentId || wanted.kind !== before.kind || wanted.level !== before.level
  if (wanted.parentId && below(id).includes(wanted.parentId)) ctx.fail('identity.org.cycle', 422)
  const parent = moved ? await checkParent(ctx, wanted) : before.parentId ? orgs.get(before.parentId) : undefined
  if (
    moved &&
    (children.get(id) ?? []).some(
      (child) => depth[child.level] < depth[wanted.level] || (wanted.kind === 'department' && child.kind !== 'department'),
    )
  )
    ctx.fail('identity.org.children', 422)
  if (input.active === false && (children.get(id) ?? []).some((child) => child.active && child.kind !== 'department'))
    ctx.fail('identity.org.open', 409)
  const { parentId: _, ...facts } = input
  await ctx.db
    .updateTable('identity.org')
    .set({ ...facts, ...(input.name ? spell(input.name) : {}), ...wanted, rev: rev + 1, updatedAt: ctx.now })
    .where('id', '=', id)
    .execute()
  if (moved) await moveSubtree(ctx, before, parent, wanted.kind)
  changed(ctx)
  ctx.audit('identity.org.update', `org:${id}`, { before: pick(before, Object.keys(input)), after: input })
  return getOrg(ctx, id)
}

async function moveSubtree(ctx: Context, before: Org, parent: Org | undefined, kind: OrgKind): Promise<void> {
  const path = `${parent?.path ?? '/'}${before.id}/`
  await sql`update identity.org set path = ${path} || substr(path, ${before.path.length + 1}) where starts_with(path, ${before.path})`.execute(
    ctx.db,
  )
  const agency = kind === 'department' ? parent!.agencyId : before.id
  // Departments follow the agency they are now part of; agencies below keep their own.
  if (agency !== before.agencyId)
    await sql`update identity.org set agency_id = ${agency}
      where starts_with(path, ${path}) and agency_id = ${before.agencyId} and (kind = 'department' or id = ${before.id})`.execute(
      ctx.db,
    )
}

const pick = (org: Org, keys: string[]) => Object.fromEntries(keys.map((key) => [key, (org as Record<string, unknown>)[key]]))
