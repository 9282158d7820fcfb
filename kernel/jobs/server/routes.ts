// Binds the routes of the job queue.

import { handlers } from '#kernel/module'
import contract from '../contract.ts'
import { listQueues, listRuns, retryRun, runNow } from './queues.ts'

export default handlers(contract, {
  'GET /jobs/queues': (ctx, { query }) => listQueues(ctx, query),
  'GET /jobs/runs': (ctx, { query }) => listRuns(ctx, query),
  'POST /jobs/queues/:name/run': (ctx, { params }) => runNow(ctx, params.name),
  'POST /jobs/runs/:id/retry': (ctx, { params, body }) => retryRun(ctx, params.id, body.name),
})
