// Pages of the event log.

import { lazy } from 'react'
export default { '/admin/events': lazy(() => import('./EventsPage.tsx')) }
