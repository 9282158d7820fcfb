// HTTP load from outside the server's thread: wrk for throughput, a worker thread for the latency of a given list of requests.

import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { sample, say, type Sample } from './report.ts'

export type Ask = { url: string; method?: string; headers?: Record<string, string>; body?: string }
export type Answers = Sample & { errors: number; bytes: number }

/** Sends each request once, `clients` at a time, on kept-alive connections. `errors` counts answers other than 2xx. */
export async function each(asks: readonly Ask[], clients = 1): Promise<Answers> {
  return work({ asks, clients, ms: 0 })
}

async function work(task: { asks: readonly Ask[]; clients: number; ms: number }): Promise<Answers> {
  const worker = new Worker(new URL('./requests-worker.ts', import.meta.url), { workerData: task })
  const done = await new Promise<{ taken: number[]; wall: number; errors: number; bytes: number }>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  await worker.terminate()
  return { ...sample(done.taken, done.wall), errors: done.errors, bytes: done.bytes / Math.max(1, done.taken.length) }
}

const run = promisify(execFile)
let told = false

/** Asks the same again and again for some seconds: by wrk, else by the worker (which shares our cores less kindly). */
export async function flood(asks: readonly Ask[], { clients = 1, seconds = 3 } = {}): Promise<Answers> {
  if (!existsSync('/usr/bin/wrk') && !existsSync('/usr/local/bin/wrk')) {
    if (!told) say('wrk is not installed: load comes from a Node worker thread, throughput reads lower than it is\n')
    told = true
    return work({ asks, clients, ms: seconds * 1000 })
  }
  const folder = mkdtempSync(join(tmpdir(), 'yicheng-wrk-'))
  try {
    const file = join(folder, 'load.lua')
    writeFileSync(file, script(asks))
    const { stdout } = await run(
      'wrk',
      ['-t1', `-c${clients}`, `-d${seconds}s`, '--timeout', '10s', '-s', file, new URL(asks[0]!.url).origin],
      { maxBuffer: 1 << 20 },
    )
    const said = JSON.parse(/^RESULT (.*)$/m.exec(stdout)![1]!) as {
      requests: number
      seconds: number
      p50: number
      p95: number
      mean: number
      errors: number
      bytes: number
    }
    return {
      n: said.requests,
      p50: said.p50,
      p95: said.p95,
      mean: said.mean,
      perSecond: said.requests / said.seconds,
      errors: said.errors,
      bytes: said.bytes / said.requests,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const quote = (text: string) => `[==[${text}]==]`

/** `$KEY` in a header becomes a new key at each request. */
function script(asks: readonly Ask[]): string {
  const list = asks.map((one) => {
    const url = new URL(one.url)
    const headers = Object.entries(one.headers ?? {}).map(([name, value]) => `[ ${quote(name)} ]=${quote(value)}`)
    return `{${quote(one.method ?? 'GET')},${quote(url.pathname + url.search)},{${headers.join(',')}},${one.body === undefined ? 'nil' : quote(one.body)}}`
  })
  return `local asks = {${list.join(',\n')}}
local n = 0
local tag = tostring(os.time()) .. tostring(math.random(1e9))
request = function()
  n = n + 1
  local one = asks[(n - 1) % #asks + 1]
  local headers = {}
  for k, v in pairs(one[3]) do headers[k] = v == "$KEY" and ("bench-key-" .. tag .. "-" .. n) or v end
  return wrk.format(one[1], one[2], headers, one[4])
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('RESULT {"requests":%d,"seconds":%f,"p50":%f,"p95":%f,"mean":%f,"errors":%d,"bytes":%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency.mean / 1000,
    e.connect + e.read + e.write + e.status + e.timeout, summary.bytes))
end
`
}
