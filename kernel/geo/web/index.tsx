// Pages of the geography.
import { lazy } from 'react'

export default {
  '/geo/map': lazy(() => import('./MapPage.tsx')),
}
