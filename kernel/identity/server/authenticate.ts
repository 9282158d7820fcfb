// Who sends this request: from a session cookie or an API key to an actor, kept in memory for half a minute.

import { sql } from 'kysely'
import { Problem, type Actor, type Context } from '#kernel/module'
import { directory, forgetDirectory } from './directory.ts'
import { cityDay, rulesAt } from './rules.ts'
import { grantsOf, scopeOf, type Held } from './scopes.ts'
import { csrfOf, tokenHash } from './secrets.ts'

export type Caller = { actor: Actor; csrf: string }
type Entry = {
  caller: Caller
  person: string | null
  readAt: number
  seenAt: number
  idleMs: number
  endsAt: number
  /** Requests a second of an API key, and its bucket. */
  rate?: number
  tokens?: number
  filledAt?: number
}

const trustMs = 30_000
const touchMs = 60_000
const mostEntries = 50_000
const entries = new Map<string, Entry>()
let generation = 0

/** What a change touched: sessions by id, people (their sessions and keys by id), or everything. */
export type Touched = { sessions?: string[]; people?: string[]; all?: boolean }

/** Drops cached actors; called on this instance after commit, and on all by the notice 'identity.changed'. */
export function forgetActors(touched: Touched): void {
  generation++
  if (touched.all) {
    entries.clear()
    forgetDirectory()
    return
  }
  const sessions = new Set(touched.sessions)
  const people = new Set(touched.people)
  for (const [key, entry] of entries) {
    const { session, id } = entry.caller.actor
    if ((session && sessions.has(session)) || (entry.person && people.has(entry.person)) || (id && people.has(id)))
      entries.delete(key)
  }
}

/** Makes all instances forget what this transaction changes, once it has committed. */
export function identityChanged(ctx: Context, touched: Touched): void {
  ctx.notice('identity.changed', touched)
  ctx.afterCommit(() => forgetActors(touched))
}

/** The actor behind a session cookie or API key; null when there is none, it ended, or it is forged. Throws http.too_many for a key over its rate. */
export async function authenticate(
  db: Context['db'],
  credentials: { session?: string | undefined; bearer?: string | undefined; ip: string },
  now: Date,
): Promise<Caller | null> {
  const token = credentials.bearer ?? credentials.session
  if (!token || token.length > 100) return null
  const key = `${credentials.bearer ? 'key' : 'session'} ${tokenHash(token)}`
  const at = now.getTime()
  let entry = entries.get(key)
  if (!entry || at - entry.readAt >= trustMs || at < entry.readAt) {
    const before = generation
    const hash = key.slice(key.indexOf(' ') + 1)
    const read = credentials.bearer ? await readKey(db, hash, now) : await readSession(db, hash, csrfOf(token), now)
    if (read && entry?.tokens !== undefined) Object.assign(read, { tokens: entry.tokens, filledAt: entry.filledAt })
    entries.delete(key)
    if (!read) return null
    entry = read
    // Read while somebody changed it: good for this request, not for keeping.
    if (before === generation) keep(key, entry)
  }
  if (at >= entry.endsAt || at - entry.seenAt >= entry.idleMs) {
    entries.delete(key)
    return null
  }
  if (entry.rate) spend(entry, at)
  if (at - entry.seenAt >= touchMs) {
    entry.seenAt = at
    const { actor } = entry.caller
    if (credentials.bearer) await db.updateTable('identity.apiKey').set({ lastUsedAt: now }).where('id', '=', actor.id!).execute()
    else
      await sql`update identity.session set last_seen_at = ${now} where id = ${actor.session} and last_seen_at < ${now}`.execute(
        db,
      )
  }
  return entry.caller
}

function keep(key: string, entry: Entry): void {
  entries.set(key, entry)
  // A Map keeps insertion order: the first key is the one read longest ago.
  if (entries.size > mostEntries) entries.delete(entries.keys().next().value!)
}

function spend(entry: Entry, at: number): void {
  const rate = entry.rate!
  const burst = Math.max(rate, 5)
  entry.tokens = Math.min(burst, (entry.tokens ?? burst) + (Math.max(0, at - (entry.filledAt ?? at)) / 1000) * rate)
  entry.filledAt = at
  if (entry.tokens < 1) throw new Problem('http.too_many', 429, { seconds: Math.ceil((1 - entry.tokens) / rate) })
  entry.tokens -= 1
}

type SessionRow = {
  id: string
  personId: string
  kind: 'staff' | 'citizen'
  name: string
  orgId: string | null
  lastSeenAt: Date
  expiresAt: Date
  onBehalfOf: string | null
  mustChange: boolean | null
}

