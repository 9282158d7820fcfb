// Worker thread of requests.ts: sends requests and takes each one's time, away from the server's event loop.

import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import type { Ask } from './requests.ts'

const { asks, clients, ms } = workerData as { asks: Ask[]; clients: number; ms: number }
const agent = new Agent({ keepAlive: true, maxSockets: clients })
const taken: number[] = []
let errors = 0
let bytes = 0
let next = 0

function send(ask: Ask): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(
      Object.entries(ask.headers ?? {}).map(([name, value]) => [
        name,
        value === '$KEY' ? `bench-key-${crypto.randomUUID()}` : value,
      ]),
    )
    const out = request(ask.url, { agent, method: ask.method ?? 'GET', headers }, (reply) => {
      if (reply.statusCode! < 200 || reply.statusCode! > 299) errors++
      reply.on('data', (chunk: Buffer) => void (bytes += chunk.length))
      reply.on('end', resolve)
      reply.on('error', reject)
    })
    out.on('error', reject)
    out.end(ask.body)
  })
}

const start = performance.now()
await Promise.all(
  Array.from({ length: clients }, async () => {
    while (ms ? performance.now() - start < ms : next < asks.length) {
      const ask = asks[next++ % asks.length]!
      const from = performance.now()
      await send(ask)
      taken.push(performance.now() - from)
    }
  }),
)
parentPort!.postMessage({ taken, wall: performance.now() - start, errors, bytes })
