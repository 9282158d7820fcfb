// All organisations and roles in memory: read at nearly every request, changed a few times a day.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { forgetRules } from './rules.ts'

export type OrgKind = 'government' | 'agency' | 'institution' | 'enterprise' | 'community' | 'department'
export type Level = 'province' | 'city' | 'county' | 'township'
export type Org = {
  id: string
  code: string
  uscc: string | null
  name: string
  shortName: string
  initials: string
  pinyin: string
  kind: OrgKind
  level: Level
  parentId: string | null
  /** '/<root>/…/<id>/' */
  path: string
  /** Itself, or the agency that a department is part of. */
  agencyId: string
  areaCode: string
  /** Field of work: 'police', 'water-supply', 'hotline'. */
  duty: string
  lng: number | null
  lat: number | null
  address: string
  dutyPhone: string
  sort: number
  active: boolean
  rev: number
}
export type RoleRow = {
  id: string
  nameZh: string
  nameEn: string
  permissions: string[]
  module: string | null
  declared: string[]
  rev: number
}

export type Directory = {
  orgs: Map<string, Org>
  byCode: Map<string, Org>
  children: Map<string | null, Org[]>
  roles: Map<string, RoleRow>
  /** The organisation and all below it; the same array each time, so that thousands of actors share it. */
  below(id: string): string[]
  /** The organisation's agency with its departments, without agencies below it. */
  agency(id: string): string[]
}

// A notice usually comes first; this bounds how long an instance that missed it stays wrong.
const trustMs = 30_000
let cached: { at: number; directory: Directory } | undefined
let generation = 0
let refreshing = false
/** Transactions that changed something: they see their own change, and nobody else does before they commit. */
const changing = new WeakSet<object>()

export function forgetDirectory(): void {
  generation++
  cached = undefined
  forgetRules()
}

export function changesDirectory(ctx: Pick<Context, 'db'>): void {
  changing.add(ctx.db)
}

export async function directory(db: Context['db']): Promise<Directory> {
  const own = changing.has(db)
  // While one request reads it anew, the others go on with what there was: reading a large tree takes tens of milliseconds.
  if (!own && cached && (refreshing || performance.now() - cached.at < trustMs)) return cached.directory
  if (own) return read(db)
  const before = generation
  refreshing = true
  try {
    const built = await read(db)
    // What was read while somebody changed it may be neither old nor new: it serves this call only.
    if (before === generation) cached = { at: performance.now(), directory: built }
    return built
  } finally {
    refreshing = false
  }
}

async function read(db: Context['db']): Promise<Directory> {
  const orgs =
    await sql<Org>`select id, code, uscc, name, short_name, initials, pinyin, kind, level, parent_id, path, agency_id, area_code, duty,
    lng, lat, address, duty_phone, sort, active, rev from identity.org order by sort, code`.execute(db)
  const roles = await db
    .selectFrom('identity.role')
    .select(['id', 'nameZh', 'nameEn', 'permissions', 'module', 'declared', 'rev'])
    .orderBy('id')
    .execute()
  return build(orgs.rows, roles as RoleRow[])
}

/** How an organisation is called away from home: a department by its agency's name and its own, 市数据局平台运行科. */
export function calledIn(known: Directory, id: string | null | undefined): string {
  const org = id ? known.orgs.get(id) : undefined
  if (!org) return ''
  return org.kind === 'department' ? `${known.orgs.get(org.agencyId)?.shortName ?? ''}${org.shortName}` : org.name
}

function build(rows: Org[], roles: RoleRow[]): Directory {
  const orgs = new Map(rows.map((org) => [org.id, org]))
  const children = new Map<string | null, Org[]>()
  for (const org of rows) {
    const list = children.get(org.parentId)
    if (list) list.push(org)
    else children.set(org.parentId, [org])
  }
  const kept = new Map<string, string[]>()
  const gather = (key: string, root: string, enter: (org: Org) => boolean) => {
    let found = kept.get(key)
    if (!found) {
      found = []
      const open = [root]
      while (open.length) {
        const id = open.pop()!
        found.push(id)
        for (const child of children.get(id) ?? []) if (enter(child)) open.push(child.id)
      }
      kept.set(key, found)
    }
    return found
  }
  return {
    orgs,
    byCode: new Map(rows.map((org) => [org.code, org])),
    children,
    roles: new Map(roles.map((role) => [role.id, role])),
    below: (id) => gather(`below ${id}`, id, () => true),
    agency: (id) => {
      const agency = orgs.get(id)?.agencyId ?? id
      return gather(`agency ${agency}`, agency, (child) => child.agencyId === agency)
    },
  }
}
