// The pages that capabilities and systems bring, found in their folders: path → lazy component. The shell names none of them.

import type { ComponentType } from 'react'

export type Pages = Record<string, ComponentType>

const found = {
  ...import.meta.glob<{ default: Pages }>('../../kernel/*/web/index.tsx', { eager: true }),
  ...import.meta.glob<{ default: Pages }>('../../systems/*/*/web/index.tsx', { eager: true }),
}

/** All pages by path below /desk. The index files hold only lazy() calls, so that reading them all costs nothing. */
export const pages: Pages = Object.assign({}, ...Object.values(found).map((file) => file.default))
