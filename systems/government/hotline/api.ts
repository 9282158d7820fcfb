// What other systems may use of the hotline: sending a ticket on a citizen's or a program's behalf.

export { receive as receiveTicket, type NewTicket, type Received, type CallerData } from './server/tickets.ts'
