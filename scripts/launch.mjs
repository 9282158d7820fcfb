// The door of every npm script: installs what is missing, then runs the task on the pinned Node. Plain JavaScript for Node 20.

import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.chdir(root)
const [task, ...rest] = process.argv.slice(2)
const started = Date.now()
const say = (line) => process.stderr.write(`[${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s] ${line}\n`)

function install() {
  const stamp = join('node_modules', '.yicheng-installed')
  const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('installing packages 安装依赖')
  // Optional prebuilt binaries of other platforms are left out by npm itself.
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (done.status !== 0) process.exit(done.status ?? 1)
  writeFileSync(stamp, wanted)
}

const node = () => {
  const pinned = join(root, 'node_modules', 'node', 'bin', 'node')
  return existsSync(pinned) ? pinned : process.execPath
}

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(
    stat.mtimeMs,
    0,
    ...readdirSync(path)
      .filter((name) => name !== 'test' && name !== 'server')
      .map((name) => newest(join(path, name))),
  )
}

function webIsBuilt() {
  const manifest = join('dist', 'web', '.vite', 'manifest.json')
  if (!existsSync(manifest)) return false
  const folders = ['web', 'vite.config.ts', 'package-lock.json']
  for (const parent of [
    'kernel',
    ...(existsSync('systems') ? readdirSync('systems').map((pillar) => join('systems', pillar)) : []),
  ]) {
    if (!statSync(parent).isDirectory()) continue
    for (const name of readdirSync(parent))
      for (const part of ['web', 'contract.ts']) if (existsSync(join(parent, name, part))) folders.push(join(parent, name, part))
  }
  return folders.every((folder) => newest(folder) <= statSync(manifest).mtimeMs)
}

const run = (args, env = {}) =>
  new Promise((resolve) => {
    const bin = join(root, 'node_modules', '.bin')
    const child = spawn(node(), args, {
      stdio: 'inherit',
      env: { ...process.env, PATH: `${dirname(node())}:${bin}:${process.env.PATH}`, ...env },
    })
    const pass = (signal) => child.kill(signal)
    process.on('SIGTERM', pass)
    // The terminal sends SIGINT to the whole group; here it only must not end us before the child has drained.
    process.on('SIGINT', () => {})
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', pass)
      resolve(signal ? 1 : (code ?? 1))
    })
  })

async function must(args, env) {
  const code = await run(args, env)
  if (code !== 0) process.exit(code)
}

async function buildWeb() {
  if (webIsBuilt()) return
  say('building the web 构建网页')
  mkdirSync('dist', { recursive: true })
  await must(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'])
}

const testFiles = [
  'kernel/*/test/*.test.ts',
  'systems/*/*/test/*.test.ts',
  'city/test/*.test.ts',
  'web/test/*.test.ts',
  'test/*.test.ts',
  'test/{journeys,faults}/*.test.ts',
]

const tasks = {
  async start() {
    const stands = process.env.DATABASE_URL || existsSync(join(process.env.YICHENG_DATA || 'data', 'pg', 'PG_VERSION'))
    const prepare = stands ? Promise.resolve(0) : run(['scripts/prepare.ts'])
    await buildWeb()
    if ((await prepare) !== 0) process.exit(1)
    process.exit(await run(['server.ts', ...rest]))
  },
  async build() {
    await must(['node_modules/vite/bin/vite.js', 'build', ...rest])
  },
  async test() {
    await buildWeb()
    const files = rest.length ? rest : testFiles
    process.exit(await run(['--test', '--test-isolation=none', '--test-timeout=600000', ...files]))
  },
  async check() {
    for (const [name, args] of [
      ['format', ['node_modules/oxfmt/bin/oxfmt', '--check', '.']],
      ['lint', ['node_modules/oxlint/bin/oxlint', '--deny-warnings']],
      ['types', ['node_modules/typescript/bin/tsc', '--noEmit']],
      ['generated files', ['scripts/docs.ts', '--check']],
      ['laws', ['--test', '--test-isolation=none', '--test-reporter=dot', 'test/laws.test.ts']],
    ]) {
      say(name)
      await must(args)
    }
  },
  docs: () => must(['scripts/docs.ts', ...rest]),
  new: () => must(['scripts/new-system.ts', ...rest]),
  admin: () => must(['scripts/admin.ts', ...rest]),
  async bench() {
    const names = rest.length
      ? rest
      : readdirSync('bench')
          .filter((file) => file.endsWith('.ts'))
          .map((file) => file.replace('.ts', ''))
    for (const name of names) await must([`bench/${name}.ts`])
  },
}

if (!tasks[task]) {
  process.stderr.write(`unknown task ${task ?? ''}; one of ${Object.keys(tasks).join(', ')}\n`)
  process.exit(2)
}
install()
await tasks[task]()
