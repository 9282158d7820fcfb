// Reads the limits and weights in force, which are dated rows and not code.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'

export type Rules = (key: string) => number

/** The rules in force at ctx.now. Asking for one that is not there throws: a missing limit must not read as none. */
export async function rules(ctx: Pick<Context, 'db' | 'now'>): Promise<Rules> {
  const { rows } = await sql<{ key: string; value: number }>`
    select distinct on (key) key, value from geo.rule where valid_from <= ${ctx.now}::date order by key, valid_from desc`.execute(
    ctx.db,
  )
  const values = new Map(rows.map((row) => [row.key, row.value]))
  return (key) => {
    const value = values.get(key)
    if (value === undefined) throw new Error(`geo.rule has no ${key}`)
    return value
  }
}
