// Allocation of the numbers that people see, ordinary or gapless, and the register of voided ones.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { calendar, dateOf } from '#kernel/calendar'

export type Restart = 'day' | 'year' | 'never'
export type Definition = { kind: string; pattern: string; restart: Restart; gapless?: boolean; validFrom?: string }
export type Options = {
  /** Register of a gapless kind, such as an agency: each counts for itself. */
  tenant?: string
  /** Whose local date names the bucket; ctx.now unless told. */
  at?: Date
  /** Values for the names in the pattern, such as { area: '430211' }. */
  params?: Record<string, string>
}
type Given = { gapless: boolean; restart: Restart; pattern: string; bucket: string; day: string; taken: string[] | null }

/** Declares a kind of number; for `seed`, as often as you like. Later formats are dated rows, added by the administrator. */
export async function defineNumber(
  ctx: Context,
  { kind, pattern, restart, gapless = false, validFrom = '2000-01-01' }: Definition,
): Promise<void> {
  await sql`select numbering.define(${kind}, ${pattern}, ${restart}, ${gapless}, ${validFrom}::date)`.execute(ctx.db)
}

/**
 * The next number of a kind, such as 'HL-20261122-00042'. Ordinary kinds never wait for other transactions; a rolled back
 * one leaves a gap. Gapless kinds lock their register until the transaction ends. Fails numbering.kind.unknown (404).
 */
export async function nextNumber(ctx: Context, kind: string, options: Options = {}): Promise<string> {
  return (await nextNumbers(ctx, kind, 1, options))[0]!
}

/** Several numbers in order, for registers that are filled at once. */
export async function nextNumbers(ctx: Context, kind: string, count: number, options: Options = {}): Promise<string[]> {
  const given = await take(ctx, kind, count, options.at ?? ctx.now)
  if (!given.gapless) {
    if (options.tenant !== undefined) throw new Error(`${kind} is an ordinary number and has one register`)
    return given.taken!.map((n) => write(given, Number(n), options.params))
  }
  const tenant = options.tenant ?? ''
  const { rows } = await sql<{ next: number }>`
    insert into numbering.sequence as s (kind, tenant, bucket, next) values (${kind}, ${tenant}, ${given.bucket}, ${count + 1}::bigint)
    on conflict (kind, tenant, bucket) do update set next = s.next + ${count}::bigint returning next`.execute(ctx.db)
  const first = rows[0]!.next - count
  const numbers = Array.from({ length: count }, (_, i) => write(given, first + i, options.params))
  await ctx.db
    .insertInto('numbering.issued')
    .values(
      numbers.map((number, i) => ({ kind, tenant, bucket: given.bucket, n: first + i, number, at: ctx.now, byId: ctx.user.id })),
    )
    .execute()
  return numbers
}

/** Puts a gapless number into the gap register with a reason; it is never given again. Fails numbering.number.* (404, 409). */
export async function voidNumber(ctx: Context, kind: string, number: string, reason: string, tenant = ''): Promise<void> {
  const issued = await ctx.db
    .selectFrom('numbering.issued')
    .select(['bucket', 'n'])
    .where('kind', '=', kind)
    .where('tenant', '=', tenant)
    .where('number', '=', number)
    .executeTakeFirst()
  if (!issued) return ctx.fail('numbering.number.unknown', 404, { number })
  const done = await ctx.db
    .insertInto('numbering.voided')
    .values({ kind, tenant, bucket: issued.bucket, n: issued.n, reason, at: ctx.now, byId: ctx.user.id })
    .onConflict((conflict) => conflict.doNothing())
    .returning('n')
    .executeTakeFirst()
  if (!done) ctx.fail('numbering.number.voided', 409, { number })
  ctx.audit('numbering.number.void', `number:${kind}/${number}`, { tenant, reason })
}

/** Format and bucket of a kind on a day and, in the same round trip, the numbers of an ordinary one. */
async function take(ctx: Context, kind: string, count: number, at: Date): Promise<Given> {
  const day = dateOf(await calendar(ctx), at)
  const { rows } = await sql<Given>`/* prepared */
    select given.*, numbering.bucket(restart, ${day}::date) as bucket, ${day}::text as day,
      case when not gapless then array(select numbering.take(kind, restart, ${day}::date, ${count}::int))::text[] end as taken
    from (select k.kind, k.gapless, k.restart, f.pattern from numbering.kind k join numbering.format f on f.kind = k.kind
      where k.kind = ${kind} and f.valid_from <= ${day}::date order by f.valid_from desc limit 1) given`.execute(ctx.db)
  return rows[0] ?? ctx.fail('numbering.kind.unknown', 404, { kind })
}

/** A sequence wider than its padding takes the room it needs: numbers widen, they never wrap. */
export function write({ pattern, day }: Pick<Given, 'pattern' | 'day'>, n: number, params: Record<string, string> = {}): string {
  const [yyyy, MM, dd] = day.split('-') as [string, string, string]
  const names: Record<string, string> = { ...params, yyyy, yy: yyyy.slice(2), MM, dd }
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const width = /^seq(\d?)$/.exec(name)?.[1]
    const value = width === undefined ? names[name] : String(n).padStart(Number(width || 1), '0')
    if (value === undefined) throw new Error(`number pattern ${pattern} needs ${name}`)
    return value
  })
}

/** Hourly: opens tomorrow's and, at the end of December, next year's buckets, so that midnight's first number waits for nobody. */
export async function prepareBuckets(ctx: Context): Promise<void> {
  const tomorrow = dateOf(await calendar(ctx), new Date(ctx.now.getTime() + 86_400_000))
  await sql`select numbering.open(kind, restart, ${tomorrow}::date) from numbering.kind k where not gapless
    and not exists (select from numbering.base b where b.kind = k.kind and b.bucket = numbering.bucket(k.restart, ${tomorrow}::date))`.execute(
    ctx.db,
  )
}
