// A city for a benchmark: the whole program on a database of its own, listening on loopback; gone when the benchmark ends.

import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { facts } from '#city/facts.ts'
import { bootCity, type BootParts, type City, type Config } from '#kernel/http'
import { onEnd, say } from './report.ts'

export const root = join(import.meta.dirname, '..', '..')
export type Engine = 'postgres' | 'embedded'
export type BenchCity = City & {
  engine: Engine
  /** http://127.0.0.1:port */
  url: string
  /** Of its own database, as the owner; '' when embedded. */
  databaseUrl: string
}

/** Engines to measure: PostgreSQL when DATABASE_URL names a server, and the embedded one. YICHENG_BENCH_ENGINES=postgres picks. */
export function engines(...able: Engine[]): Engine[] {
  const wanted = process.env['YICHENG_BENCH_ENGINES']?.split(',') ?? able
  return able.filter((one) => wanted.includes(one) && (one === 'embedded' || have()))
}
function have(): boolean {
  if (process.env['DATABASE_URL']) return true
  say('PostgreSQL: skipped, DATABASE_URL is not set\n')
  return false
}

/** An empty database of the server of DATABASE_URL; dropped at the end. */
export async function ownDatabase(): Promise<string> {
  const server = process.env['DATABASE_URL']!
  const name = `yc_bench_${process.pid}_${Date.now().toString(36)}`
  await once(server, `create database ${name} template template0 encoding 'UTF8'`)
  onEnd(() => once(server, `drop database if exists ${name} with (force)`))
  return Object.assign(new URL(server), { pathname: `/${name}` }).href
}

async function once(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(text).finally(() => client.end())
}

/** A temporary folder, removed at the end. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'yicheng-bench-'))
  onEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Boots as server.ts does, without the demo; public rate limits are lifted, nothing else. */
export async function benchCity(engine: Engine, parts: BootParts = {}): Promise<BenchCity> {
  const databaseUrl = engine === 'postgres' ? await ownDatabase() : ''
  const config: Config = {
    root,
    data: ownFolder(),
    databaseUrl: databaseUrl || undefined,
    systems: 'all',
    city: facts,
    logLevel: 'warn',
    proxies: 0,
    env: { ...process.env, NODE_ENV: 'production' },
  }
  const city = await bootCity(config, { publicRate: Infinity, ...parts })
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= city.stop())
  onEnd(stop)
  await city.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = city.app.server.address() as AddressInfo
  const { rows } = await city.pool.query('select version() as v, postgis_lib_version() as g')
  const settings = await Promise.all(
    ['fsync', 'synchronous_commit', 'shared_buffers', 'jit', 'random_page_cost'].map(
      async (name) => `${name}=${Object.values((await city.pool.query(`show ${name}`)).rows[0]!)[0]}`,
    ),
  )
  say(`${engine}: ${String(rows[0]!['v']).split(' on ')[0]}, PostGIS ${rows[0]!['g']} · ${settings.join(' ')}\n`)
  return { ...city, stop, engine, url: `http://127.0.0.1:${port}`, databaseUrl }
}

/** A bare connection with the pool's own role and settings: what a reference speaks through. */
export async function bareClient(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    options: '-c role=yicheng_app -c jit=off -c random_page_cost=1.1 -c max_parallel_workers_per_gather=0',
  })
  await client.connect()
  onEnd(() => client.end())
  return client
}
