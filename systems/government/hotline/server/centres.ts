// The organisation that runs the hotline, and the names of organisations that tickets speak of.

import { sql } from 'kysely'
import { dutyOrg, orgNames } from '#kernel/identity'
import type { Context } from '#kernel/module'
import { today } from './limits.ts'

/** Id of the hotline centre today; fails hotline.centre.unset (503) in a city that has none yet. */
export async function centreOf(ctx: Context): Promise<string> {
  const { rows } = await sql<{ orgId: string }>`
    select org_id from hotline.centre where valid_from <= ${today(ctx)}::date order by valid_from desc limit 1`.execute(ctx.db)
  return rows[0]?.orgId ?? (await dutyOrg(ctx, 'hotline'))?.id ?? ctx.fail('hotline.centre.unset', 503)
}

export type OrgName = { id: string; name: string } | null

/** Short names by id, as a function; an organisation that is gone is shown by a dash. */
export async function orgNamer(
  ctx: Context,
  ids: Iterable<string | null | undefined>,
): Promise<(id: string | null | undefined) => OrgName> {
  const names = await orgNames(ctx, new Set(ids))
  return (id) => (id ? { id, name: names[id]?.shortName ?? '—' } : null)
}
