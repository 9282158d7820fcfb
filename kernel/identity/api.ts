// Identity: people, organisations, posts, roles, data scope, sessions.

export { authenticate, forgetActors, heldPosts, type HeldPost } from './server/authenticate.ts'
export { openIdentity } from './server/opening.ts'
export {
  agencyOf,
  dutyOrg,
  findOrg,
  findOrgs,
  getOrg,
  orgByCode,
  orgNames,
  orgPath,
  orgsBelow,
  orgTree,
  spell,
  type OrgNode,
  type OrgSearch,
} from './server/orgs.ts'
export type { Level, Org, OrgKind } from './server/directory.ts'
export type { ScopeKind } from './server/scopes.ts'
export { contactOf, findStaff, peopleInPool, personName, personNames, type Named } from './server/names.ts'
export { citizenByPhone } from './server/codes.ts'
export { unmask, type Unmasking } from './server/unmask.ts'
export { stableId } from './server/stable.ts'
export * from './server/validators.ts'
export * from './server/masking.ts'
export {
  loadCitizens,
  loadOrganisations,
  loadPeople,
  type LoadedCitizen,
  type LoadedOrg,
  type LoadedStaff,
} from './server/loading.ts'
export { createUser, listUsers, lockUser, resetUser } from './server/commands.ts'
export { giveRoles, type RoleGift } from './server/gifts.ts'
