// Timed and sent work: what runs when, what failed, and the upkeep of monthly partitions.

import { module } from '#kernel/module'
import contract from './contract.ts'
import { ensureMonths } from './server/queues.ts'
import routes from './server/routes.ts'

export default module({
  id: 'jobs',
  name: { zh: '后台任务', en: 'Jobs' },
  pillar: 'kernel',
  schema: 'jobs',
  permissions: {
    'jobs.queue.read': { zh: '查看后台任务', en: 'View jobs' },
    'jobs.queue.manage': { zh: '重试与立即运行后台任务', en: 'Retry and run jobs' },
  },
  contract,
  routes,
  jobs: { 'jobs.months': { cron: '10 2 * * *', run: (ctx) => ensureMonths(ctx) } },
  menu: [{ page: '/admin/jobs', name: { zh: '后台任务', en: 'Jobs' }, may: 'jobs.queue.read', place: 'admin', icon: 'tool' }],
})
