// What the modules of this house bring to cases: flows, the functions that flows name, and roles.

import type { House, Module } from '#kernel/module'
import { checkFlow } from './check.ts'
import type { Flow } from './flows.ts'

export type Registered = (...args: any[]) => any
export type Registry = {
  flows: Map<string, Flow>
  functions: Map<string, Registered>
  roles: Set<string>
  permissions: Set<string>
}

const registry: Registry = { flows: new Map(), functions: new Map(), roles: new Set(), permissions: new Set() }

/** Takes up modules; called with the whole house before its seeds run. Throws with everything that is wrong in their flows. */
export function registerModules(modules: Pick<Module, 'flows' | 'functions' | 'roles' | 'permissions'>[]): void {
  for (const one of modules) {
    for (const role of one.roles ?? []) registry.roles.add(role.id)
    for (const id of Object.keys(one.permissions ?? {})) registry.permissions.add(id)
    for (const [name, run] of Object.entries(one.functions ?? {})) registry.functions.set(name, run as Registered)
  }
  const wrong: string[] = []
  for (const one of modules) {
    for (const flow of (one.flows ?? []) as Flow[]) {
      wrong.push(
        ...checkFlow(flow, registry.functions, registry.roles, registry.permissions).map((text) => `${flow.id}: ${text}`),
      )
      registry.flows.set(flow.id, flow)
    }
  }
  if (wrong.length) throw new Error(`Flows that cannot work:\n- ${wrong.join('\n- ')}`)
}

/** Everything wrong with the flows of a house; for the laws test. */
export function checkFlows(house: Pick<House, 'modules'>): string[] {
  const functions = new Map(house.modules.flatMap((one) => Object.entries(one.functions ?? {})))
  const roles = new Set(house.modules.flatMap((one) => (one.roles ?? []).map((role) => role.id)))
  const permissions = new Set(house.modules.flatMap((one) => Object.keys(one.permissions ?? {})))
  return house.modules.flatMap((one) =>
    ((one.flows ?? []) as Flow[]).flatMap((flow) =>
      checkFlow(flow, functions, roles, permissions).map((text) => `${flow.id}: ${text}`),
    ),
  )
}

export const codeFlows = (): Flow[] => [...registry.flows.values()]
export const known = (): Registry => registry

/** A registered function by name; a flow that names none was refused when it was published. */
export function functionOf(name: string): Registered {
  const found = registry.functions.get(name)
  if (!found) throw new Error(`no module registers the function ${name}`)
  return found
}
