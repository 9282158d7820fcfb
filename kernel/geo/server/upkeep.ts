// Upkeep every few minutes: folds old change marks into the table's version and search lists into their indexes.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'

/** Folds marks older than a minute. A version reads the same before and after: cached tiles stay good. */
export async function foldTouches(ctx: Context): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with gone as (delete from geo.touch where at < (extract(epoch from ${ctx.now}::timestamptz) - 60) * 1000000 returning relation, at),
      sums as (select relation, count(*) as n, max(at) as at from gone group by relation),
      kept as (insert into geo.version (relation, version, at) select relation, n, at from sums
        on conflict (relation) do update set version = geo.version.version + excluded.version, at = greatest(geo.version.at, excluded.at) returning 1)
    select coalesce(sum(n), 0)::int as n from sums`.execute(ctx.db)
  await sql`select geo.settle()`.execute(ctx.db)
  return rows[0]!.n
}
