// The typed client of this capability's pages.

import { client, type Reply } from '#web/client.ts'
type Contract = typeof import('../contract.ts').default
export const messaging = client<Contract>()
export type Row<K extends keyof Contract> = Reply<Contract[K]> extends { items: (infer R)[] } ? R : never

/** Today in the city. */
export const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
