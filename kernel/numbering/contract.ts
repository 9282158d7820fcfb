// HTTP routes of numbering: formats as dated data, and the gap register.

import { Bool, DateOnly, DateTime, Filled, Nullable, Obj, Optional, PageOf, PageQuery, Text, contract } from '#kernel/module'
import { Type } from 'typebox'

const Format = Obj({ kind: Text(50), pattern: Text(100), validFrom: DateOnly, restart: Text(), gapless: Bool })

export default contract({
  'GET /numbering/formats': {
    may: 'numbering.format.read',
    summary: { zh: '编号格式', en: 'Number formats' },
    reply: Obj({ items: Type.Array(Format) }),
  },
  'POST /numbering/formats': {
    may: 'numbering.format.manage',
    status: 201,
    summary: { zh: '自某日起启用新格式', en: 'A new format from a date on' },
    body: Obj({ kind: Text(50), pattern: Filled(100), validFrom: DateOnly }),
    reply: Format,
  },
  'GET /numbering/voids': {
    may: 'numbering.format.read',
    summary: { zh: '作废编号登记', en: 'Register of voided numbers' },
    query: PageQuery({ kind: Optional(Text(50)) }),
    reply: PageOf(Obj({ kind: Text(), tenant: Text(), number: Text(), reason: Text(), at: DateTime, byId: Nullable(Text()) })),
  },
  'POST /numbering/voids': {
    may: 'numbering.number.void',
    summary: { zh: '作废一个编号', en: 'Void a number' },
    body: Obj({ kind: Text(50), number: Filled(100), tenant: Optional(Text(80)), reason: Filled() }),
  },
})
