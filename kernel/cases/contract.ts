// HTTP routes of cases: to-do list, case lists and pages, actions, and flows with their versions.

import { Type } from 'typebox'
import {
  Any,
  Arr,
  Bool,
  ById,
  Choice,
  DateTime,
  Filled,
  Id,
  Json,
  Names,
  Nullable,
  Obj,
  Optional,
  PageOf,
  PageQuery,
  Text,
  Whole,
  contract,
} from '#kernel/module'

const Time = Nullable(DateTime)
const Todo = Obj({
  taskId: Id,
  caseId: Id,
  no: Text(),
  title: Text(),
  system: Text(),
  flow: Text(),
  flowName: Names,
  state: Text(),
  stateName: Names,
  kind: Text(),
  dueAt: Time,
  warnAt: Time,
  flags: Arr(Text()),
  openedAt: DateTime,
  claimed: Bool,
  org: Text(),
  orgName: Text(),
  page: Text(),
})
const Row = Obj({
  id: Id,
  no: Text(),
  title: Text(),
  system: Text(),
  flow: Text(),
  flowName: Names,
  state: Text(),
  stateName: Names,
  flags: Arr(Text()),
  priority: Whole(),
  org: Text(),
  orgName: Text(),
  area: Text(),
  openedAt: DateTime,
  endedAt: Time,
  result: Nullable(Text()),
  dueAt: Time,
  warnAt: Time,
  rev: Whole(),
  page: Text(),
})
const FlowId = Type.String({ pattern: '^[a-z][a-z0-9-]*\\.[a-z0-9.-]{1,60}$' })
const ByFlow = Obj({ flow: FlowId })
const Version = Type.Integer({ minimum: 1, maximum: 100_000 })
const ByVersion = Obj({ flow: FlowId, version: Version })
const Action = Type.String({ pattern: '^[a-z][a-zA-Z0-9_]{0,59}$' })
const VersionRow = Obj({
  version: Whole(),
  status: Choice('draft', 'live', 'retired'),
  source: Choice('code', 'city'),
  base: Nullable(Whole()),
  note: Text(2000),
  madeByName: Text(),
  madeAt: DateTime,
  approvedByName: Nullable(Text()),
  publishedAt: Time,
  open: Whole(),
})

