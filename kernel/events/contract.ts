// HTTP routes of the event log: what was published, what is still owed to reactions.

import { Type } from 'typebox'
import {
  Any,
  Bool,
  CursorOf,
  CursorQuery,
  DateTime,
  Id,
  Nullable,
  Obj,
  Optional,
  PageOf,
  PageQuery,
  Whole,
  contract,
} from '#kernel/module'

const Name = Type.String({ pattern: '^[a-z][a-zA-Z0-9_.-]{1,99}$' })
const Event = Obj({ id: Id, at: DateTime, name: Name, payload: Any, trace: Type.String() })
const Delivery = Obj({
  // Names the row: reaction's module and event.
  key: Type.String(),
  module: Name,
  eventId: Id,
  name: Name,
  at: DateTime,
  attempts: Whole(0),
  nextAt: DateTime,
  error: Nullable(Type.String()),
  deadAt: Nullable(DateTime),
  payload: Any,
})
const One = Obj({ module: Name, eventId: Id })

export default contract({
  'GET /events/log': {
    may: 'events.log.read',
    summary: { zh: '事件日志（新的在前）', en: 'Event log, newest first' },
    query: CursorQuery({ name: Optional(Name) }),
    reply: CursorOf(Event),
  },
  'GET /events/deliveries': {
    may: 'events.log.read',
    summary: { zh: '未完成的事件处理', en: 'Deliveries still owed' },
    query: PageQuery({ dead: Optional(Bool) }),
    reply: PageOf(Delivery),
  },
  'POST /events/deliveries/retry': {
    may: 'events.delivery.manage',
    summary: { zh: '重新投递', en: 'Try again' },
    body: One,
    reply: One,
  },
  'POST /events/deliveries/drop': {
    may: 'events.delivery.manage',
    summary: { zh: '放弃投递', en: 'Give up' },
    body: One,
    reply: One,
  },
})
