// A lock file on the data folder: two openers of one PGlite folder would silently lose rows.

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Takes the folder for this process or throws, naming who holds it; a dead holder's lock is taken over. Returns the release. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'yicheng.lock')
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = openSync(file, 'wx')
      writeSync(handle, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }))
      closeSync(handle)
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = read(file)
      if (attempt > 0 || (holder && alive(holder)))
        throw new Error(
          `The data folder ${folder} is in use by process ${holder?.pid ?? '?'}. Stop it first, or set YICHENG_DATA to another folder. ` +
            `数据目录 ${folder} 正被进程 ${holder?.pid ?? '?'} 使用，请先停止它，或用 YICHENG_DATA 指定其他目录。`,
        )
      rmSync(file, { force: true })
    }
  }
}

type Holder = { pid: number; started: string }

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

// A pid alone may have been given to another program since; its start time tells (Linux; elsewhere the pid must do).
function alive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const started = startOf(holder.pid)
  return !started || !holder.started || started === holder.started
}

function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
