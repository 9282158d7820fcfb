// Answered matters that anybody may read: search and list of what was made public.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { contentNamer } from './codes.ts'

const columns = sql.raw('a.ticket_id as id, a.title, a.question, a.answer, a.content_code, a.org_name, a.asked_on, a.answered_on')

/** One page of public answers, newest first; every word of `q` must occur. */
export async function listAnswered(
  ctx: Context,
  { page = 1, size = 20, q, content }: { page?: number; size?: number; q?: string; content?: string },
): Promise<{ items: any[]; total: number }> {
  const words = (q ?? '').trim().split(/\s+/).filter(Boolean).slice(0, 5)
  const all = [
    sql`a.withdrawn_at is null`,
    ...words.map((word) => sql`a.search ilike ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`),
    ...(content ? [sql`a.content_code like ${`${content}%`}`] : []),
  ]
  const where = sql.join(all, sql` and `)
  const { rows } =
    await sql<any>`select ${columns} from hotline.answered a where ${where} order by a.published_at desc, a.ticket_id limit ${size} offset ${(page - 1) * size}`.execute(
      ctx.db,
    )
  const counted = await sql<{
    n: number
  }>`select count(*)::int as n from (select 1 from hotline.answered a where ${where} limit 10000) c`.execute(ctx.db)
  const className = await contentNamer(ctx)
  return { items: rows.map((row) => ({ ...row, contentName: className(row.contentCode) })), total: counted.rows[0]!.n }
}

/** One public answer; undefined when there is none or it was withdrawn. */
export async function findAnswered(ctx: Context, id: string): Promise<any> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return undefined
  const { rows } =
    await sql<any>`select ${columns} from hotline.answered a where a.withdrawn_at is null and a.ticket_id = ${id}`.execute(ctx.db)
  if (!rows[0]) return undefined
  return { ...rows[0], contentName: (await contentNamer(ctx))(rows[0].contentCode) }
}
