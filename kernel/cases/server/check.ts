// The laws of a flow: everything that is wrong with a definition, as sentences, before it is stored or published.

import { parseDuration } from '#kernel/calendar'
import {
  genericNames,
  isEnd,
  isFunctionName,
  listOf,
  needKinds,
  targetsOf,
  type By,
  type Flow,
  type Need,
  type Transition,
} from './flows.ts'

type Names = { has(name: string): boolean }
const anything: Names = { has: () => true }

/**
 * All that is wrong with a flow; empty when it is sound. `functions`, `roles` and `permissions` are what the house registers;
 * without `permissions` their names are not looked up.
 */
export function checkFlow(flow: Flow, functions: Names, roles: Names, permissions: Names = anything): string[] {
  const wrong: string[] = []
  const say = (text: string) => void wrong.push(text)
  const states = Object.entries(flow.states ?? {})
  const exists = (name: string) => Object.hasOwn(flow.states, name)

  if (!/^[a-z][a-z0-9-]*\.[a-z0-9.-]+$/.test(flow.id ?? '')) say(`the id ${flow.id} is not <module>.<what>`)
  if (!flow.read || !permissions.has(flow.read)) say(`the read permission ${flow.read} is declared by no module`)
  if (!named(flow.name)) say('the flow has no name in zh and en')
  if (states.length > 60) say('more than 60 states')
  if (!exists(flow.start)) say(`the start ${flow.start} is not a state`)
  else if (isEnd(flow.states[flow.start])) say(`the start ${flow.start} is an end`)

  for (const [name, state] of states) {
    const at = `state ${name}`
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(name)) say(`${at}: a state's key is letters and digits`)
    if (!named(state.name)) say(`${at}: no name in zh and en`)
    const moves = Object.entries(state.on ?? {})
    if (isEnd(state)) {
      if (moves.length) say(`${at}: an end has no way out`)
      if (state.limit || state.spawn || state.pause || state.suspend)
        say(`${at}: an end has no limit, children, pause or suspension`)
      continue
    }
    if (!moves.length) say(`${at}: no way out`)
    const owners = listOf(state.by)
    if (!owners.length) say(`${at}: nobody's turn (by)`)
    for (const by of owners) checkBy(by, at)
    if (owners.includes('system') && !state.spawn && !state.late && !moves.some(([, move]) => listOf(move.may).length)) {
      // Somebody must be able to move it: the program by a reaction counts only if an action says so.
      if (!moves.some(([, move]) => listOf(move.may).includes('system')))
        say(`${at}: waits for the program, but no action is the program's (may: 'system', late or spawn)`)
    }
    if (state.tasks && !['any', 'all', 'sequence'].includes(state.tasks))
      say(`${at}: tasks ${state.tasks} is not any, all or sequence`)
    const several = state.tasks === 'all' || state.tasks === 'sequence'
    if (several && moves.filter(([, move]) => !move.alone).length > 1 && !state.verdict)
      say(`${at}: voices may differ, but no verdict says what follows`)
    if (several && moves.every(([, move]) => move.alone)) say(`${at}: every action decides alone, so nobody else is ever heard`)
    if (state.verdict) checkFunction(state.verdict, `${at}: verdict`)
    checkLimit(state.limit, state.warn, at)
    if (state.late !== undefined && (!state.on || !Object.hasOwn(state.on, state.late)))
      say(`${at}: late action ${state.late} is not one of its actions`)
    if (state.late !== undefined && !state.limit) say(`${at}: a late action without a limit`)
    if (state.late !== undefined && state.on?.[state.late])
      needsNothing(state.on[state.late]!, `${at}: late action ${state.late}`)
    if (state.suspend) {
      checkDuration(state.suspend.most, `${at}: suspend`)
      if (state.suspend.may && !permissions.has(state.suspend.may))
        say(`${at}: suspend asks for ${state.suspend.may}, which no module declares`)
    }
    if (state.spawn) {
      if (state.spawn.open) checkFunction(state.spawn.open, `${at}: spawn`)
      if (!['all', 'any'].includes(state.spawn.join)) say(`${at}: join ${state.spawn.join} is not all or any`)
      const then = state.on?.[state.spawn.next]
      if (!then) say(`${at}: spawn goes on with ${state.spawn.next}, which is not one of its actions`)
      else needsNothing(then, `${at}: spawn's action ${state.spawn.next}`)
    }
    for (const generic of state.without ?? [])
      if (!genericNames.includes(generic)) say(`${at}: ${generic} is not a generic action`)
    for (const [action, move] of moves) checkMove(action, move, `${at}, action ${action}`)
  }

  for (const [name, clock] of Object.entries(flow.clocks ?? {})) {
    const at = `clock ${name}`
    if (!named(clock.name)) say(`${at}: no name in zh and en`)
    if (!clock.limit) say(`${at}: no limit`)
    checkLimit(clock.limit, clock.warn, at)
    if (clock.from !== 'open' && !clock.from?.length) say(`${at}: never starts`)
    for (const state of [...(clock.from === 'open' ? [] : clock.from), ...(clock.until ?? [])])
      if (!exists(state)) say(`${at}: ${state} is not a state`)
  }
  if (flow.extend) {
    checkBy(flow.extend.by, 'extend')
    if (flow.extend.limit) checkDuration(flow.extend.limit, 'extend')
    if (flow.extend.share !== undefined && !(flow.extend.share > 0)) say('extend: share must be above 0')
  }
  if (!wrong.length) wrong.push(...unreachable(flow))
  return wrong

  function checkMove(action: string, move: Transition, at: string) {
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(action)) say(`${at}: an action's key is letters and digits`)
    if ((genericNames as readonly string[]).includes(action)) say(`${at}: is the name of a generic action`)
    if (!named(move.name)) say(`${at}: no name in zh and en`)
    if (!targetsOf(move).length) say(`${at}: leads nowhere`)
    for (const to of targetsOf(move)) if (!exists(to)) say(`${at}: leads to ${to}, which is not a state`)
    if (typeof move.to !== 'string') checkFunction(move.to.choose, `${at}: choose`)
    if (move.when) checkFunction(move.when, `${at}: when`)
    if (move.do) checkFunction(move.do, `${at}: do`)
    for (const access of listOf(move.may))
      if (!['task', 'opener', 'system'].includes(access) && !permissions.has(access))
        say(`${at}: may ${access}, which no module declares`)
    const keys = new Set<string>()
    for (const need of move.need ?? []) {
      const kind = typeof need === 'string' ? need : need.kind
      const key = typeof need === 'string' ? need : (need.key ?? need.kind)
      if (!needKinds.includes(kind)) say(`${at}: needs ${kind}, which nobody can give`)
      if (keys.has(key) || key === 'note') say(`${at}: asks twice for ${key}`)
      keys.add(key)
      if (kind === 'choice' && !(typeof need !== 'string' && need.options?.length)) say(`${at}: a choice without options`)
    }
    if (move.assign && !['org', 'person'].some((kind) => (move.need ?? []).some((need) => kindOf(need) === kind)))
      say(`${at}: assigns, but asks for no org or person`)
  }

  function checkBy(by: By, at: string) {
    if (typeof by === 'string') {
      if (!['previous', 'opener', 'system'].includes(by)) say(`${at}: by ${by} is nobody`)
    } else if ('role' in by) {
      if (!roles.has(by.role)) say(`${at}: no module brings the role ${by.role}`)
      if (!by.org) say(`${at}: a role without an organisation`)
    } else if ('handlerOf' in by) {
      if (!exists(by.handlerOf)) say(`${at}: handler of ${by.handlerOf}, which is not a state`)
    } else if ('from' in by) checkFunction(by.from, `${at}: by`)
    else if (!by.person) say(`${at}: by nobody`)
  }

  function checkLimit(limit: string | undefined, warn: number | string | undefined, at: string) {
    if (limit !== undefined) {
      if (isFunctionName(limit)) checkFunction(limit, `${at}: limit`)
      else checkDuration(limit, `${at}: limit`)
    }
    if (typeof warn === 'number' && !(warn > 0 && warn < 1)) say(`${at}: warn ${warn} is not a share between 0 and 1`)
    if (typeof warn === 'string') checkDuration(warn, `${at}: warn`)
    if (warn !== undefined && limit === undefined) say(`${at}: a warning without a limit`)
  }

  function checkDuration(text: string, at: string) {
    try {
      parseDuration(text)
    } catch {
      say(`${at}: ${text} is not a duration`)
    }
  }

  function checkFunction(name: string, at: string) {
    if (!functions.has(name)) say(`${at}: no module registers the function ${name}`)
  }

  function needsNothing(move: Transition, at: string) {
    if ((move.need ?? []).some((need) => typeof need === 'string' || !need.optional))
      say(`${at}: the program takes it and has nothing to give, but it has required inputs`)
  }
}

