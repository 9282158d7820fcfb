// The typed HTTP client of staff pages: routes, parameters and replies are read from a module's contract.ts, as types only.
import type { Static, TSchema } from 'typebox'

type Contract = { [route: string]: any }
type Part<R, K extends string> = R extends { [key in K]: infer S } ? (S extends TSchema ? Static<S> : never) : never
type Loose<Q> = { [K in keyof Q]?: Q[K] | null | undefined }
type Has<R, K extends string> = R extends { [key in K]: TSchema } ? true : false
type Empty = { [none in never]: never }

/** What a call may be given: `key` is the Idempotency-Key (made up for each POST when absent). */
export type Options<R> = (Has<R, 'params'> extends true ? { params: Part<R, 'params'> } : Empty) &
  (Has<R, 'query'> extends true ? { query?: Loose<Part<R, 'query'>> } : Empty) &
  (Has<R, 'body'> extends true ? { body: Part<R, 'body'> } : Empty) & { key?: string; signal?: AbortSignal }

/** What JSON makes of a reply: instants arrive as ISO 8601 text. */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer I)[]
    ? Wire<I>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T
export type Reply<R> = Has<R, 'reply'> extends true ? Wire<Part<R, 'reply'>> : any
type Args<R> = Empty extends Omit<Options<R>, 'key' | 'signal'> ? [options?: Options<R>] : [options: Options<R>]

export interface Api<C> {
  <K extends keyof C & string>(route: K, ...args: Args<C[K]>): Promise<Reply<C[K]>>
  /** The address of a GET route, for links, images and downloads. */
  url<K extends keyof C & `GET ${string}`>(route: K, ...args: Args<C[K]>): string
}

export type FieldError = { path: string; code: string; params?: Record<string, unknown> }

/** A problem told by the server (RFC 9457), or code `offline` when there was no answer. `status` 0 = no answer. */
export class ApiProblem extends Error {
  code: string
  status: number
  params: Record<string, unknown>
  errors: FieldError[]
  trace: string
  constructor(code: string, status: number, body: Partial<ApiProblem> & { title?: string } = {}) {
    super(body.title || code)
    this.name = 'ApiProblem'
    this.code = code
    this.status = status
    this.params = body.params ?? {}
    this.errors = body.errors ?? []
    this.trace = body.trace ?? ''
  }
}

/** What every call carries; the session fills it in. */
export const connection = {
  base: '',
  csrf: '',
  lang: 'zh',
  /** Called once per answer 401, so that the shell can ask for the password again. */
  onSignedOut: () => {},
}

/** A client for one contract: `const api = client<typeof import('../contract.ts').default>()`. */
export function client<C extends Contract>(): Api<C> {
  const call = (route: string, options: AnyOptions = {}) => {
    const [method, path] = split(route)
    return send(method, address(path, options.params, options.query), options)
  }
  call.url = (route: string, options: AnyOptions = {}) => address(split(route)[1], options.params, options.query)
  return call as unknown as Api<C>
}

export type AnyOptions = {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  key?: string
  signal?: AbortSignal
}

/** One request; the answer's JSON, or undefined for 204. Throws ApiProblem. */
export async function send(method: string, url: string, options: AnyOptions = {}): Promise<any> {
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': connection.lang }
  let body: BodyInit | undefined
  if (options.body instanceof FormData) body = options.body
  else if (options.body !== undefined) {
    body = JSON.stringify(options.body)
    headers['content-type'] = 'application/json'
  }
  if (method !== 'GET') headers['x-csrf-token'] = connection.csrf
  if (method === 'POST') headers['idempotency-key'] = options.key ?? newKey()
  let answer: Response
  try {
    answer = await fetch(connection.base + url, { method, headers, body, signal: options.signal, credentials: 'same-origin' })
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error
    throw new ApiProblem('offline', 0)
  }
  if (answer.ok) {
    if (answer.status === 204) return undefined
    const text = await answer.text()
    return text ? JSON.parse(text) : undefined
  }
  const told = await answer.json().catch(() => ({}))
  if (answer.status === 401) connection.onSignedOut()
  throw new ApiProblem(told.code ?? `http.${answer.status}`, answer.status, told)
}

/** Uploads one file to /api/files; `purpose` says what it is attached to. Reports progress from 0 to 1. */
export function upload(file: File, fields: Record<string, string> = {}, progress?: (part: number) => void): Promise<any> {
  // XMLHttpRequest, because fetch tells nothing about upload progress.
  return new Promise((done, failed) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', file, file.name)
    const request = new XMLHttpRequest()
    request.open('POST', `${connection.base}/api/files`)
    request.setRequestHeader('x-csrf-token', connection.csrf)
    request.setRequestHeader('accept-language', connection.lang)
    request.setRequestHeader('idempotency-key', newKey())
    request.responseType = 'json'
    request.upload.addEventListener('progress', (e) => e.lengthComputable && progress?.(e.loaded / e.total))
    request.addEventListener('error', () => failed(new ApiProblem('offline', 0)))
    request.addEventListener('load', () => {
      const told = request.response ?? {}
      if (request.status < 300) done(told)
      else failed(new ApiProblem(told.code ?? `http.${request.status}`, request.status, told))
    })
    request.send(form)
  })
}

/** `/hotline/tickets/:id` + params + query → `/api/hotline/tickets/…?…`. Empty values are left out; lists are repeated. */
export function address(path: string, params: Record<string, unknown> = {}, query: Record<string, unknown> = {}): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined || value === null || value === '') throw new Error(`${path} needs ${name}`)
    return encodeURIComponent(String(value))
  })
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '')
        search.append(name, one instanceof Date ? one.toISOString() : String(one))
    }
  }
  const tail = search.toString()
  return `/api${filled}${tail ? `?${tail}` : ''}`
}

/** A new idempotency key. Not crypto.randomUUID: that one is missing on plain-http intranet addresses. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')
}

function split(route: string): [string, string] {
  const at = route.indexOf(' ')
  return [route.slice(0, at), route.slice(at + 1)]
}
