// What the server knows of a request before its handler runs, and the parts it is built from.

import { randomUUID } from 'node:crypto'
import type { FastifyContextConfig, FastifyRequest } from 'fastify'
import { anonymous, Problem, type Actor, type House, type Lang, type RequestInfo, type Runner, type Upload } from '#kernel/module'
import type { LimitClass } from './limits.ts'
import type { Words } from './words.ts'

export type Caller = { actor: Actor; csrf: string }
export type Authenticate = (credentials: {
  session?: string | undefined
  bearer?: string | undefined
  ip: string
}) => Promise<Caller | null>

export type AppParts = {
  house: House
  run: Runner
  authenticate: Authenticate
  words: Words
  clock: () => Date
  log: { level: string } | false
  /** Behind how many trusted proxies the server stands. */
  proxies?: number
  /** HTML for a problem on a citizen page. */
  problemPage?: (problem: { status: number; code: string; title: string; trace: string }, lang: Lang) => string
  /** Sustained requests a second per address on public doors; tests lift it. */
  publicRate?: number
}

export const sessionCookie = 'yc_session'

export type Known = { caller: Caller; lang: Lang; trace: string; uploads: Upload[] }
const known = new WeakMap<FastifyRequest, Known>()

/** What the server found out about a request before its handler runs. */
export function knownOf(request: FastifyRequest): Known {
  let facts = known.get(request)
  if (!facts) {
    facts = { caller: { actor: anonymous, csrf: '' }, lang: 'zh', trace: randomUUID(), uploads: [] }
    known.set(request, facts)
  }
  return facts
}

export type RouteGuard = FastifyContextConfig & { may?: string; limit?: LimitClass; form?: boolean; page?: boolean }

export function requirePermission(actor: Actor, may: string): void {
  if (may === 'public' || actor.kind === 'system') return
  if (actor.kind === 'anonymous') throw new Problem('http.sign_in', 401)
  if (may === 'signed-in') return
  if (may === 'citizen' || may === 'staff') {
    if (actor.kind !== may) throw new Problem('http.forbidden', 403, { may })
    return
  }
  if (!actor.grants.has(may)) throw new Problem('http.forbidden', 403, { may })
}

export function infoOf(request: FastifyRequest): RequestInfo {
  return {
    method: request.method,
    url: request.url,
    origin: `${request.protocol}://${request.host}`,
    headers: request.headers,
    cookies: request.cookies,
    uploads: knownOf(request).uploads,
  }
}
