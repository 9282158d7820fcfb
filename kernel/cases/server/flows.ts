// What a flow is: states, who acts, deadlines, actions and required inputs, as plain data that code seeds and the city may edit.

import type { Context, Name } from '#kernel/module'
import type { Case, OpenCase } from './rows.ts'

/** A calendar duration ('10wd', '4wh', '30um': see #kernel/calendar), or the name of a registered function (it contains a dot). */
export type Limit = string

/**
 * Whose turn it is.
 * 'previous': who had the case before (for paused states). 'opener': the person who opened it. 'system': nobody, the program moves it on.
 * A pool: everybody with the role in one organisation; `org` is the case's owner (主办单位), the organisation that moved the case
 * last ('handler'), the one that took it in ('opener'), 'any' (the role in whatever organisation), or an organisation's id.
 * handlerOf: whoever finished that state last. from: a registered function that names them.
 */
export type By =
  | 'previous'
  | 'opener'
  | 'system'
  | { role: string; org: 'owner' | 'handler' | 'opener' | 'any' | (string & {}) }
  | { person: string }
  | { handlerOf: string }
  | { from: string }

export const needKinds = [
  'reason',
  'text',
  'photo',
  'file',
  'place',
  'person',
  'org',
  'date',
  'money',
  'choice',
  'rating',
] as const
export type NeedKind = (typeof needKinds)[number]
/** One required input: a kind, or a kind with its own key, name, options, or `optional`. Input is keyed by `key`, else by kind. */
export type Need =
  | Exclude<NeedKind, 'choice'>
  | {
      kind: NeedKind
      key?: string
      name?: Name
      optional?: boolean
      /** Longest text, or most files. */
      max?: number
      /** For choice. */
      options?: { value: string; name: Name }[]
      /** Choice of several. */
      many?: boolean
    }

/** Who may take an action: whoever holds the state's task (the default), the opener, the program alone, or holders of a permission in scope. */
export type Access = 'task' | 'opener' | 'system' | (string & {})

export type Transition<S extends string = string> = {
  name: Name
  /** One state, or a registered function that chooses among declared ones. */
  to: S | { choose: string; among: S[] }
  need?: Need[]
  /** Registered guard: true, or false or a problem code when the action is not possible now. */
  when?: string
  /** Registered effect, in the same transaction. */
  do?: string
  /** Numbers and texts for `when` and `do` that the business owner may change. */
  params?: Record<string, number | string>
  danger?: boolean
  may?: Access | Access[]
  /** The organisation asked for (`need: ['org']`) becomes the owner; the person asked for gets the next task. */
  assign?: boolean
  /** In a state of several tasks (会签): one such voice decides at once. */
  alone?: boolean
}

export type State<S extends string = string> = {
  name: Name
  /** Whose turn; several for `all` and `sequence`. An end has none. */
  by?: By | By[]
  limit?: Limit
  /** When to warn: share of the allowance left (0.25 unless told), or what is left of it ('1wd'). */
  warn?: number | string
  /** Calendar id; 'city' unless told. */
  calendar?: string
  /** Periods in days end when offices close instead of at midnight. */
  officeClose?: boolean
  /** Named clocks stand still here (补正, 特别程序). */
  pause?: boolean
  /** any: the first decides (default). all: everybody (会签). sequence: one after the other (串签). */
  tasks?: 'any' | 'all' | 'sequence'
  /** Registered function that chooses the action when voices of `all` or `sequence` differ. */
  verdict?: string
  /** Action that the program takes when this state's limit has passed. */
  late?: string
  /** Work may be suspended here (挂账), at most for so long; by the task's holder or a permission. */
  suspend?: { most: string; may?: string }
  /** Child cases (并联): `open` names a function that says which; when all (or any) have ended, the program takes `next`. */
  spawn?: { open?: string; join: 'all' | 'any'; next: string }
  /** Generic actions not offered here. */
  without?: GenericName[]
  /** Result of the case; makes the state an end. */
  end?: string
  on?: Record<string, Transition<S>>
}

