// Who is signed in, what they may do, and what the modules offer: the two answers that every page stands on.

import { useQuery, type QueryClient } from '@tanstack/react-query'
import { connection, send } from './client.ts'
import { allowTopics } from './live.ts'
import { queries } from './use-api.ts'

export type Name = { zh: string; en: string }
export type Post = { id: string; name: string; orgName: string }
export type Person = {
  kind: 'citizen' | 'staff' | 'program' | 'system'
  id: string
  name: string
  orgId: string | null
  orgName: string | null
  posts: Post[]
  permissions: string[]
  /** The person for whom this one acts now, by delegation. */
  onBehalfOf?: { id: string; name: string } | null
  /** The password must be changed before anything else. */
  mustChange?: boolean
}
export type Session = {
  user: Person | null
  lang: 'zh' | 'en'
  csrf: string
  city: { name: Name; code: string; center: [number, number]; zoom: number }
  version: string
  captcha?: unknown
}
export type MenuEntry = {
  page: string
  name: Name
  may: string
  group?: string
  icon?: string
  place?: 'desk' | 'admin' | 'command'
}
export type LayerInfo = {
  id: string
  name: Name
  geometry: 'point' | 'line' | 'polygon'
  color: string
  source?: string | Name
  date?: string
  minZoom?: number
  may?: string
}
export type IndicatorInfo = { id: string; name: Name; unit: string; warnAbove?: number; warnBelow?: number }
export type ModuleInfo = {
  id: string
  name: Name
  pillar: string
  menu: MenuEntry[]
  layers: LayerInfo[]
  indicators: IndicatorInfo[]
  /** Live topics that this person may hear. */
  topics?: string[]
}
export type Meta = { modules: ModuleInfo[] }

/** Shown before the server has answered, and when it cannot. */
export const nobody: Session = {
  user: null,
  lang: 'zh',
  csrf: '',
  city: { name: { zh: '一城', en: 'Yicheng' }, code: '', center: [113.13, 27.83], zoom: 10 },
  version: '',
}

export async function fetchSession(): Promise<Session> {
  const session: Session = await send('GET', '/api/session')
  connection.csrf = session.csrf
  return session
}

/** The session as last known; signed out until the shell has loaded it. */
export function useSession(): Session {
  return useQuery({ queryKey: ['session'], queryFn: fetchSession, staleTime: Infinity }).data ?? nobody
}

/** Signs in with a password; throws ApiProblem (401 wrong, 423 or 429 locked, with `params`). */
export async function signIn(body: Record<string, unknown>): Promise<void> {
  await send('POST', '/api/session', { body })
  queries.clear()
  queries.setQueryData(['session'], await fetchSession())
}

export async function signOut(client: QueryClient = queries): Promise<void> {
  await send('DELETE', '/api/session').catch(() => {})
  client.clear()
  // A fresh document: nothing of this person stays in memory.
  location.assign('/desk/login')
}

/** Acts for somebody who delegated to this person, or (null) as oneself again; every page asks anew. */
export async function actFor(person: string | null): Promise<void> {
  await send('POST', '/api/identity/me/behalf', { body: { person } })
  const session = await fetchSession()
  queries.removeQueries({ predicate: ({ queryKey: [path] }) => path !== 'session' })
  queries.setQueryData(['session'], session)
}

/** Whether the session holds a permission; '' and 'signed-in' are met by anybody known. The server decides again. */
export function may(session: Session, permission: string): boolean {
  const user = session.user
  if (permission === 'public') return true
  if (!user) return false
  if (permission === '' || permission === 'signed-in') return true
  if (permission === 'staff' || permission === 'citizen') return user.kind === permission
  return user.kind === 'system' || user.permissions.includes(permission)
}

/** `const mayAssign = useMay('hotline.ticket.assign')` */
export function useMay(permission: string): boolean {
  return may(useSession(), permission)
}

/** All modules with their menus, layers and indicators. */
export function useMeta(): Meta {
  const known = useSession().user?.id
  const answer = useQuery({
    queryKey: ['meta', known],
    queryFn: async ({ signal }): Promise<Meta> => {
      const meta: Meta = await send('GET', '/api/meta', { signal })
      allowTopics([`person:${known}`, ...meta.modules.flatMap((m) => m.topics ?? [])])
      return meta
    },
    staleTime: Infinity,
    enabled: Boolean(known),
  })
  return answer.data ?? emptyMeta
}
const emptyMeta: Meta = { modules: [] }
