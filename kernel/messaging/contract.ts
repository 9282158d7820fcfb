// HTTP routes of messages: a person's inbox, the outbox, inbound SMS, templates.

import { Type } from 'typebox'
import {
  Bool,
  ById,
  Choice,
  DateOnly,
  DateTime,
  Filled,
  Id,
  Nullable,
  Obj,
  Optional,
  PageOf,
  PageQuery,
  Text,
  Whole,
  contract,
} from '#kernel/module'

const Channel = Choice('inapp', 'sms', 'mail', 'webhook')
const State = Choice('queued', 'sending', 'sent', 'delivered', 'failed')
const Notice = Obj({
  id: Id,
  template: Type.String(),
  title: Type.String(),
  body: Type.String(),
  at: DateTime,
  readAt: Nullable(DateTime),
  link: Nullable(Type.String()),
})
const Message = Obj({
  id: Id,
  template: Type.String(),
  channel: Channel,
  address: Type.String(),
  lang: Choice('zh', 'en'),
  title: Type.String(),
  body: Type.String(),
  link: Nullable(Type.String()),
  state: State,
  attempts: Whole(0),
  error: Nullable(Type.String()),
  carrier: Nullable(Type.String()),
  createdAt: DateTime,
  dueAt: DateTime,
  sentAt: Nullable(DateTime),
  deliveredAt: Nullable(DateTime),
})
const Received = Obj({ id: Id, phone: Type.String(), receiver: Type.String(), text: Type.String(), receivedAt: DateTime })
const TemplateId = Type.String({ pattern: '^[a-z][a-z0-9_.-]{1,99}$' })
const wording = { titleZh: Text(200), titleEn: Text(200), bodyZh: Text(2000), bodyEn: Text(2000), urgent: Bool, secret: Bool }
const Template = Obj({
  // Names the row: template, channel, day.
  key: Type.String(),
  id: TemplateId,
  channel: Choice('any', 'inapp', 'sms', 'mail', 'webhook'),
  validFrom: DateOnly,
  ...wording,
  madeByName: Type.String(),
  madeAt: DateTime,
  live: Bool,
})

export default contract({
  'GET /messaging/inbox': {
    may: 'signed-in',
    summary: { zh: '我的消息', en: 'My messages' },
    query: PageQuery({ unread: Optional(Bool) }),
    reply: PageOf(Notice),
  },
  'GET /messaging/inbox/count': {
    may: 'signed-in',
    summary: { zh: '未读消息数', en: 'Unread messages' },
    reply: Obj({ unread: Whole(0) }),
  },
  'POST /messaging/inbox/:id/read': {
    may: 'signed-in',
    audit: false,
    params: ById,
    body: Optional(Obj({})),
    reply: Obj({ read: Whole(0) }),
  },
  'POST /messaging/inbox/read-all': { may: 'signed-in', audit: false, body: Optional(Obj({})), reply: Obj({ read: Whole(0) }) },
  'GET /messaging/messages': {
    may: 'messaging.outbox.read',
    summary: { zh: '发件箱', en: 'Outbox' },
    query: PageQuery({
      channel: Optional(Channel),
      state: Optional(State),
      template: Optional(TemplateId),
      from: Optional(DateOnly),
      to: Optional(DateOnly),
    }),
    reply: PageOf(Message),
  },
  'POST /messaging/messages/:id/resend': {
    may: 'messaging.outbox.manage',
    summary: { zh: '重新发送', en: 'Send again' },
    params: ById,
    reply: Obj({ id: Id }),
  },
  'GET /messaging/inbound': {
    may: 'messaging.outbox.read',
    summary: { zh: '收到的短信', en: 'SMS received' },
    query: PageQuery(),
    reply: PageOf(Received),
  },
  'POST /messaging/inbound': {
    may: 'messaging.outbox.manage',
    summary: { zh: '登记一条来信短信', en: 'Enter a received SMS by hand' },
    body: Obj({ phone: Filled(20), text: Filled(2000) }),
    reply: Obj({ id: Id, again: Bool }),
    status: 201,
  },
  'GET /messaging/templates': {
    may: 'messaging.template.read',
    summary: { zh: '消息模板', en: 'Templates' },
    query: PageQuery(),
    reply: PageOf(Template),
  },
  'POST /messaging/templates': {
    may: 'messaging.template.manage',
    summary: { zh: '自某日起改用新的措辞', en: 'Word a template anew from a day on' },
    body: Obj({ id: TemplateId, channel: Choice('any', 'inapp', 'sms', 'mail', 'webhook'), validFrom: DateOnly, ...wording }),
    reply: Obj({ id: TemplateId }),
    status: 201,
  },
})
