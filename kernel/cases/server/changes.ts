// What a system may change of its case beside moving it: flags, title, place; and exemptions from a breach.

import { fail, inScope, may, type Context } from '#kernel/module'
import type { Case } from './rows.ts'
import { loadLocked } from './store.ts'
import { definitionOf } from './versions.ts'
import { addStep, begin, finish, flag, note } from './work.ts'

async function changed(
  ctx: Context,
  id: string,
  what: string,
  change: (work: ReturnType<typeof begin>) => boolean,
  input: Record<string, unknown>,
): Promise<Case> {
  const loaded = await loadLocked(ctx, id)
  if (!loaded) return fail('cases.unknown', 404)
  if (loaded.one.endedAt) fail('cases.ended', 409)
  const work = begin(ctx, await definitionOf(ctx, loaded.one.flowId, loaded.one.version), loaded)
  if (!change(work)) return loaded.one
  addStep(work, what, input)
  return finish(work)
}

const own = new Set(['overdue', 'paused', 'supervised'])

/** Sets and drops a system's own flags; those the kernel keeps are refused (422). No change, no step. */
export async function setFlags(
  ctx: Context,
  id: string,
  { add = [], drop = [] }: { add?: string[]; drop?: string[] },
): Promise<Case> {
  for (const name of [...add, ...drop]) if (own.has(name)) fail('cases.flag', 422, { flag: name })
  return changed(
    ctx,
    id,
    'flags',
    ({ one }) => {
      const before = one.flags.join()
      for (const name of add) flag(one, name, true)
      for (const name of drop) flag(one, name, false)
      return before !== one.flags.join()
    },
    { add, drop },
  )
}

/** Corrects facts of an open case. The title stays findable by its first words: search is filled on opening. */
export async function setCase(
  ctx: Context,
  id: string,
  values: {
    title?: string
    priority?: number
    subjectId?: string
    area?: string
    place?: { lng: number; lat: number } | null
    cell?: string | null
  },
): Promise<Case> {
  if (values.title !== undefined && (!values.title.trim() || values.title.length > 200)) fail('cases.open.title', 422)
  const { place, ...rest } = values
  return changed(
    ctx,
    id,
    'correct',
    (work) => {
      Object.assign(work.one, Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)))
      if (place !== undefined) work.place = place
      return true
    },
    rest,
  )
}

/** Takes a breach out of the statistics after an appeal (超时申诉); the breach stays a fact. Also on closed cases. Fails 403, 404, 409. */
export async function exemptClock(ctx: Context, caseId: string, clockId: string, reason: string): Promise<void> {
  if (!may(ctx.user, 'cases.clock.exempt')) fail('cases.forbidden', 403)
  const loaded = await loadLocked(ctx, caseId)
  const clock = loaded?.clocks.find((one) => one.id === clockId)
  if (!loaded || !clock) return fail('cases.unknown', 404)
  if (!inScope(ctx.user, 'cases.clock.exempt', { org: loaded.one.org, area: loaded.one.area })) fail('cases.forbidden', 403)
  if (!reason.trim()) fail('cases.input', 422, {}, [{ path: 'reason', code: 'cases.input.missing' }])
  if (!clock.breachedAt || clock.exemptAt) fail('cases.clock.not_breached', 409)
  const work = begin(ctx, await definitionOf(ctx, loaded.one.flowId, loaded.one.version), loaded)
  clock.exemptAt = ctx.now
  clock.result = 'EXEMPT'
  Object.assign(clock, { exemptReason: reason })
  work.changed.add(clock)
  note(work, 'exempt', { id: clock.id })
  addStep(work, 'exempt', { clock: clock.ref, reason })
  await finish(work, { keepRev: loaded.one.endedAt !== null })
}
