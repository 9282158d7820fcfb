// Limits in force: dated rows of identity.rule, read once in a while.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'

export type Rules = (key: string) => number

const trustMs = 10_000
let cached: { day: string; at: number; rules: Rules } | undefined

/** The local date of an instant, 'YYYY-MM-DD'. China keeps one zone without summer time. */
export function cityDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** The limits in force at `now`; asking for one that is not there throws, since a missing limit must not read as none. */
export async function rulesAt(db: Context['db'], now: Date): Promise<Rules> {
  const day = cityDay(now)
  if (cached && cached.day === day && Math.abs(now.getTime() - cached.at) < trustMs) return cached.rules
  const { rows } = await sql<{ key: string; value: number }>`
    select distinct on (key) key, value from identity.rule where valid_from <= ${day}::date order by key, valid_from desc`.execute(
    db,
  )
  const values = new Map(rows.map((row) => [row.key, row.value]))
  const rules: Rules = (key) => {
    const value = values.get(key)
    if (value === undefined) throw new Error(`identity.rule has no ${key}`)
    return value
  }
  cached = { day, at: now.getTime(), rules }
  return rules
}

export function forgetRules(): void {
  cached = undefined
}
