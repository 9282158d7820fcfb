// Pages of the hotline for staff, by their paths.

import { lazy } from 'react'

export default {
  '/hotline/tickets': lazy(() => import('./TicketsPage.tsx')),
  '/hotline/tickets/:id': lazy(() => import('./TicketPage.tsx')),
  '/hotline/new': lazy(() => import('./NewTicketPage.tsx')),
  '/hotline/duties': lazy(() => import('./DutiesPage.tsx')),
}
