// What a module.ts may say: a capability or system as pure data and references, without side effects.

import type { TSchema } from 'typebox'
import type { Context, Name } from './context.ts'
import type { Contract, Doors, Handlers } from './contract.ts'

export type Pillar = 'kernel' | 'platform' | 'government' | 'city' | 'livelihood' | 'enterprise' | 'countryside'

export type MenuItem = {
  /** Path below /desk, such as '/hotline/tickets'; a page of that path must exist in web/index.tsx. */
  page: string
  name: Name
  may: string
  group?: string
  icon?: string
  place?: 'desk' | 'admin' | 'command'
}

export type Job = {
  /** Standard five-field cron in the city's zone; absent for jobs that are only sent. */
  cron?: string
  /** Seconds until a running job counts as dead. */
  expireSeconds?: number
  retries?: number
} & (
  | { run(ctx: Context, data: any): Promise<unknown>; outside?: undefined }
  /** For work that speaks to the network or to files, which may not happen inside a transaction: it opens short units of its own. */
  | { outside(city: Running, data: any): Promise<unknown>; run?: undefined }
)

export type Reaction = (ctx: Context, payload: any, event: { id: string; name: string; at: Date }) => Promise<unknown>

export type Indicator = {
  id: string
  name: Name
  unit: string
  /** Cron-like period: '5m', '1h', '1d'. */
  every: string
  value(ctx: Context): Promise<number | null>
  warnAbove?: number
  warnBelow?: number
}

/** A layer that the kernel turns into tiles: rows of the system's own table with a geometry column (SRID 4326). */
export type Layer = {
  id: string
  name: Name
  geometry: 'point' | 'line' | 'polygon'
  source: { table: string; id: string; geom: string; properties: Record<string, string>; where?: string }
  color: string
  may: string
  minZoom?: number
  /** Columns by which the holder's data scope limits the rows; without it whoever may see the layer sees all of it. */
  scope?: { org?: string; area?: string; owner?: string }
  /** Points are gathered into counted groups below this zoom; 12 unless told, 0 for never. */
  clusterBelow?: number
  /** Seconds after which rows change by themselves, when `where` speaks of time. */
  freshSeconds?: number
}

/** Roles that a module brings: permissions held by whoever is posted in the role; scope is set at the post. */
export type Role = { id: string; name: Name; permissions: string[] }

export type Matter = {
  no: string
  title: string
  state: Name
  open: boolean
  at: Date | string
  due?: Date | string | null
  href: string
}

/** A live topic and who may listen to it. */
export type Topics = Record<string, string>

export type Flow = { id: string } & Record<string, unknown>

export type Module = {
  id: string
  name: Name
  pillar: Pillar
  /** Other systems whose api.ts this one imports, as 'pillar/name'. */
  uses?: string[]
  schema?: string
  permissions?: Record<string, Name>
  roles?: Role[]
  contract?: Contract
  routes?: Handlers
  doors?: Doors
  pages?: Doors
  flows?: any[]
  /** Named guards and effects that flows refer to by `when` and `do`. */
  functions?: Record<string, (ctx: Context, ...rest: any[]) => any>
  layers?: Layer[]
  indicators?: Indicator[]
  menu?: MenuItem[]
  /** Services on the citizen portal: the path of a page, and one sentence on what it does for whom. */
  services?: { path: string; name: Name; about: Name; first?: boolean }[]
  /** The signed-in citizen's own matters with this module, newest first, for the portal's page of them. */
  matters?: (ctx: Context) => Promise<Matter[]>
  /** A few figures that anybody may see, for the portal's home. */
  publicFigures?: (ctx: Context) => Promise<{ name: Name; value: string; note?: Name; href?: string }[]>
  jobs?: Record<string, Job>
  topics?: Topics
  emits?: Record<string, TSchema>
  on?: Record<string, Reaction>
  /** Message templates by id: 'title\nbody' with {variables}. `urgent` is sent at night too, `secret` is forgotten once sent. */
  templates?: Record<string, Name & { urgent?: boolean; secret?: boolean }>
  /** Reference data a running city needs; idempotent, run at every start after migrations. */
  seed?: (ctx: Context) => Promise<void>
  /** Deterministic demo data; may be called twice. */
  demo?: (ctx: Context, size: 'default' | 'full') => Promise<void>
  /** Long-lived parts such as protocol servers; started after listen, stopped before the database. */
  start?: (city: Running) => Promise<() => Promise<void>>
}

/** What a long-lived part may use: units of work, configuration and the log. */
export type Running = {
  run: <T>(meta: { actor?: 'system'; action: string }, work: (ctx: Context) => Promise<T>) => Promise<T>
  env: Record<string, string | undefined>
  data: string
  log: Context['log']
}

/** Declares a module. Pure: only its types are checked here; `checkHouse` checks the whole. */
export function module<const M extends Module>(manifest: M): M {
  return manifest
}
