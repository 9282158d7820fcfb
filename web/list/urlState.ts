// A list's state in its address: page, size, sort and filters, so that a list can be bookmarked, shared and gone back to.

export type ListState = { page: number; size: number; sort: string; values: Record<string, string | string[]> }
export type StateSpec = { keys: string[]; many?: string[]; size?: number; sort?: string }

const sizes = [10, 20, 50, 100]

/** Reads a list's state from a query string. Nonsense (page=-1, size=7, keys that are no filter) falls back to the defaults. */
export function readState(search: URLSearchParams, spec: StateSpec): ListState {
  const page = Number(search.get('page'))
  const size = Number(search.get('size'))
  const sort = search.get('sort') ?? ''
  const values: ListState['values'] = {}
  for (const key of spec.keys) {
    const found = search.getAll(key).filter((v) => v !== '')
    if (found.length === 0) continue
    values[key] = spec.many?.includes(key) ? found : found[0]!
  }
  return {
    page: Number.isInteger(page) && page > 0 ? page : 1,
    size: sizes.includes(size) ? size : (spec.size ?? 20),
    sort: /^-?[a-zA-Z]+$/.test(sort) ? sort : (spec.sort ?? ''),
    values,
  }
}

/** Writes the state back; defaults are left out, and parameters that are not the list's own are kept. */
export function writeState(state: ListState, spec: StateSpec, before: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const after = new URLSearchParams(before)
  for (const key of ['page', 'size', 'sort', ...spec.keys]) after.delete(key)
  for (const key of spec.keys) {
    const value = state.values[key]
    for (const one of Array.isArray(value) ? value : [value]) if (one) after.append(key, one)
  }
  if (state.sort && state.sort !== spec.sort) after.set('sort', state.sort)
  if (state.page > 1) after.set('page', String(state.page))
  if (state.size !== (spec.size ?? 20)) after.set('size', String(state.size))
  return after
}

/** What the server is asked. */
export function toQuery(state: ListState, stream = false): Record<string, unknown> {
  if (stream) return { ...state.values, size: state.size }
  return { ...state.values, page: state.page, size: state.size, ...(state.sort ? { sort: state.sort } : {}) }
}

export const pageSizes = sizes
