// Messages: put into the outbox with the caller's transaction, delivered after commit; SMS received.

export { openMessaging } from './server/carriers.ts'
export { send, type Recipient, type Sending } from './server/send.ts'
export { receivedSms, type Received } from './server/inbound.ts'
export type { Channel, Params } from './server/templates.ts'
