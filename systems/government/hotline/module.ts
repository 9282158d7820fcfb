// The mayor's hotline 12345: matters taken in, handed to the agency that answers for them, answered in time, rated by who asked.

import { module } from '#kernel/module'
import { defineNumber } from '#kernel/numbering'
import contract from './contract.ts'
import { demo } from './demo.ts'
import { ticketFlow } from './flows.ts'
import { seedCodes } from './server/codes.ts'
import { moved } from './server/conduct.ts'
import { publicFigures } from './server/figures.ts'
import { guards } from './server/guards.ts'
import { seedSettings } from './server/limits.ts'
import { templates } from './server/messages.ts'
import { emits, indicators, openTickets, services } from './server/offers.ts'
import { doors } from './server/open311.ts'
import pages from './server/pages.ts'
import { maySeeFiles } from './server/photos.ts'
import { forgetOld, matters } from './server/ratings.ts'
import { archiveClosed, onBreached, onExtended } from './server/reactions.ts'
import routes from './server/routes.ts'

const centre = ['hotline.ticket.read', 'hotline.caller.reveal', 'hotline.caller.confidential', 'hotline.duty.read']
const agency = ['hotline.ticket.read', 'hotline.caller.reveal']

export default module({
  id: 'hotline',
  name: { zh: '市长热线 12345', en: 'Mayor’s hotline 12345' },
  pillar: 'government',
  schema: 'hotline',
  permissions: {
    'hotline.ticket.read': { zh: '查看工单', en: 'See tickets' },
    'hotline.ticket.create': { zh: '登记工单', en: 'Record tickets' },
    'hotline.ticket.classify': { zh: '分类和改正工单', en: 'Classify and correct tickets' },
    'hotline.ticket.dispatch': { zh: '查看派单建议', en: 'See whom to dispatch to' },
    'hotline.ticket.callback': { zh: '登记回访', en: 'Record call-backs' },
    'hotline.ticket.designate': { zh: '指定承办单位', en: 'Designate agencies' },
    'hotline.ticket.suspend': { zh: '批准挂起', en: 'Suspend tickets' },
    'hotline.ticket.exclude': { zh: '评审诉求是否合理', en: 'Decide on unreasonable demands' },
    'hotline.caller.reveal': { zh: '查看诉求人信息（记录用途）', en: 'Show caller data for a purpose' },
    'hotline.caller.confidential': { zh: '查看保密件和举报件的诉求人', en: 'Know callers of confidential tickets' },
    'hotline.answer.publish': { zh: '公开答复', en: 'Publish answers' },
    'hotline.duty.read': { zh: '查看职责清单', en: 'See the duty list' },
    'hotline.duty.manage': { zh: '维护职责清单', en: 'Manage the duty list' },
    'hotline.open311.write': { zh: '通过 Open311 提交诉求', en: 'Send requests by Open311' },
  },
  roles: [
    {
      id: 'hotline.agent',
      name: { zh: '话务员', en: 'Agent' },
      permissions: [...centre, 'hotline.ticket.create', 'hotline.ticket.classify'],
    },
    {
      id: 'hotline.dispatcher',
      name: { zh: '派单员', en: 'Dispatcher' },
      permissions: [...centre, 'hotline.ticket.classify', 'hotline.ticket.dispatch', 'hotline.answer.publish'],
    },
    {
      id: 'hotline.callback',
      name: { zh: '回访员', en: 'Call-back officer' },
      permissions: [...centre, 'hotline.ticket.callback'],
    },
    {
      id: 'hotline.supervisor',
      name: { zh: '督办员', en: 'Supervisor' },
      permissions: [...centre, 'hotline.ticket.designate', 'hotline.ticket.exclude', 'cases.case.supervise'],
    },
    {
      id: 'hotline.manager',
      name: { zh: '热线管理机构负责人', en: 'Hotline manager' },
      permissions: [
        ...centre,
        'hotline.ticket.designate',
        'hotline.ticket.suspend',
        'hotline.ticket.exclude',
        'hotline.answer.publish',
        'hotline.duty.manage',
        'cases.case.supervise',
      ],
    },
    { id: 'hotline.liaison', name: { zh: '承办单位联络员', en: 'Agency liaison' }, permissions: agency },
    { id: 'hotline.handler', name: { zh: '承办人', en: 'Handler' }, permissions: agency },
    { id: 'hotline.auditor', name: { zh: '承办单位审核人', en: 'Agency auditor' }, permissions: ['hotline.ticket.read'] },
  ],
  contract,
  routes,
  doors,
  pages,
  flows: [ticketFlow],
  functions: { 'hotline.moved': moved, 'hotline.ticket.files': maySeeFiles, ...guards },
  layers: [openTickets],
  indicators,
  menu: [
    { page: '/hotline/tickets', name: { zh: '热线工单', en: 'Hotline tickets' }, may: 'hotline.ticket.read', icon: 'phone' },
    { page: '/hotline/new', name: { zh: '登记诉求', en: 'New ticket' }, may: 'hotline.ticket.create', icon: 'form' },
    { page: '/hotline/duties', name: { zh: '职责清单', en: 'Duty list' }, may: 'hotline.duty.read', icon: 'table' },
  ],
  services,
  matters,
  publicFigures,
  topics: { 'hotline.ticket': 'hotline.ticket.read' },
  jobs: {
    'hotline.forget': { cron: '20 * * * *', run: forgetOld },
    'hotline.archive': { cron: '10 2 * * *', run: archiveClosed },
  },
  emits,
  on: { 'cases.clock.breached': onBreached, 'cases.clock.extended': onExtended },
  templates,
  seed: async (ctx) => {
    await defineNumber(ctx, { kind: 'hotline.ticket', pattern: '{area}{yyyy}{MM}{dd}{seq5}', restart: 'day' })
    await seedCodes(ctx)
    await seedSettings(ctx)
  },
  demo,
})
