// The kit every module is written with: manifest, contract, context, problems.

export { Problem, fail, type FieldProblem } from './server/problem.ts'
export {
  anonymous,
  systemActor,
  may,
  scopesOf,
  inScope,
  type Actor,
  type Scope,
  type Context,
  type Lang,
  type Name,
  type Logger,
  type AuditEntry,
  type EmittedEvent,
} from './server/context.ts'
export * from './server/contract.ts'
export {
  module,
  type Module,
  type Pillar,
  type MenuItem,
  type Job,
  type Reaction,
  type Indicator,
  type Layer,
  type Role,
  type Matter,
  type Running,
} from './server/module.ts'
export { createRunner, type Runner, type RunMeta, type RunnerParts } from './server/run.ts'
export { loadHouse, checkHouse, type House } from './server/house.ts'
