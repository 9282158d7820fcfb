// HTTP routes of the catalogue: code tables, settings, changes with review, indicators.

import { Type } from 'typebox'
import {
  Any,
  Arr,
  Bool,
  ById,
  Choice,
  DateOnly,
  DateTime,
  Filled,
  Id,
  Json,
  Names,
  Nullable,
  Num,
  Obj,
  Optional,
  PageOf,
  PageQuery,
  Text,
  Whole,
  contract,
} from '#kernel/module'

const TableId = Type.String({ pattern: '^[a-z][a-z0-9_-]*\\.[a-z][a-z0-9_.-]*$', maxLength: 80 })
const CodeText = Type.String({ minLength: 1, maxLength: 60, pattern: '^\\S(.*\\S)?$' })
const Code = Obj({
  code: CodeText,
  name: Names,
  parent: Nullable(Type.String()),
  sort: Type.Integer(),
  attributes: Json,
  validFrom: DateOnly,
  validTo: Nullable(DateOnly),
})
const Table = Obj({ id: TableId, name: Names, source: Type.String(), count: Whole(0), drafts: Whole(0) })
const Value = Obj({
  name: Obj({ zh: Filled(200), en: Filled(200) }),
  parent: Nullable(CodeText),
  sort: Type.Integer(),
  attributes: Json,
})
const Setting = Obj({
  key: TableId,
  name: Names,
  type: Choice('number', 'text', 'flag'),
  unit: Type.String(),
  least: Nullable(Num()),
  most: Nullable(Num()),
  value: Any,
  validFrom: Nullable(DateOnly),
  source: Nullable(Type.String()),
  history: Any,
  drafts: Whole(0),
})
const State = Choice('draft', 'approved', 'refused', 'withdrawn')
const Change = Obj({
  id: Id,
  batch: Id,
  table: Nullable(TableId),
  setting: Nullable(TableId),
  code: Nullable(Type.String()),
  op: Choice('put', 'end'),
  value: Any,
  before: Any,
  validFrom: DateOnly,
  note: Type.String(),
  state: State,
  mine: Bool,
  madeByName: Type.String(),
  madeAt: DateTime,
  reviewedByName: Nullable(Type.String()),
  reviewedAt: Nullable(DateTime),
  reviewNote: Nullable(Type.String()),
})
const Point = Obj({ at: DateTime, value: Nullable(Num()) })
const Indicator = Obj({
  id: Type.String(),
  name: Names,
  unit: Type.String(),
  every: Type.String(),
  value: Nullable(Num()),
  at: Nullable(DateTime),
  warnAbove: Nullable(Num()),
  warnBelow: Nullable(Num()),
  history: Type.Array(Point),
})
const IdReply = Obj({ id: Id })
const OfTable = Obj({ id: TableId })

export default contract({
  'GET /catalogue/tables': {
    may: 'catalogue.code.read',
    summary: { zh: '代码表目录', en: 'Code tables' },
    query: PageQuery({}),
    reply: PageOf(Table),
  },
  'GET /catalogue/tables/:id/codes': {
    may: 'catalogue.code.read',
    summary: { zh: '某日有效的代码', en: 'Codes in force on a day' },
    params: OfTable,
    query: PageQuery({ at: Optional(DateOnly) }),
    reply: PageOf(Code),
  },
  'GET /catalogue/tables/:id/sheet': {
    may: 'catalogue.code.read',
    summary: { zh: '导出代码表（CSV）', en: 'Code table as CSV' },
    params: OfTable,
    query: Obj({ at: Optional(DateOnly) }),
  },
  'POST /catalogue/tables/:id/imports': {
    may: 'catalogue.code.edit',
    summary: { zh: '导入代码表（CSV，生成待审核变更）', en: 'Import a code table: proposes what differs' },
    params: OfTable,
    body: Obj({ validFrom: DateOnly, endMissing: Optional(Bool), note: Optional(Text(200)) }),
    reply: Obj({ batch: Id, put: Whole(0), ended: Whole(0), unchanged: Whole(0) }),
  },
  'GET /catalogue/settings': {
    may: 'catalogue.code.read',
    summary: { zh: '参数', en: 'Settings' },
    query: PageQuery({}),
    reply: PageOf(Setting),
  },
  'GET /catalogue/changes': {
    may: 'catalogue.code.read',
    summary: { zh: '变更与审核记录', en: 'Changes and their review' },
    query: PageQuery({ state: Optional(State), table: Optional(TableId), code: Optional(CodeText), setting: Optional(TableId) }),
    reply: PageOf(Change),
  },
  'POST /catalogue/changes/code': {
    may: 'catalogue.code.edit',
    summary: { zh: '提出代码变更', en: 'Propose a code' },
    body: Obj({
      table: TableId,
      code: CodeText,
      op: Choice('put', 'end'),
      value: Optional(Value),
      validFrom: DateOnly,
      note: Optional(Text(200)),
    }),
    reply: IdReply,
    status: 201,
  },
  'POST /catalogue/changes/setting': {
    may: 'catalogue.code.edit',
    summary: { zh: '提出参数变更', en: 'Propose a setting' },
    body: Obj({
      setting: TableId,
      value: Type.Union([Num(), Type.String(), Bool]),
      validFrom: DateOnly,
      note: Optional(Text(200)),
    }),
    reply: IdReply,
    status: 201,
  },
  'POST /catalogue/changes/review': {
    may: 'catalogue.code.review',
    summary: { zh: '审核变更（须由另一人进行）', en: 'Approve or refuse, by a second person' },
    body: Obj({ ids: Arr(Id, 20_000), verdict: Choice('approved', 'refused'), note: Optional(Text(200)) }),
    reply: Obj({ done: Whole(0) }),
  },
  'POST /catalogue/changes/:id/withdraw': {
    may: 'catalogue.code.edit',
    summary: { zh: '撤回', en: 'Withdraw' },
    params: ById,
    reply: IdReply,
  },
  'GET /catalogue/indicators': {
    may: 'catalogue.indicator.read',
    summary: { zh: '指标及其近期数值', en: 'Indicators with their recent values' },
    reply: Obj({ items: Type.Array(Indicator) }),
  },
  'GET /catalogue/indicators/:id/values': {
    may: 'catalogue.indicator.read',
    summary: { zh: '一个指标的历史', en: 'History of one indicator' },
    params: Obj({ id: Text(100, 1) }),
    query: Obj({ from: DateTime, to: DateTime }),
    reply: Obj({ items: Type.Array(Point) }),
  },
})
