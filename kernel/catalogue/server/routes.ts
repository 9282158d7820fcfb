// Binds the routes of the catalogue.

import { handlers, raw } from '#kernel/module'
import contract from '../contract.ts'
import { listChanges, propose, review, withdraw } from './changes.ts'
import { cityDay, listTables, readCodes } from './codes.ts'
import { indicatorValues, listIndicators } from './indicators.ts'
import { listSettings } from './settings.ts'
import { exportTable, importTable } from './sheets.ts'

const found = (q: string | undefined, ...texts: string[]) =>
  !q || texts.some((text) => text.toLowerCase().includes(q.toLowerCase()))

function pageOf<T>(all: T[], { page = 1, size = 20 }: { page?: number; size?: number }): { items: T[]; total: number } {
  return { items: all.slice((page - 1) * size, page * size), total: all.length }
}

export default handlers(contract, {
  'GET /catalogue/tables': async (ctx, { query }) => {
    const items = (await listTables(ctx)).filter((one) => found(query.q, one.id, one.name.zh, one.name.en))
    return pageOf(items, query)
  },
  'GET /catalogue/tables/:id/codes': async (ctx, { params, query }) => {
    const { q } = query
    const all = (await readCodes(ctx, params.id, query.at ?? cityDay(ctx.now))).filter((one) =>
      found(q, one.code, one.name.zh, one.name.en),
    )
    return pageOf(all, query)
  },
  'GET /catalogue/tables/:id/sheet': async (ctx, { params, query }) =>
    raw(await exportTable(ctx, params.id, query.at), {
      type: 'text/csv; charset=utf-8',
      headers: { 'content-disposition': `attachment; filename="${params.id}.csv"` },
    }),
  'POST /catalogue/tables/:id/imports': (ctx, { params, body, req }) => {
    // A form brings texts, not checked by the schema.
    const form = body as unknown as Record<string, string | undefined>
    if (!/^\d{4}-\d\d-\d\d$/.test(form['validFrom'] ?? '')) ctx.fail('catalogue.import.day', 422)
    return importTable(ctx, params.id, req.uploads[0], {
      validFrom: form['validFrom']!,
      endMissing: String(form['endMissing']) === 'true',
      note: String(form['note'] ?? '').slice(0, 200),
    })
  },
  'GET /catalogue/settings': async (ctx, { query }) => {
    const items = (await listSettings(ctx)).filter((one) => found(query.q, one.key, one.name.zh, one.name.en))
    return pageOf(items, query)
  },
  'GET /catalogue/changes': (ctx, { query }) => listChanges(ctx, query),
  'POST /catalogue/changes/code': async (ctx, { body }) => {
    const { table, code, op, value, validFrom, note = '' } = body
    if (op === 'put' && !value) ctx.fail('catalogue.code.value', 422, {}, [{ path: '/body/value', code: 'catalogue.code.value' }])
    return {
      id: await propose(
        ctx,
        op === 'put' ? { table, code, op, value: value!, validFrom, note } : { table, code, op, validFrom, note },
      ),
    }
  },
  'POST /catalogue/changes/setting': async (ctx, { body }) => ({ id: await propose(ctx, body) }),
  'POST /catalogue/changes/review': (ctx, { body }) => review(ctx, body.ids, body.verdict, body.note),
  'POST /catalogue/changes/:id/withdraw': async (ctx, { params }) => {
    await withdraw(ctx, params.id)
    return { id: params.id }
  },
  'GET /catalogue/indicators': (ctx) => listIndicators(ctx),
  'GET /catalogue/indicators/:id/values': (ctx, { params, query }) =>
    indicatorValues(ctx, params.id, new Date(query.from), new Date(query.to)),
})
