// Pages of numbering.

import { lazy } from 'react'

export default {
  '/admin/numbering': lazy(() => import('./NumberingPage.tsx')),
}
