// What the shell itself reads: my to-do list, my notifications, the indicators, what is late. Kernel routes only.

import type { UseQueryResult } from '@tanstack/react-query'
import { client, send, address, type ApiProblem, type Reply } from '../client.ts'
import { useLive } from '../live.ts'
import { useMay, type Name } from '../session.ts'
import { queries, refresh, useGet } from '../use-api.ts'

type Cases = typeof import('../../kernel/cases/contract.ts').default
type Messaging = typeof import('../../kernel/messaging/contract.ts').default
type Catalogue = typeof import('../../kernel/catalogue/contract.ts').default
type Identity = typeof import('../../kernel/identity/contract.ts').default
const identity = client<Identity>()
const cases = client<Cases>()
const messaging = client<Messaging>()
const catalogue = client<Catalogue>()

export type Todo = Reply<Cases['GET /cases/todo']>['items'][number]
export type CaseRow = Reply<Cases['GET /cases']>['items'][number]
export type Notice = Reply<Messaging['GET /messaging/inbox']>['items'][number]
export type IndicatorNow = Reply<Catalogue['GET /catalogue/indicators']>['items'][number] & { source?: string | Name | null }

export const useTodo = (query: { page?: number; size?: number; q?: string; system?: string; overdue?: boolean }) =>
  useGet(cases, 'GET /cases/todo', { query }, { keep: true })
export const useTodoCount = () => useGet(cases, 'GET /cases/todo/count', {}, { keep: true, every: 60_000 })
export const useInbox = (query: { page?: number; size?: number; unread?: boolean }) =>
  useGet(messaging, 'GET /messaging/inbox', { query }, { keep: true, every: 120_000 })

/** Indicators with their recent values; the wall and the dashboards. */
export function useIndicators(): UseQueryResult<{ items: IndicatorNow[] }, ApiProblem> {
  const allowed = useMay('catalogue.indicator.read')
  return useGet(catalogue, 'GET /catalogue/indicators', {}, { every: 60_000, enabled: allowed, live: ['catalogue.indicators'] })
}

/** Open cases past their deadline, the longest late first. */
export function useLate(size: number) {
  const allowed = useMay('cases.case.read')
  const query = { size, open: true, overdue: true, sort: 'dueAt' }
  return useGet(cases, 'GET /cases', { query }, { every: 60_000, keep: true, enabled: allowed })
}

/** The cases that came in last. */
export function useNewest(size: number) {
  const allowed = useMay('cases.case.read')
  return useGet(cases, 'GET /cases', { query: { size, sort: '-openedAt' } }, { keep: true, enabled: allowed })
}

/** Those for whom this person may act now, by delegation. */
export function useGivers(asked: boolean): { id: string; name: string }[] {
  const posts = useGet(identity, 'GET /identity/me', {}, { enabled: asked }).data?.posts ?? []
  return [...new Map(posts.flatMap((post) => (post.by ? [[post.by.id, post.by] as const] : []))).values()]
}

export const readCase = (id: string): Promise<any> => cases('GET /cases/:id', { params: { id } })

/** Matters by number or title: all that one may see, or only one's own to-do list. */
export async function findMatters(all: boolean, q: string, signal: AbortSignal): Promise<(CaseRow | Todo)[]> {
  const query = { q, size: 6 }
  const found = all ? await cases('GET /cases', { query, signal }) : await cases('GET /cases/todo', { query, signal })
  return found.items
}

export async function markRead(id: string): Promise<void> {
  await send('POST', address('/messaging/inbox/:id/read', { id }), { body: {} })
  await refresh('/messaging/inbox')
}

/**
 * Reads to-do list and inbox again when they changed. A notice about a case on screen counts at once; any other case of the city only
 * means that the list may be older than it looks: it is read again at most three times a minute, or a busy hotline would have every desk ask.
 */
export function useDeskLive(): void {
  useLive(deskTopics, (topic, data) => {
    if (topic.startsWith('cases')) soon('/cases', onScreen(data?.id) ? 300 : 20_000)
    else if (topic.startsWith('messaging')) soon('/messaging/inbox', 300)
    else {
      soon('/messaging/inbox', 300)
      if (data?.kind !== 'messaging') soon('/cases', 300)
    }
  })
}
// `person` is one's own topic: something about this person changed, whatever it was.
const deskTopics = ['cases', 'messaging', 'person']

const waiting = new Map<string, { at: number; timer: ReturnType<typeof setTimeout> }>()
function soon(path: string, ms: number): void {
  const due = Date.now() + ms
  const before = waiting.get(path)
  if (before && before.at <= due) return
  clearTimeout(before?.timer)
  const timer = setTimeout(() => {
    waiting.delete(path)
    void refresh(path)
  }, ms)
  waiting.set(path, { at: due, timer })
}

function onScreen(id: unknown): boolean {
  if (typeof id !== 'string') return false
  const lists = queries.getQueriesData<{ items?: { id?: string; caseId?: string }[] }>({
    type: 'active',
    predicate: ({ queryKey: [path] }) => typeof path === 'string' && path.startsWith('/cases'),
  })
  return lists.some(
    ([key, list]) => JSON.stringify(key).includes(id) || list?.items?.some((one) => one.caseId === id || one.id === id),
  )
}
