// The content-addressed store: bytes under the name of their SHA-256, written whole or not at all.

import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

/** What a store can do; a folder today, an object store for several machines later. */
export type Store = {
  /** Durable when it returns; the same bytes are stored once. */
  put(key: string, bytes: Uint8Array): Promise<void>
  has(key: string): Promise<boolean>
  size(key: string): Promise<number>
  read(key: string): Promise<Buffer>
  stream(key: string, range?: { start: number; end: number }): Readable
  remove(key: string): Promise<void>
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A folder: `ab/cd/abcd….<variant>`. Written to a temporary name, synced, renamed: a crash leaves no half file under a true name. */
export function folderStore(root: string): Store {
  const pathOf = (key: string) => {
    if (!/^[0-9a-f]{64}(\.[a-z0-9.-]{1,30})?$/.test(key)) throw new Error(`not a key of the store: ${key}`)
    return join(root, key.slice(0, 2), key.slice(2, 4), key)
  }
  return {
    async put(key, bytes) {
      const path = pathOf(key)
      if (await exists(path)) return
      const folder = dirname(path)
      await mkdir(folder, { recursive: true })
      const part = `${path}.${randomBytes(6).toString('hex')}.part`
      const file = await open(part, 'wx')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(part, path)
      // The name itself must survive a power cut as well.
      const directory = await open(folder, 'r')
      try {
        await directory.sync()
      } finally {
        await directory.close()
      }
    },
    has: (key) => exists(pathOf(key)),
    size: async (key) => (await stat(pathOf(key))).size,
    read: (key) => readFile(pathOf(key)),
    stream: (key, range) => createReadStream(pathOf(key), range ? { start: range.start, end: range.end } : {}),
    remove: (key) => rm(pathOf(key), { force: true }),
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

let current: Store | undefined
let scanner: string | undefined

/** Called at boot with the data folder; `CLAMD_URL` such as tcp://127.0.0.1:3310 turns scanning on. */
export function openFiles(data: string, env: Record<string, string | undefined>): void {
  current = folderStore(join(data, 'files'))
  scanner = env['CLAMD_URL']
}
export function theStore(): Store {
  if (!current) throw new Error('the file store is not open')
  return current
}
export const theScanner = () => scanner
