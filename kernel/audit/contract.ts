// HTTP routes of the audit log.

import {
  Any,
  Arr,
  CursorOf,
  CursorQuery,
  DateTime,
  Filled,
  Nullable,
  Obj,
  Optional,
  Text,
  Bool,
  Whole,
  contract,
} from '#kernel/module'
import { Type } from 'typebox'

const Number64 = Type.String({ pattern: '^[1-9]\\d{0,17}$' })
const Entry = Obj({
  id: Text(),
  at: DateTime,
  trace: Text(),
  actorKind: Text(),
  actorId: Nullable(Text()),
  onBehalfOf: Nullable(Text()),
  orgId: Nullable(Text()),
  action: Text(),
  subject: Text(2000),
  detail: Any,
  ip: Text(),
  batch: Nullable(Text()),
})
const Batch = Obj({
  no: Text(),
  reason: Text(),
  algorithm: Text(),
  format: Text(),
  count: Text(),
  fromXid: Text(),
  toXid: Text(),
  at: Text(),
  root: Text(),
  prevChain: Text(),
  chain: Text(),
})
const Anchor = Obj({ no: Text(), chain: Text(), at: Text(), algorithm: Text(), text: Text() })

export default contract({
  'GET /audit/entries': {
    may: 'audit.entry.read',
    summary: { zh: '审计记录', en: 'Audit entries' },
    query: CursorQuery({
      actor: Optional(Text(80)),
      subject: Optional(Text(300)),
      action: Optional(Text(200)),
      from: Optional(DateTime),
      to: Optional(DateTime),
    }),
    reply: CursorOf(Entry),
  },
  'GET /audit/entries/:id/proof': {
    may: 'audit.entry.read',
    summary: { zh: '一条记录的存在证明，可离线校验', en: 'Inclusion proof of one entry, checked offline' },
    params: Obj({ id: Number64 }),
    query: Obj({ to: Optional(Number64) }),
    reply: Any,
  },
  'GET /audit/batches': {
    may: 'audit.entry.read',
    summary: { zh: '封存批次', en: 'Sealed batches' },
    query: CursorQuery({}),
    reply: CursorOf(Batch),
  },
  'GET /audit/anchor': {
    may: 'public',
    limit: 'public',
    summary: { zh: '最新链值，可对外公布', en: 'Newest chain value, to be published' },
    reply: Obj({ anchor: Nullable(Anchor) }),
  },
  'POST /audit/verify': {
    may: 'audit.log.verify',
    summary: { zh: '校验全部审计记录', en: 'Verify the whole audit log' },
    body: Obj({ anchors: Optional(Arr(Filled(200), 100)) }),
    reply: Obj({
      ok: Bool,
      batches: Whole(0),
      sealed: Whole(0),
      unsealed: Whole(0),
      head: Nullable(Obj({ no: Text(), chain: Text() })),
      differences: Type.Array(Obj({ what: Text(), batch: Nullable(Text()), entry: Nullable(Text()) })),
      more: Whole(0),
    }),
  },
})
