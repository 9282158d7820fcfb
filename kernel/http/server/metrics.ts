// Prometheus metrics, liveness and readiness.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { House } from '#kernel/module'

export function createMetrics(_house: House) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  const refused = new Counter({
    name: 'http_requests_refused_total',
    help: 'Requests answered 4xx, by status',
    labelNames: ['status'],
    registers: [registry],
  })
  return {
    observe(request: FastifyRequest, reply: FastifyReply) {
      const route = request.routeOptions?.url ?? 'none'
      duration.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
      if (reply.statusCode >= 400 && reply.statusCode < 500) refused.inc({ status: String(reply.statusCode) })
    },
    serve(app: FastifyInstance) {
      app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
    },
  }
}
