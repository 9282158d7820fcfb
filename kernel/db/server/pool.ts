// One pool interface over both engines, so that everything above sees only SQL: PostgreSQL (pg) or the embedded PGlite.

import { createHash } from 'node:crypto'
import pg from 'pg'

export type Row = Record<string, any>
export type Result = { rows: Row[]; rowCount: number; command: string }
export type Client = { query(text: string, values?: readonly unknown[]): Promise<Result>; release(destroy?: boolean): void }

export type Pool = {
  kind: 'postgres' | 'embedded'
  connect(): Promise<Client>
  query(text: string, values?: readonly unknown[]): Promise<Result>
  /** Runs several statements as the owner of the schemas, not as the application role: migrations and administration only. */
  asOwner<T>(work: (exec: (text: string, values?: readonly unknown[]) => Promise<Result>) => Promise<T>): Promise<T>
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>
  end(): Promise<void>
}

export const appRole = 'yicheng_app'

// Both drivers are brought to the same JavaScript values: date as text, int8 as a safe number, numeric as text, timestamptz as Date.
pg.types.setTypeParser(1082, (text) => text)
pg.types.setTypeParser(20, (text) => safeInteger(text))

export function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer beyond 2^53: ${text}`)
  return value
}

const preparedMark = '/* prepared */'
const names = new Map<string, string>()

/** Statements that carry the mark are prepared once per connection: planning costs more than running them. */
function preparedName(text: string): string | undefined {
  if (!text.includes(preparedMark)) return undefined
  let name = names.get(text)
  if (!name) {
    name = `p${createHash('sha1').update(text).digest('hex').slice(0, 20)}`
    names.set(text, name)
  }
  return name
}

/** Opens a pool on PostgreSQL whose connections act as the application role; the URL's user owns the schemas. */
export async function openPostgres(url: string, options: { max?: number; log?: (message: string) => void } = {}): Promise<Pool> {
  const owner = new pg.Pool({ connectionString: url, max: 2, idleTimeoutMillis: 5_000, application_name: 'yicheng-owner' })
  await owner.query(
    `do $$ begin if not exists (select 1 from pg_roles where rolname = '${appRole}') then create role ${appRole} nologin; end if; end $$`,
  )
  await owner.query(`grant ${appRole} to current_user`)
  // Bounds and jit as geo.md 2.4 measured them: JIT and parallel plans make small spatial queries several times slower.
  const app = new pg.Pool({
    connectionString: url,
    max: options.max ?? 12,
    application_name: 'yicheng',
    options: `-c role=${appRole} -c jit=off -c random_page_cost=1.1 -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000`,
  })
  for (const pool of [owner, app]) pool.on('error', (error) => options.log?.(`idle connection lost: ${error.message}`))
  const asResult = (answer: pg.QueryResult | pg.QueryResult[]): Result => {
    // Several statements in one text: the rows of all, since the last is often a commit.
    const result = Array.isArray(answer) ? { ...answer.at(-1)!, rows: answer.flatMap((one) => one.rows) } : answer
    return { rows: result.rows, rowCount: result.rowCount ?? 0, command: result.command }
  }
  const send = async (on: pg.Pool | pg.PoolClient, text: string, values: readonly unknown[] = []) => {
    const name = preparedName(text)
    return on.query(name ? { name, text, values: values as unknown[] } : { text, values: values as unknown[] })
  }
  return {
    kind: 'postgres',
    async connect() {
      const client = await app.connect()
      return {
        query: async (text, values) => asResult(await send(client, text, values)),
        release: (destroy) => client.release(destroy),
      }
    },
    query: async (text, values) => asResult(await send(app, text, values)),
    async asOwner(work) {
      const client = await owner.connect()
      try {
        return await work(async (text, values) => asResult(await client.query(text, values as unknown[])))
      } finally {
        client.release()
      }
    },
    async listen(channel, hear) {
      let stopped = false
      let client: pg.Client | undefined
      const open = async () => {
        client = new pg.Client({ connectionString: url, application_name: 'yicheng-listen' })
        client.on('notification', (message) => hear(message.payload ?? ''))
        client.on('error', () => {})
        client.on('end', () => {
          if (!stopped) setTimeout(() => void open().catch(() => {}), 1_000).unref()
        })
        await client.connect()
        await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      }
      await open()
      return async () => {
        stopped = true
        await client?.end()
      }
    },
    async end() {
      await Promise.all([app.end(), owner.end()])
    },
  }
}
