// Handlers of the hotline's routes: thin, the rules are with the nouns.

import { handlers } from '#kernel/module'
import contract from '../contract.ts'
import { endStates, stateNames } from '../flows.ts'
import { listAnswered } from './answers.ts'
import { correct, exclude, publish, recordTry, withdraw } from './changes.ts'
import { contentTable, smallTables } from './codes.ts'
import { getRow, getTicket, reveal } from './details.ts'
import { findDuplicates, urge } from './duplicates.ts'
import { addDuty, endDuty, listDuties, suggestionsFor } from './duties.ts'
import { summary } from './figures.ts'
import { listTickets, rowsOf, ticketsOfPhone } from './lists.ts'
import { plainPhone } from './rules.ts'
import { mayKnowCaller, receive } from './tickets.ts'

export default handlers(contract, {
  'GET /hotline/tickets': (ctx, { query }) => listTickets(ctx, query),
  'POST /hotline/tickets': (ctx, { body }) => receive(ctx, { ...body, classified: true, accept: body.accept ?? true }),
  'GET /hotline/tickets/:id': (ctx, { params }) => getTicket(ctx, params.id),
  'PATCH /hotline/tickets/:id': async (ctx, { params, body }) => {
    await correct(ctx, params.id, body)
    return getTicket(ctx, params.id)
  },
  'GET /hotline/tickets/:id/near': async (ctx, { params }) => {
    const ticket = await getRow(ctx, params.id)
    // Whoever may not know who called may not learn it from what else that person asked either.
    const caller = mayKnowCaller(ctx, ticket)
      ? await ctx.db
          .selectFrom('hotline.caller')
          .select(['phone', 'personId'])
          .where('ticketId', '=', params.id)
          .executeTakeFirst()
      : undefined
    const found = await findDuplicates(ctx, {
      id: ticket.id,
      contentCode: ticket.contentCode,
      content: ticket.content,
      phone: caller?.['phone'] ?? null,
      personId: caller?.['personId'] ?? null,
      place: ticket.lng === null ? null : { lng: ticket.lng, lat: ticket.lat },
    })
    const rows = new Map(
      (
        await rowsOf(
          ctx,
          found.map((one) => one.id),
        )
      ).map((row) => [row.id, row]),
    )
    return { items: found.flatMap(({ id, ...one }) => (rows.has(id) ? [{ ...rows.get(id), ...one }] : [])) }
  },
  'GET /hotline/tickets/:id/suggestions': (ctx, { params }) => suggestionsFor(ctx, params.id),
  'POST /hotline/tickets/:id/reveal': (ctx, { params, body }) => reveal(ctx, params.id, body.field, body.purpose),
  'POST /hotline/tickets/:id/urges': async (ctx, { params, body }) => {
    await getRow(ctx, params.id, 'hotline.ticket.create')
    return urge(ctx, params.id, body.channel, body.content.trim())
  },
  'POST /hotline/tickets/:id/tries': (ctx, { params, body }) => recordTry(ctx, params.id, body.outcome, body.note),
  'POST /hotline/tickets/:id/publish': (ctx, { params, body }) => publish(ctx, params.id, body),
  'POST /hotline/tickets/:id/withdraw': (ctx, { params }) => withdraw(ctx, params.id),
  'POST /hotline/tickets/:id/exclude': (ctx, { params, body }) => exclude(ctx, params.id, body.excluded, body.reason),
  'GET /hotline/callers': (ctx, { query }) => ticketsOfPhone(ctx, plainPhone(query.phone)),
  'GET /hotline/summary': (ctx) => summary(ctx),
  'GET /hotline/codes': async (ctx) => ({
    content: (await contentTable(ctx)).map(({ code, parent, name }) => ({ code, parent, name })),
    tables: await smallTables(ctx),
    states: Object.entries(stateNames).map(([code, name]) => ({ code, name, end: endStates.includes(code) })),
  }),
  'GET /hotline/duties': (ctx, { query }) => listDuties(ctx, query),
  'POST /hotline/duties': (ctx, { body }) => addDuty(ctx, body),
  'POST /hotline/duties/:id/end': (ctx, { params, body }) => endDuty(ctx, params.id, body.validTo),
  'GET /hotline/answered': (ctx, { query }) => listAnswered(ctx, query),
})
