// What the shell itself reads: my to-do list, my notifications, the indicators. Kernel routes only.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { address, send } from '../client.ts'
import { useLive } from '../live.ts'
import type { Name } from '../session.ts'
import { refresh } from '../use-api.ts'

export type Todo = {
  taskId: string
  caseId: string
  no: string
  title: string
  system: string
  flowName: Name
  state: string
  stateName: Name
  dueAt: string | null
  warnAt: string | null
  flags: string[]
  openedAt: string
  orgName: string | null
  page: string
}
export type TodoCount = { total: number; overdue: number; bySystem: Record<string, number> }
export type Notice = { id: string; title: string; body: string; at: string; readAt: string | null; link: string | null }
export type IndicatorNow = {
  id: string
  name: Name
  unit: string
  value: number | null
  at: string | null
  warnAbove?: number | null
  warnBelow?: number | null
  source?: string | Name | null
  history: { at: string; value: number | null }[]
}

/** One kernel GET, kept under its path so that refresh('/cases') reaches it. */
function useRead<T>(path: string, query: Record<string, unknown> = {}, every?: number) {
  return useQuery<T>({
    queryKey: [path, {}, query],
    queryFn: ({ signal }) => send('GET', address(path, {}, query), { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: every,
  })
}

export const useTodo = (query: Record<string, unknown>) => useRead<{ items: Todo[]; total: number }>('/cases/todo', query)
export const useTodoCount = () => useRead<TodoCount>('/cases/todo/count', {}, 60_000)
export const useInbox = (query: Record<string, unknown>) =>
  useRead<{ items: Notice[]; total: number }>('/messaging/inbox', query, 120_000)
export const useIndicators = () => useRead<{ items: IndicatorNow[] }>('/catalogue/indicators', {}, 60_000)
export const useLate = (size: number) => useRead<{ items: Todo[]; total: number }>('/cases/late', { size }, 60_000)

export async function markRead(id: string): Promise<void> {
  await send('POST', address('/messaging/inbox/:id/read', { id }), { body: {} })
  await refresh('/messaging/inbox')
}

/** Reads to-do and inbox again when the server says that they changed; many notices within half a second make one reading. */
export function useDeskLive(): void {
  useLive(deskTopics, (topic) => {
    if (!topic.startsWith('messaging')) soon('/cases')
    if (!topic.startsWith('cases')) soon('/messaging/inbox')
  })
}
// `person` is one's own topic: something about this person changed, whatever it was.
const deskTopics = ['cases', 'messaging', 'person']
const waiting = new Set<string>()
function soon(path: string): void {
  if (waiting.has(path)) return
  waiting.add(path)
  setTimeout(() => {
    waiting.delete(path)
    void refresh(path)
  }, 500)
}
