// Boots the whole city once per test process on a migrated snapshot; PostgreSQL by DATABASE_URL, else PGlite in memory.

import { after } from 'node:test'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { mkdtempSync } from 'node:fs'
import pg from 'pg'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { loadHouse, type Actor, type Context, type Scope } from '#kernel/module'
import { findMigrations, hashOf, newId, openEmbedded, openPostgres, preparedArchive, type Pool } from '#kernel/db'
import { bootCity, cacheFolder, prepareDatabase, type City, type Caller, type Config } from '#kernel/http'
import { echo } from './echo.ts'

export const root = join(import.meta.dirname, '..')

export type Someone = {
  kind?: Actor['kind']
  id?: string
  name?: string
  orgId?: string
  /** Permissions held everywhere, or in the scopes given. */
  permissions?: string[]
  orgs?: string[] | null
  areas?: string[] | null
  grants?: Record<string, Scope[]>
  pools?: string[]
}
export type Reply = { status: number; body: any; headers: Record<string, any>; text: string; raw: LightMyRequestResponse }

export type TestCity = City & {
  clock: { now(): Date; set(iso: string): void; advance(ms: number): void }
  /** A caller known only to this test process; pass it to `ask`. */
  as(someone: Someone): string
  /** `ask(caller, 'POST /api/x', body?)`; caller is a token from `as`, a session cookie 'yc_session=…', or null. */
  ask(caller: string | null, line: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
  /** Runs work in one unit of work, as the system or as someone. */
  ctx<T>(work: (ctx: Context) => Promise<T>, someone?: Someone): Promise<T>
  /** Listens on a free port, once for all tests of the process; its origin. */
  origin(): Promise<string>
  /** Runs all due jobs and reactions until none is left. */
  settle(): Promise<number>
}

let booted: Promise<TestCity> | undefined
let drop = async () => {}

// At the top of the module, so that it runs once, after the last test of the process.
after(async () => {
  const city = await booted
  await city?.stop()
  await drop()
})

export function testCity(): Promise<TestCity> {
  booted ??= boot()
  return booted
}

const facts = {
  name: { zh: '株洲市（演示）', en: 'Zhuzhou (demo)' },
  code: '430200',
  center: [113.13, 27.83] as [number, number],
  zoom: 11,
}

export function testConfig(data: string): Config {
  return {
    root,
    data,
    databaseUrl: process.env['DATABASE_URL'],
    systems: 'all',
    city: facts,
    logLevel: process.env['LOG_LEVEL'] ?? 'error',
    proxies: 0,
    env: process.env,
  }
}

async function boot(): Promise<TestCity> {
  const config = testConfig(mkdtempSync(join(tmpdir(), 'yicheng-test-')))
  const database = await testDatabase(config)
  const { pool } = database
  drop = database.drop
  let shift = 0
  let listening: Promise<string> | undefined
  const callers = new Map<string, Caller>()
  const city = await bootCity(config, {
    pool,
    clock: () => new Date(Date.now() + shift),
    callers: (bearer) => callers.get(bearer),
    publicRate: Infinity,
    manualJobs: true,
    extra: [echo],
    log: process.env['LOG_LEVEL'] !== undefined,
  })
  const clock = {
    now: () => new Date(Date.now() + shift),
    set: (iso: string) => void (shift = new Date(iso).getTime() - Date.now()),
    advance: (ms: number) => void (shift += ms),
  }
  return {
    ...city,
    clock,
    as(someone) {
      const token = `test-${newId()}`
      callers.set(token, { actor: actorOf(someone), csrf: '' })
      return token
    },
    async ask(caller, line, body, headers = {}) {
      const [method, url] = line.split(' ') as [InjectOptions['method'], string]
      const identity: Record<string, string> =
        caller === null ? {} : caller.includes('=') ? { cookie: caller } : { authorization: `Bearer ${caller}` }
      const raw = await city.app.inject({
        method: method!,
        url,
        headers: { ...identity, ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      })
      const json = /json/.test(String(raw.headers['content-type'] ?? '')) && !raw.headers['content-encoding']
      return {
        status: raw.statusCode,
        body: json && raw.body ? JSON.parse(raw.body) : undefined,
        headers: raw.headers,
        text: raw.body,
        raw,
      }
    },
    ctx: (work, someone) => city.run({ action: 'test', ...(someone ? { actor: actorOf(someone) } : {}) }, work),
    origin: () => (listening ??= city.app.listen({ port: 0, host: '127.0.0.1' })),
    settle: () => city.jobs.settle(),
  }
}

export function actorOf(someone: Someone): Actor {
  const scope: Scope = { orgs: someone.orgs ?? null, areas: someone.areas ?? null }
  return {
    kind: someone.kind ?? 'staff',
    id: someone.id ?? newId(),
    name: someone.name ?? '测试员',
    orgId: someone.orgId ?? someone.orgs?.[0] ?? null,
    session: null,
    grants: new Map([
      ...(someone.permissions ?? []).map((one) => [one, [scope]] as [string, Scope[]]),
      ...Object.entries(someone.grants ?? {}),
    ]),
    pools: someone.pools ?? [],
  }
}

/** A database of its own for this process, copied from one that was migrated once. */
async function testDatabase(config: Config): Promise<{ pool: Pool; drop: () => Promise<void> }> {
  const house = await loadHouse(root, 'all')
  const migrations = findMigrations(root, house.folders.values())
  const prepare = (pool: Pool) => prepareDatabase(pool, house)
  if (!config.databaseUrl) {
    const pool = await openEmbedded({ archive: await preparedArchive(cacheFolder(root), migrations, '', prepare) })
    return { pool, drop: async () => {} }
  }
  const server = new URL(config.databaseUrl)
  const admin = new pg.Client({ connectionString: server.href })
  await admin.connect()
  const template = `yc_ready_${hashOf(migrations)}`
  const named = (name: string) => Object.assign(new URL(server.href), { pathname: `/${name}` }).href
  // Several test processes may want the template at once: one makes it.
  await admin.query(`select pg_advisory_lock(hashtext('yicheng.template'))`)
  try {
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [template])
    if (!rowCount) {
      const part = `${template}_part`
      await admin.query(`drop database if exists ${part} with (force)`)
      await admin.query(`create database ${part} template template0 encoding 'UTF8'`)
      const pool = await openPostgres(named(part))
      await prepare(pool).finally(() => pool.end())
      await admin.query(`alter database ${part} rename to ${template}`)
    }
    const name = `yc_test_${process.pid}_${Date.now().toString(36)}`
    await admin.query(`create database ${name} template ${template}`)
    config.databaseUrl = named(name)
    const pool = await openPostgres(named(name), { max: 8 })
    return {
      pool,
      async drop() {
        const last = new pg.Client({ connectionString: server.href })
        await last.connect()
        await last.query(`drop database if exists ${name} with (force)`)
        await last.end()
      },
    }
  } finally {
    await admin.query(`select pg_advisory_unlock(hashtext('yicheng.template'))`)
    await admin.end()
  }
}
