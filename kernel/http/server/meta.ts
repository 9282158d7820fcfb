// What the web shell asks first (session facts, menu, words), the built web files, and whether the city is alive and ready.

import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { may, Problem, type House, type Lang } from '#kernel/module'
import type { Pool } from '#kernel/db'
import { knownOf } from './known.ts'
import type { Config } from './boot.ts'
import type { Words } from './words.ts'

type Parts = { house: House; words: Words; config: Config; pool: Pool }

export function serveMeta(app: FastifyInstance, { house, words, config, pool }: Parts): void {
  const version = (JSON.parse(readFileSync(join(config.root, 'package.json'), 'utf8')) as { version: string }).version
  app.get('/api/meta', async (request) => {
    const { actor } = knownOf(request).caller
    const open = (permission: string) =>
      permission === 'public' ||
      (actor.kind !== 'anonymous' && (permission === 'signed-in' || permission === actor.kind)) ||
      may(actor, permission)
    return {
      city: config.city,
      version,
      modules: house.modules.map((one) => ({
        id: one.id,
        name: one.name,
        pillar: one.pillar,
        menu: (one.menu ?? []).filter((item) => open(item.may)),
        layers: (one.layers ?? [])
          .filter((layer) => open(layer.may))
          .map(({ id, name, geometry, color }) => ({ id, name, geometry, color })),
        indicators: (one.indicators ?? []).map(({ id, name, unit }) => ({ id, name, unit })),
        // Asking for one forbidden topic is refused whole, so pages must know which they may hear.
        topics: Object.entries(one.topics ?? {}).flatMap(([topic, permission]) => (open(permission) ? [topic] : [])),
      })),
    }
  })
  app.get('/api/words/:lang', async (request, reply) => {
    const { lang } = request.params as { lang: string }
    if (lang !== 'zh' && lang !== 'en') throw new Problem('http.not_found', 404)
    reply.header('cache-control', 'public, no-cache')
    return words.all(lang as Lang)
  })
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async (_request, reply) => {
    // A poisoned embedded session answers without rows and without an error: so the row itself is asked for.
    const { rows } = await pool.query('select 1 as ok').catch(() => ({ rows: [] as { ok?: number }[] }))
    return rows[0]?.ok === 1 ? { ok: true } : reply.code(503).send({ ok: false })
  })
  const dist = join(config.root, 'dist', 'web')
  if (!existsSync(dist)) return
  app.register(fastifyStatic, {
    root: join(dist, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    cacheControl: true,
    decorateReply: false,
  })
  const desk = join(dist, 'desk.html')
  // Read at each request: the web may be built anew while the server runs, and then its scripts have other names.
  for (const url of ['/desk', '/desk/*'])
    app.get(url, async (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(await readFile(desk, 'utf8')),
    )
}
