// The rows of a case as JavaScript values, and what is needed to open one.

import type { Assignee, Input } from './flows.ts'

export type Case = {
  id: string
  no: string
  flowId: string
  version: number
  system: string
  /** Id of the system's own row. */
  subjectId: string | null
  title: string
  state: string
  flags: string[]
  priority: number
  /** Owner 主办单位; until somebody is assigned, the organisation that took the case in. */
  org: string
  openedOrg: string
  /** Organisation of whoever moved it last. */
  handledOrg: string | null
  area: string
  cell: string | null
  openedBy: string | null
  openedAt: Date
  endedAt: Date | null
  result: string | null
  parentId: string | null
  superviseLevel: number
  suspendedUntil: Date | null
  dueAt: Date | null
  warnAt: Date | null
  movedAt: Date
  movedBy: string | null
  trail: Trail[]
  rev: number
}

/** One move in the past: state left, person and pool that moved it, organisation it was done for. */
export type Trail = { s: string; p: string | null; t: string | null; o: string | null }

export type Task = {
  id: string
  state: string
  /** 'state' for the state's own work, 'extension' for a request to decide. */
  kind: 'state' | 'extension'
  ord: number
  /** open; waiting for its turn in a sequence; done; dropped because the case went on without it. */
  status: 'open' | 'waiting' | 'done' | 'dropped'
  /** `${org}:${role}` while it belongs to a pool; kept when somebody claims it. */
  pool: string | null
  /** Who sees it on the to-do list now: a person's id or a pool. */
  holder: string
  claimedBy: string | null
  claimedAt: Date | null
  delegatedBy: string | null
  openedAt: Date
  dueAt: Date | null
  warnAt: Date | null
  doneAt: Date | null
  doneBy: string | null
  outcome: string | null
  input: Input | null
}

export type PauseRow = { from: string; to: string | null; reason?: string }
export type ClockRow = {
  id: string
  kind: 'total' | 'state' | 'task'
  /** Name of the clock, state or task it belongs to. */
  ref: string
  org: string
  calendar: string
  /** Duration text with extensions added. */
  allowance: string
  original: string
  /** Share left ('0.25') or duration left ('1wd'). */
  warn: string
  officeClose: boolean
  startedAt: Date
  dueAt: Date
  warnAt: Date | null
  nextAt: Date | null
  pauses: PauseRow[]
  pausedAt: Date | null
  extended: number
  warnedAt: Date | null
  breachedAt: Date | null
  exemptAt: Date | null
  exemptReason?: string | null
  stoppedAt: Date | null
  result: 'RUNNING' | 'PAUSED' | 'MET' | 'BREACHED' | 'EXEMPT'
  provisional: boolean
}

export type Step = {
  id: string
  at: Date
  actorId: string | null
  actorName: string
  orgId: string | null
  onBehalfOf: string | null
  action: string
  fromState: string | null
  toState: string | null
  input: Input
  note: string | null
  /** Clocks started, stopped, paused: the log from which cards are recomputed. */
  effect: Record<string, unknown> | null
}

export type OpenCase = {
  flow: string
  no: string
  /** At most 200 characters, never personal data: it stands on lists that many see. */
  title: string
  subjectId?: string
  /** Owner, when known at once; else `openedOrg`. */
  org?: string
  /** The organisation that takes the case in; the caller's own unless told. Needed when a citizen or a program opens. */
  openedOrg?: string
  /** GB/T 2260 code with street and community digits as far as known: '430202003'. */
  area?: string
  place?: { lng: number; lat: number }
  cell?: string
  priority?: number
  flags?: string[]
  parentId?: string
  /** Person who opened it; the caller unless told, null for nobody (anonymous). */
  openedBy?: string | null
  /** First state, when not the flow's start (a report that arrives already sorted). */
  state?: string
  /** Who gets the first tasks, in place of the state's `by`. */
  assign?: Assignee[]
  input?: Input
  note?: string
  /** When it really began, for imports; ctx.now unless told. */
  at?: Date
}

/** A case with everything that `act` looks at. */
export type Loaded = { one: Case; tasks: Task[]; clocks: ClockRow[] }
