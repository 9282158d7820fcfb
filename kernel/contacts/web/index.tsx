// The page of duty contacts.

import { lazy } from 'react'
export default { '/admin/contacts': lazy(() => import('./ContactsPage.tsx')) }
