// Cases: flows, tasks, clocks, timeline and the to-do list of all systems.

export {
  flow,
  systemOf,
  genericNames,
  needKinds,
  type Flow,
  type FlowOf,
  type State,
  type Transition,
  type NamedClock,
  type By,
  type Need,
  type NeedKind,
  type Access,
  type Limit,
  type GenericName,
  type Input,
  type Params,
  type Assignee,
  type Move,
  type Changes,
  type Guard,
  type Effect,
  type LimitOf,
  type Choose,
  type Assign,
  type Verdict,
  type Spawn,
} from './server/flows.ts'
export type { Case, Task, ClockRow, Step, OpenCase } from './server/rows.ts'
export { openCase } from './server/open.ts'
export { act, available, type Action } from './server/act.ts'
export { findCases, caseOf, timeline, childCases, countByState, type Filter } from './server/lists.ts'
export { getCase, type CaseView } from './server/view.ts'
export { setFlags, setCase, exemptClock } from './server/changes.ts'
export { todo, todoCount, type TodoRow, type TodoFilter } from './server/todo.ts'
export { cards, type Card } from './server/cards.ts'
export { checkFlow } from './server/check.ts'
export { checkFlows } from './server/registry.ts'
export { importCases, type Deed, type History } from './server/imports.ts'
