// What the hotline does when clocks of its cases pass or are extended, and when its closed tickets grow old.

import { sql } from 'kysely'
import { calendar, addWorkdays } from '#kernel/calendar'
import type { Context } from '#kernel/module'
import { ruleOf, today } from './limits.ts'
import { midnight } from './lists.ts'
import { tell } from './messages.ts'

type Clock = { flow: string; subjectId: string | null; ref: string; kind: string; dueAt: string; no: string }

/** A ticket that was not answered in time is late for good: the list, the map and the figures show it. */
export async function onBreached(ctx: Context, clock: Clock): Promise<void> {
  if (clock.flow !== 'hotline.ticket' || !clock.subjectId) return
  if (clock.ref === 'finish')
    await sql`update hotline.ticket set late = true, updated_at = ${ctx.now} where id = ${clock.subjectId}::uuid and replied_at is null and not late`.execute(
      ctx.db,
    )
  ctx.notice('hotline.ticket', { id: clock.subjectId })
}

/** The new date goes onto the ticket, and the caller must be told it (1.6). */
export async function onExtended(ctx: Context, clock: Clock): Promise<void> {
  if (clock.flow !== 'hotline.ticket' || clock.ref !== 'finish' || !clock.subjectId) return
  const due = new Date(clock.dueAt)
  const { rows } = await sql`update hotline.ticket set due_at = ${due}, extended = true, updated_at = ${ctx.now}
    where id = ${clock.subjectId}::uuid and open and due_at is distinct from ${due} returning id`.execute(ctx.db)
  // Delivered at least once: the second time nothing changes and nobody is told again.
  if (!rows.length) return
  await tell(ctx, clock.subjectId, 'extended', { no: clock.no, date: today({ now: new Date(due.getTime() - 1) }) })
  ctx.notice('hotline.ticket', { id: clock.subjectId })
}

/** Tickets closed for five working days go to the archive (1.5); daily. */
export async function archiveClosed(ctx: Context): Promise<number> {
  const days = await ruleOf(ctx, 'archive.workdays')
  const city = await calendar(ctx)
  // The last day whose closed tickets have had their working days.
  let day = today(ctx)
  while (addWorkdays(city, day, days) >= today(ctx)) day = today({ now: new Date(midnight(day).getTime() - 1) })
  const { rows } =
    await sql`update hotline.ticket set archived_at = ${ctx.now} where archived_at is null and closed_at < ${new Date(midnight(day).getTime() + 86_400_000)} returning id`.execute(
      ctx.db,
    )
  return rows.length
}