export default contract({
  'GET /cases/todo': {
    may: 'signed-in',
    summary: { zh: '我的待办', en: 'My to-do list' },
    query: PageQuery({ system: Optional(Text(60)), overdue: Optional(Bool) }),
    reply: PageOf(Todo),
  },
  'GET /cases/todo/count': {
    may: 'signed-in',
    summary: { zh: '待办数量', en: 'How much is to do' },
    reply: Obj({ total: Whole(), overdue: Whole(), bySystem: Arr(Obj({ system: Text(), total: Whole(), overdue: Whole() })) }),
  },
  'GET /cases': {
    may: 'cases.case.read',
    summary: { zh: '案件列表', en: 'Cases' },
    query: PageQuery({
      flow: Optional(FlowId),
      state: Optional(Type.Array(Text(60), { maxItems: 30 })),
      org: Optional(Text(60)),
      area: Optional(Type.String({ pattern: '^\\d{2,12}$' })),
      open: Optional(Bool),
      overdue: Optional(Bool),
      flag: Optional(Text(40)),
      from: Optional(DateTime),
      to: Optional(DateTime),
      mine: Optional(Choice('opened', 'handled')),
      after: Optional(Id),
    }),
    reply: Obj({ items: Arr(Row), total: Whole(), next: Nullable(Text()) }),
  },
  'GET /cases/counts': {
    may: 'cases.case.read',
    summary: { zh: '各状态数量', en: 'Counts by state' },
    query: Obj({ flow: Optional(FlowId) }),
    reply: Obj({ items: Arr(Obj({ flow: Text(), state: Text(), stateName: Names, ended: Bool, count: Whole() })) }),
  },
  'GET /cases/:id': { may: 'signed-in', summary: { zh: '案件', en: 'One case' }, params: ById, reply: Any },
  'POST /cases/:id/:action': {
    may: 'signed-in',
    summary: { zh: '办理', en: 'Take an action' },
    params: Obj({ id: Id, action: Action }),
    body: Obj({ input: Optional(Json), rev: Type.Integer({ minimum: 1 }) }),
    reply: Obj({ id: Id, no: Text(), state: Text(), flags: Arr(Text()), dueAt: Time, endedAt: Time, rev: Whole() }),
  },
  'POST /cases/bulk': {
    may: 'signed-in',
    summary: { zh: '批量办理', en: 'Take one action on several cases' },
    body: Obj({
      action: Action,
      input: Optional(Json),
      cases: Type.Array(Obj({ id: Id, rev: Type.Integer({ minimum: 1 }) }), { minItems: 1, maxItems: 100 }),
    }),
    reply: Obj({ items: Arr(Obj({ id: Id, done: Bool, code: Nullable(Text()) })) }),
  },
  'GET /cases/:id/cards': {
    may: 'signed-in',
    summary: { zh: '黄牌红牌', en: 'Yellow and red cards, from the log' },
    params: ById,
    reply: Obj({
      items: Arr(
        Obj({ clockId: Id, kind: Text(), ref: Text(), org: Text(), color: Choice('yellow', 'red'), at: DateTime, exempt: Bool }),
      ),
    }),
  },
  'POST /cases/:id/clocks/:clock/exempt': {
    may: 'cases.clock.exempt',
    summary: { zh: '超时豁免', en: 'Exempt a breach' },
    params: Obj({ id: Id, clock: Id }),
    body: Obj({ reason: Filled(2000) }),
  },

  'GET /cases/flows': {
    may: 'cases.flow.read',
    summary: { zh: '流程', en: 'Flows' },
    reply: Obj({
      items: Arr(Obj({ id: Text(), system: Text(), name: Names, version: Nullable(Whole()), drafts: Whole(), open: Whole() })),
      total: Whole(),
    }),
  },
  'GET /cases/flows/roles': {
    may: 'signed-in',
    summary: { zh: '可承办的角色', en: 'Roles that may act' },
    reply: Obj({ items: Arr(Obj({ id: Text(), name: Names })) }),
  },
  'GET /cases/flows/:flow': {
    may: 'cases.flow.read',
    summary: { zh: '流程的各版本', en: 'Versions of a flow' },
    params: ByFlow,
    reply: Obj({ id: Text(), system: Text(), name: Names, live: Nullable(Whole()), versions: Arr(VersionRow) }),
  },
  'GET /cases/flows/:flow/:version': {
    may: 'cases.flow.read',
    params: ByVersion,
    reply: Obj({
      flow: Text(),
      version: Whole(),
      status: Text(),
      definition: Any,
      wrong: Arr(Text(2000)),
      differences: Arr(Obj({ path: Text(500), from: Any, to: Any })),
    }),
  },
  'GET /cases/flows/:flow/:version/bpmn': {
    may: 'cases.flow.read',
    summary: { zh: '导出 BPMN 2.0', en: 'BPMN 2.0 export' },
    params: ByVersion,
  },
  'GET /cases/flows/:flow/traffic': {
    may: 'cases.flow.read',
    summary: { zh: '流程分析', en: 'Where time goes' },
    params: ByFlow,
    query: Obj({ from: Optional(DateTime), to: Optional(DateTime) }),
    reply: Obj({
      states: Arr(Obj({ state: Text(), open: Whole(), overdue: Whole(), visits: Whole(), medianHours: Nullable(Type.Number()) })),
      moves: Arr(Obj({ from: Text(), to: Text(), action: Text(), count: Whole() })),
    }),
  },
  'POST /cases/flows/:flow/drafts': {
    may: 'cases.flow.edit',
    status: 201,
    summary: { zh: '起草新版本', en: 'Draft a version' },
    params: ByFlow,
    body: Obj({ definition: Json, note: Text(2000) }),
    reply: Obj({ version: Whole(), wrong: Arr(Text(2000)) }),
  },
  'PATCH /cases/flows/:flow/:version': {
    may: 'cases.flow.edit',
    params: ByVersion,
    body: Obj({ definition: Json, note: Text(2000) }),
    reply: Obj({ version: Whole(), wrong: Arr(Text(2000)) }),
  },
  'DELETE /cases/flows/:flow/:version': { may: 'cases.flow.edit', params: ByVersion },
  'GET /cases/flows/:flow/:version/rehearsal': {
    may: 'cases.flow.read',
    summary: { zh: '用上月办结件演练', en: "Replay last month's closed cases" },
    params: ByVersion,
    query: Obj({ days: Optional(Type.Integer({ minimum: 1, maximum: 366 })) }),
    reply: Obj({
      cases: Whole(),
      illegal: Arr(Obj({ action: Text(), from: Text(), why: Text(), count: Whole(), examples: Arr(Text()) })),
      overdueBefore: Whole(),
      overdueAfter: Whole(),
    }),
  },
  'POST /cases/flows/:flow/:version/publish': {
    may: 'cases.flow.publish',
    summary: { zh: '发布（需第二人）', en: 'Publish, by a second person' },
    params: ByVersion,
  },
  'POST /cases/flows/:flow/:version/move': {
    may: 'cases.flow.publish',
    summary: { zh: '迁移在办件', en: 'Move open cases to this version' },
    params: ByVersion,
    body: Obj({ from: Version, states: Json, preview: Bool }),
    reply: Obj({ counts: Arr(Obj({ state: Text(), to: Nullable(Text()), count: Whole() })), moved: Whole() }),
  },
})
