// Builds the HTTP server from the house: security first, then every contract route and door.

import { randomUUID } from 'node:crypto'
import Fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import { Problem, type Lang } from '#kernel/module'
import { bindDoors, bindRoutes } from './bind.ts'
import { conditional } from './etag.ts'
import { knownOf, requirePermission, sessionCookie, type AppParts, type RouteGuard } from './known.ts'
import { createLimiter } from './limits.ts'
import { createMetrics } from './metrics.ts'
import { problemReply } from './problems.ts'
import { securityHeaders } from './security.ts'

export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const app = Fastify({
    logger: parts.log
      ? { level: parts.log.level, redact: ['req.headers.authorization', 'req.headers.cookie', 'phone', 'idNo', 'password'] }
      : false,
    trustProxy: (_address: string, hop: number) => hop <= (parts.proxies ?? 0),
    bodyLimit: 1024 * 1024,
    requestIdHeader: false,
    genReqId: (request) => traceOf(request.headers['traceparent']),
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  })
  const metrics = createMetrics(parts.house)
  const limiter = createLimiter(parts.clock, parts.publicRate)

  // In this order: what is unchanged needs no compression, and headers see the final cache rule.
  conditional(app)
  securityHeaders(app)
  await app.register(cookie)
  await app.register(formbody)
  await app.register(multipart, { limits: { fileSize: 50 * 1024 * 1024, files: 10, fields: 60, fieldSize: 64 * 1024 } })
  await app.register(compress, { threshold: 1024, encodings: ['br', 'gzip'], brotliOptions: { params: { 1: 4 } } })
  app.addContentTypeParser(
    ['application/xml', 'text/xml', 'text/plain', 'application/octet-stream'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  )

  app.addHook('onRequest', async (request, reply) => {
    const facts = knownOf(request)
    facts.trace = request.id
    facts.lang = langOf(request)
    reply.header('x-trace-id', facts.trace)
    const session = request.cookies[sessionCookie]
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (session || bearer) {
      const caller = await parts.authenticate({ session, bearer, ip: request.ip })
      if (caller) facts.caller = caller
      else if (bearer) throw new Problem('http.key.invalid', 401)
    }
    const guard = request.routeOptions.config as RouteGuard
    // A program is known by its key, which has a rate of its own; many may stand behind one address.
    if (guard.limit && facts.caller.actor.kind !== 'program') limiter.check(guard.limit, request.ip)
    if (guard.may) requirePermission(facts.caller.actor, guard.may)
    if (facts.caller.csrf && !bearer && !safe(request.method)) requireSameSite(request, facts.caller.csrf, guard.form ?? false)
  })
  app.addHook('onResponse', async (request, reply) => {
    metrics.observe(request, reply)
    const { actor } = knownOf(request).caller
    request.log.info(
      {
        method: request.method,
        url: request.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        user: actor.id,
        org: actor.orgId,
      },
      'request',
    )
  })
  app.setErrorHandler(async (error, request, reply) => problemReply(error, request, reply, parts))
  app.setNotFoundHandler(async (request, reply) => problemReply(new Problem('http.not_found', 404), request, reply, parts))

  bindRoutes(app, parts)
  bindDoors(app, parts)
  metrics.serve(app)
  return app
}

const safe = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

/** A cookie proves who the browser is, not that our page sent the request: the token does. Forms carry it as _csrf, checked after parsing. */
function requireSameSite(request: FastifyRequest, csrf: string, form: boolean): void {
  const origin = request.headers.origin
  if (origin && origin !== 'null' && new URL(origin).host !== request.host) throw new Problem('http.csrf', 403)
  if (!form && request.headers['x-csrf-token'] !== csrf) throw new Problem('http.csrf', 403)
}

function traceOf(traceparent: string | string[] | undefined): string {
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(typeof traceparent === 'string' ? traceparent : '')
  return match?.[1] ?? randomUUID().replaceAll('-', '')
}

function langOf(request: FastifyRequest): Lang {
  const chosen = (request.query as { lang?: string } | undefined)?.lang ?? request.cookies['yc_lang']
  if (chosen === 'zh' || chosen === 'en') return chosen
  const wanted = (request.headers['accept-language'] ?? '').toLowerCase()
  const en = wanted.indexOf('en')
  const zh = wanted.indexOf('zh')
  return en >= 0 && (zh < 0 || en < zh) ? 'en' : 'zh'
}
