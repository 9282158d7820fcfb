// Handlers of the working calendar's routes.

import { handlers } from '#kernel/module'
import contract from '../contract.ts'
import { due } from './deadlines.ts'
import { calendar } from './loading.ts'
import { addWindow, endWindow, windows } from './windows.ts'
import { changeDay, importYear, yearOfDays, years } from './years.ts'

export default handlers(contract, {
  'GET /calendar/days': (ctx, { query }) => yearOfDays(ctx, query.calendar ?? 'city', query.year),
  'PATCH /calendar/days/:date': (ctx, { params, query, body }) =>
    changeDay(ctx, query.calendar ?? 'city', { date: params.date, ...body }),
  'GET /calendar/years': async (ctx, { query }) => ({ items: (await years(ctx, query.calendar ?? 'city')) as any }),
  'POST /calendar/years': async (ctx, { body }) => {
    const id = body.calendar ?? 'city'
    await importYear(ctx, { ...body, calendar: id })
    return yearOfDays(ctx, id, body.year)
  },
  'GET /calendar/due': async (ctx, { query }) =>
    due(await calendar(ctx, query.calendar), new Date(query.from), query.duration, { officeClose: query.officeClose ?? false }),
  'GET /calendar/windows': async (ctx, { query }) => ({ items: await windows(ctx, query.calendar ?? 'city') }),
  'POST /calendar/windows': (ctx, { body: { calendar: id, ...window } }) => addWindow(ctx, id ?? 'city', window),
  'PATCH /calendar/windows/:id': (ctx, { params, query, body }) =>
    endWindow(ctx, query.calendar ?? 'city', params.id, body.validTo),
})
