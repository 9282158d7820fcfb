// Load generator in a process of its own: whole lifecycles over kept-alive HTTP, as fast as they go or at given rates.

import { Agent, request } from 'node:http'

export type Task = {
  url: string
  orgs: number
  clients: number
  /** Closed loop for so long. */ seconds?: number
  /** Open loop: lifecycles a second, each for so many seconds. */ profile?: { rates: number[]; seconds: number }
}
export type Outcome = {
  lifecycles: number
  wallMs: number
  requests: number[]
  lifecycleMs: number[]
  errors: string[]
  perRate: { rate: number; done: number; p95: number }[]
  unseen: number
  cpuMs: number
}

const words = [
  '路灯不亮',
  '井盖缺失',
  '垃圾堆积',
  '占道经营',
  '噪音扰民',
  '道路积水',
  '树木倒伏',
  '管道漏水',
  '违章停车',
  '墙面破损',
]
const roads = ['建设路', '人民路', '天元大道', '红旗路', '新华路', '长江路', '黄河路', '泰山路', '株洲大道', '芦淞路']

let agent: Agent
const outcome: Outcome = { lifecycles: 0, wallMs: 0, requests: [], lifecycleMs: [], errors: [], perRate: [], unseen: 0, cpuMs: 0 }

function send(task: Task, token: string, method: string, path: string, body?: object, key?: string): Promise<any> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const from = performance.now()
    const out = request(
      task.url + path,
      {
        agent,
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(text ? { 'content-type': 'application/json' } : {}),
          ...(key ? { 'idempotency-key': key } : {}),
        },
      },
      (reply) => {
        let got = ''
        reply.setEncoding('utf8')
        reply.on('data', (chunk: string) => (got += chunk))
        reply.on('end', () => {
          outcome.requests.push(performance.now() - from)
          if (reply.statusCode! > 299) reject(new Error(`${method} ${path}: ${reply.statusCode} ${got.slice(0, 200)}`))
          else resolve(JSON.parse(got))
        })
        reply.on('error', reject)
      },
    )
    out.on('error', reject)
    out.end(text)
  })
}

/** Create, assign, resolve, search: the four calls of DIGIT's published complaint benchmark. */
async function lifecycle(task: Task, n: number): Promise<void> {
  const from = performance.now()
  const org = (n * 7) % task.orgs
  const title = `${roads[n % 10]}${(n * 37) % 900}号${words[(n >> 3) % 10]}`
  const opened = await send(
    task,
    'bench-centre',
    'POST',
    '/api/bench/matters',
    {
      title,
      area: `4302${String(2 + (n % 9)).padStart(2, '0')}${String(1 + (n % 12)).padStart(3, '0')}`,
      lng: 113 + (n % 1000) / 5000,
      lat: 27.7 + (n % 777) / 5000,
    },
    `bench-${process.pid}-${n}-${task.clients}-lifecycle`,
  )
  const assigned = await send(task, 'bench-centre', 'POST', `/api/cases/${opened.id}/assign`, {
    input: { org: `00000000-0000-4000-8000-${String(org).padStart(12, '0')}` },
    rev: opened.rev,
  })
  await send(task, `bench-${org}`, 'POST', `/api/cases/${opened.id}/resolve`, {
    input: { text: '已现场处置，恢复正常。' },
    rev: assigned.rev,
  })
  const found = await send(task, 'bench-centre', 'GET', `/api/cases?flow=bench.matter&q=${opened.no}`)
  // Every read sees every acknowledged write.
  if (found.items.length !== 1 || found.items[0].state !== 'closed') outcome.unseen += 1
  outcome.lifecycles += 1
  outcome.lifecycleMs.push(performance.now() - from)
}

const failed = (error: unknown) => void outcome.errors.push((error as Error).message)
const p95 = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0

async function closed(task: Task, first: number): Promise<void> {
  let n = first
  const start = performance.now()
  await Promise.all(
    Array.from({ length: task.clients }, async () => {
      while (performance.now() - start < task.seconds! * 1000) await lifecycle(task, n++).catch(failed)
    }),
  )
  outcome.wallMs = performance.now() - start
}

/** Arrivals do not wait for answers: a slow server meets a queue, as a city's hotline does. */
async function open(task: Task): Promise<void> {
  const { rates, seconds } = task.profile!
  let n = 1_000_000
  const start = performance.now()
  for (const rate of rates) {
    const before = outcome.requests.length
    const going: Promise<void>[] = []
    const from = performance.now()
    for (let i = 0; i < rate * seconds; i++) {
      const wait = from + (i * 1000) / rate - performance.now()
      if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
      going.push(lifecycle(task, n++).catch(failed))
    }
    await Promise.all(going)
    outcome.perRate.push({ rate, done: going.length, p95: p95(outcome.requests.slice(before)) })
  }
  outcome.wallMs = performance.now() - start
}

process.once('message', (task: Task) => {
  agent = new Agent({ keepAlive: true, maxSockets: task.profile ? 64 : task.clients })
  const work = async () => {
    if (task.profile) await open(task)
    else await closed(task, 1)
    agent.destroy()
    const { user, system } = process.cpuUsage()
    outcome.cpuMs = (user + system) / 1000
    process.send!(outcome, () => process.exit(0))
  }
  void work()
})
