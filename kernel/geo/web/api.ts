// The typed client of the geography.
import { client, type Reply } from '#web/client.ts'
import type contract from '../contract.ts'

export const geo = client<typeof contract>()
export type Card = Reply<(typeof contract)['GET /geo/layers']>[number]
export type Here = Reply<(typeof contract)['GET /geo/at']>
