// The embedded database: PGlite with PostGIS in a worker thread behind the same pool interface, one connection taken in turn.

import { Worker } from 'node:worker_threads'
import { appRole, type Client, type Pool, type Result } from './pool.ts'

export type Embedded = Pool & { dump(compression: 'none' | 'gzip'): Promise<Uint8Array> }

/** Opens PGlite on a folder, or in memory; `archive` is a tar of a data folder to start from when there is none. */
export async function openEmbedded(options: {
  dataDir?: string
  archive?: string
  onDeath?: (error: Error) => void
}): Promise<Embedded> {
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: { dataDir: options.dataDir, archive: options.archive },
  })
  const waiting = new Map<number, { resolve: (value: any) => void; reject: (error: Error) => void }>()
  const hearers = new Map<string, Set<(payload: string) => void>>()
  let last = 0
  let closed = false

  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: any) => {
      if (message.ready) return resolve()
      if (message.channel) return hearers.get(message.channel)?.forEach((hear) => hear(message.payload))
      const waiter = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.error) waiter?.reject(Object.assign(new Error(message.error.message), message.error))
      else waiter?.resolve(message.value)
    })
    const die = (error: Error) => {
      reject(error)
      for (const waiter of waiting.values()) waiter.reject(error)
      waiting.clear()
      if (!closed) options.onDeath?.(error)
    }
    worker.on('error', die)
    worker.on('exit', (code) => die(new Error(`the embedded database stopped (${code})`)))
  })

  const ask = (op: string, text?: string, values?: readonly unknown[]): Promise<any> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new Error('the embedded database is closed'))
      const id = ++last
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, op, text, values })
    })

  const send = async (text: string, values?: readonly unknown[]): Promise<Result> => {
    const plain = !values?.length && !/^\s*(select|with|insert|update|delete)\b/i.test(text)
    const { rows, rowCount } = await ask(plain ? 'exec' : 'query', text, values)
    // Kysely asks the command only to know whether rowCount counts changed rows.
    return { rows, rowCount, command: 'UPDATE' }
  }

  // One connection: whoever holds it runs alone; the rest wait in order.
  let tail: Promise<void> = Promise.resolve()
  const take = async (): Promise<() => void> => {
    const before = tail
    let free!: () => void
    tail = new Promise((resolve) => (free = resolve))
    await before
    return free
  }

  await ready
  await ask('exec', "set jit = off; set random_page_cost = 1.1; set timezone = 'UTC'; set standard_conforming_strings = on")
  const roles = await ask('query', 'select 1 from pg_roles where rolname = $1', [appRole])
  if (!roles.rows.length) await ask('exec', `create role ${appRole} nologin`)
  await ask('exec', `set role ${appRole}`)

  return {
    kind: 'embedded',
    async connect(): Promise<Client> {
      const free = await take()
      let held = true
      return {
        query: send,
        release() {
          if (!held) return
          held = false
          free()
        },
      }
    },
    async query(text, values) {
      const free = await take()
      try {
        return await send(text, values)
      } finally {
        free()
      }
    },
    async asOwner(work) {
      const free = await take()
      try {
        await ask('exec', 'reset role')
        return await work(async (text, values) =>
          values?.length ? await send(text, values) : { ...(await ask('exec', text)), command: 'UPDATE' },
        )
      } finally {
        await ask('exec', `set role ${appRole}`)
        free()
      }
    },
    async listen(channel, hear) {
      if (!hearers.has(channel)) {
        hearers.set(channel, new Set())
        await ask('listen', channel)
      }
      hearers.get(channel)!.add(hear)
      return async () => void hearers.get(channel)?.delete(hear)
    },
    async dump(compression) {
      const free = await take()
      try {
        return await ask('dump', compression)
      } finally {
        free()
      }
    },
    async end() {
      if (closed) return
      const free = await take()
      try {
        await ask('exec', 'reset role')
        await ask('close')
      } finally {
        closed = true
        free()
        await worker.terminate()
      }
    },
  }
}
