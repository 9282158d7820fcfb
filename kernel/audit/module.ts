// The audit log: who did what, and proof that nobody touched it.

import { module } from '#kernel/module'
import contract from './contract.ts'
import routes from './server/routes.ts'
import { startSealer } from './server/seals.ts'

export default module({
  id: 'audit',
  name: { zh: '审计', en: 'Audit' },
  pillar: 'kernel',
  schema: 'audit',
  permissions: {
    'audit.entry.read': { zh: '查看审计记录', en: 'Read the audit log' },
    'audit.log.verify': { zh: '校验审计记录', en: 'Verify the audit log' },
  },
  contract,
  routes,
  menu: [{ page: '/admin/audit', name: { zh: '审计', en: 'Audit' }, may: 'audit.entry.read', icon: 'audit', place: 'admin' }],
  start: startSealer,
})
