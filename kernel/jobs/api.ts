// Jobs: timed and sent work on the same database, by pg-boss.

export { installJobs } from './server/boss.ts'
export { openJobs, nextSlot, type Jobs } from './server/loop.ts'
export { sendJob } from './server/send.ts'
