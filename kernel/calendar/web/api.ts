// The typed client of the working calendar.

import { client, type Reply } from '#web/client.ts'
import type contract from '../contract.ts'

export const calendarApi = client<typeof contract>()
export type Year = Reply<(typeof contract)['GET /calendar/days']>
export type Day = Year['days'][number]
export type Window = Reply<(typeof contract)['GET /calendar/windows']>['items'][number]
