// Pages of organisations, people, roles, delegations, keys and one's own account.

import { lazy } from 'react'

export default {
  '/admin/organisations': lazy(() => import('./OrganisationsPage.tsx')),
  '/admin/people': lazy(() => import('./PeoplePage.tsx')),
  '/admin/citizens': lazy(() => import('./CitizensPage.tsx')),
  '/admin/roles': lazy(() => import('./RolesPage.tsx')),
  '/admin/delegations': lazy(() => import('./DelegationsPage.tsx')),
  '/admin/keys': lazy(() => import('./KeysPage.tsx')),
  '/admin/unmaskings': lazy(() => import('./UnmaskingsPage.tsx')),
  '/me': lazy(() => import('./MePage.tsx')),
}
