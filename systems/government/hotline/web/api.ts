// The typed client of the hotline's routes.

import { client } from '#web/client.ts'

export const hotline = client<typeof import('../contract.ts').default>()
