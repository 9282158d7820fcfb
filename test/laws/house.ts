// The laws that need the loaded house or the running city: permissions, pages, lists, roles.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { House, Module, Route } from '#kernel/module'

type Houselike = Pick<House, 'modules' | 'permissions'> & { folders: Map<string, string>; root: string }

/** Each declared permission guards something: a route, door, menu entry, layer, flow, or is asked for by name in the module's server code. */
export function unusedPermissions(house: Houselike, sourceOf: (folder: string) => string): string[] {
  return house.modules.flatMap((one) => {
    const guards = new Set([
      ...Object.values(one.contract ?? {}).map((route) => route.may),
      ...Object.values({ ...one.doors, ...one.pages }).map((door) => door.may),
      ...(one.menu ?? []).map((item) => item.may),
      ...(one.layers ?? []).map((layer) => layer.may),
    ])
    const source = sourceOf(house.folders.get(one.id) ?? '')
    return Object.keys(one.permissions ?? {})
      .filter((id) => !guards.has(id) && !new RegExp(`['"\`]${id.replaceAll('.', '\\.')}['"\`]`).test(source))
      .map((id) => `${one.id}: permission ${id} guards nothing`)
  })
}

/** Each menu entry leads to a page that the module's web/index.tsx names. */
export function missingPages(house: Houselike): string[] {
  return house.modules.flatMap((one) =>
    (one.menu ?? []).flatMap((item) => {
      const file = join(house.root, house.folders.get(one.id) ?? '', 'web', 'index.tsx')
      const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
      return text.includes(`'${item.page}'`) ? [] : [`${one.id}: menu names ${item.page}, but web/index.tsx has no such page`]
    }),
  )
}

/** Each role that a module brings may do something, and each permission can be held by some role or by the administrator. */
export function emptyRoles(house: Houselike): string[] {
  return house.modules.flatMap((one) =>
    (one.roles ?? []).filter((role) => !role.permissions.length).map((role) => `${one.id}: role ${role.id} may do nothing`),
  )
}

export type Ask = (who: 'all' | 'none' | 'nobody', key: string) => Promise<{ status: number; code?: string }>

/** All routes: one who may is not refused, one who may not gets 403, one unknown 401; lists answer 200. */
export async function wrongAccess(modules: Module[], ask: Ask): Promise<string[]> {
  const wrong: string[] = []
  for (const one of modules) {
    for (const [key, route] of Object.entries(one.contract ?? {}) as [string, Route][]) {
      const [method, path] = key.split(' ') as [string, string]
      const isList = method === 'GET' && !path.includes(':') && !needsQuery(route)
      if (isList) {
        const { status } = await ask('all', key)
        if (status !== 200 && status !== 204) wrong.push(`${key}: ${status} for one who may`)
      }
      if (route.may === 'public') continue
      const nobody = await ask('nobody', key)
      if (nobody.status !== 401) wrong.push(`${key}: ${nobody.status} for a stranger`)
      if (route.may === 'signed-in' || route.may === 'staff') continue
      const none = await ask('none', key)
      if (none.status !== 403) wrong.push(`${key}: ${none.status} for one without the permission`)
    }
  }
  return wrong
}

function needsQuery(route: Route): boolean {
  return ((route.query as { required?: string[] } | undefined)?.required ?? []).length > 0
}
