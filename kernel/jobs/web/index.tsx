// Pages of the job queue.

import { lazy } from 'react'
export default { '/admin/jobs': lazy(() => import('./JobsPage.tsx')) }
