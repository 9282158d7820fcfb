// The mayor's hotline 12345: matters taken in, handed to the agency that answers for them, answered in time, rated by who asked.

import { Bool, Id, module, Nullable, Obj, Text, Whole } from '#kernel/module'
import { defineNumber } from '#kernel/numbering'
import contract from './contract.ts'
import { demo } from './demo.ts'
import { ticketFlow } from './flows.ts'
import { seedCodes } from './server/codes.ts'
import {
  contactLimit,
  dispatchLimit,
  finishLimit,
  isClassified,
  mayGiveUp,
  mayRedo,
  mayReturn,
  moved,
  returnJudge,
  signLimit,
} from './server/conduct.ts'
import { countLate, countOpen, countToday, onTime, publicFigures, satisfied } from './server/figures.ts'
import { seedSettings } from './server/limits.ts'
import { templates } from './server/messages.ts'
import { doors } from './server/open311.ts'
import pages from './server/pages.ts'
import { maySeeFiles } from './server/photos.ts'
import { forgetOld, matters } from './server/ratings.ts'
import { archiveClosed, onBreached, onExtended } from './server/reactions.ts'
import routes from './server/routes.ts'

const centre = ['hotline.ticket.read', 'hotline.caller.reveal', 'hotline.caller.confidential', 'hotline.duty.read']
const agency = ['hotline.ticket.read', 'hotline.caller.reveal']
const about = { id: Id, no: Text(), caseId: Id }

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
  functions: {
    'hotline.moved': moved,
    'hotline.isClassified': isClassified,
    'hotline.mayReturn': mayReturn,
    'hotline.mayGiveUp': mayGiveUp,
    'hotline.mayRedo': mayRedo,
    'hotline.returnJudge': returnJudge,
    'hotline.dispatchLimit': dispatchLimit,
    'hotline.signLimit': signLimit,
    'hotline.contactLimit': contactLimit,
    'hotline.finishLimit': finishLimit,
    'hotline.ticket.files': maySeeFiles,
  },
  layers: [
    {
      id: 'hotline.open',
      name: { zh: '在办热线工单', en: 'Open hotline tickets' },
      geometry: 'point',
      source: {
        table: 'hotline.ticket',
        id: 'id',
        geom: 'geom',
        properties: {
          no: 'no',
          title: "case when t.confidential or t.request_type = 'REPORT' then '' else t.title end",
          state: 'state',
          urgency: 'urgency',
          late: 'late',
          content: 'content_code',
        },
        where: 't.open and t.geom is not null',
      },
      color: '#c2410c',
      may: 'hotline.ticket.read',
      scope: { org: 'org_id', area: 'area', owner: 'created_by' },
    },
  ],
  indicators: [
    {
      id: 'hotline.today',
      name: { zh: '今日热线诉求', en: 'Hotline matters today' },
      unit: '件',
      every: '5m',
      value: (ctx) => countToday(ctx),
    },
    { id: 'hotline.open', name: { zh: '在办工单', en: 'Open tickets' }, unit: '件', every: '5m', value: (ctx) => countOpen(ctx) },
    {
      id: 'hotline.late',
      name: { zh: '超期工单', en: 'Late tickets' },
      unit: '件',
      every: '5m',
      value: (ctx) => countLate(ctx),
      warnAbove: 20,
    },
    {
      id: 'hotline.on_time',
      name: { zh: '按时办结率（30 天）', en: 'Answered on time (30 days)' },
      unit: '%',
      every: '1h',
      value: async (ctx) => percent((await onTime(ctx)).rate),
      warnBelow: 90,
    },
    {
      id: 'hotline.satisfied',
      name: { zh: '满意率（30 天）', en: 'Satisfied (30 days)' },
      unit: '%',
      every: '1h',
      value: async (ctx) => percent((await satisfied(ctx)).rate),
      warnBelow: 85,
    },
    {
      id: 'hotline.rated',
      name: { zh: '已评价件数（30 天）', en: 'Rated (30 days)' },
      unit: '件',
      every: '1h',
      value: async (ctx) => (await satisfied(ctx)).of,
    },
    {
      id: 'hotline.unrated',
      name: { zh: '未计入满意率（30 天）', en: 'Left out of the rate (30 days)' },
      unit: '件',
      every: '1h',
      value: async (ctx) => (await satisfied(ctx)).excluded,
    },
  ],
  menu: [
    { page: '/hotline/tickets', name: { zh: '热线工单', en: 'Hotline tickets' }, may: 'hotline.ticket.read', icon: 'phone' },
    { page: '/hotline/new', name: { zh: '登记诉求', en: 'New ticket' }, may: 'hotline.ticket.create', icon: 'form' },
    { page: '/hotline/duties', name: { zh: '职责清单', en: 'Duty list' }, may: 'hotline.duty.read', icon: 'table' },
  ],
  services: [
    {
      path: '/report',
      name: { zh: '反映问题', en: 'Report something' },
      about: {
        zh: '咨询、求助、投诉、举报、建议，写下来或拍照，全程可查。',
        en: 'Ask, get help, complain or suggest; with photos, and follow it to the end.',
      },
      first: true,
    },
    {
      path: '/track',
      name: { zh: '查询进度', en: 'Follow a report' },
      about: {
        zh: '凭编号和查询码查看办理进度、答复，并作评价。',
        en: 'See progress and reply by number and query code, and rate it.',
      },
      first: true,
    },
    {
      path: '/answered',
      name: { zh: '已答复的问题', en: 'Answered questions' },
      about: { zh: '看看别人反映过什么、怎么解决的。', en: 'What others asked, and how it was solved.' },
    },
  ],
  matters,
  publicFigures,
  topics: { 'hotline.ticket': 'hotline.ticket.read' },
  jobs: {
    'hotline.forget': { cron: '20 * * * *', run: forgetOld },
    'hotline.archive': { cron: '10 2 * * *', run: archiveClosed },
  },
  emits: {
    'hotline.ticket.created': Obj({
      ...about,
      channel: Text(),
      requestType: Text(),
      contentCode: Text(),
      area: Text(),
      urgency: Text(),
    }),
    'hotline.ticket.dispatched': Obj({ ...about, org: Text(), allowance: Text(), dueAt: Text(), designated: Bool }),
    'hotline.ticket.replied': Obj({ ...about, org: Text() }),
    'hotline.ticket.closed': Obj({ ...about, result: Text(), org: Text(), satisfaction: Nullable(Whole()) }),
    'hotline.ticket.rated': Obj({ ...about, org: Text(), satisfaction: Whole() }),
  },
  on: { 'cases.clock.breached': onBreached, 'cases.clock.extended': onExtended },
  templates,
  seed: async (ctx) => {
    await defineNumber(ctx, { kind: 'hotline.ticket', pattern: '{area}{yyyy}{MM}{dd}{seq5}', restart: 'day' })
    await seedCodes(ctx)
    await seedSettings(ctx)
  },
  demo,
})

function percent(rate: number | null): number | null {
  return rate === null ? null : Math.round(rate * 1000) / 10
}
