// Kysely over the pool: snake_case in SQL, camelCase in TypeScript, jsonb contents left alone.

import { randomUUIDv7 } from 'node:crypto'
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import type { Pool } from './pool.ts'

export function queries(pool: Pool): Kysely<any> {
  return new Kysely<any>({
    dialect: new PostgresDialect({ pool: { connect: () => pool.connect() as any, end: async () => {} } as any }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
}

/** A UUIDv7: sorted by time, so that new rows go to the end of each index. */
export function newId(): string {
  return randomUUIDv7()
}
