// Roles by id, for names in tables and choices in forms.

import { useName } from '#web/i18n.ts'
import { useMay } from '#web/session.ts'
import { useGet } from '#web/use-api.ts'
import { identity, type Role } from './api.ts'

export function useRoles(): Map<string, Role> {
  const may = useMay('identity.person.read')
  const answer = useGet(identity, 'GET /identity/roles', {}, { live: may ? ['identity.role'] : [], enabled: may })
  return new Map((answer.data?.items ?? []).map((role) => [role.id, role]))
}

export function useRoleOptions(): { value: string; label: string }[] {
  const name = useName()
  return [...useRoles().values()].map((role) => ({ value: role.id, label: name(role.name) }))
}
