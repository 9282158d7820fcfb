// Starting: how long until the home page answers, first and later, part by part, and what memory the city then holds.

import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { extensionArchive } from '#kernel/db'
import { cacheFolder } from '#kernel/http'
import { engines, ownDatabase, ownFolder, root, type Engine } from './lib/city.ts'
import { bar, bench, onEnd, ratio, say, small, table } from './lib/report.ts'

type Started = { seconds: number; parts: [string, number][]; child: ChildProcess; said: () => string }

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Runs server.ts until its home page answers 200. `parts` are its progress lines with the seconds since the start. */
async function start(env: Record<string, string>): Promise<Started> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const from = performance.now()
  const child = spawn(process.execPath, ['server.ts'], {
    cwd: root,
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onEnd(() => child.kill('SIGKILL'))
  const parts: [string, number][] = []
  let said = ''
  const hear = (chunk: Buffer) => {
    said += chunk.toString()
    for (const line of chunk.toString().split('\n')) {
      const found = /^\[ *[\d.]+ s\] (.*)$/.exec(line)
      if (found) parts.push([found[1]!, (performance.now() - from) / 1000])
    }
  }
  child.stdout!.on('data', hear)
  child.stderr!.on('data', hear)
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${said}`)
    const ok = await fetch(url, { signal: AbortSignal.timeout(10_000) }).then(
      async (reply) => (await reply.text(), reply.ok),
      () => false,
    )
    if (ok) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { seconds: (performance.now() - from) / 1000, parts, child, said: () => said }
}

async function stop({ child, said }: Started): Promise<number> {
  const from = performance.now()
  if (child.exitCode !== null || child.signalCode !== null)
    throw new Error(`the server ended by itself with ${child.exitCode ?? child.signalCode}:\n${said()}`)
  child.kill('SIGTERM')
  await new Promise((resolve) => child.once('exit', resolve))
  return (performance.now() - from) / 1000
}

/** Resident memory in MB now and at its highest; Linux only. */
function memory(pid: number): { now: number; peak: number } | undefined {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return undefined
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(file, 'utf8'))?.[1] ?? NaN) / 1024
  return { now: of('VmRSS'), peak: of('VmHWM') }
}

const known: [string, RegExp][] = [
  ['migrations', /^migration /],
  ['demo: geography', /^demo: geography/],
  ['demo: organisations, staff', /^demo: (organisations|staff)/],
  ['demo: citizens', /^demo: citizens/],
  ['demo: systems', /^demo: /],
]

/** Seconds between progress lines, summed by part; what comes before the first line is the program and the database. */
function byPart({ parts, seconds }: Started): [string, number][] {
  const sums = new Map<string, number>()
  let before = 0
  for (const [line, at] of parts) {
    const name = known.find(([, pattern]) => pattern.test(line))?.[0] ?? 'other'
    // A migration's line comes before it runs, a demo part's after.
    const own = name === 'migrations' && !sums.has('migrations') ? 'program and database open' : name
    sums.set(own, (sums.get(own) ?? 0) + at - before)
    if (own !== name) sums.set(name, 0)
    before = at
  }
  sums.set(parts.length ? 'jobs, routes, first page' : 'everything', seconds - before)
  return [...sums]
}

async function measure(engine: Engine, size: string): Promise<{ first: number; database: number; later: number; rss: number }> {
  const databaseUrl = engine === 'postgres' ? await ownDatabase() : ''
  const env = { YICHENG_DATA: ownFolder(), DATABASE_URL: databaseUrl, YICHENG_DEMO: size }
  const first = await start(env)
  const parts = byPart(first)
  await new Promise((resolve) => setTimeout(resolve, 3000))
  const loaded = memory(first.child.pid!)
  const stopping = await stop(first)
  const later = []
  let again: Started | undefined
  for (let i = 0; i < (small ? 1 : 3); i++) {
    if (again) await stop(again)
    again = await start(env)
    later.push(again.seconds)
  }
  await new Promise((resolve) => setTimeout(resolve, 3000))
  const rested = memory(again!.child.pid!)
  await stop(again!)
  const median = later.toSorted((a, b) => a - b)[Math.floor(later.length / 2)]!
  const database = parts.filter(([name]) => /database|migrations/.test(name)).reduce((sum, [, s]) => sum + s, 0)
  say(`### ${engine}, demo ${size}\n`)
  table(
    ['part of the first start', 's'],
    [
      ...parts.map(([name, s]) => [name, s] as [string, number]),
      ['until the page answers', first.seconds],
      ['stopping', stopping],
    ],
  )
  say(`- later start until the page answers: ${later.map((s) => s.toFixed(2)).join(', ')} s`)
  if (loaded && rested)
    say(
      `- resident memory of the program: ${Math.round(loaded.now)} MB after loading (highest ${Math.round(loaded.peak)}), ${Math.round(rested.now)} MB after a later start (highest ${Math.round(rested.peak)})`,
    )
  say()
  return { first: first.seconds, database, later: median, rss: Math.max(loaded?.now ?? NaN, rested?.now ?? NaN) }
}

/** The reference: a process of the database alone, on the same data. */
async function bareOpen(engine: Engine): Promise<number> {
  if (engine === 'postgres') {
    const from = performance.now()
    const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] })
    await client.connect()
    await client.query('select 1')
    await client.end()
    return (performance.now() - from) / 1000
  }
  const script = `import { PGlite } from '@electric-sql/pglite'; import { postgis } from '@electric-sql/pglite-postgis'; import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
    const db = await PGlite.create({ dataDir: ${JSON.stringify(join(ownFolder(), 'pg'))}, extensions: { postgis, pg_trgm } }); await db.exec('create extension postgis; create extension pg_trgm'); await db.close()`
  const from = performance.now()
  await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk))
    child.once('exit', (code) => (code ? reject(new Error(`PGlite alone ended with ${code}`)) : resolve(0)))
  })
  return (performance.now() - from) / 1000
}

