// What a handler, job or reaction is given: the whole environment a function may use.

import type { Kysely } from 'kysely'
import type { House } from './house.ts'
import type { FieldProblem } from './problem.ts'

export type Lang = 'zh' | 'en'
export type Name = { zh: string; en: string }

/** Where a permission reaches: reporting line AND area. null means no limit; areas are code prefixes such as '430211'. */
export type Scope = { orgs: string[] | null; areas: string[] | null; self?: boolean }

export type Actor = {
  kind: 'anonymous' | 'citizen' | 'staff' | 'program' | 'system'
  /** identity.person id of staff and citizens, key id of programs. */
  id: string | null
  name: string
  orgId: string | null
  session: string | null
  grants: Map<string, Scope[]>
  /** `${orgId}:${roleId}` for each post held now: the task pools this actor may serve. */
  pools: string[]
  onBehalfOf?: string
}

export type Logger = {
  debug(data: object | string, message?: string): void
  info(data: object | string, message?: string): void
  warn(data: object | string, message?: string): void
  error(data: object | string, message?: string): void
}

export type AuditEntry = { action: string; subject: string; detail: object | null }
export type EmittedEvent = { id: string; name: string; payload: object }

export type Context<DB = any> = {
  /** The request's transaction; there is no other way to the database. */
  db: Kysely<DB>
  user: Actor
  /** All modules of this installation: what the kernel reads layers, indicators, flows and functions from. */
  house: House
  now: Date
  lang: Lang
  log: Logger
  trace: string
  ip: string
  /** Publishes after commit, at least once, to the reactions that modules declare under `on`. */
  emit(event: string, payload: object): void
  /** Tells live pages that something under this topic changed; after commit, best effort, ids only. */
  notice(topic: string, data?: object): void
  fail(code: string, status: number, params?: Record<string, unknown>, errors?: FieldProblem[]): never
  /** One more audit row in this transaction; each non-GET route already writes one. */
  audit(action: string, subject: string, detail?: object): void
  /** Runs when the transaction has committed; failures are logged, never thrown. */
  afterCommit(run: () => unknown): void
}

const noGrants = new Map<string, Scope[]>()

export const anonymous: Actor = { kind: 'anonymous', id: null, name: '', orgId: null, session: null, grants: noGrants, pools: [] }

/** The program itself: jobs, reactions, demo and the administrator's command line. It may do everything, and audit names it. */
export const systemActor: Actor = {
  kind: 'system',
  id: null,
  name: 'system',
  orgId: null,
  session: null,
  grants: noGrants,
  pools: [],
}

/** Whether the actor holds the permission anywhere at all; scope is asked separately. */
export function may(user: Actor, permission: string): boolean {
  return user.kind === 'system' || user.grants.has(permission)
}

/** The scopes in which the actor holds the permission; null when unlimited; an empty list when not at all. */
export function scopesOf(user: Actor, permission: string): Scope[] | null {
  if (user.kind === 'system') return null
  const scopes = user.grants.get(permission) ?? []
  return scopes.some((scope) => scope.orgs === null && scope.areas === null && !scope.self) ? null : scopes
}

/** Whether a row of this organisation, area and owner lies inside the actor's scope for the permission. */
export function inScope(
  user: Actor,
  permission: string,
  row: { org?: string | null; area?: string | null; owner?: string | null },
): boolean {
  const scopes = scopesOf(user, permission)
  if (scopes === null) return true
  return scopes.some(
    (scope) =>
      (scope.orgs === null || (row.org != null && scope.orgs.includes(row.org))) &&
      (scope.areas === null || (row.area != null && scope.areas.some((prefix) => row.area!.startsWith(prefix)))) &&
      (!scope.self || (row.owner != null && row.owner === user.id)),
  )
}
