// Handlers of the audit log's routes.

import { handlers } from '#kernel/module'
import contract from '../contract.ts'
import { entries, visible } from './entries.ts'
import { anchor, parseAnchor, proof, verifyAudit } from './proofs.ts'
import { headers, lastHeader } from './seals.ts'

export default handlers(contract, {
  'GET /audit/entries': (ctx, { query: { after, size, ...filters } }) => entries(ctx, filters, after, size),
  'GET /audit/entries/:id/proof': async (ctx, { params, query }) => {
    const seen = await visible(ctx).select('e.id').where('e.id', '=', params.id).executeTakeFirst()
    return seen ? proof(ctx.db, params.id, query.to) : ctx.fail('audit.entry.unknown', 404)
  },
  // Newest first: the cursor is the number of the last batch shown.
  'GET /audit/batches': async (ctx, { query }) => {
    if (query.after !== undefined && !/^\d{1,18}$/.test(query.after)) ctx.fail('audit.cursor', 400)
    const size = BigInt(query.size ?? 50)
    const top = query.after === undefined ? BigInt((await lastHeader(ctx.db))?.no ?? 0) : BigInt(query.after) - 1n
    const bottom = top - size + 1n > 1n ? top - size + 1n : 1n
    const items = top < 1n ? [] : (await headers(ctx.db, bottom, top, Number(size))).toReversed()
    return { items, next: bottom > 1n ? String(bottom) : null }
  },
  'GET /audit/anchor': async (ctx) => ({ anchor: await anchor(ctx.db) }),
  'POST /audit/verify': async (ctx, { body }) => verifyAudit(ctx.db, (body.anchors ?? []).map(parseAnchor)),
})
