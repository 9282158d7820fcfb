// Searches for staff and organisations, for dialogs that hand work to somebody.

import { client } from '../client.ts'
import type { Search } from '../form/pickers.tsx'

type Identity = typeof import('../../kernel/identity/contract.ts').default
const identity = client<Identity>()

export const searchOrgs: Search = async (q, signal) =>
  (await identity('GET /identity/orgs', { query: { q }, signal })).items.map((org) => ({
    value: org.id,
    label: org.name,
    note: org.note,
  }))

export const searchStaff: Search = async (q, signal) =>
  q
    ? (await identity('GET /identity/colleagues', { query: { q }, signal })).items.map((one) => ({
        value: one.id,
        label: one.name,
        note: [one.title, one.orgName].filter(Boolean).join(' · '),
      }))
    : []
