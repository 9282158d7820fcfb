// pg-boss on our own pool: its tables made by the owner, its statements sent as the application role.

import { readFileSync } from 'node:fs'
import { getConstructionPlans, getMigrationPlans, PgBoss, type Db } from 'pg-boss'
import { CompiledQuery, type Kysely } from 'kysely'
import { appRole, type Pool } from '#kernel/db'

const schema = 'jobs'

const wanted = (
  JSON.parse(readFileSync(new URL('../../../node_modules/pg-boss/package.json', import.meta.url), 'utf8')) as {
    pgboss: { schema: number }
  }
).pgboss.schema

/** Makes or renews the queue's tables; true when it changed something. */
export async function installJobs(pool: Pool): Promise<boolean> {
  return pool.asOwner(async (exec) => {
    const present = (await exec(`select to_regclass('${schema}.version')::text as name`)).rows[0]?.['name']
    const version = present ? Number((await exec(`select version from ${schema}.version`)).rows[0]!['version']) : null
    if (version === wanted) return false
    if (version !== null && version > wanted)
      throw new Error(`the job queue's tables (version ${version}) are newer than this program (${wanted})`)
    await exec(version === null ? getConstructionPlans(schema) : getMigrationPlans(schema, version))
    // Rows live in a partition that pg-boss names itself; general grants leave partitions out.
    await exec(`grant select, insert, update, delete on ${schema}.job_common to ${appRole}`)
    return true
  })
}

/** A boss for sending, claiming and settling; timing, polling and waking are ours (loop.ts), so that an idle city asks one question a second. */
export async function openBoss(pool: Pool, onError: (error: unknown) => void): Promise<PgBoss> {
  const boss = new PgBoss({
    db: overPool(pool),
    schema,
    migrate: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
  })
  boss.on('error', onError)
  await boss.start()
  return boss
}

function overPool(pool: Pool): Db {
  return {
    async executeSql(text, values) {
      const client = await pool.connect()
      let broken = false
      try {
        return await client.query(text, values ?? [])
      } catch (error) {
        // A text with its own begin leaves the session inside a failed transaction.
        if (/\bbegin\b/i.test(text)) await client.query('rollback').catch(() => (broken = true))
        throw error
      } finally {
        client.release(broken)
      }
    },
  }
}

/** The same statements inside a unit of work: rolled back with it. */
export function overUnit(db: Kysely<any>): Db {
  return {
    async executeSql(text, values) {
      const { rows } = await db
        .withoutPlugins()
        .executeQuery<any>(CompiledQuery.raw(`${text} /* prepared */`, [...(values ?? [])]))
      return { rows }
    },
  }
}

/** Lets the queue read the city's clock instead of the database's: for tests, which travel in time. */
export async function followClock(pool: Pool): Promise<(now: Date) => Promise<void>> {
  await pool.asOwner((exec) =>
    exec(`
      create table if not exists ${schema}.clock_shift (shift interval not null);
      grant select, insert, update, delete on ${schema}.clock_shift to ${appRole};
      create or replace function ${schema}.job_now() returns timestamptz language sql stable as
        $$ select pg_catalog.now() + coalesce((select shift from ${schema}.clock_shift limit 1), interval '0') $$;
    `),
  )
  return async (now) => {
    await pool.query(
      `with gone as (delete from ${schema}.clock_shift) insert into ${schema}.clock_shift values (greatest($1::timestamptz, '2000-01-01') - pg_catalog.now())`,
      [now],
    )
  }
}
