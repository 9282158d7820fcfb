// Reads the limits and weights in force, which are dated rows and not code.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'

export type Rules = (key: string) => number

/** The rows in force at an instant, as a statement to be run alone or within another. */
export const rulesInForce = (now: Date) => sql<{ key: string; value: number }>`
  select distinct on (key) key, value from geo.rule where valid_from <= ${now}::date order by key, valid_from desc`

/** The rules in force at ctx.now. Asking for one that is not there throws: a missing limit must not read as none. */
export async function rules(ctx: Pick<Context, 'db' | 'now'>): Promise<Rules> {
  return asRules((await rulesInForce(ctx.now).execute(ctx.db)).rows)
}

export function asRules(rows: { key: string; value: number }[]): Rules {
  const values = new Map(rows.map((row) => [row.key, row.value]))
  return (key) => {
    const value = values.get(key)
    if (value === undefined) throw new Error(`geo.rule has no ${key}`)
    return value
  }
}
