// The client of cases, what a case page answers, and the words that flows are spoken of in.

import type { Flow, By, Transition } from '../../kernel/cases/api.ts'
import { client } from '../client.ts'
import { useName, useT } from '../i18n.ts'
import type { Name } from '../session.ts'
import { useGet } from '../use-api.ts'

export type { Flow, By, Transition }
type Contract = typeof import('../../kernel/cases/contract.ts').default
export const cases = client<Contract>()

export type Field = {
  kind: 'reason' | 'text' | 'photo' | 'file' | 'place' | 'person' | 'org' | 'date' | 'money' | 'choice' | 'rating'
  key: string
  name: Name | null
  optional: boolean
  max: number
  options: { value: string; name: Name }[]
  many: boolean
}
export type Action = {
  action: string
  name: Name
  generic: boolean
  need: Field[]
  danger: boolean
  taskId: string | null
  to: string[]
}
export type Clock = {
  id: string
  kind: 'total' | 'state' | 'task'
  ref: string
  name: Name
  allowance: string
  original: string
  startedAt: string
  dueAt: string
  warnAt: string | null
  pausedAt: string | null
  warnedAt: string | null
  breachedAt: string | null
  exemptAt: string | null
  stoppedAt: string | null
  result: 'RUNNING' | 'PAUSED' | 'MET' | 'BREACHED' | 'EXEMPT'
  provisional: boolean
  used: number
  amount: number
  remaining: number
  unit: string
}
export type Step = {
  id: string
  at: string
  actorId: string | null
  actorName: string
  orgName: string
  onBehalfOfName: string
  action: string
  fromState: string | null
  toState: string | null
  input: Record<string, any>
  note: string | null
  effect: Record<string, unknown> | null
}
export type Task = {
  id: string
  state: string
  stateName: Name
  kind: 'state' | 'extension'
  status: 'open' | 'waiting' | 'done' | 'dropped'
  orgName: string
  role: string | null
  holderName: string
  claimedAt: string | null
  delegatedByName: string
  openedAt: string
  dueAt: string | null
  doneAt: string | null
  outcome: string | null
  input: Record<string, any> | null
}
export type CaseFacts = {
  id: string
  no: string
  title: string
  flowId: string
  flowName: Name
  version: number
  state: string
  stateName: Name
  flags: string[]
  orgName: string
  openedAt: string
  endedAt: string | null
  dueAt: string | null
  warnAt: string | null
  suspendedUntil: string | null
  superviseLevel: number
  subjectId: string | null
  page: string
  rev: number
}
export type Child = {
  id: string
  no: string
  title: string
  state: string
  orgName: string
  dueAt: string | null
  endedAt: string | null
  result: string | null
}
export type CasePage = {
  case: CaseFacts
  tasks: Task[]
  clocks: Clock[]
  steps: Step[]
  children: Child[]
  actions: Action[]
  flow: Flow
}

/** Words about flows: who acts, what an action is called, a duration as people say it. */
export function useFlowWords() {
  const t = useT()
  const name = useName()
  const known = (key: string, or: string) => {
    const said = t(key)
    return said === key ? or : said
  }
  const roles = useGet(cases, 'GET /cases/flows/roles', {}, { keep: true }).data?.items
  const role = (id: string) => {
    const found = roles?.find((one) => one.id === id)
    return found ? name(found.name) : id
  }
  const who = (by: By, flow?: Flow): string => {
    if (typeof by === 'string') return t(`cases.by.${by}`)
    if ('role' in by)
      return t('cases.by.role', { role: role(by.role), org: known(`cases.by.org.${by.org}`, t('cases.by.org.fixed')) })
    if ('handlerOf' in by)
      return t('cases.by.handlerOf', { state: flow?.states[by.handlerOf] ? name(flow.states[by.handlerOf]!.name) : by.handlerOf })
    return 'person' in by ? t('cases.by.person') : t('cases.by.from')
  }
  const limit = (text: string | undefined): string => {
    if (!text) return ''
    const found = /^(\d+)([a-z]+)(\+?)$/.exec(text)
    return found ? t(`cases.unit.${found[2]}`, { n: found[1]! }) : t('cases.limit.function')
  }
  return {
    name,
    role,
    who: (by: By | By[] | undefined, flow?: Flow) =>
      by === undefined ? '' : (Array.isArray(by) ? by : [by]).map((one) => who(one, flow)).join('、'),
    limit,
    action: (flow: Flow, step: Pick<Step, 'action' | 'fromState'>): string => {
      const drawn = flow.states[step.fromState ?? '']?.on?.[step.action]
      return drawn ? name(drawn.name) : known(`cases.action.${step.action}`, step.action)
    },
    state: (flow: Flow, state: string | null): string =>
      state && flow.states[state] ? name(flow.states[state].name) : (state ?? ''),
  }
}

export const targets = (move: Transition): string[] => (typeof move.to === 'string' ? [move.to] : move.to.among)
