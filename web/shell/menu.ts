// The menu: what the modules offer and this person may see, by pillar and module, for the side, the palette and the quick entries.

import { useName } from '../i18n.ts'
import { may, useMeta, useSession, type MenuEntry, type Meta, type Session } from '../session.ts'

export type Leaf = MenuEntry & { label: string; module: string; moduleName: string; pillar: string }
export type Branch = { module: string; label: string; pillar: string; leaves: Leaf[] }

const pillars = ['kernel', 'platform', 'government', 'city', 'livelihood', 'enterprise', 'countryside']

/** Menu pages of one place that the session may open, by module, in the order of the pillars. */
export function branches(
  meta: Meta,
  session: Session,
  place: 'desk' | 'admin' | 'command',
  say: (name: any) => string,
): Branch[] {
  return meta.modules
    .map((m) => ({
      module: m.id,
      label: say(m.name),
      pillar: m.pillar,
      leaves: m.menu
        .filter((entry) => (entry.place ?? 'desk') === place && may(session, entry.may))
        .map((entry) => ({ ...entry, label: say(entry.name), module: m.id, moduleName: say(m.name), pillar: m.pillar })),
    }))
    .filter((branch) => branch.leaves.length > 0)
    .sort((a, b) => pillars.indexOf(a.pillar) - pillars.indexOf(b.pillar))
}

export function useBranches(place: 'desk' | 'admin' | 'command'): Branch[] {
  return branches(useMeta(), useSession(), place, useName())
}

export const useLeaves = (): Leaf[] => {
  const [desk, admin, wall] = [useBranches('desk'), useBranches('admin'), useBranches('command')]
  return [...desk, ...admin, ...wall].flatMap((branch) => branch.leaves)
}

/** The menu page that a path lies below; the longest wins. */
export function leafAt(leaves: { page: string }[], path: string): string | undefined {
  return leaves
    .filter((leaf) => path === leaf.page || path.startsWith(`${leaf.page}/`))
    .sort((a, b) => b.page.length - a.page.length)[0]?.page
}
