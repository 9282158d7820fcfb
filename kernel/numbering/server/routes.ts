// Handlers of numbering's routes.

import { handlers } from '#kernel/module'
import contract from '../contract.ts'
import { addFormat, formats, voided } from './formats.ts'
import { voidNumber } from './numbers.ts'

export default handlers(contract, {
  'GET /numbering/formats': async (ctx) => ({ items: await formats(ctx) }),
  'POST /numbering/formats': (ctx, { body }) => addFormat(ctx, body),
  'GET /numbering/voids': (ctx, { query }) => voided(ctx, query),
  'POST /numbering/voids': (ctx, { body }) => voidNumber(ctx, body.kind, body.number, body.reason, body.tenant),
})
