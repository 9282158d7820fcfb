// Opens the database that the environment names, from a prepared archive where the embedded one is new.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openEmbedded } from './embedded.ts'
import { lockFolder } from './lock.ts'
import { hashOf, migrate, type Migration } from './migrate.ts'
import { openPostgres, type Pool } from './pool.ts'

export type DatabaseConfig = { url?: string | undefined; data: string; cache: string }

/** Opens for service. Embedded: locks `data`, starts from the extension archive when the folder is new. */
export async function openDatabase(
  config: DatabaseConfig,
  progress: (line: string) => void = () => {},
  onDeath?: (error: Error) => void,
): Promise<Pool> {
  if (config.url) return openPostgres(config.url, { log: progress })
  const release = lockFolder(config.data)
  try {
    const dataDir = join(config.data, 'pg')
    const isNew = !existsSync(join(dataDir, 'PG_VERSION'))
    const archive = isNew ? await extensionArchive(config.cache, progress) : undefined
    const pool = await openEmbedded({ dataDir, ...(archive ? { archive } : {}), ...(onDeath ? { onDeath } : {}) })
    return {
      ...pool,
      async end() {
        await pool.end()
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

/** A tar of an empty PGlite with its extensions; made once per version, since initdb and PostGIS take about twelve seconds. */
export async function extensionArchive(cache: string, progress: (line: string) => void = () => {}): Promise<string> {
  const versions = ['@electric-sql/pglite', '@electric-sql/pglite-postgis'].map(
    (name) =>
      (
        JSON.parse(readFileSync(new URL(`../../../node_modules/${name}/package.json`, import.meta.url), 'utf8')) as {
          version: string
        }
      ).version,
  )
  return archiveOnce(cache, `empty-${versions.join('-')}`, async () => {
    progress('preparing the embedded database (once)')
    const pool = await openEmbedded({})
    await pool.asOwner((exec) => exec('create extension if not exists postgis; create extension if not exists pg_trgm'))
    return pool
  })
}

/** A tar of a PGlite that `prepare` has brought further (migrated, jobs installed), keyed by what it was made from. */
export async function preparedArchive(
  cache: string,
  migrations: Migration[],
  salt: string,
  prepare: (pool: Pool) => Promise<void>,
): Promise<string> {
  const key = createHash('sha256')
    .update(hashOf(migrations) + salt)
    .digest('hex')
    .slice(0, 16)
  return archiveOnce(cache, `ready-${key}`, async () => {
    const pool = await openEmbedded({ archive: await extensionArchive(cache) })
    await migrate(pool, migrations)
    await prepare(pool)
    return pool
  })
}

async function archiveOnce(
  cache: string,
  name: string,
  make: () => Promise<Awaited<ReturnType<typeof openEmbedded>>>,
): Promise<string> {
  const file = join(cache, `${name}.tar`)
  if (existsSync(file)) return file
  mkdirSync(cache, { recursive: true })
  const pool = await make()
  // Not compressed: unpacking a gzip costs more of a test's start than reading 40 MB from the disk cache.
  const bytes = await pool.dump('none')
  await pool.end()
  const part = `${file}.${process.pid}`
  writeFileSync(part, bytes)
  renameSync(part, file)
  return file
}
