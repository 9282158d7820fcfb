// The typed client of identity, its rows, and the searches that its forms use.

import { client, type Reply } from '#web/client.ts'
import type { Search } from '#web/form/pickers.tsx'
import type contract from '../contract.ts'

type C = typeof contract
export const identity = client<C>()

export type OrgDetail = Reply<C['GET /identity/orgs/:id']>
export type Post = OrgDetail['posts'][number]
export type Node = Reply<C['GET /identity/tree']>['items'][number]
export type Person = Reply<C['GET /identity/people/:id']>
export type Role = Reply<C['GET /identity/roles']>['items'][number]
export type Group = Reply<C['GET /identity/permissions']>['items'][number]
export type Delegation = Reply<C['GET /identity/me/delegations']>['items'][number]
export type Key = Reply<C['GET /identity/keys']>['items'][number]
export type Account = Reply<C['GET /identity/me']>

export const kinds = ['government', 'agency', 'institution', 'enterprise', 'community', 'department'] as const
export const levels = ['province', 'city', 'county', 'township'] as const
export const scopes = ['SELF', 'DEPT', 'AGENCY', 'AGENCY_AND_BELOW', 'CITY'] as const

export const searchOrgs: Search = async (q, signal) =>
  (await identity('GET /identity/orgs', { query: { q }, signal })).items.map((org) => ({
    value: org.id,
    label: org.name,
    note: org.note,
  }))

export const orgName = async (id: string): Promise<string> =>
  (await identity('GET /identity/orgs/:id', { params: { id } })).org.name

export const searchStaff: Search = async (q, signal) =>
  q
    ? (await identity('GET /identity/colleagues', { query: { q }, signal })).items.map((one) => ({
        value: one.id,
        label: one.name,
        note: [one.title, one.orgName].filter(Boolean).join(' · '),
      }))
    : []
