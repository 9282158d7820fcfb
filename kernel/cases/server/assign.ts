// Whose turn it is: a state's `by` resolved for one case into persons and pools.

import { newId } from '#kernel/db'
import type { Context } from '#kernel/module'
import { listOf, type Assign, type Assignee, type By, type State } from './flows.ts'
import { functionOf } from './registry.ts'
import type { Case, Task, Trail } from './rows.ts'

/** Organisations and persons as `by` means them, before the move is written. `last` is the move that leads here. */
export async function resolveBy(
  ctx: Context,
  one: Case,
  by: By | By[] | undefined,
  tasks: Task[],
  last: Trail | undefined,
): Promise<Assignee[]> {
  const found: Assignee[] = []
  for (const each of listOf(by)) found.push(...(await resolve(ctx, one, each, tasks, last)))
  return found
}

async function resolve(ctx: Context, one: Case, by: By, tasks: Task[], last: Trail | undefined): Promise<Assignee[]> {
  if (by === 'system') return []
  if (by === 'opener') return one.openedBy ? [{ person: one.openedBy }] : []
  if (by === 'previous') return last ? whoMoved(last) : []
  if ('person' in by) return [{ person: by.person }]
  if ('from' in by) return (functionOf(by.from) as Assign)(ctx, one)
  if ('handlerOf' in by) {
    const move = [...one.trail].toReversed().find((each) => each.s === by.handlerOf)
    if (move) return whoMoved(move)
    const done = [...tasks].toReversed().find((task) => task.state === by.handlerOf && task.doneBy)
    return done?.doneBy ? [{ person: done.doneBy }] : []
  }
  const org =
    by.org === 'owner'
      ? one.org
      : by.org === 'opener'
        ? one.openedOrg
        : by.org === 'handler'
          ? (one.handledOrg ?? one.openedOrg)
          : by.org === 'any'
            ? '*'
            : by.org
  return [{ role: by.role, org }]
}

/** The person who made a move, or the pool when the program made it for them. */
export function whoMoved(move: Trail): Assignee[] {
  if (move.p) return [{ person: move.p }]
  const at = move.t?.indexOf(':') ?? -1
  return move.t && at > 0 ? [{ org: move.t.slice(0, at), role: move.t.slice(at + 1) }] : []
}

/** New tasks for the assignees: all open, or one after the other. */
export function makeTasks(
  state: string,
  definition: Pick<State, 'tasks'>,
  assignees: Assignee[],
  at: Date,
  kind: Task['kind'] = 'state',
): Task[] {
  return assignees.map((who, ord) => {
    const pool = 'person' in who ? null : `${who.org}:${who.role}`
    return {
      id: newId(),
      state,
      kind,
      ord,
      status: definition.tasks === 'sequence' && ord > 0 ? 'waiting' : 'open',
      pool,
      holder: 'person' in who ? who.person : pool!,
      claimedBy: null,
      claimedAt: null,
      delegatedBy: null,
      openedAt: at,
      dueAt: null,
      warnAt: null,
      doneAt: null,
      doneBy: null,
      outcome: null,
      input: null,
    }
  })
}
