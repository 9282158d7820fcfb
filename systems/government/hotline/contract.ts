// HTTP routes of the hotline for staff pages and programs; citizens have pages (server/pages.ts) and Open311 (server/open311.ts).

import {
  Arr,
  Bool,
  ById,
  Choice,
  contract,
  DateOnly,
  DateTime,
  Filled,
  Id,
  Json,
  Lat,
  Lng,
  Names,
  Nullable,
  Num,
  Obj,
  Optional,
  PageOf,
  PageQuery,
  Text,
  Whole,
} from '#kernel/module'
import { Type } from 'typebox'

export const RequestType = Choice('CONSULT', 'HELP', 'COMPLAINT', 'REPORT', 'SUGGEST', 'PRAISE', 'OTHER')
export const Urgency = Choice('URGENT', 'PRIORITY', 'NORMAL')
export const Channel = Choice('TEL', 'WEB', 'APP', 'WECHAT', 'SMS', 'MAIL', 'VISIT', 'TRANSFER_UP', 'TRANSFER_PEER', 'MEDIA')
const ContentCode = Type.String({ pattern: '^\\d{6}$' })
const Code = Obj({ code: Type.String(), name: Names })
const Place = Obj({ lng: Lng, lat: Lat })
const Org = Nullable(Obj({ id: Type.String(), name: Type.String() }))

export const TicketRow = Obj({
  id: Id,
  no: Type.String(),
  caseId: Nullable(Id),
  title: Type.String(),
  state: Type.String(),
  stateName: Names,
  open: Bool,
  channel: Channel,
  sourceLine: Type.String(),
  requestType: RequestType,
  contentCode: Type.String(),
  contentName: Names,
  urgency: Urgency,
  confidential: Bool,
  area: Type.String(),
  address: Type.String(),
  org: Org,
  dueAt: Nullable(DateTime),
  late: Bool,
  urges: Whole(),
  supervised: Whole(),
  satisfaction: Nullable(Whole()),
  createdAt: DateTime,
  closedAt: Nullable(DateTime),
})

const Caller = Obj({
  /** False where only the centre may know who called (R7): then all below is null. */
  visible: Bool,
  name: Nullable(Type.String()),
  phone: Nullable(Type.String()),
  phoneOdd: Bool,
  email: Nullable(Type.String()),
  gender: Nullable(Type.String()),
  enterprise: Nullable(Type.String()),
  signedIn: Bool,
  /** Other tickets with the same number. */
  others: Whole(),
})
const FileRow = Obj({ id: Id, name: Type.String(), type: Type.String(), size: Num() })
export const TicketFull = Obj({
  ...TicketRow.properties,
  rev: Whole(),
  classified: Bool,
  content: Type.String(),
  occurAt: Nullable(DateTime),
  place: Nullable(Place),
  cell: Nullable(Type.String()),
  outOfArea: Bool,
  mediaUrl: Nullable(Type.String()),
  limit: Nullable(Type.String()),
  dispatchedAt: Nullable(DateTime),
  signedAt: Nullable(DateTime),
  contactedAt: Nullable(DateTime),
  repliedAt: Nullable(DateTime),
  designated: Bool,
  returns: Whole(),
  redos: Whole(),
  extended: Bool,
  parent: Nullable(Obj({ id: Id, no: Type.String(), kind: Type.String() })),
  reply: Nullable(Json),
  solved: Nullable(Type.String()),
  refusal: Nullable(Code),
  dissatisfied: Arr(Code),
  ratingNote: Type.String(),
  ratedBy: Nullable(Type.String()),
  excluded: Bool,
  published: Bool,
  caller: Caller,
  files: Arr(FileRow),
  urgeList: Arr(Obj({ n: Whole(), at: DateTime, channel: Type.String(), content: Type.String() })),
  dispatches: Arr(
    Obj({ n: Whole(), at: DateTime, org: Org, allowance: Type.String(), designated: Bool, opinion: Type.String() }),
  ),
  returnSteps: Arr(
    Obj({ at: DateTime, kind: Type.String(), org: Org, code: Nullable(Code), basis: Type.String(), suggested: Org }),
  ),
  tries: Arr(Obj({ at: DateTime, outcome: Type.String(), note: Type.String() })),
})

