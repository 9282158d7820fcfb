// pgbench as the reference: the same SQL by PostgreSQL's own load program, with nothing between.

import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { say } from './report.ts'

const run = promisify(execFile)
let told = false

function program(): string | undefined {
  const found = [...globSync('/usr/lib/postgresql/*/bin/pgbench'), '/usr/bin/pgbench', '/usr/local/bin/pgbench']
    .filter((one) => existsSync(one))
    .at(-1)
  if (!found && !told) say('pgbench is not installed: its reference is skipped\n')
  told = true
  return found
}

export type Bench = { perSecond: number; meanMs: number }

/** Runs a script as the application role for some seconds with prepared statements; undefined when pgbench is missing. */
export async function pgbench(url: string, script: string, { clients = 1, seconds = 3 } = {}): Promise<Bench | undefined> {
  const bin = program()
  if (!bin) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'yicheng-pgbench-'))
  try {
    const file = join(folder, 'script.sql')
    writeFileSync(file, script)
    const args = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '1', '-T', String(seconds), '-f', file, url]
    const { stdout } = await run(bin, args, {
      env: { ...process.env, PGOPTIONS: '-c role=yicheng_app -c jit=off -c random_page_cost=1.1' },
    })
    const failed = Number(/number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0)
    if (failed) throw new Error(`pgbench: ${failed} transactions failed`)
    return { perSecond: Number(/tps = ([\d.]+)/.exec(stdout)![1]), meanMs: Number(/latency average = ([\d.]+)/.exec(stdout)![1]) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
