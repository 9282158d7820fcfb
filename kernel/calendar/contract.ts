// HTTP routes of the working calendar.

import { Arr, Bool, Choice, DateOnly, DateTime, Filled, Id, Nullable, Obj, Optional, Text, Whole, contract } from '#kernel/module'
import { Type } from 'typebox'

const CalendarId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', default: 'city' })
const Kind = Choice('WORKDAY', 'WEEKEND', 'HOLIDAY', 'MAKEUP')
const Day = Obj({ date: DateOnly, kind: Kind, name: Text(), sourceDoc: Text(), certain: Bool })
const Year = Whole(1990, 2099)
const Status = Choice('official', 'provisional')
const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$' })
const Weekdays = Type.Array(Whole(1, 7), { minItems: 1, maxItems: 7, uniqueItems: true })
const window = { weekdays: Weekdays, start: Time, end: Time, validFrom: DateOnly, validTo: Nullable(DateOnly) }
const Window = Obj({ id: Id, ...window })
const Which = Obj({ calendar: Optional(CalendarId) })
const YearOfDays = Obj({
  calendar: CalendarId,
  year: Year,
  status: Nullable(Status),
  source: Text(),
  workdays: Whole(0),
  days: Type.Array(Day),
})

export default contract({
  'GET /calendar/days': {
    may: 'public',
    limit: 'public',
    summary: { zh: '一年的每一天', en: 'All days of a year' },
    query: Obj({ calendar: Optional(CalendarId), year: Year }),
    reply: YearOfDays,
  },
  'PATCH /calendar/days/:date': {
    may: 'calendar.day.manage',
    summary: { zh: '更正一天', en: 'Correct one day' },
    params: Obj({ date: DateOnly }),
    query: Which,
    body: Obj({ kind: Kind, name: Text(), sourceDoc: Text(), certain: Bool }),
    reply: Day,
  },
  'GET /calendar/years': {
    may: 'public',
    limit: 'public',
    query: Which,
    reply: Obj({ items: Type.Array(Obj({ year: Year, status: Status, source: Text() })) }),
  },
  'POST /calendar/years': {
    may: 'calendar.day.manage',
    status: 201,
    summary: { zh: '按放假通知导入一年', en: 'Import a year from its notice' },
    body: Obj({
      calendar: Optional(CalendarId),
      year: Year,
      status: Status,
      source: Filled(),
      off: Arr(Obj({ from: DateOnly, to: DateOnly, name: Filled(40) }), 60),
      work: Arr(DateOnly, 60),
    }),
    reply: YearOfDays,
  },
  'GET /calendar/due': {
    may: 'public',
    limit: 'public',
    summary: { zh: '期限计算', en: 'When a period ends' },
    query: Obj({ calendar: Optional(CalendarId), from: DateTime, duration: Filled(10), officeClose: Optional(Bool) }),
    reply: Obj({ at: DateTime, day: DateOnly, provisional: Bool, missing: Type.Array(Year) }),
  },
  'GET /calendar/windows': { may: 'public', limit: 'public', query: Which, reply: Obj({ items: Type.Array(Window) }) },
  'POST /calendar/windows': {
    may: 'calendar.window.manage',
    status: 201,
    body: Obj({ calendar: Optional(CalendarId), ...window }),
    reply: Window,
  },
  'PATCH /calendar/windows/:id': {
    may: 'calendar.window.manage',
    summary: { zh: '结束一个工作时段', en: 'End a work window' },
    params: Obj({ id: Id }),
    query: Which,
    body: Obj({ validTo: DateOnly }),
    reply: Window,
  },
})
