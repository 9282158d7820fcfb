// Starts the whole city from configuration: database, migrations, seeds, jobs, live pages, HTTP. server.ts and the tests use the same path.

import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import {
  checkHouse,
  createRunner,
  loadHouse,
  type Actor,
  type Context,
  type House,
  type Logger,
  type Module,
  type Runner,
} from '#kernel/module'
import { findMigrations, grantApplication, migrate, newId, openDatabase, queries, type Pool } from '#kernel/db'
import { recordAudit } from '#kernel/audit'
import { authenticate, forgetActors, openIdentity } from '#kernel/identity'
import { createEvents } from '#kernel/events'
import { openFiles } from '#kernel/files'
import { openMessaging } from '#kernel/messaging'
import { nameCity, problemPage } from '#kernel/pages'
import { installJobs, openJobs, type Jobs } from '#kernel/jobs'
import { buildApp } from './app.ts'
import type { Caller } from './known.ts'
import { createLive, serveLive, type Live } from './live.ts'
import { serveMeta } from './meta.ts'
import { serveOpenApi } from './openapi.ts'
import { loadWords, type Words } from './words.ts'

export type CityFacts = { name: { zh: string; en: string }; code: string; center: [number, number]; zoom: number }

export type Config = {
  root: string
  data: string
  databaseUrl?: string | undefined
  systems: string[] | 'all'
  city: CityFacts
  logLevel: string
  proxies: number
  env: Record<string, string | undefined>
}

export type City = {
  config: Config
  house: House
  pool: Pool
  db: Kysely<any>
  run: Runner
  app: FastifyInstance
  live: Live
  jobs: Jobs
  words: Words
  log: Logger
  stop(): Promise<void>
}

export type BootParts = {
  pool?: Pool
  clock?: () => Date
  progress?: (line: string) => void
  /** Tests put their own callers before the real ones. */
  callers?: (bearer: string) => Caller | undefined
  publicRate?: number
  /** Jobs are run by `jobs.settle()` and not by time. */
  manualJobs?: boolean
  log?: boolean
  /** Modules without a folder, such as one that exercises the server in tests or a benchmark's own flow. */
  extra?: Module[]
}

export function cacheFolder(root: string): string {
  return join(root, 'node_modules', '.cache', 'yicheng')
}

/** Brings a database to the state the house needs: schemas, the job queue's tables, grants. */
export async function prepareDatabase(pool: Pool, house: House, progress?: (line: string) => void): Promise<void> {
  const run = await migrate(pool, findMigrations(house.root, house.folders.values()), progress)
  if (await installJobs(pool)) run.push('jobs')
  if (run.length) await grantApplication(pool)
}

export async function bootCity(config: Config, parts: BootParts = {}): Promise<City> {
  const progress = parts.progress ?? (() => {})
  const clock = parts.clock ?? (() => new Date())
  let onDeath = (_error: Error) => {}
  // The embedded database opens in its own thread for some seconds: the modules are read meanwhile.
  const opening = parts.pool
    ? Promise.resolve(parts.pool)
    : openDatabase({ url: config.databaseUrl, data: config.data, cache: cacheFolder(config.root) }, progress, (error) =>
        onDeath(error),
      )
  const reading = loadHouse(config.root, config.systems, parts.extra)
  reading.catch(() => {})
  const pool = await opening
  try {
    const house = await reading
    const wrong = checkHouse(house)
    if (wrong.length) throw new Error(`The modules do not fit together:\n- ${wrong.join('\n- ')}`)
    const words = loadWords(house)
    await prepareDatabase(pool, house, (file) => progress(`migration ${file}`))
    const db = queries(pool)
    nameCity(config.city.name)
    let app: FastifyInstance | undefined
    const log: Logger = {
      debug: (data, message) => app?.log.debug(data as object, message),
      info: (data, message) => app?.log.info(data as object, message),
      warn: (data, message) => app?.log.warn(data as object, message),
      error: (data, message) => app?.log.error(data as object, message),
    }
    openFiles(config.data, config.env)
    openMessaging(config.env)
    const live = await createLive(pool, log)
    // A sign-out, a revoked session or a changed role must reach every instance's cached actors at once.
    live.hear('identity.changed', ({ data }) => forgetActors(data))
    let jobs: Jobs | undefined
    const events = createEvents(house, { check: config.env['NODE_ENV'] !== 'production', wake: () => jobs?.wake() })
    const run = createRunner({
      house,
      db,
      log,
      clock,
      newId,
      flush: async (ctx, audit, emitted) => {
        if (audit.length) await recordAudit(ctx, audit)
        if (emitted.length) await events.store(ctx, emitted)
      },
      broadcast: (notices) => live.broadcast(notices),
    })
    jobs = await openJobs({
      house,
      pool,
      run,
      log,
      clock,
      env: config.env,
      data: config.data,
      manual: parts.manualJobs ?? false,
      deliver: () => events.deliver({ run, clock, log }),
    })
    for (const one of house.modules) if (one.seed) await run({ action: `${one.id}.seed` }, (ctx) => one.seed!(ctx))
    await openIdentity(run, { city: config.city, root: config.root, password: config.env['YICHENG_ADMIN_PASSWORD'], progress })
    app = await buildApp({
      house,
      run,
      words,
      clock,
      log: parts.log === false ? false : { level: config.logLevel },
      proxies: config.proxies,
      problemPage: (problem, lang) => problemPage(house, problem, lang),
      ...(parts.publicRate ? { publicRate: parts.publicRate } : {}),
      authenticate: async (credentials) =>
        (credentials.bearer && parts.callers?.(credentials.bearer)) || (await authenticate(db, credentials, clock())),
    })
    onDeath = (error) => {
      app?.log.fatal({ err: error }, 'the embedded database died')
      process.exit(1)
    }
    serveOpenApi(app, house)
    serveLive(app, live, house)
    serveMeta(app, { house, words, config, pool })
    jobs.begin()
    const stops: (() => Promise<void>)[] = []
    if (!parts.manualJobs) {
      const city = {
        run: <T>(meta: { action: string }, work: (ctx: Context) => Promise<T>) => run(meta, work),
        env: config.env,
        data: config.data,
        log,
      }
      for (const one of house.modules) if (one.start) stops.push(await one.start(city))
    }
    const started = app
    return {
      config,
      house,
      pool,
      db,
      run,
      app,
      live,
      jobs,
      words,
      log,
      // Intake first, then work in hand, then what it stands on.
      async stop() {
        await started.close()
        for (const stop of stops.toReversed()) await stop()
        await jobs!.stop()
        await live.stop()
        await pool.end()
      },
    }
  } catch (error) {
    if (!parts.pool) await pool.end().catch(() => {})
    throw error
  }
}

export type { Actor }
