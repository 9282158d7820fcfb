// Sends a job inside the caller's transaction: rolled back, it never existed.

import type { PgBoss } from 'pg-boss'
import type { Context, Job, Name } from '#kernel/module'
import { newId } from '#kernel/db'
import { overUnit } from './boss.ts'

// Shapes the statement only; it goes over the caller's transaction. One per process, since a context carries no services.
let sender: PgBoss | undefined
let wakeUp = () => {}
let declared = new Map<string, DeclaredJob>()

export type DeclaredJob = { module: Name; job: Job }

/** Returns what puts the former sender back: a test may open a second queue beside the city's. */
export function setSender(boss: PgBoss, jobs: Map<string, DeclaredJob>, wake: () => void): () => void {
  const before = { sender, declared, wakeUp }
  ;({ sender, declared, wakeUp } = { sender: boss, declared: new Map([...declared, ...jobs]), wakeUp: wake })
  return () => void ({ sender, declared, wakeUp } = before)
}
export function theBoss(): PgBoss {
  if (!sender) throw new Error('the job queue is not open')
  return sender
}
/** The jobs that the modules of this city declare, by name. */
export function theJobs(): ReadonlyMap<string, DeclaredJob> {
  return declared
}

/**
 * Sends a job that a module declares under `jobs`; it runs after commit, at least once (once for effects in the database).
 * `after`: not before this instant. `singletonKey`: while one with this key waits, another is not added. Returns its id, or null when one waited.
 */
export async function sendJob(
  ctx: Context,
  name: string,
  data: object = {},
  options: { after?: Date; singletonKey?: string } = {},
): Promise<string | null> {
  const id = await theBoss().send(name, data, {
    startAfter: options.after ?? ctx.now,
    singletonKey: options.singletonKey ?? newId(),
    db: overUnit(ctx.db),
  })
  if (id && (options.after ?? ctx.now) <= ctx.now) ctx.afterCommit(wakeUp)
  return id
}
