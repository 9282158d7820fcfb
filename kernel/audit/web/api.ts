// The typed client of the audit log.

import { client, type Reply } from '#web/client.ts'
import type contract from '../contract.ts'

export const auditApi = client<typeof contract>()
export type Entry = Reply<(typeof contract)['GET /audit/entries']>['items'][number]
export type Batch = Reply<(typeof contract)['GET /audit/batches']>['items'][number]
