// Live pages: server-sent events per topic, carried between instances by LISTEN/NOTIFY.

import type { FastifyInstance } from 'fastify'
import { Problem, type House, type Logger } from '#kernel/module'
import type { Pool } from '#kernel/db'
import { knownOf, requirePermission } from './known.ts'

type Notice = { topic: string; data: object }
type Hear = (notice: Notice) => void

export type Live = {
  broadcast(notices: Notice[]): void
  /** Hears a topic on this instance, wherever the notice arose; '*' hears all. */
  hear(topic: string, run: Hear): () => void
  stop(): Promise<void>
}

const channel = 'yicheng_live'
// PostgreSQL takes NOTIFY payloads below 8,000 bytes and orders commits that notify: so notices are gathered and sent outside transactions.
const gatherMs = 40
const mostBytes = 7_500

export async function createLive(pool: Pool, log: Logger): Promise<Live> {
  const hearers = new Map<string, Set<Hear>>()
  const deliver = (notice: Notice) => {
    for (const hear of [...(hearers.get(notice.topic) ?? []), ...(hearers.get('*') ?? [])]) {
      try {
        hear(notice)
      } catch (error) {
        log.error({ err: error }, 'a live hearer failed')
      }
    }
  }
  let pending: Notice[] = []
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const flush = async () => {
    timer = undefined
    const batch = pending
    pending = []
    if (stopped) return
    for (const payload of packed(batch)) {
      try {
        await pool.query('select pg_notify($1, $2)', [channel, payload])
      } catch (error) {
        log.warn({ err: error }, 'live notices were lost')
      }
    }
  }
  const unlisten =
    pool.kind === 'postgres'
      ? await pool.listen(channel, (payload) => {
          for (const notice of JSON.parse(payload) as Notice[]) deliver(notice)
        })
      : async () => {}
  return {
    broadcast(notices) {
      // The embedded database has one instance: no need to go through it.
      if (pool.kind === 'embedded') return notices.forEach(deliver)
      pending.push(...notices)
      timer ??= setTimeout(() => void flush(), gatherMs)
    },
    hear(topic, run) {
      const set = hearers.get(topic) ?? new Set<Hear>()
      hearers.set(topic, set.add(run))
      return () => void set.delete(run)
    },
    async stop() {
      clearTimeout(timer)
      if (pending.length) await flush()
      stopped = true
      await unlisten()
    },
  }
}

function packed(notices: Notice[]): string[] {
  const out: string[] = []
  let batch: string[] = []
  let size = 2
  for (const notice of new Set(notices.map((one) => JSON.stringify(one)))) {
    const bytes = Buffer.byteLength(notice)
    if (bytes > mostBytes) continue
    if (size + bytes + 1 > mostBytes) {
      out.push(`[${batch.join(',')}]`)
      batch = []
      size = 2
    }
    batch.push(notice)
    size += bytes + 1
  }
  if (batch.length) out.push(`[${batch.join(',')}]`)
  return out
}

/** GET /api/events?topics=a,b: one stream per page. Topics are declared by modules with the permission they need; person:<id> is one's own. */
export function serveLive(app: FastifyInstance, live: Live, house: House): void {
  const topics = new Map(
    house.modules.flatMap((one) => Object.entries((one as { topics?: Record<string, string> }).topics ?? {})),
  )
  const open = new Map<() => void, { session: string | null; person: string | null }>()
  // Whoever was signed out or given other rights must ask again; a page that still may reconnects by itself.
  live.hear('identity.changed', ({ data }) => {
    const { sessions, people, all } = data as { sessions?: string[]; people?: string[]; all?: boolean }
    for (const [close, { session, person }] of open)
      if (all || (session && sessions?.includes(session)) || (person && people?.includes(person))) close()
  })
  app.get('/api/events', async (request, reply) => {
    const { actor } = knownOf(request).caller
    const wanted = [
      ...new Set(
        String((request.query as { topics?: string }).topics ?? '')
          .split(',')
          .filter(Boolean),
      ),
    ]
    if (!wanted.length || wanted.length > 30) throw new Problem('http.live.topics', 400)
    for (const topic of wanted) {
      if (actor.id && topic === `person:${actor.id}`) continue
      const needed = topics.get(topic)
      if (!needed) throw new Problem('http.live.topic', 403, { topic })
      requirePermission(actor, needed)
    }
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    raw.write('retry: 2000\n\n')
    const stops = wanted.map((topic) => live.hear(topic, (notice) => void raw.write(`data: ${JSON.stringify(notice)}\n\n`)))
    const beat = setInterval(() => void raw.write(': beat\n\n'), 20_000)
    const close = () => {
      clearInterval(beat)
      stops.forEach((stop) => stop())
      open.delete(close)
      raw.end()
    }
    open.set(close, { session: actor.session, person: actor.id })
    request.raw.on('close', close)
  })
  // Open streams would hold the server's stop for ever.
  app.addHook('preClose', async () => [...open.keys()].forEach((close) => close()))
}
