// Cases: flows, tasks, clocks, timeline and the to-do list of all systems.

export {
  flow, systemOf, genericNames, needKinds,
  type Flow, type FlowOf, type State, type Transition, type NamedClock, type By, type Need, type NeedKind, type Access, type Limit, type GenericName,
  type Input, type Params, type Assignee, type Move, type Changes, type Guard, type Effect, type LimitOf, type Choose, type Assign, type Verdict, type Spawn,
} from './server/flows.ts'
export type { Case, Task, ClockRow, Step, OpenCase } from './server/rows.ts'
