// The worker thread in which PGlite runs: on the main thread its microtasks would starve every timer and socket.

import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, types } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { readFileSync } from 'node:fs'

type Ask = { id: number; op: 'query' | 'exec' | 'listen' | 'dump' | 'close'; text?: string; values?: unknown[] }

const port = parentPort!
const { dataDir, archive } = workerData as { dataDir?: string; archive?: string }

const db = await PGlite.create({
  ...(dataDir ? { dataDir } : {}),
  ...(archive ? { loadDataDir: new Blob([readFileSync(archive)]) } : {}),
  extensions: { postgis, pg_trgm },
  relaxedDurability: false,
  parsers: {
    [types.DATE]: (text: string) => text,
    [types.INT8]: (text: string) => {
      const value = Number(text)
      if (!Number.isSafeInteger(value)) throw new RangeError(`integer beyond 2^53: ${text}`)
      return value
    },
  },
})
port.postMessage({ ready: true })

port.on('message', async (ask: Ask) => {
  try {
    port.postMessage({ id: ask.id, value: await answer(ask) })
  } catch (error) {
    const { message, code, detail, constraint, table, severity } = error as Record<string, string>
    port.postMessage({ id: ask.id, error: { message, code, detail, constraint, table, severity } })
  }
})

async function answer(ask: Ask): Promise<unknown> {
  if (ask.op === 'query') {
    const values = (ask.values ?? []).map((value) => (value === undefined ? null : value))
    const { rows, affectedRows } = await db.query(ask.text!, values)
    return { rows, rowCount: affectedRows || rows.length }
  }
  if (ask.op === 'exec') {
    const results = await db.exec(ask.text!)
    return { rows: results.flatMap((one) => one.rows), rowCount: 0 }
  }
  if (ask.op === 'listen') return void (await db.listen(ask.text!, (payload) => port.postMessage({ channel: ask.text, payload })))
  if (ask.op === 'dump') return new Uint8Array(await (await db.dumpDataDir(ask.text as 'none' | 'gzip')).arrayBuffer())
  await db.query('checkpoint')
  await db.close()
  return undefined
}