await bench(
  'start',
  'From the built state (packages installed, web built, template archive made, as `npm start` prepares beside the web build) with YICHENG_DEMO=default.',
  async () => {
    if (!existsSync(join(root, 'dist', 'web', '.vite', 'manifest.json')))
      return say('skipped: the web is not built; run npm run build first')
    for (const engine of engines('embedded', 'postgres')) {
      if (engine === 'embedded') {
        const cache = ownFolder()
        const ready = globSync(join(cacheFolder(root), 'empty-*.tar')).length > 0
        const from = performance.now()
        await extensionArchive(cache)
        say(
          `- making the template archive from nothing, once per installation: ${((performance.now() - from) / 1000).toFixed(1)} s${ready ? '' : ' (now kept)'}`,
        )
        rmSync(cache, { recursive: true, force: true })
        await extensionArchive(cacheFolder(root))
      }
      const empty = await measure(engine, 'none')
      const full = await measure(engine, 'default')
      const bare = await bareOpen(engine)
      say(
        `- reference: ${engine === 'embedded' ? 'PGlite alone, initdb and extensions in an empty folder' : 'one connection and select 1'} ${bare.toFixed(2)} s; our first start's database part takes ${ratio(full.database, bare)}, a later start ${ratio(full.later, bare)}`,
      )
      say(
        `- growth: with the demo city instead of none a later start takes ${ratio(full.later, empty.later)} the time and ${ratio(full.rss, empty.rss)} the memory`,
      )
      bar(`${engine}, first start, database part`, full.database, 15, 's')
      bar(`${engine}, first start until the page answers`, full.first, 180, 's')
      bar(`${engine}, later start until the page answers`, full.later, 5, 's')
      bar(`${engine}, resident memory with the demo city`, full.rss / 1024, 1.6, 'GB')
      say()
    }
  },
  420,
)
