// Shapes that the hotline's routes send and take.

import { Type } from 'typebox'
import {
  Arr,
  Bool,
  Choice,
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
  Text,
  Whole,
} from '#kernel/module'

export const RequestType = Choice('CONSULT', 'HELP', 'COMPLAINT', 'REPORT', 'SUGGEST', 'PRAISE', 'OTHER')
export const Urgency = Choice('URGENT', 'PRIORITY', 'NORMAL')
export const Channel = Choice('TEL', 'WEB', 'APP', 'WECHAT', 'SMS', 'MAIL', 'VISIT', 'TRANSFER_UP', 'TRANSFER_PEER', 'MEDIA')
export const ContentCode = Type.String({ pattern: '^\\d{6}$' })
export const Code = Obj({ code: Type.String(), name: Names })
export const Place = Obj({ lng: Lng, lat: Lat })
export const Org = Nullable(Obj({ id: Type.String(), name: Type.String() }))

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

export const Caller = Obj({
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
export const FileRow = Obj({ id: Id, name: Type.String(), type: Type.String(), size: Num() })
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

export const NewTicket = Obj({
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
export const Sent = Obj({ id: Id, no: Type.String(), appended: Bool, urge: Nullable(Whole()), queryCode: Type.String() })
export const Near = Obj({
  ...TicketRow.properties,
  kind: Choice('SAME_CALLER_OPEN', 'SAME_CALLER_CLOSED', 'MULTI_CALLER'),
  metres: Nullable(Num()),
  likeness: Num(),
  sameCaller: Bool,
})
export const Duty = Obj({
  id: Id,
  contentPrefix: Type.String(),
  contentName: Names,
  areaPrefix: Type.String(),
  org: Org,
  basis: Type.String(),
  validFrom: DateOnly,
  validTo: Nullable(DateOnly),
})
export const Answered = Obj({
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
export const Share = Obj({ rate: Nullable(Num()), count: Whole(), of: Whole(), excluded: Optional(Whole()) })
