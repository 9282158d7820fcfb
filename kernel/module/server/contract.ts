// The contract kit: HTTP routes as data, from which come the server binding, the typed web client and OpenAPI.

import { Type, type Static, type TObject, type TProperties, type TSchema } from 'typebox'
import type { Context, Name } from './context.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
export type RouteKey = `${Method} /${string}`

export type Route = {
  /** A permission id, or 'public', 'signed-in' (anybody known), 'citizen', 'staff'. */
  may: string
  summary?: Name
  params?: TSchema
  query?: TSchema
  body?: TSchema
  reply?: TSchema
  /** Success status; 200 unless told, 201 for what creates. */
  status?: number
  /** Rate limit class of a public door. */
  limit?: 'public' | 'form' | 'login' | 'tiles'
  /** false for a POST that only reads (search by body, preview): no audit row is written. */
  audit?: false
  /** false: the answer holds a secret, so it is not kept to be given again for the same Idempotency-Key. */
  keep?: false
  /** Largest body in bytes; 1 MiB unless told. */
  bodyLimit?: number
}

export type Contract = Record<RouteKey, Route>

/** Keeps the literal keys and schemas of a contract for the handlers' and the client's types. */
export function contract<const C extends Record<RouteKey, Route>>(routes: C): C {
  return routes
}

type Part<R, K extends 'params' | 'query' | 'body'> = R extends { [key in K]: infer S extends TSchema } ? Static<S> : undefined
export type Input<R> = { params: Part<R, 'params'>; query: Part<R, 'query'>; body: Part<R, 'body'>; req: RequestInfo }
export type Output<R> = R extends { reply: infer S extends TSchema } ? Static<S> : unknown

/** What a handler may need of the wire beyond validated input. */
export type RequestInfo = {
  method: string
  url: string
  origin: string
  headers: Record<string, string | string[] | undefined>
  cookies: Record<string, string | undefined>
  /** Uploaded parts of multipart/form-data, already read within limits. */
  uploads: Upload[]
}
export type Upload = { field: string; filename: string; bytes: Buffer }

const rawMark = Symbol('raw')
export type Raw = {
  [rawMark]: true
  body: string | Uint8Array | NodeJS.ReadableStream
  type: string
  status: number
  headers: Record<string, string>
  cookies: SetCookie[]
}
export type SetCookie = { name: string; value: string; maxAge?: number; httpOnly?: boolean; path?: string }

/** A reply that is not JSON by schema: bytes, text, HTML, a redirect. */
export function raw(
  body: string | Uint8Array | NodeJS.ReadableStream,
  options: { type: string; status?: number; headers?: Record<string, string>; cookies?: SetCookie[] },
): Raw {
  return {
    [rawMark]: true,
    body,
    type: options.type,
    status: options.status ?? 200,
    headers: options.headers ?? {},
    cookies: options.cookies ?? [],
  }
}
export function redirect(location: string, cookies: SetCookie[] = []): Raw {
  return raw('', { type: 'text/plain', status: 303, headers: { location }, cookies })
}
export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && rawMark in value
}

export type Handler<R> = (ctx: Context, input: Input<R>) => Promise<Output<R> | Raw> | Output<R> | Raw
export type Handlers = Record<RouteKey, (ctx: Context, input: any) => unknown>

/** Binds a handler to each route; a missing, extra or mistyped one is a compile error. */
export function handlers<C extends Contract>(_contract: C, bound: { [K in keyof C]: Handler<C[K]> }): Handlers {
  return bound as Handlers
}

/** A route outside /api: a standard's own path, or a citizen page. Body is the parsed form, JSON, text or bytes. */
export type Door = {
  may: string
  limit?: 'public' | 'form' | 'login' | 'tiles'
  bodyLimit?: number
  /** A page shows problems as HTML; a door answers problem+json unless it answers for itself. */
  page?: boolean
  audit?: false
  run(ctx: Context, req: DoorRequest): Promise<Raw> | Raw
  /** The field's own error format, when the standard has one. */
  problem?(problem: { status: number; code: string; title: string }, req: DoorRequest): Raw
}
export type DoorRequest = RequestInfo & {
  params: Record<string, string>
  query: Record<string, string | string[] | undefined>
  body: any
  csrf: string
}
export type Doors = Record<RouteKey, Door>

// --- schema words that contracts share -------------------------------------------------------------------------------

/** An object that refuses unknown fields: what somebody sent is never silently dropped. */
export function Obj<T extends TProperties>(properties: T): TObject<T> {
  return Type.Object(properties, { additionalProperties: false })
}
export const Optional = Type.Optional
export const Arr = <T extends TSchema>(items: T, maxItems = 1000) => Type.Array(items, { maxItems })
export function Nullable<T extends TSchema>(schema: T) {
  const { type } = schema as { type?: string }
  return Type.Unsafe<Static<T> | null>(
    type && !('enum' in schema) ? { ...schema, type: [type, 'null'] } : { anyOf: [schema, { type: 'null' }] },
  )
}
export const Text = (maxLength = 200, minLength = 0) => Type.String({ maxLength, minLength })
/** Text that must hold something besides white space. */
export const Filled = (maxLength = 200) => Type.String({ maxLength, minLength: 1, pattern: '\\S' })
export const Id = Type.String({ format: 'uuid' })
export const ById = Obj({ id: Id })
export const Whole = (minimum?: number, maximum?: number) =>
  Type.Integer({ ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) })
export const Num = (minimum?: number, maximum?: number) =>
  Type.Number({ ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) })
export const Bool = Type.Boolean()
export const Choice = <const T extends string[]>(...values: T) => Type.Unsafe<T[number]>({ type: 'string', enum: values })
/** Integer fen; never a float. */
export const Fen = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })
/** An instant: Date on the server, ISO 8601 on the wire (see Json). */
export const DateTime = Type.Unsafe<Date | string>({ type: 'string', format: 'date-time' })
export const DateOnly = Type.String({ format: 'date' })
export const Names = Obj({ zh: Type.String(), en: Type.String() })
export const Lng = Type.Number({ minimum: -180, maximum: 180 })
export const Lat = Type.Number({ minimum: -90, maximum: 90 })
export const Any = Type.Unsafe<any>({})
/** A JSON object of any shape, for values that another schema describes. */
export const Json = Type.Unsafe<any>({ type: 'object', additionalProperties: true })

/** Paged list query: page from 1, size at most 100, sort as `-createdAt`, q as free text, and the list's own filters. */
export function PageQuery<T extends TProperties>(filters: T = {} as T) {
  return Obj({
    page: Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1 })),
    size: Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    sort: Optional(Type.String({ pattern: '^-?[a-zA-Z]+$' })),
    q: Optional(Type.String({ maxLength: 100 })),
    ...filters,
  })
}
/** `total` is exact up to 10,000 and stays there beyond. */
export const PageOf = <T extends TSchema>(item: T) => Obj({ items: Type.Array(item), total: Type.Integer() })

/** Stream query: rows after an opaque cursor. */
export function CursorQuery<T extends TProperties>(filters: T = {} as T) {
  return Obj({
    after: Optional(Type.String({ maxLength: 200 })),
    size: Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    ...filters,
  })
}
export const CursorOf = <T extends TSchema>(item: T) =>
  Obj({ items: Type.Array(item), next: Type.Unsafe<string | null>({ type: ['string', 'null'] }) })
