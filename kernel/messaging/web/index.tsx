// Pages of messages.

import { lazy } from 'react'
export default {
  '/admin/outbox': lazy(() => import('./OutboxPage.tsx')),
  '/admin/templates': lazy(() => import('./TemplatesPage.tsx')),
}