const NewTicket = Obj({
  channel: Channel,
  sourceLine: Optional(Type.String({ pattern: '^\\d{5,8}$' })),
  requestType: RequestType,
  contentCode: ContentCode,
  title: Optional(Filled(50)),
  content: Filled(4000),
  urgency: Optional(Urgency),
  confidential: Optional(Bool),
  occurAt: Optional(DateTime),
  address: Optional(Text(200)),
  place: Optional(Place),
  files: Optional(Arr(Id, 9)),
  caller: Optional(
    Obj({
      name: Optional(Text(50)),
      gender: Optional(Choice('M', 'F')),
      phone: Optional(Text(20)),
      email: Optional(Text(100)),
      idNo: Optional(Text(18)),
      enterprise: Optional(Text(100)),
      uscc: Optional(Text(18)),
    }),
  ),
  /** The agent has looked at the caller's open matters and says that this is another one: nothing is appended. */
  separate: Optional(Bool),
  /** Accept at once and put it before the dispatchers; false leaves it to be accepted. */
  accept: Optional(Bool),
})
const Sent = Obj({ id: Id, no: Type.String(), appended: Bool, urge: Nullable(Whole()), queryCode: Type.String() })
const Near = Obj({
  ...TicketRow.properties,
  kind: Choice('SAME_CALLER_OPEN', 'SAME_CALLER_CLOSED', 'MULTI_CALLER'),
  metres: Nullable(Num()),
  likeness: Num(),
  sameCaller: Bool,
})
const Duty = Obj({
  id: Id,
  contentPrefix: Type.String(),
  contentName: Names,
  areaPrefix: Type.String(),
  org: Org,
  basis: Type.String(),
  validFrom: DateOnly,
  validTo: Nullable(DateOnly),
})
const Answered = Obj({
  id: Id,
  title: Type.String(),
  question: Type.String(),
  answer: Type.String(),
  contentCode: Type.String(),
  contentName: Names,
  orgName: Type.String(),
  askedOn: DateOnly,
  answeredOn: DateOnly,
})
const Share = Obj({ rate: Nullable(Num()), count: Whole(), of: Whole(), excluded: Optional(Whole()) })

