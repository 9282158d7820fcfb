// Code tables for the hotline's pages, read once: names, options for choices, classes as a tree.

import { useMemo } from 'react'
import { useName } from '#web/i18n.ts'
import { useGet } from '#web/use-api.ts'
import { hotline } from './api.ts'

export type Option = { value: string; label: string }
export type Branch = Option & { children?: Branch[] }

export function useCodes() {
  const name = useName()
  const { data } = useGet(hotline, 'GET /hotline/codes')
  return useMemo(() => {
    const tables = data?.tables ?? {}
    const options = (table: string): Option[] =>
      (tables[`hotline.${table}`] ?? []).map((one) => ({ value: one.code, label: name(one.name) }))
    const content = data?.content ?? []
    const below = (parent: string | null): Branch[] =>
      content
        .filter((one) => one.parent === parent)
        .map((one) => {
          const children = below(one.code)
          return { value: one.code, label: name(one.name), ...(children.length ? { children } : {}) }
        })
    return {
      options,
      label: (table: string, code: string | null | undefined) =>
        options(table).find((one) => one.value === code)?.label ?? code ?? '',
      tree: below(null),
      /** Small classes with their middle class in the label, for one searchable list. */
      classes: content
        .filter((one) => one.code.length === 6)
        .map((one) => ({
          value: one.code,
          label: `${name(content.find((up) => up.code === one.parent)?.name ?? one.name)} · ${name(one.name)}`,
        })),
      states: (data?.states ?? []).map((one) => ({ value: one.code, label: name(one.name), end: one.end })),
    }
  }, [data, name])
}

/** Organisations by name or initials, for pickers. */
export async function findOrgs(q: string, signal: AbortSignal): Promise<{ value: string; label: string; note?: string }[]> {
  const { send } = await import('#web/client.ts')
  const { items } = await send('GET', `/api/identity/orgs?size=20${q ? `&q=${encodeURIComponent(q)}` : ''}`, { signal })
  return items.map((one: { id: string; name: string; note?: string }) => ({
    value: one.id,
    label: one.name,
    ...(one.note ? { note: one.note } : {}),
  }))
}
