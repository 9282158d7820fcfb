// Binds contract routes below /api and doors at their own paths: permission, validation, unit of work, reply.

import { Ajv, type ValidateFunction } from 'ajv'
import addFormatsModule from 'ajv-formats'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isRaw, Problem, type Context, type Door, type DoorRequest, type Raw, type Route, type RouteKey } from '#kernel/module'
import { infoOf, knownOf, type AppParts, type RouteGuard } from './known.ts'
import { claimReply, keepRaw, keepReply, rawFrom } from './idempotency.ts'
import { readUploads } from './uploads.ts'

const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void

// Query and path arrive as text and are coerced; a body is taken as it is. Unknown fields are refused in all of them.
const strict = new Ajv({
  removeAdditional: false,
  useDefaults: true,
  coerceTypes: false,
  allErrors: true,
  strict: false,
  allowUnionTypes: true,
})
const lenient = new Ajv({
  removeAdditional: false,
  useDefaults: true,
  coerceTypes: 'array',
  allErrors: true,
  strict: false,
  allowUnionTypes: true,
})
addFormats(strict)
addFormats(lenient)

export function bindRoutes(app: FastifyInstance, parts: AppParts): void {
  app.setValidatorCompiler(
    ({ schema, httpPart }) => (httpPart === 'body' ? strict : lenient).compile(schema as object) as ValidateFunction,
  )
  for (const one of parts.house.modules) {
    for (const [key, route] of Object.entries(one.contract ?? {}) as [RouteKey, Route][]) {
      const handler = one.routes![key]!
      const [method, path] = key.split(' ') as [string, string]
      const multipart = /\/(files|imports)$/.test(path)
      const config: RouteGuard = { may: route.may, ...(route.limit ? { limit: route.limit } : {}) }
      app.route({
        method,
        url: `/api${path}`,
        config,
        ...(route.bodyLimit ? { bodyLimit: route.bodyLimit } : {}),
        schema: {
          ...(route.params ? { params: route.params } : {}),
          ...(route.query ? { querystring: route.query } : {}),
          ...(route.body && !multipart ? { body: route.body } : {}),
          ...(route.reply ? { response: { [route.status ?? 200]: route.reply } } : {}),
        },
        handler: async (request, reply) => {
          const facts = knownOf(request)
          if (request.isMultipart()) facts.uploads = await readUploads(request)
          const input = { params: request.params, query: request.query, body: request.body, req: infoOf(request) }
          return perform(request, reply, parts, key, route, (ctx) => handler(ctx, input))
        },
      })
    }
  }
}

async function perform(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: AppParts,
  key: string,
  route: Pick<Route, 'status' | 'audit' | 'limit' | 'keep'>,
  work: (ctx: Context) => unknown,
): Promise<unknown> {
  const { caller, lang, trace } = knownOf(request)
  const read = request.method === 'GET'
  const status = route.status ?? 200
  // A sign-in is never answered from memory, and no hash of a body with a password is kept.
  const idempotencyKey =
    request.method === 'POST' && route.limit !== 'login' && route.keep !== false ? idempotencyKeyOf(request) : undefined
  const meta = { actor: caller.actor, action: key, lang, trace, ip: request.ip, log: request.log, read }
  const answer = await parts.run(meta, async (ctx) => {
    if (idempotencyKey) {
      const before = await claimReply(ctx, idempotencyKey, key, request.body)
      if (before) return { replay: before }
    }
    if (!read && route.audit !== false) ctx.audit(key, subjectOf(request))
    const value = await work(ctx)
    if (idempotencyKey) await (isRaw(value) ? keepRaw(ctx, idempotencyKey, value) : keepReply(ctx, idempotencyKey, status, value))
    return { value }
  })
  if ('replay' in answer) {
    reply.header('idempotency-replayed', 'true')
    const kept = rawFrom(answer.replay!)
    if (kept) return sendRaw(reply, kept)
    return reply.code(answer.replay!.status).type('application/json; charset=utf-8').serializer(String).send(answer.replay!.body)
  }
  if (isRaw(answer.value)) return sendRaw(reply, answer.value)
  if (answer.value === undefined || answer.value === null) return reply.code(status === 200 ? 204 : status).send()
  return reply.code(status).send(answer.value)
}

