// Pages of the audit log.

import { lazy } from 'react'

export default {
  '/admin/audit': lazy(() => import('./AuditPage.tsx')),
}
