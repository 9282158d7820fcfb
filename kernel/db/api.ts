// The database: one pool interface over PostgreSQL and PGlite, migrations, Kysely, ids.

export { openDatabase, extensionArchive, preparedArchive, type DatabaseConfig } from './server/open.ts'
export { openPostgres, appRole, type Pool, type Client, type Result } from './server/pool.ts'
export { openEmbedded } from './server/embedded.ts'
export { findMigrations, migrate, hashOf, grantApplication, type Migration } from './server/migrate.ts'
export { queries, newId } from './server/kysely.ts'
export { backup, restore } from './server/backup.ts'
export { lockFolder } from './server/lock.ts'
