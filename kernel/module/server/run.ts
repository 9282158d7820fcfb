// The unit of work: one transaction with its context, audit rows, events and after-commit notices.

import { randomUUID } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import { fail } from './problem.ts'
import type { House } from './house.ts'
import { systemActor, type Actor, type AuditEntry, type Context, type EmittedEvent, type Lang, type Logger } from './context.ts'

export type RunMeta = {
  actor?: Actor
  /** Named in the audit row: a route key, job or command. */
  action: string
  lang?: Lang
  trace?: string
  ip?: string
  log?: Logger
  now?: Date
  /** A read without a transaction of its own: statements commit one by one and nothing may be written. */
  read?: boolean
}

export type RunnerParts = {
  house: House
  db: Kysely<any>
  log: Logger
  clock: () => Date
  newId: () => string
  /** Writes audit rows and events of the unit in as few statements as it can, just before commit. */
  flush: (ctx: Context, audit: AuditEntry[], events: EmittedEvent[]) => Promise<void>
  /** Hands notices to live pages, after commit. */
  broadcast: (notices: { topic: string; data: object }[]) => void
  /** Called after commit when events were stored, to wake their delivery. */
  eventsStored?: () => void
}

export type Runner = <T>(meta: RunMeta, work: (ctx: Context) => Promise<T>) => Promise<T>

/** Makes `run(meta, work)`: the only place where transactions begin and end. */
export function createRunner(parts: RunnerParts): Runner {
  return async function run(meta, work) {
    const audit: AuditEntry[] = []
    const events: EmittedEvent[] = []
    const notices: { topic: string; data: object }[] = []
    const after: (() => unknown)[] = []
    const contextOn = (db: Kysely<any> | Transaction<any>): Context => ({
      db,
      user: meta.actor ?? systemActor,
      house: parts.house,
      now: meta.now ?? parts.clock(),
      lang: meta.lang ?? 'zh',
      log: meta.log ?? parts.log,
      trace: meta.trace ?? randomUUID(),
      ip: meta.ip ?? '',
      emit: (name, payload) => void events.push({ id: parts.newId(), name, payload }),
      notice: (topic, data = {}) => void notices.push({ topic, data }),
      fail,
      audit: (action, subject, detail) => void audit.push({ action, subject, detail: detail ?? null }),
      afterCommit: (task) => void after.push(task),
    })
    let ctx: Context
    let result
    if (meta.read) {
      ctx = contextOn(parts.db)
      result = await work(ctx)
      // A GET that still wrote facts (an unmasking, a log of access) stores them in a transaction of its own.
      if (audit.length || events.length)
        await parts.db.transaction().execute((trx) => parts.flush({ ...ctx, db: trx }, audit, events))
    } else {
      result = await parts.db.transaction().execute(async (trx) => {
        ctx = contextOn(trx)
        const value = await work(ctx)
        if (audit.length || events.length) await parts.flush(ctx, audit, events)
        return value
      })
    }
    if (notices.length) parts.broadcast(notices)
    if (events.length) parts.eventsStored?.()
    for (const task of after) {
      try {
        await task()
      } catch (error) {
        ;(meta.log ?? parts.log).error({ err: error, action: meta.action }, 'after-commit task failed')
      }
    }
    return result
  }
}