export default contract({
  'GET /hotline/tickets': {
    may: 'hotline.ticket.read',
    summary: { zh: '工单列表', en: 'Tickets' },
    query: PageQuery({
      state: Optional(Arr(Type.String({ maxLength: 30 }), 20)),
      open: Optional(Bool),
      late: Optional(Bool),
      requestType: Optional(RequestType),
      urgency: Optional(Urgency),
      channel: Optional(Channel),
      content: Optional(Type.String({ pattern: '^\\d{2,6}$' })),
      area: Optional(Type.String({ pattern: '^\\d{6,12}$' })),
      org: Optional(Id),
      from: Optional(DateOnly),
      to: Optional(DateOnly),
    }),
    reply: PageOf(TicketRow),
  },
  'POST /hotline/tickets': {
    may: 'hotline.ticket.create',
    summary: {
      zh: '登记工单；同一诉求人在办同类事项并为催办',
      en: 'Record a ticket; the same caller’s same open matter is urged instead',
    },
    body: NewTicket,
    reply: Sent,
    status: 201,
  },
  'GET /hotline/tickets/:id': { may: 'hotline.ticket.read', params: ById, reply: TicketFull },
  'PATCH /hotline/tickets/:id': {
    may: 'hotline.ticket.classify',
    summary: { zh: '分类、改正登记内容', en: 'Classify or correct' },
    params: ById,
    body: Obj({
      rev: Whole(1),
      requestType: Optional(RequestType),
      contentCode: Optional(ContentCode),
      urgency: Optional(Urgency),
      confidential: Optional(Bool),
      title: Optional(Filled(50)),
      address: Optional(Text(200)),
      place: Optional(Nullable(Place)),
    }),
    reply: TicketFull,
  },
  'GET /hotline/tickets/:id/near': {
    may: 'hotline.ticket.read',
    summary: { zh: '疑似重复', en: 'Possible duplicates' },
    params: ById,
    reply: Obj({ items: Arr(Near) }),
  },
  'GET /hotline/tickets/:id/suggestions': {
    may: 'hotline.ticket.dispatch',
    summary: { zh: '派单建议（职责清单）', en: 'Who should get it, by the duty list' },
    params: ById,
    reply: Obj({
      items: Arr(
        Obj({
          org: Org,
          basis: Type.String(),
          contentPrefix: Type.String(),
          areaPrefix: Type.String(),
          certain: Bool,
          past: Whole(),
        }),
      ),
    }),
  },
  'POST /hotline/tickets/:id/reveal': {
    may: 'hotline.caller.reveal',
    summary: { zh: '查看诉求人信息（记录用途）', en: 'Show caller data; the purpose is logged' },
    params: ById,
    body: Obj({ field: Choice('name', 'phone', 'email', 'idNo'), purpose: Filled(200) }),
    reply: Obj({ value: Type.String() }),
  },
  'POST /hotline/tickets/:id/urges': {
    may: 'hotline.ticket.create',
    summary: { zh: '登记催办', en: 'The caller urges' },
    params: ById,
    body: Obj({ channel: Channel, content: Filled(4000) }),
    reply: Obj({ n: Whole(), supervised: Bool }),
    status: 201,
  },
  'POST /hotline/tickets/:id/tries': {
    may: 'hotline.ticket.callback',
    summary: { zh: '登记一次回访', en: 'Record an attempt to call back' },
    params: ById,
    body: Obj({ outcome: Choice('REACHED', 'NO_ANSWER', 'BUSY', 'WRONG_NUMBER', 'REFUSED'), note: Optional(Text(500)) }),
    reply: Obj({ tries: Whole(), days: Whole(), mayGiveUp: Bool }),
    status: 201,
  },
  'POST /hotline/tickets/:id/publish': {
    may: 'hotline.answer.publish',
    summary: { zh: '公开答复（去除个人信息）', en: 'Make the answer public, without personal data' },
    params: ById,
    body: Obj({ title: Filled(50), question: Filled(2000), answer: Filled(4000) }),
    status: 201,
    reply: Obj({ id: Id }),
  },
  'POST /hotline/tickets/:id/withdraw': {
    may: 'hotline.answer.publish',
    summary: { zh: '撤回公开', en: 'Withdraw from the public' },
    params: ById,
  },
  'POST /hotline/tickets/:id/exclude': {
    may: 'hotline.ticket.exclude',
    summary: { zh: '评审认定诉求不合理，不计满意率', en: 'Panel: unreasonable, the rating does not count' },
    params: ById,
    body: Obj({ excluded: Bool, reason: Filled(500) }),
  },
  'GET /hotline/callers': {
    may: 'hotline.caller.confidential',
    summary: { zh: '来电人历史', en: 'What this number called about before' },
    query: Obj({ phone: Type.String({ minLength: 5, maxLength: 20 }) }),
    reply: Obj({ items: Arr(TicketRow), total: Whole() }),
  },
  'GET /hotline/summary': {
    may: 'hotline.ticket.read',
    summary: { zh: '工单概况', en: 'Figures' },
    reply: Obj({
      today: Whole(),
      open: Whole(),
      late: Whole(),
      states: Arr(Obj({ state: Type.String(), name: Names, count: Whole() })),
      onTime: Share,
      satisfied: Share,
    }),
  },
  'GET /hotline/codes': {
    may: 'staff',
    summary: { zh: '代码表', en: 'Code tables' },
    reply: Obj({
      content: Arr(Obj({ code: Type.String(), parent: Nullable(Type.String()), name: Names })),
      tables: Type.Unsafe<Record<string, { code: string; name: { zh: string; en: string } }[]>>({
        type: 'object',
        additionalProperties: true,
      }),
      states: Arr(Obj({ code: Type.String(), name: Names, end: Bool })),
    }),
  },
  'GET /hotline/duties': {
    may: 'hotline.duty.read',
    summary: { zh: '职责清单', en: 'Duty list' },
    query: PageQuery({ content: Optional(Type.String({ pattern: '^\\d{2,6}$' })), org: Optional(Id) }),
    reply: PageOf(Duty),
  },
  'POST /hotline/duties': {
    may: 'hotline.duty.manage',
    body: Obj({
      contentPrefix: Type.String({ pattern: '^(\\d{2}){0,3}$' }),
      areaPrefix: Type.String({ pattern: '^(\\d{6}|\\d{9}|\\d{12})?$' }),
      orgId: Id,
      basis: Text(200),
      validFrom: DateOnly,
    }),
    reply: Obj({ id: Id }),
    status: 201,
  },
  'POST /hotline/duties/:id/end': { may: 'hotline.duty.manage', params: ById, body: Obj({ validTo: DateOnly }) },
  'GET /hotline/answered': {
    may: 'public',
    limit: 'public',
    summary: { zh: '已答复事项公开', en: 'Answered matters' },
    query: PageQuery({ content: Optional(Type.String({ pattern: '^\\d{2,6}$' })) }),
    reply: PageOf(Answered),
  },
})
