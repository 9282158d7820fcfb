// Pages of the working calendar.

import { lazy } from 'react'

export default {
  '/admin/calendar': lazy(() => import('./CalendarPage.tsx')),
}
