// The named reference: the statements of one recorded lifecycle, replayed by pgbench with new ids and nothing between.

import type { Pool } from '#kernel/db'

export type Recorded = { text: string; values: readonly unknown[] }
export type Recorder = { pool: Pool; record(): void; taken(): Recorded[] }

/** A pool that can write down what goes through it. */
export function recorder(pool: Pool): Recorder {
  let list: Recorded[] | undefined
  const keep = (text: string, values: readonly unknown[] = []) => void list?.push({ text, values })
  return {
    pool: {
      ...pool,
      query: (text, values) => (keep(text, values), pool.query(text, values)),
      async connect() {
        const client = await pool.connect()
        return { query: (text, values) => (keep(text, values), client.query(text, values)), release: client.release }
      },
    },
    record: () => void (list = []),
    taken() {
      const found = list ?? []
      list = undefined
      return found
    },
  }
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g
// pgbench reads :name as a variable, also inside a literal.
const quoted = (text: string) => `('${text.replaceAll("'", "''").replace(/:(?=[A-Za-z_])/g, ":' || '")}')`
const plain = (value: unknown): string =>
  value instanceof Date
    ? value.toISOString()
    : Array.isArray(value)
      ? `{${value.map((one) => `"${String(one)}"`).join(',')}}`
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)

/**
 * The script: one statement makes fresh ids and puts them into the recorded values, then the recorded statements follow in
 * their transactions. Version 7 ids are new in each round; others (agencies, people) stay. `no` is the recorded number.
 */
export function scriptOf(recorded: Recorded[], no: string, keys: string[]): string {
  const columns: string[] = []
  const known = new Map<string, string>()
  const fresh = new Map<string, string>()
  const name = (value: unknown): string => {
    const text = plain(value)
    const before = known.get(text)
    if (before) return before
    const variable = `v${known.size}`
    known.set(text, variable)
    let expression = quoted(text)
    for (const [id] of text.matchAll(uuid)) {
      if (!fresh.has(id)) fresh.set(id, `u${fresh.size}`)
      if (expression.includes(id)) expression = `replace(${expression}, '${id}', x.${fresh.get(id)})`
    }
    for (const once of [no, no.toLowerCase(), ...keys])
      if (text.includes(once)) expression = `replace(${expression}, ${quoted(once)}, 'R' || right(x.u0, 20))`
    columns.push(`${expression} as ${variable}`)
    return variable
  }
  const body = recorded.map(({ text, values }) => {
    const bare = text.replace('/* prepared */', ' ').replace(/\s+/g, ' ').trim()
    return `${bare.replace(/\$(\d+)/g, (_, n: string) => (values[Number(n) - 1] === null || values[Number(n) - 1] === undefined ? 'null' : `:${name(values[Number(n) - 1])}`))};`
  })
  const prefix = `lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')`
  const ids = [...fresh.values()].map(
    (column, i) =>
      `substr(p, 1, 8) || '-' || substr(p, 9, 4) || '-7' || lpad(to_hex(${i}), 3, '0') || '-8' || substr(md5(random()::text), 1, 3) || '-' || substr(md5(random()::text), 1, 12) as ${column}`,
  )
  return `select ${columns.join(', ')} from (select ${ids.join(', ')} from (select ${prefix} as p) y) x \\gset\n${body.join('\n')}\n`
}
