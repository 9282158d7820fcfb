// What a list keeps: its state in the address (or its own), the row height, and the export of what is filtered.

import { App } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { useProblemText, useT } from '../i18n.ts'
import { saveText, toCsv } from './csv.ts'
import { readState, writeState, type ListState, type StateSpec } from './urlState.ts'

const exportLimit = 10_000

/** The same object as long as it says the same: pages write their filters inline. */
export function useSpec(spec: StateSpec): StateSpec {
  const shape = JSON.stringify(spec)
  return useMemo(() => JSON.parse(shape) as StateSpec, [shape])
}

/** State, its setter, the address and the setter of `?open=`. Turning a page can be gone back from; filtering replaces. */
export function useListState(spec: StateSpec, embedded: boolean) {
  const [search, setSearch] = useSearchParams()
  const [own, setOwn] = useState(() => readState(new URLSearchParams(), spec))
  const state = useMemo(() => (embedded ? own : readState(search, spec)), [embedded, own, search, spec])
  const set = (next: ListState) =>
    embedded ? setOwn(next) : setSearch((now) => writeState(next, spec, now), { replace: next.page === state.page })
  const setOpen = useCallback(
    (id: string | null) =>
      setSearch((now) => {
        const next = new URLSearchParams(now)
        if (id === null) next.delete('open')
        else next.set('open', id)
        return next
      }),
    [setSearch],
  )
  return [state, set, search, setOpen] as const
}

/** Row height, remembered on this machine. */
export function useDensity(): ['small' | 'middle', (density: 'small' | 'middle') => void] {
  const [density, set] = useState<'small' | 'middle'>(() =>
    localStorage.getItem('yicheng.density') === 'middle' ? 'middle' : 'small',
  )
  return [
    density,
    (next) => {
      localStorage.setItem('yicheng.density', next)
      set(next)
    },
  ]
}

/** The export asks for the same list page by page, so it can never hold more than the person may see. */
export function useExport(api: any, route: string, params: unknown, query: Record<string, unknown>, stream = false) {
  const { message } = App.useApp()
  const t = useT()
  const say = useProblemText()
  const [busy, setBusy] = useState(false)
  const run = async (title: string, head: string[], cellsOf: (row: any) => unknown[]) => {
    setBusy(true)
    try {
      const rows: unknown[][] = []
      let after: string | undefined
      for (let page = 1; rows.length < exportLimit; page++) {
        const place = after === undefined ? (stream ? {} : { page }) : { after }
        const part = await api(route, { params, query: { ...query, ...place, size: 100 } })
        rows.push(...part.items.map(cellsOf))
        if (stream ? !part.next : part.items.length < 100 || rows.length >= part.total) break
        if (stream) after = part.next
      }
      saveText(`${title} ${new Date().toISOString().slice(0, 10)}.csv`, toCsv(head, rows))
      message.success(t(rows.length >= exportLimit ? 'shell.list.exportedPart' : 'shell.list.exported', { count: rows.length }))
    } catch (error) {
      message.error(say(error))
    } finally {
      setBusy(false)
    }
  }
  return { busy, run }
}
