// Audit rows: written in the caller's transaction, read by filters and a cursor.

import { sql, type Kysely } from 'kysely'
import { scopesOf, type AuditEntry, type Context } from '#kernel/module'

/** Writes rows in the unit of work they tell of; they commit with it or not at all. Never waits for another writer. */
export async function recordAudit(ctx: Context, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const { user } = ctx
  // One text however many rows there are, so that it is planned once: nearly every transaction of the city ends with it.
  await sql`insert into audit.entry (at, trace, actor_kind, actor_id, on_behalf_of, org_id, action, subject, detail, ip)
    select ${ctx.now}::timestamptz, ${ctx.trace}::text, ${user.kind}::text, ${user.id}::text, ${user.onBehalfOf ?? null}::text, ${user.orgId}::text,
      e.action, e.subject, e.detail::jsonb, ${ctx.ip}::text
    from unnest(${entries.map((one) => one.action)}::text[], ${entries.map((one) => one.subject)}::text[],
      ${entries.map((one) => (one.detail === null ? null : JSON.stringify(one.detail)))}::text[]) as e (action, subject, detail) /* prepared */`.execute(
    ctx.db,
  )
}

export type Filters = { actor?: string; subject?: string; action?: string; from?: Date | string; to?: Date | string }
export type Entry = {
  id: string
  at: Date
  trace: string
  actorKind: string
  actorId: string | null
  onBehalfOf: string | null
  orgId: string | null
  action: string
  subject: string
  detail: object | null
  ip: string
  /** Number of the batch that sealed it; null in the first seconds. */
  batch: string | null
}

/** Newest first, in the reader's scope: organisations of the permission, or one's own acts. `subject` matches from its beginning. */
export async function entries(
  ctx: Context,
  filters: Filters,
  after?: string,
  size = 50,
): Promise<{ items: Entry[]; next: string | null }> {
  let query = visible(ctx)
    .leftJoin('audit.leaf as l', 'l.entryId', 'e.id')
    .select([
      'e.at',
      'e.trace',
      'e.actorKind',
      'e.actorId',
      'e.onBehalfOf',
      'e.orgId',
      'e.action',
      'e.subject',
      'e.detail',
      'e.ip',
    ])
    .select([
      sql<string>`e.id::text`.as('id'),
      sql<string | null>`l.batch::text`.as('batch'),
      sql<string>`(extract(epoch from e.at) * 1000000)::bigint::text`.as('micros'),
    ])
    .orderBy('e.at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(size + 1)
  if (filters.actor) query = query.where('e.actorId', '=', filters.actor)
  if (filters.action) query = query.where('e.action', '=', filters.action)
  if (filters.subject) query = query.where('e.subject', 'like', `${filters.subject.replace(/[\\%_]/g, '\\$&')}%`)
  if (filters.from) query = query.where('e.at', '>=', new Date(filters.from))
  if (filters.to) query = query.where('e.at', '<', new Date(filters.to))
  if (after !== undefined) {
    const [micros, id] = /^(\d{1,18})-(\d{1,18})$/.exec(after)?.slice(1) ?? ctx.fail('audit.cursor', 400)
    query = query.where(
      sql<boolean>`(e.at, e.id) < (timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond', ${id}::bigint)`,
    )
  }
  const rows = await query.execute()
  const last = rows.length > size ? rows[size - 1] : undefined
  return {
    items: rows.slice(0, size).map(({ micros: _micros, ...row }) => row as Entry),
    next: last ? `${last.micros}-${last.id}` : null,
  }
}

/** Entries that the caller may read, as `e`. */
export function visible(ctx: Context) {
  const scopes = scopesOf(ctx.user, 'audit.entry.read')
  const query = (ctx.db as Kysely<any>).selectFrom('audit.entry as e')
  if (scopes === null) return query
  return query.where((where) =>
    where.or(
      scopes.map((scope) =>
        where.and([
          // Audit rows carry no area: who is limited to an area reads what their organisations did there.
          ...(scope.orgs === null ? [] : [where('e.orgId', 'in', scope.orgs.length ? scope.orgs : [''])]),
          ...(scope.self || (scope.orgs === null && scope.areas !== null) ? [where('e.actorId', '=', ctx.user.id ?? '')] : []),
        ]),
      ),
    ),
  )
}