/** A clock over several states: the promised time of the whole, or from dispatch to reply. */
export type NamedClock<S extends string = string> = {
  name: Name
  limit: Limit
  /** Starts on opening, or on entering one of these states. */
  from: 'open' | S[]
  /** Ends on entering one of these; at the end of the case in any event. */
  until?: S[]
  /** On entering `from` again: a new clock (default), the remaining time, or the remaining time only if the owner is the same. */
  again?: 'restart' | 'continue' | 'owner'
  warn?: number | string
  calendar?: string
  officeClose?: boolean
}

export const genericNames = [
  'claim',
  'release',
  'transfer',
  'delegate',
  'return',
  'withdraw',
  'urge',
  'supervise',
  'unsupervise',
  'extend',
  'grant',
  'refuse',
  'suspend',
  'resume',
  'comment',
  'attach',
  'reassign',
] as const
export type GenericName = (typeof genericNames)[number]

export type FlowOf<S extends string> = {
  /** '<module>.<what>'. */
  id: string
  name: Name
  start: S
  /** Permission whose scope shows cases of this flow. */
  read: string
  /** Page of a case below /desk; {case} and {subject} are filled in. */
  page?: string
  states: Record<S, State<S>>
  clocks?: Record<string, NamedClock<S>>
  /** Extension 延期: who decides, how often per clock (1), the largest share of the allowance (1), time to decide (silence is refusal). */
  extend?: { by: By; times?: number; share?: number; limit?: string }
}

/** Any flow, as it is stored in a version. */
export type Flow = FlowOf<string>

/** Declares a flow; a target state that does not exist is a compile error. */
export function flow<const S extends string>(
  definition: Omit<FlowOf<S>, 'start' | 'states' | 'clocks'> & {
    start: NoInfer<S>
    states: Record<S, State<NoInfer<S>>>
    clocks?: Record<string, NamedClock<NoInfer<S>>>
  },
): Flow {
  return definition as unknown as Flow
}

// --- what registered functions look like (module.ts `functions`) --------------------------------------------------------

export type Input = Record<string, unknown>
export type Params = Record<string, number | string>
/** One who is to act. */
export type Assignee = { person: string } | { role: string; org: string }
export type Move = { action: string; from: string; to: string; params: Params }
/** What an effect may change of the case; everything else belongs to the system's own tables. */
export type Changes = {
  title?: string
  org?: string
  area?: string
  priority?: number
  subjectId?: string
  place?: { lng: number; lat: number } | null
  cell?: string | null
  addFlags?: string[]
  dropFlags?: string[]
  /** Who gets the next state's tasks, in place of its `by`. */
  assign?: Assignee[]
}
export type Guard = (ctx: Context, one: Case, input: Input, params: Params) => Promise<boolean | string> | boolean | string
export type Effect = (ctx: Context, one: Case, input: Input, move: Move) => Promise<Changes | void> | Changes | void
export type LimitOf = (ctx: Context, one: Case) => Promise<string | null> | string | null
export type Choose = (ctx: Context, one: Case, input: Input) => Promise<string> | string
export type Assign = (ctx: Context, one: Case) => Promise<Assignee[]> | Assignee[]
export type Verdict = (ctx: Context, one: Case, voices: { person: string | null; action: string }[]) => Promise<string> | string
export type Spawn = (ctx: Context, one: Case) => Promise<Omit<OpenCase, 'parentId'>[]> | Omit<OpenCase, 'parentId'>[]

// --- small readings of a definition ------------------------------------------------------------------------------------

export const isEnd = (state: State | undefined): boolean => state?.end !== undefined
export const targetsOf = (move: Transition): string[] => (typeof move.to === 'string' ? [move.to] : move.to.among)
export const listOf = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])
/** The system that a flow belongs to: the first part of its id. */
export const systemOf = (flow: { id: string }): string => flow.id.slice(0, flow.id.indexOf('.'))
export const isFunctionName = (limit: string): boolean => limit.includes('.')
