// Names of organisations and people for lists and logs, by whatever kind of id a case carries.

import { orgNames as namesOfOrgs, personNames as namesOfPeople } from '#kernel/identity'
import type { Context } from '#kernel/module'

const isId = (id: string) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id)

export async function orgNames(ctx: Context, ids: string[]): Promise<Map<string, string>> {
  const found = await namesOfOrgs(ctx, ids.filter(isId))
  return new Map(Object.entries(found).map(([id, org]) => [id, org.shortName || org.name]))
}

/** Staff by name, citizens masked. */
export async function personNames(ctx: Context, ids: (string | null)[]): Promise<Map<string, string>> {
  const found = await namesOfPeople(
    ctx,
    ids.filter((id): id is string => id !== null && isId(id)),
  )
  return new Map(Object.entries(found).map(([id, person]) => [id, person.name]))
}