async function readSession(db: Context['db'], hash: string, csrf: string, now: Date): Promise<Entry | null> {
  const { rows } = await sql<SessionRow>`
    select s.id, s.person_id, p.kind, p.name, p.org_id, s.last_seen_at, s.expires_at, s.on_behalf_of, c.must_change
    from identity.session s join identity.person p on p.id = s.person_id
    left join identity.credential c on c.person_id = p.id and c.kind = 'password'
    where s.token_hash = ${hash} and s.revoked_at is null and p.state = 'active' /* prepared */`.execute(db)
  const row = rows[0]
  if (!row || row.expiresAt <= now) return null
  const rules = await rulesAt(db, now)
  const actor = await actorOf(db, row, now)
  return {
    caller: { actor, csrf },
    person: row.personId,
    readAt: now.getTime(),
    seenAt: row.lastSeenAt.getTime(),
    idleMs: row.kind === 'staff' ? rules('session.staff_idle_minutes') * 60_000 : Infinity,
    endsAt: row.expiresAt.getTime(),
  }
}

/** The actor of a session that was opened in this transaction. */
export async function actorOfSession(db: Context['db'], id: string, now: Date): Promise<Actor | undefined> {
  const { rows } = await sql<SessionRow>`
    select s.id, s.person_id, p.kind, p.name, p.org_id, s.on_behalf_of, c.must_change
    from identity.session s join identity.person p on p.id = s.person_id
    left join identity.credential c on c.person_id = p.id and c.kind = 'password' where s.id = ${id}`.execute(db)
  return rows[0] && actorOf(db, rows[0], now)
}

export type HeldPost = Held & { postId: string; postName: string; by: string | null }

/** The posts a person holds on a day: the own ones, and those of people who delegated to them. */
export async function heldPosts(db: Context['db'], personId: string, day: string): Promise<HeldPost[]> {
  const { rows } = await sql<HeldPost>`
    select t.id as post_id, t.name as post_name, t.org_id, t.scope, t.areas, t.role_ids, h.by
    from (
      select g.post_id, null::uuid as by from identity.posting g
      where g.person_id = ${personId} and g.from_date <= ${day}::date and (g.to_date is null or g.to_date >= ${day}::date)
      union
      select g.post_id, d.from_person from identity.delegation d
      join identity.person giver on giver.id = d.from_person and giver.state <> 'left'
      join identity.posting g on g.person_id = d.from_person and g.from_date <= ${day}::date and (g.to_date is null or g.to_date >= ${day}::date)
      where d.to_person = ${personId} and d.revoked_at is null and ${day}::date between d.from_date and d.to_date
        and (d.posts is null or g.post_id = any(d.posts))
    ) h join identity.post t on t.id = h.post_id where t.active order by h.by nulls first, t.name /* prepared */`.execute(db)
  return rows
}

/** Whoever must change the password first holds nothing until then. Acting for somebody means only that person's delegated posts. */
async function actorOf(db: Context['db'], row: Omit<SessionRow, 'lastSeenAt' | 'expiresAt'>, now: Date): Promise<Actor> {
  const actor: Actor = {
    kind: row.kind,
    id: row.personId,
    name: row.name,
    orgId: row.orgId,
    session: row.id,
    grants: new Map(),
    pools: [],
  }
  if (row.kind === 'citizen') return actor
  const known = await directory(db)
  // Other capabilities speak of agencies; the department is a matter of the post.
  if (row.orgId) actor.orgId = known.orgs.get(row.orgId)?.agencyId ?? row.orgId
  if (row.mustChange) return actor
  const held = await heldPosts(db, row.personId, cityDay(now))
  const behalf = row.onBehalfOf && held.some((post) => post.by === row.onBehalfOf) ? row.onBehalfOf : null
  const used = behalf ? held.filter((post) => post.by === behalf) : held
  Object.assign(actor, grantsOf(known, used))
  if (behalf) actor.onBehalfOf = behalf
  return actor
}

async function readKey(db: Context['db'], hash: string, now: Date): Promise<Entry | null> {
  const row = await db
    .selectFrom('identity.apiKey')
    .selectAll()
    .where('tokenHash', '=', hash)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  if (!row || row.validUntil <= now) return null
  const scope = scopeOf(await directory(db), row as unknown as Held)
  const actor: Actor = {
    kind: 'program',
    id: row.id,
    name: row.name,
    orgId: row.orgId,
    session: null,
    grants: new Map((row.permissions as string[]).map((permission) => [permission, [scope]])),
    pools: [],
  }
  return {
    caller: { actor, csrf: '' },
    person: null,
    readAt: now.getTime(),
    seenAt: row.lastUsedAt?.getTime() ?? 0,
    idleMs: Infinity,
    endsAt: row.validUntil.getTime(),
    rate: row.rate,
  }
}
