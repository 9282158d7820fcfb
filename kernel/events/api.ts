// Events: facts stored with the transaction that made them, delivered after commit at least once.

export { createEvents, type Events } from './server/events.ts'
