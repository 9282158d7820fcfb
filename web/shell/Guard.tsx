// Keeps a page from being shown to who may not have it; the server would refuse its data anyway, this says so at once.

import type { ReactNode } from 'react'
import { Forbidden } from '../list/States.tsx'
import { may, useMeta, useSession } from '../session.ts'

export function Guard({ path, children }: { path: string; children: ReactNode }) {
  const session = useSession()
  const needed = neededFor(
    path,
    useMeta().modules.flatMap((m) => m.menu),
  )
  return needed && !may(session, needed) ? <Forbidden permission={needed} /> : children
}

/** The permission of the longest menu page that the path lies below: /hotline/tickets/:id needs what /hotline/tickets needs. */
export function neededFor(path: string, menu: { page: string; may: string }[]): string | undefined {
  return menu
    .filter((entry) => path === entry.page || path.startsWith(`${entry.page}/`))
    .sort((a, b) => b.page.length - a.page.length)[0]?.may
}
