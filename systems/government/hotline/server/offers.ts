// What the hotline offers to the rest of the city: its layer, indicators, events and portal services.

import { Bool, Id, Nullable, Obj, Text, Whole, type Indicator, type Layer } from '#kernel/module'
import { countLate, countOpen, countToday, onTime, satisfied } from './figures.ts'

export const openTickets: Layer = {
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
}

const about = { id: Id, no: Text(), caseId: Id }

export const emits = {
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
}

export const services = [
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
]

function percent(rate: number | null): number | null {
  return rate === null ? null : Math.round(rate * 1000) / 10
}

export const indicators: Indicator[] = [
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
]
