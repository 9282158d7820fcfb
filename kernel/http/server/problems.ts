// Turns any error into RFC 9457 problem+json, or into a page for a citizen; unknown errors are masked and logged with their trace.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Problem, type FieldProblem } from '#kernel/module'
import { knownOf, type AppParts, type RouteGuard } from './known.ts'

type Part = Pick<AppParts, 'words' | 'problemPage'>

export function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  const { validation, validationContext, statusCode, code } = error as FastifyError
  if (validation) {
    const errors: FieldProblem[] = validation.slice(0, 20).map((one) => ({
      path: `/${validationContext ?? 'body'}${one.instancePath}${one.params?.['missingProperty'] ? `/${one.params['missingProperty']}` : ''}${one.params?.['additionalProperty'] ? `/${one.params['additionalProperty']}` : ''}`,
      code: `schema.${one.keyword}`,
      params: one.params as Record<string, unknown>,
    }))
    return new Problem('http.invalid', 400, {}, errors)
  }
  if (statusCode === 413 || code === 'FST_REQ_FILE_TOO_LARGE') return new Problem('http.too_large', 413)
  if (statusCode === 415) return new Problem('http.media_type', 415)
  if (statusCode && statusCode >= 400 && statusCode < 500) return new Problem('http.malformed', statusCode)
  // PostgreSQL says in its own code what a client did wrong.
  if (code === '22P02' || code === '22007' || code === '22008' || code === '22003' || code === '22021')
    return new Problem('http.malformed', 400)
  if (code === '40001' || code === '40P01' || code === '55P03') return new Problem('http.conflict', 409)
  if (code === '57014') return new Problem('http.timeout', 503)
  return undefined
}

export async function problemReply(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: Part,
): Promise<FastifyReply> {
  const { lang, trace } = knownOf(request)
  const problem = asProblem(error)
  if (!problem) request.log.error({ err: error, trace }, 'request failed')
  const status = problem?.status ?? 500
  const code = problem?.code ?? 'http.internal'
  const title = parts.words.say(lang, `error.${code}`, problem?.params ?? {})
  if (problem?.code === 'http.too_many') reply.header('retry-after', String(problem.params['seconds'] ?? 1))
  reply.code(status)
  reply.header('cache-control', 'no-store')
  if ((request.routeOptions?.config as RouteGuard | undefined)?.page || wantsPage(request)) {
    if (status === 401)
      return reply
        .code(303)
        .header('location', `/sign-in?next=${encodeURIComponent(request.url)}`)
        .send('')
    if (parts.problemPage)
      return reply.type('text/html; charset=utf-8').send(parts.problemPage({ status, code, title, trace }, lang))
  }
  const body = {
    type: `/api/docs/problems#${code}`,
    title,
    status,
    code,
    params: problem?.params ?? {},
    ...(problem?.errors ? { errors: problem.errors } : {}),
    trace,
  }
  return reply.type('application/problem+json').serializer(JSON.stringify).send(body)
}

function wantsPage(request: FastifyRequest): boolean {
  return request.method === 'GET' && !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
}
