// Pages of the catalogue.

import { lazy } from 'react'
export default {
  '/admin/codes': lazy(() => import('./CodesPage.tsx')),
  '/admin/indicators': lazy(() => import('./IndicatorsPage.tsx')),
}
