// Reading the organisation tree: what other capabilities ask of it, all from memory.

import { pinyin } from 'pinyin-pro'
import type { Context } from '#kernel/module'
import { directory, type Org, type OrgKind } from './directory.ts'

type Ctx = Pick<Context, 'db'>
export type OrgNode = Pick<Org, 'id' | 'code' | 'name' | 'shortName' | 'kind' | 'level' | 'parentId' | 'active'>

/** Full pinyin and initials of a Chinese name, lower case without spaces, for search. */
export function spell(name: string): { pinyin: string; initials: string } {
  const full = pinyin(name, { toneType: 'none', type: 'array' })
  return {
    pinyin: full
      .join('')
      .toLowerCase()
      .replace(/[^a-z0-9]/g, ''),
    initials: full
      .map((one) => one[0] ?? '')
      .join('')
      .toLowerCase()
      .replace(/[^a-z0-9]/g, ''),
  }
}

const nodeOf = ({ id, code, name, shortName, kind, level, parentId, active }: Org): OrgNode => ({
  id,
  code,
  name,
  shortName,
  kind,
  level,
  parentId,
  active,
})

/** The tree as a flat list, parents before children; departments only when asked for. */
export async function orgTree(ctx: Ctx, options: { departments?: boolean; inactive?: boolean } = {}): Promise<OrgNode[]> {
  const { children } = await directory(ctx.db)
  const out: OrgNode[] = []
  const walk = (parent: string | null) => {
    for (const org of children.get(parent) ?? []) {
      if ((!options.departments && org.kind === 'department') || (!options.inactive && !org.active)) continue
      out.push(nodeOf(org))
      walk(org.id)
    }
  }
  walk(null)
  return out
}

/** One organisation; undefined when there is none. */
export async function findOrg(ctx: Ctx, id: string): Promise<Org | undefined> {
  return (await directory(ctx.db)).orgs.get(id)
}

/** One organisation; fails identity.org.unknown (404). */
export async function getOrg(ctx: Pick<Context, 'db' | 'fail'>, id: string): Promise<Org> {
  return (await findOrg(ctx, id)) ?? ctx.fail('identity.org.unknown', 404, { org: id })
}

/** By its code, such as '430200.hotline'. */
export async function orgByCode(ctx: Ctx, code: string): Promise<Org | undefined> {
  return (await directory(ctx.db)).byCode.get(code)
}

/** From the root down to the organisation itself. */
export async function orgPath(ctx: Ctx, id: string): Promise<OrgNode[]> {
  const { orgs } = await directory(ctx.db)
  return (orgs.get(id)?.path ?? '')
    .split('/')
    .filter(Boolean)
    .flatMap((one) => orgs.get(one) ?? [])
    .map(nodeOf)
}

/** The organisation and all below it. The array is shared: do not change it. */
export async function orgsBelow(ctx: Ctx, id: string): Promise<readonly string[]> {
  return (await directory(ctx.db)).below(id)
}

/** The agency of an organisation: itself, or the agency that the department is part of. */
export async function agencyOf(ctx: Ctx, id: string): Promise<string> {
  return (await directory(ctx.db)).orgs.get(id)?.agencyId ?? id
}

/** Names by id; ids that nobody has are left out. */
export async function orgNames(
  ctx: Ctx,
  ids: Iterable<string | null | undefined>,
): Promise<Record<string, { name: string; shortName: string }>> {
  const { orgs } = await directory(ctx.db)
  const out: Record<string, { name: string; shortName: string }> = {}
  for (const id of ids) {
    const org = id ? orgs.get(id) : undefined
    if (org) out[org.id] = { name: org.name, shortName: org.shortName }
  }
  return out
}

export type OrgSearch = { limit?: number; kinds?: OrgKind[]; under?: string }

/** Organisations by name, short name, code, pinyin or initials, the best first. */
export async function findOrgs(ctx: Ctx, q: string, { limit = 20, kinds, under }: OrgSearch = {}): Promise<Org[]> {
  const { orgs, below } = await directory(ctx.db)
  const wanted = q.trim().toLowerCase()
  const inside = under ? new Set(below(under)) : undefined
  const found: [number, Org][] = []
  for (const org of orgs.values()) {
    if (
      !org.active ||
      (kinds ? !kinds.includes(org.kind) : org.kind === 'department' && !wanted) ||
      (inside && !inside.has(org.id))
    )
      continue
    const rank = wanted ? rankOf(org, wanted) : 1
    // Among equals an agency comes before the departments of others.
    if (rank) found.push([rank - (org.kind === 'department' ? 0.5 : 0), org])
  }
  found.sort((a, b) => b[0] - a[0] || a[1].path.length - b[1].path.length || a[1].sort - b[1].sort)
  return found.slice(0, limit).map(([, org]) => org)
}

function rankOf(org: Org, q: string): number {
  if (org.code === q || org.name === q || org.shortName === q || org.uscc?.toLowerCase() === q) return 9
  if (org.name.startsWith(q) || org.shortName.startsWith(q)) return 7
  if (org.name.includes(q) || org.shortName.includes(q)) return 6
  if (!/^[a-z0-9.]+$/.test(q)) return 0
  if (org.initials === q) return 5
  if (org.initials.startsWith(q) || org.pinyin.startsWith(q)) return 4
  if (q.length >= 3 && (org.initials.includes(q) || org.pinyin.includes(q))) return 3
  return org.code.startsWith(q) ? 2 : 0
}

/**
 * Who is responsible for a field of work at a place: the township's own organisation, else the county's, else the city's.
 * `areaCode` is the place's code of 6 or more digits; undefined when nobody in the city has that duty.
 */
export async function dutyOrg(ctx: Ctx, duty: string, areaCode?: string | null): Promise<Org | undefined> {
  const { orgs } = await directory(ctx.db)
  const rank = { township: 3, county: 2, city: 1, province: 0 }
  let best: Org | undefined
  for (const org of orgs.values()) {
    if (org.duty !== duty || !org.active || org.kind === 'department') continue
    const local = org.level === 'township' || org.level === 'county'
    if (local && !(areaCode && org.areaCode && areaCode.startsWith(org.areaCode))) continue
    if (!best || rank[org.level] > rank[best.level]) best = org
  }
  return best
}
