// Dated code tables and settings under review, and indicators with their history.

import { module } from '#kernel/module'
import contract from './contract.ts'
import { computeIndicators } from './server/indicators.ts'
import routes from './server/routes.ts'

export default module({
  id: 'catalogue',
  name: { zh: '目录', en: 'Catalogue' },
  pillar: 'kernel',
  schema: 'catalogue',
  permissions: {
    'catalogue.code.read': { zh: '查看代码表与参数', en: 'View code tables and settings' },
    'catalogue.code.edit': { zh: '提出代码与参数变更', en: 'Propose changes of codes and settings' },
    'catalogue.code.review': { zh: '审核代码与参数变更', en: 'Review changes of codes and settings' },
    'catalogue.indicator.read': { zh: '查看指标', en: 'View indicators' },
  },
  contract,
  routes,
  // Who leads sees what moves in the whole field, and presses where it is late.
  roles: [
    {
      id: 'catalogue.leader',
      name: { zh: '领导（指标、案件、督办）', en: 'Leader: indicators, cases, supervision' },
      permissions: ['catalogue.indicator.read', 'cases.case.read', 'cases.case.supervise'],
    },
  ],
  topics: { 'catalogue.indicators': 'catalogue.indicator.read', 'catalogue.changes': 'catalogue.code.read' },
  jobs: { 'catalogue.indicators': { cron: '* * * * *', outside: computeIndicators, retries: 0 } },
  menu: [
    {
      page: '/admin/codes',
      name: { zh: '代码表与参数', en: 'Codes and settings' },
      may: 'catalogue.code.read',
      place: 'admin',
      icon: 'table',
    },
    {
      page: '/admin/indicators',
      name: { zh: '指标', en: 'Indicators' },
      may: 'catalogue.indicator.read',
      place: 'admin',
      icon: 'chart',
    },
  ],
})
