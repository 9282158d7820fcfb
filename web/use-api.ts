// React hooks over the typed client: reading with a cache that other pages can refresh, and sending once.

import { QueryClient, useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { App } from 'antd'
import { useRef } from 'react'
import { ApiProblem, newKey, type Api, type Options, type Reply } from './client.ts'
import { useProblemText } from './i18n.ts'
import { useLive } from './live.ts'

/** The one cache of the staff web. A refusal (4xx) is an answer and is not tried again; silence is tried twice. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
    },
  },
})

type Given = { params?: Record<string, unknown>; query?: Record<string, unknown> }
type Extra = { live?: string[]; enabled?: boolean; keep?: boolean; every?: number }

/**
 * Reads a GET route: `useGet(hotline, 'GET /hotline/tickets/:id', { params: { id } }, { live: ['hotline.ticket'] })`.
 * `live`: topics that make it read again; `keep`: show the last answer while the next one loads; `every`: ms between reads.
 */
export function useGet<C, K extends keyof C & `GET ${string}`>(
  api: Api<C>,
  route: K,
  given?: Omit<Options<C[K]>, 'key' | 'signal'>,
  extra: Extra = {},
): UseQueryResult<Reply<C[K]>, ApiProblem> {
  const { params, query } = (given ?? {}) as Given
  const answer = useQuery<Reply<C[K]>, ApiProblem>({
    queryKey: [route.slice(4), params ?? {}, query ?? {}],
    queryFn: ({ signal }: { signal: AbortSignal }) => (api as any)(route, { params, query, signal }),
    enabled: extra.enabled ?? true,
    placeholderData: extra.keep ? (last: any) => last : undefined,
    refetchInterval: extra.every,
  } as any)
  useLive(extra.live ?? none, () => void answer.refetch())
  return answer
}
const none: string[] = []

/** Makes every useGet whose path begins with one of these read again: `refresh('/hotline/tickets')`. */
export function refresh(...paths: string[]): Promise<void> {
  return queries.invalidateQueries({
    predicate: ({ queryKey: [path] }) => typeof path === 'string' && paths.some((p) => path.startsWith(p)),
  })
}

/**
 * Sends to a POST, PATCH or DELETE route: `const close = useSend(hotline, 'POST /hotline/tickets/:id/close', { refresh: ['/hotline'], success: t('…') })`
 * then `close.mutate({ params, body })` or `await close.mutateAsync(…)`. A retry after silence carries the same idempotency key, so nothing
 * happens twice. Problems are shown as a message unless `quiet`.
 */
export function useSend<C, K extends keyof C & string>(
  api: Api<C>,
  route: K,
  then: { refresh?: string[]; success?: string; quiet?: boolean; onDone?: (reply: Reply<C[K]>) => void } = {},
) {
  const { message } = App.useApp()
  const say = useProblemText()
  const pending = useRef<{ of: string; key: string } | null>(null)
  return useMutation<Reply<C[K]>, ApiProblem, Omit<Options<C[K]>, 'key' | 'signal'>>({
    mutationFn: (given) => {
      const of = JSON.stringify(given ?? null)
      if (pending.current?.of !== of) pending.current = { of, key: newKey() }
      return (api as any)(route, { ...(given as object), key: pending.current.key })
    },
    onSuccess: async (reply) => {
      pending.current = null
      if (then.success) message.success(then.success)
      then.onDone?.(reply)
      if (then.refresh) await refresh(...then.refresh)
    },
    onError: (problem) => {
      // Only silence keeps the key: any answer, even a refusal, ends this attempt.
      if (!(problem instanceof ApiProblem) || problem.status !== 0) pending.current = null
      if (!then.quiet) message.error(say(problem))
    },
  })
}
