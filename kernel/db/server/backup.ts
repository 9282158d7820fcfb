// Backup and restore as a folder of plain rows, the same for both engines: an embedded city can grow into PostgreSQL.

import { createHash } from 'node:crypto'
import { cpSync, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { createGunzip, createGzip } from 'node:zlib'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { grantApplication } from './migrate.ts'
import type { Pool, Result } from './pool.ts'

type Exec = (text: string, values?: readonly unknown[]) => Promise<Result>
type Table = { name: string; columns: { name: string; type: string }[] }
type Manifest = {
  format: 1
  at: string
  migrations: { owner: string; file: string; sha256: string }[]
  tables: { name: string; columns: string[]; rows: number; sha256: string }[]
  sequences: { name: string; last: string; called: boolean }[]
}

const batch = 1000
// Made anew by migrations and extensions, or meaningless elsewhere.
const skipped = new Set([
  'kernel.migration',
  'kernel.append_only_table',
  'kernel.monthly_table',
  'public.spatial_ref_sys',
  'pgboss.version',
])

async function tablesOf(exec: Exec): Promise<Table[]> {
  const { rows } = await exec(`
    select n.nspname || '.' || c.relname as name,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname !~ '^(pg_|information_schema|topology|tiger)' and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by 1 order by 1`)
  return (rows as Table[]).filter((table) => !skipped.has(table.name))
}

const quoted = (name: string) =>
  name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')

/** Writes everything into `folder` (which must not exist), rows as of one moment; `files` is the folder of uploaded content. */
export async function backup(
  pool: Pool,
  folder: string,
  files: string,
  progress: (line: string) => void = () => {},
): Promise<Manifest> {
  if (existsSync(folder)) throw new Error(`${folder} exists already`)
  const part = `${folder}.part`
  mkdirSync(join(part, 'tables'), { recursive: true })
  const manifest = await pool.asOwner(async (exec) => {
    await exec('begin isolation level repeatable read read only')
    try {
      const { rows: migrations } = await exec('select owner, file, sha256 from kernel.migration order by at, owner, file')
      const tables: Manifest['tables'] = []
      for (const table of await tablesOf(exec)) tables.push(await writeTable(exec, table, part))
      const { rows: sequences } =
        await exec(`select schemaname || '.' || sequencename as name, coalesce(last_value, start_value)::text as last, last_value is not null as called
        from pg_sequences where schemaname !~ '^(pg_|information_schema|topology|tiger)'`)
      return { format: 1, at: new Date().toISOString(), migrations, tables, sequences } as unknown as Manifest
    } finally {
      await exec('rollback')
    }
  })
  // Content is written once and never changed: copying after the rows cannot miss a file that a row names.
  if (existsSync(files)) cpSync(files, join(part, 'files'), { recursive: true })
  writeFileSync(join(part, 'manifest.json'), JSON.stringify(manifest, null, 1))
  renameSync(part, folder)
  progress(`${manifest.tables.length} tables, ${manifest.tables.reduce((sum, table) => sum + table.rows, 0)} rows`)
  return manifest
}

async function writeTable(exec: Exec, table: Table, folder: string): Promise<Manifest['tables'][number]> {
  const hash = createHash('sha256')
  const gzip = createGzip({ level: 4 })
  const out = createWriteStream(join(folder, 'tables', `${table.name}.ndjson.gz`))
  gzip.pipe(out)
  let rows = 0
  await exec(
    `declare rows_of cursor for select json_build_array(${table.columns.map((one) => `${quoted(one.name)}::text`).join(', ')})::text as line from ${quoted(table.name)}`,
  )
  for (;;) {
    const page = (await exec(`fetch ${batch} from rows_of`)).rows
    if (!page.length) break
    rows += page.length
    const text = page.map((row) => `${row['line'] as string}\n`).join('')
    hash.update(text)
    if (!gzip.write(text)) await once(gzip, 'drain')
  }
  await exec('close rows_of')
  gzip.end()
  await once(out, 'finish')
  return { name: table.name, columns: table.columns.map((one) => one.name), rows, sha256: hash.digest('hex') }
}

/** Fills a migrated database from a backup, replacing what is there; refuses a backup made by other migrations or with altered rows. */
export async function restore(
  pool: Pool,
  folder: string,
  files: string,
  progress: (line: string) => void = () => {},
): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest
  await pool.asOwner(async (exec) => {
    const { rows } = await exec('select owner, file, sha256 from kernel.migration')
    const here = new Map(rows.map((row) => [`${row['owner']}/${row['file']}`, row['sha256']]))
    const unlike = manifest.migrations.filter((one) => here.get(`${one.owner}/${one.file}`) !== one.sha256)
    if (unlike.length || here.size !== manifest.migrations.length)
      throw new Error(
        `the backup is of another version: ${unlike.map((one) => `${one.owner}/${one.file}`).join(', ') || 'this installation has newer migrations'}; restore with that version, then upgrade`,
      )
    const tables = new Map((await tablesOf(exec)).map((table) => [table.name, table]))
    await exec('begin')
    try {
      // Rows come back in any order: their rules held when they were written.
      await exec('set local session_replication_role = replica')
      await exec(`truncate ${[...tables.keys()].map(quoted).join(', ')}`)
      for (const saved of manifest.tables) {
        const table = tables.get(saved.name)
        if (!table) throw new Error(`${saved.name} does not exist here`)
        await readTable(exec, table, saved, folder)
      }
      for (const one of manifest.sequences) {
        // Some sequences are made while the city runs, one for each kind of number.
        await exec(`create sequence if not exists ${quoted(one.name)}`)
        await exec('select setval($1::regclass, $2::bigint, $3)', [quoted(one.name), one.last, one.called])
      }
      await exec('commit')
    } catch (error) {
      await exec('rollback')
      throw error
    }
  })
  await grantApplication(pool)
  if (existsSync(join(folder, 'files'))) cpSync(join(folder, 'files'), files, { recursive: true })
  progress(`${manifest.tables.reduce((sum, table) => sum + table.rows, 0)} rows of ${manifest.at}`)
}

async function readTable(exec: Exec, table: Table, saved: Manifest['tables'][number], folder: string): Promise<void> {
  const types = new Map(table.columns.map((one) => [one.name, one.type]))
  const insert = `insert into ${quoted(table.name)} (${saved.columns.map((one) => quoted(one)).join(', ')}) overriding system value
    select ${saved.columns.map((name, i) => `(row ->> ${i})::${types.get(name)!}`).join(', ')} from json_array_elements($1::json) row`
  const hash = createHash('sha256')
  let rows = 0
  let lines: string[] = []
  const send = async () => {
    if (lines.length) await exec(insert, [`[${lines.join(',')}]`])
    lines = []
  }
  const input = createReadStream(join(folder, 'tables', `${table.name}.ndjson.gz`)).pipe(createGunzip())
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (!line) continue
    hash.update(`${line}\n`)
    rows++
    if (lines.push(line) >= batch) await send()
  }
  await send()
  if (rows !== saved.rows || hash.digest('hex') !== saved.sha256)
    throw new Error(`the backup's rows of ${saved.name} are not what was written`)
}
