// Binds the routes of the event log.

import { handlers } from '#kernel/module'
import contract from '../contract.ts'
import { dropDelivery, listDeliveries, readLog, retryDelivery } from './log.ts'

export default handlers(contract, {
  'GET /events/log': (ctx, { query }) => readLog(ctx, query),
  'GET /events/deliveries': (ctx, { query }) => listDeliveries(ctx, query),
  'POST /events/deliveries/retry': (ctx, { body }) => retryDelivery(ctx, body),
  'POST /events/deliveries/drop': (ctx, { body }) => dropDelivery(ctx, body),
})
