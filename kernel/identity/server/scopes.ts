// From posts to grants: which permissions an actor holds, along which reporting line and in which area.

import type { Scope } from '#kernel/module'
import type { Directory } from './directory.ts'

export type ScopeKind = 'SELF' | 'DEPT' | 'AGENCY' | 'AGENCY_AND_BELOW' | 'CITY'
export const scopeKinds = ['SELF', 'DEPT', 'AGENCY', 'AGENCY_AND_BELOW', 'CITY'] as const

/** A post held today, by one's own posting or by delegation. */
export type Held = { orgId: string; scope: ScopeKind; areas: string[]; roleIds: string[] }

/** The prefix that all codes within an area share: GB/T 2260 '430200' → '4302', '430211' → '430211'. */
export function areaPrefix(code: string): string {
  return code.length === 6 ? code.replace(/(00)+$/, '') : code
}

/**
 * Where a post of this organisation reaches. Reporting line: SELF own rows, DEPT the organisation of the post, AGENCY its agency with all
 * departments, AGENCY_AND_BELOW also the agencies below, CITY no limit. Area: the post's own areas; without them a CITY post of a county or
 * township keeps to its area, any other is limited by its line alone (a row that nobody has placed yet still belongs to somebody).
 */
export function scopeOf(directory: Directory, held: Pick<Held, 'orgId' | 'scope' | 'areas'>): Scope {
  const org = directory.orgs.get(held.orgId)
  const local = held.scope === 'CITY' && org && (org.level === 'county' || org.level === 'township') && org.areaCode
  const areas = held.areas.length ? held.areas.map(areaPrefix) : local ? [areaPrefix(org.areaCode)] : null
  switch (held.scope) {
    case 'SELF':
      return { orgs: null, areas, self: true }
    case 'DEPT':
      return { orgs: [held.orgId], areas }
    case 'AGENCY':
      return { orgs: directory.agency(held.orgId), areas }
    case 'AGENCY_AND_BELOW':
      return { orgs: directory.below(org?.agencyId ?? held.orgId), areas }
    case 'CITY':
      return { orgs: null, areas }
  }
}

/** All grants and task pools of the posts held. A department's post serves its agency's pool as well as the department's own. */
export function grantsOf(directory: Directory, posts: Held[]): { grants: Map<string, Scope[]>; pools: string[] } {
  const grants = new Map<string, Scope[]>()
  const pools = new Set<string>()
  for (const held of posts) {
    const scope = scopeOf(directory, held)
    const agency = directory.orgs.get(held.orgId)?.agencyId
    for (const id of held.roleIds) {
      const role = directory.roles.get(id)
      if (!role) continue
      pools.add(`${held.orgId}:${id}`)
      if (agency) pools.add(`${agency}:${id}`)
      for (const permission of role.permissions) {
        const scopes = grants.get(permission)
        if (!scopes) grants.set(permission, [scope])
        else if (!scopes.includes(scope)) scopes.push(scope)
      }
    }
  }
  return { grants, pools: [...pools] }
}
