// Whether the window is as narrow as a phone.

import { useSyncExternalStore } from 'react'

const query = '(max-width: 719px)'

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (told) => {
      const list = matchMedia(query)
      list.addEventListener('change', told)
      return () => list.removeEventListener('change', told)
    },
    () => matchMedia(query).matches,
  )
}
