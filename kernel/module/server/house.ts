// Finds all modules by folder, and checks that together they make one sound house.

import { readdirSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Module } from './module.ts'
import type { RouteKey } from './contract.ts'

export type House = {
  root: string
  modules: Module[]
  /** Folder of each module id, relative to the root. */
  folders: Map<string, string>
  permissions: Map<string, { zh: string; en: string }>
  find(id: string): Module | undefined
}

const openDoors = new Set(['public', 'signed-in', 'citizen', 'staff'])

function foldersBelow(root: string, parent: string): string[] {
  const path = join(root, parent)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`)
    .sort()
}

/** Loads the module.ts of each kernel folder and of each system; `systems` limits which systems ('all' or ids). */
export async function loadHouse(root: string, systems: string[] | 'all' = 'all', extra: Module[] = []): Promise<House> {
  const kernel = foldersBelow(root, 'kernel')
  const pillars = foldersBelow(root, 'systems').flatMap((pillar) => foldersBelow(root, pillar))
  const modules: Module[] = []
  const folders = new Map<string, string>()
  for (const folder of [...kernel, ...pillars]) {
    const file = join(root, folder, 'module.ts')
    if (!existsSync(file)) continue
    const { default: manifest } = (await import(pathToFileURL(file).href)) as { default: Module }
    if (folder.startsWith('systems/') && systems !== 'all' && !systems.includes(manifest.id)) continue
    modules.push(manifest)
    folders.set(manifest.id, folder)
  }
  modules.push(...extra)
  const permissions = new Map(modules.flatMap((one) => Object.entries(one.permissions ?? {})))
  return { root, modules, folders, permissions, find: (id) => modules.find((one) => one.id === id) }
}

/** All that is wrong with the house, as sentences; empty when it is sound. Run before listening and by the laws test. */
export function checkHouse(house: Pick<House, 'modules' | 'permissions'>): string[] {
  const wrong: string[] = []
  const seen = { ids: new Set<string>(), routes: new Map<string, string>() }
  const emitted = new Set(house.modules.flatMap((one) => Object.keys(one.emits ?? {})))
  for (const one of house.modules) {
    if (seen.ids.has(one.id)) wrong.push(`two modules are called ${one.id}`)
    seen.ids.add(one.id)
    for (const id of Object.keys(one.permissions ?? {}))
      if (!id.startsWith(`${one.id}.`)) wrong.push(`${one.id}: permission ${id} does not start with its id`)
    for (const id of Object.keys(one.jobs ?? {}))
      if (!id.startsWith(`${one.id}.`)) wrong.push(`${one.id}: job ${id} does not start with its id`)
    for (const id of Object.keys(one.emits ?? {}))
      if (!id.startsWith(`${one.id}.`)) wrong.push(`${one.id}: event ${id} does not start with its id`)
    for (const id of (one.flows ?? []).map((flow) => flow.id as string))
      if (!id.startsWith(`${one.id}.`)) wrong.push(`${one.id}: flow ${id} does not start with its id`)
    for (const name of Object.keys(one.on ?? {}))
      if (!emitted.has(name)) wrong.push(`${one.id}: reacts to ${name}, which nobody emits`)
    const contractKeys = Object.keys(one.contract ?? {}) as RouteKey[]
    for (const key of contractKeys) {
      const path = key.split(' ')[1] ?? ''
      if (path !== `/${one.id}` && !path.startsWith(`/${one.id}/`)) wrong.push(`${one.id}: route ${key} is not below /${one.id}`)
      if (!one.routes?.[key]) wrong.push(`${one.id}: route ${key} has no handler`)
      const { may } = one.contract![key]!
      if (!openDoors.has(may) && !house.permissions.has(may))
        wrong.push(`${one.id}: route ${key} asks for ${may}, which no module declares`)
      claim(key, one.id)
    }
    for (const [key, door] of Object.entries({ ...one.doors, ...one.pages })) {
      if (!openDoors.has(door.may) && !house.permissions.has(door.may))
        wrong.push(`${one.id}: door ${key} asks for ${door.may}, which no module declares`)
      claim(`door ${key}`, one.id)
    }
    for (const item of one.menu ?? [])
      if (!openDoors.has(item.may) && !house.permissions.has(item.may))
        wrong.push(`${one.id}: menu ${item.page} asks for ${item.may}, which no module declares`)
    for (const role of one.roles ?? [])
      for (const id of role.permissions)
        if (!house.permissions.has(id)) wrong.push(`${one.id}: role ${role.id} holds ${id}, which no module declares`)
    for (const layer of one.layers ?? [])
      if (!openDoors.has(layer.may) && !house.permissions.has(layer.may))
        wrong.push(`${one.id}: layer ${layer.id} asks for ${layer.may}, which no module declares`)
  }
  return wrong

  function claim(key: string, owner: string) {
    const other = seen.routes.get(key)
    if (other) wrong.push(`${owner}: ${key} is already taken by ${other}`)
    seen.routes.set(key, owner)
  }
}
