// The event log and its deliveries, seen by the administrator; storing and delivering is wired at boot.

import { module } from '#kernel/module'
import contract from './contract.ts'
import routes from './server/routes.ts'

export default module({
  id: 'events',
  name: { zh: '事件', en: 'Events' },
  pillar: 'kernel',
  schema: 'events',
  permissions: {
    'events.log.read': { zh: '查看事件日志', en: 'View the event log' },
    'events.delivery.manage': { zh: '重新投递或放弃事件', en: 'Retry or drop deliveries' },
  },
  contract,
  routes,
  menu: [{ page: '/admin/events', name: { zh: '事件', en: 'Events' }, may: 'events.log.read', place: 'admin', icon: 'bell' }],
})