const kindOf = (need: Need) => (typeof need === 'string' ? need : need.kind)
const named = (name: { zh?: string; en?: string } | undefined) => Boolean(name?.zh?.trim() && name.en?.trim())

/** States that cannot be reached, and states from which no end can be. Assumes that all names resolve. */
function unreachable(flow: Flow): string[] {
  const next = new Map(
    Object.entries(flow.states).map(([name, state]) => [name, Object.values(state.on ?? {}).flatMap(targetsOf)]),
  )
  const reached = walk([flow.start], (name) => next.get(name) ?? [])
  const before = new Map<string, string[]>()
  for (const [from, targets] of next) for (const to of targets) before.set(to, [...(before.get(to) ?? []), from])
  const ends = Object.keys(flow.states).filter((name) => isEnd(flow.states[name]))
  const ending = walk(ends, (name) => before.get(name) ?? [])
  return [
    ...(ends.length ? [] : ['the flow has no end']),
    ...Object.keys(flow.states)
      .filter((name) => !reached.has(name))
      .map((name) => `state ${name}: cannot be reached from the start`),
    ...Object.keys(flow.states)
      .filter((name) => reached.has(name) && !ending.has(name))
      .map((name) => `state ${name}: no end can be reached from it`),
  ]
}

function walk(from: string[], next: (name: string) => string[]): Set<string> {
  const seen = new Set(from)
  const queue = [...from]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const to of next(at)) {
      if (seen.has(to)) continue
      seen.add(to)
      queue.push(to)
    }
  }
  return seen
}