export function sendRaw(reply: FastifyReply, answer: Raw): FastifyReply {
  for (const one of answer.cookies) {
    const path = one.path ?? '/'
    if (one.value === '') reply.clearCookie(one.name, { path })
    else
      reply.setCookie(one.name, one.value, {
        path,
        httpOnly: one.httpOnly ?? true,
        sameSite: 'lax',
        secure: reply.request.protocol === 'https',
        ...(one.maxAge ? { maxAge: one.maxAge } : {}),
      })
  }
  reply.code(answer.status).headers(answer.headers).type(answer.type)
  return reply.serializer((value: unknown) => value as string).send(answer.body)
}

function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  // Short keys could be guessed by another anonymous caller, who would then read this answer.
  if (typeof key !== 'string' || !/^[\w.:-]{16,100}$/.test(key)) throw new Problem('http.idempotency.key', 400)
  return key
}

function subjectOf(request: FastifyRequest): string {
  return request.url.split('?')[0]!.slice(0, 300)
}

export function bindDoors(app: FastifyInstance, parts: AppParts): void {
  for (const one of parts.house.modules) {
    const doors: [string, Door, boolean][] = [
      ...Object.entries(one.doors ?? {}).map(([key, door]) => [key, door, false] as [string, Door, boolean]),
      ...Object.entries(one.pages ?? {}).map(([key, door]) => [key, door, true] as [string, Door, boolean]),
    ]
    for (const [key, door, page] of doors) {
      const [method, path] = key.split(' ') as [string, string]
      const config: RouteGuard = {
        may: door.may,
        form: true,
        page: page || (door.page ?? false),
        ...(door.limit ? { limit: door.limit } : {}),
      }
      app.route({
        method,
        url: path,
        config,
        ...(door.bodyLimit ? { bodyLimit: door.bodyLimit } : {}),
        ...(door.problem
          ? {
              errorHandler: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
                doorProblem(door, error, request, reply, parts),
            }
          : {}),
        handler: async (request, reply) => {
          const facts = knownOf(request)
          let body: any = request.body
          if (request.isMultipart()) {
            facts.uploads = await readUploads(request)
            body = request.body
          }
          const { csrf } = facts.caller
          // Whoever acts by a cookie must prove that our own form was sent.
          if (
            csrf &&
            method !== 'GET' &&
            !request.headers.authorization &&
            request.headers['x-csrf-token'] !== csrf &&
            body?._csrf !== csrf
          )
            throw new Problem('http.csrf', 403)
          if (body && typeof body === 'object' && !Buffer.isBuffer(body)) delete body._csrf
          const input: DoorRequest = {
            ...infoOf(request),
            params: request.params as Record<string, string>,
            query: request.query as DoorRequest['query'],
            body,
            csrf,
          }
          return perform(
            request,
            reply,
            parts,
            key,
            { ...(door.audit === false ? { audit: false } : {}), ...(door.limit ? { limit: door.limit } : {}) },
            (ctx) => door.run(ctx, input),
          )
        },
      })
    }
  }
}

async function doorProblem(
  door: Door,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: AppParts,
): Promise<FastifyReply> {
  const { asProblem } = await import('./problems.ts')
  const { lang } = knownOf(request)
  const problem = asProblem(error)
  if (!problem) request.log.error({ err: error, trace: knownOf(request).trace }, 'request failed')
  const status = problem?.status ?? 500
  const code = problem?.code ?? 'http.internal'
  const title = parts.words.say(lang, `error.${code}`, problem?.params ?? {})
  const input: DoorRequest = {
    ...infoOf(request),
    params: request.params as Record<string, string>,
    query: request.query as DoorRequest['query'],
    body: request.body,
    csrf: '',
  }
  return sendRaw(reply, door.problem!({ status, code, title }, input))
}
