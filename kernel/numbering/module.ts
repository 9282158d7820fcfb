// Numbers that people see: ordinary ones that never wait, gapless ones where law wants them.

import { module } from '#kernel/module'
import contract from './contract.ts'
import { prepareBuckets } from './server/numbers.ts'
import routes from './server/routes.ts'

export default module({
  id: 'numbering',
  name: { zh: '编号', en: 'Numbering' },
  pillar: 'kernel',
  schema: 'numbering',
  permissions: {
    'numbering.format.read': { zh: '查看编号格式', en: 'Read number formats' },
    'numbering.format.manage': { zh: '维护编号格式', en: 'Manage number formats' },
    'numbering.number.void': { zh: '作废编号', en: 'Void numbers' },
  },
  contract,
  routes,
  menu: [
    {
      page: '/admin/numbering',
      name: { zh: '编号', en: 'Numbering' },
      may: 'numbering.format.read',
      icon: 'number',
      place: 'admin',
    },
  ],
  jobs: { 'numbering.prepare': { cron: '15 * * * *', run: prepareBuckets } },
})
