// Runs each module's .sql files once, kernel first, and gives the application role its grants.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { appRole, type Pool } from './pool.ts'

export type Migration = { owner: string; file: string; sql: string; sha256: string }

/** All migrations in order: kernel/db, the other capabilities, then the systems; by file name within a folder. */
export function findMigrations(root: string, folders: Iterable<string>): Migration[] {
  const ordered = [...new Set(['kernel/db', ...folders])].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return ordered.flatMap((owner) => {
    const folder = join(root, owner, 'migrations')
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file) => {
        const sql = readFileSync(join(folder, file), 'utf8')
        return { owner, file, sql, sha256: createHash('sha256').update(sql).digest('hex') }
      })
  })
}
const rank = (folder: string) => (folder === 'kernel/db' ? 0 : folder.startsWith('kernel/') ? 1 : 2)

/** One hash over all migrations: the name of a snapshot made from them. */
export function hashOf(migrations: Migration[]): string {
  return createHash('sha256')
    .update(migrations.map((one) => `${one.owner}/${one.file} ${one.sha256}`).join('\n'))
    .digest('hex')
    .slice(0, 16)
}

/** Brings the database to the newest state; returns the files run. A changed old migration is refused. */
export async function migrate(
  pool: Pool,
  migrations: Migration[],
  progress: (line: string) => void = () => {},
): Promise<string[]> {
  return pool.asOwner(async (exec) => {
    // One instance migrates, others wait; PGlite has one connection anyway.
    if (pool.kind === 'postgres') await exec(`select pg_advisory_lock(hashtext('yicheng.migrate'))`)
    try {
      await exec('create extension if not exists postgis')
      await exec('create extension if not exists pg_trgm')
      await exec('create schema if not exists kernel')
      await exec(
        'create table if not exists kernel.migration (owner text, file text, sha256 text not null, at timestamptz not null default now(), primary key (owner, file))',
      )
      const done = new Map(
        (await exec('select owner, file, sha256 from kernel.migration')).rows.map((row) => [
          `${row.owner}/${row.file}`,
          row.sha256,
        ]),
      )
      const run: string[] = []
      for (const one of migrations) {
        const name = `${one.owner}/${one.file}`
        const before = done.get(name)
        if (before && before !== one.sha256)
          throw new Error(`${name} was changed after it ran here; write a new migration instead`)
        if (before) continue
        progress(name)
        await exec('begin')
        try {
          await exec(one.sql)
          await exec('insert into kernel.migration (owner, file, sha256) values ($1, $2, $3)', [one.owner, one.file, one.sha256])
          await exec('commit')
        } catch (error) {
          await exec('rollback')
          throw new Error(`${name}: ${(error as Error).message}`, { cause: error })
        }
        run.push(name)
      }
      if (run.length) await exec(grants)
      return run
    } finally {
      if (pool.kind === 'postgres') await exec(`select pg_advisory_unlock(hashtext('yicheng.migrate'))`)
    }
  })
}

/** Gives the application role its rights again, after something other than a migration made tables (the job queue). */
export async function grantApplication(pool: Pool): Promise<void> {
  await pool.asOwner((exec) => exec(grants))
}

// Ordinary tables may be read and written; append-only ones only read and inserted; partitions are reached through their parent.
const grants = `
do $$
declare r record;
begin
  for r in select nspname from pg_namespace where nspname !~ '^(pg_|information_schema|topology|tiger)' loop
    execute format('grant usage on schema %I to ${appRole}', r.nspname);
    execute format('grant usage, select, update on all sequences in schema %I to ${appRole}', r.nspname);
    execute format('grant execute on all functions in schema %I to ${appRole}', r.nspname);
  end loop;
  for r in select n.nspname, c.relname, c.relkind,
      exists (select 1 from kernel.append_only_table a where a.name = n.nspname || '.' || c.relname) as append_only
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^(pg_|information_schema|topology|tiger)' and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition loop
    execute format('revoke all on %I.%I from ${appRole}', r.nspname, r.relname);
    if r.nspname = 'kernel' and r.relname in ('migration', 'append_only_table', 'monthly_table') then
      execute format('grant select on %I.%I to ${appRole}', r.nspname, r.relname);
    elsif r.append_only then
      execute format('grant select, insert on %I.%I to ${appRole}', r.nspname, r.relname);
    else
      execute format('grant select, insert, update, delete on %I.%I to ${appRole}', r.nspname, r.relname);
    end if;
  end loop;
end $$;
`
