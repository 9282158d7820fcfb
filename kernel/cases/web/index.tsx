// Pages of cases: my to-do list, all cases, one case, and the flows with their versions.

import { lazy } from 'react'

export default {
  '/cases/todo': lazy(() => import('./TodoPage.tsx')),
  '/cases': lazy(() => import('./CaseListPage.tsx')),
  '/cases/:id': lazy(() => import('./CasePage.tsx')),
  '/admin/flows': lazy(() => import('./FlowsPage.tsx')),
  '/admin/flows/:flow': lazy(() => import('./FlowPage.tsx')),
}
