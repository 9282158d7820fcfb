// Migrations, the application role, locks, backup and restore on whichever engine the suite runs.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { appRole, backup, findMigrations, lockFolder, migrate, newId, restore } from '#kernel/db'
import { root, testCity } from '#test/city.ts'

test('both drivers give the same JavaScript values', async () => {
  const { db } = await testCity()
  const { rows } =
    await sql<any>`select date '2026-02-14' as d, 9007199254740991::int8 as i, 1.10::numeric as n, timestamptz '2026-02-14 00:00+08' as t,
    '{"snake_key":1}'::jsonb as j, array['a','b'] as a, true as b, null as z`.execute(db)
  assert.deepEqual(rows[0], {
    d: '2026-02-14',
    i: 9007199254740991,
    n: '1.10',
    t: new Date('2026-02-13T16:00:00Z'),
    j: { snake_key: 1 },
    a: ['a', 'b'],
    b: true,
    z: null,
  })
  await assert.rejects(sql`select 9007199254740993::int8 as i`.execute(db))
})

test('the application works as a role that cannot alter append-only tables', async () => {
  const { db } = await testCity()
  assert.equal((await sql<any>`select current_user as me`.execute(db)).rows[0].me, appRole)
  const { rows } = await sql<{ name: string }>`select name from kernel.append_only_table`.execute(db)
  assert.ok(rows.length > 0, 'there are append-only tables')
  for (const { name } of rows) {
    await assert.rejects(sql`delete from ${sql.table(name)}`.execute(db), /permission denied/, name)
    const { rows: columns } = await sql<{
      column: string
    }>`select attname as column from pg_attribute where attrelid = ${name}::regclass and attnum > 0 and attidentity = '' limit 1`.execute(
      db,
    )
    await assert.rejects(
      sql`update ${sql.table(name)} set ${sql.ref(columns[0]!.column)} = null`.execute(db),
      /permission denied/,
      name,
    )
    await assert.rejects(sql`truncate ${sql.table(name)}`.execute(db), /permission denied/, name)
  }
  // Partitions hold the same rows: they must not be a way round.
  const { rows: parts } = await sql<{
    name: string
  }>`select inhrelid::regclass::text as name from pg_inherits where inhparent::regclass::text in (select name from kernel.append_only_table)`.execute(
    db,
  )
  for (const { name } of parts) await assert.rejects(sql`delete from ${sql.table(name)}`.execute(db), /permission denied/, name)
})

test('a changed old migration is refused', async () => {
  const { pool, house } = await testCity()
  const migrations = findMigrations(root, house.folders.values())
  await assert.rejects(migrate(pool, [{ ...migrations[0]!, sha256: 'other' }]), /was changed after it ran/)
  assert.deepEqual(await migrate(pool, migrations), [])
})

test('ids grow with time', () => {
  const ids = Array.from({ length: 1000 }, newId)
  assert.equal(new Set(ids).size, 1000)
  assert.match(ids[0]!, /^[0-9a-f]{8}-[0-9a-f]{4}-7/)
})

test('a data folder in use is refused with the holder named, and a dead holder is succeeded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yicheng-lock-'))
  const release = lockFolder(folder)
  assert.throws(() => lockFolder(folder), new RegExp(`in use by process ${process.pid}`))
  release()
  const dead = spawnSync(process.execPath, ['-e', '0']).pid
  writeFileSync(join(folder, 'yicheng.lock'), JSON.stringify({ pid: dead, started: '1' }))
  lockFolder(folder)()
})

test('what was backed up comes back, and altered rows are refused', async () => {
  const { pool, db } = await testCity()
  const folder = join(mkdtempSync(join(tmpdir(), 'yicheng-backup-')), 'one')
  const key = `test.backup.${newId()}`
  await sql`insert into kernel.fact (key, value) values (${key}, '{"say":"你好\\n\\"二\\""}')`.execute(db)
  const manifest = await backup(pool, folder, '/nowhere')
  assert.ok(manifest.tables.find((table) => table.name === 'kernel.fact')!.rows > 0)
  await assert.rejects(backup(pool, folder, '/nowhere'), /exists already/)
  await sql`delete from kernel.fact where key = ${key}`.execute(db)
  await restore(pool, folder, '/nowhere')
  const { rows } = await sql<any>`select value from kernel.fact where key = ${key}`.execute(db)
  assert.deepEqual(rows[0].value, { say: '你好\n"二"' })
  const second = join(mkdtempSync(join(tmpdir(), 'yicheng-backup-')), 'two')
  await backup(pool, second, '/nowhere')
  for (const { name } of manifest.tables) {
    const rowsIn = (place: string) =>
      gunzipSync(readFileSync(join(place, 'tables', `${name}.ndjson.gz`)))
        .toString()
        .split('\n')
        .sort()
    assert.deepEqual(rowsIn(second), rowsIn(folder), name)
  }
  const file = join(folder, 'tables', 'kernel.fact.ndjson.gz')
  writeFileSync(file, gzipSync(gunzipSync(readFileSync(file)).toString().replace('你好', '您好')))
  await assert.rejects(restore(pool, folder, '/nowhere'), /not what was written/)
  const { rows: kept } = await sql<any>`select value from kernel.fact where key = ${key}`.execute(db)
  assert.equal(kept.length, 1, 'a refused restore changes nothing')
})
