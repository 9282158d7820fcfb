// The sealer: closes rows of finished transactions into batches, each a hash tree whose root is chained to the batch before.

import { sql, type Kysely } from 'kysely'
import type { Running } from '#kernel/module'
import { entryBytes, headerBytes, type EntryTexts, type Header } from './offline.ts'
import { chainHash, leafHash, rootOf, type Algorithm } from './trees.ts'

const everyMs = 10_000
const batchRows = 5_000
const genesis = '00'.repeat(32)

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`)

/** An entry's columns as the texts that are hashed; Kysely's plugin makes the names camel case. */
export const entryTexts =
  sql.raw(`e.id::text as id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.trace, e.actor_kind,
  e.actor_id, e.on_behalf_of, e.org_id, e.action, e.subject, e.detail::text as detail, e.ip, e.xid::text as xid`)

/** Batch headers as text, in order. */
export async function headers(
  db: Kysely<any>,
  from: bigint | string,
  to: bigint | string | null,
  limit: number,
): Promise<Header[]> {
  const { rows } = await sql<Header>`
    select no::text as no, reason, algorithm, format::text as format, count::text as count, from_xid::text as from_xid, to_xid::text as to_xid,
      ${instant('at')} as at, encode(root, 'hex') as root, encode(prev_chain, 'hex') as prev_chain, encode(chain, 'hex') as chain
    from audit.batch b where no >= ${String(from)}::bigint and (${to === null ? null : String(to)}::bigint is null or no <= ${to === null ? null : String(to)}::bigint)
    order by b.no limit ${limit}`.execute(db)
  return rows
}

export async function lastHeader(db: Kysely<any>): Promise<Header | undefined> {
  // b.no is the number; bare, the order would be that of the text above it, in which 9 comes after 10.
  const { rows } = await sql<{ no: string }>`select b.no::text as no from audit.batch b order by b.no desc limit 1`.execute(db)
  return rows[0] ? (await headers(db, rows[0].no, null, 1))[0] : undefined
}

/**
 * Seals what finished transactions wrote; returns the number of rows. `db` must be a transaction (READ COMMITTED). One at a
 * time: whoever comes second leaves at once. At most `batches` of `limit` rows. A horizon beyond the cluster's transactions means a restored database: see sealRestored.
 */
export async function seal(
  db: Kysely<any>,
  now: Date,
  algorithm: Algorithm = 'sha256',
  limit = batchRows,
  batches = Infinity,
): Promise<number> {
  const lock = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(hashtextextended('audit.seal', 0)) as got`.execute(db)
  if (!lock.rows[0]!.got) return 0
  let sealed = 0
  for (let left = batches; ; left--) {
    if (left === 0) return sealed
    const last = await lastHeader(db)
    const from = last?.toXid ?? '0'
    if (last && (await restored(db, from))) return sealed + (await sealAll(db, now, algorithm, limit))
    const { rows } = await sql<EntryTexts & { edge: string }>`
      with edge as materialized (select pg_snapshot_xmin(pg_current_snapshot()) as xid)
      select ${entryTexts}, edge.xid::text as edge from audit.entry e, edge
      where e.xid >= ${from}::xid8 and e.xid < edge.xid and not exists (select from audit.leaf l where l.entry_id = e.id)
      order by e.xid, e.id limit ${limit}`.execute(db)
    if (rows.length === 0) return sealed
    // A full batch may have stopped amid a transaction: the next begins with that one again and skips what is sealed.
    const to = rows.length < limit ? rows[0]!.edge : rows.at(-1)!.xid!
    await writeBatch(db, { reason: 'seal', from, to, now, algorithm }, rows, last)
    sealed += rows.length
    if (rows.length < limit) return sealed
  }
}

/**
 * After a logical restore: the new cluster counts transactions from elsewhere, so everything visible and unsealed is sealed
 * and the horizon begins anew. `db` must be a transaction, before the city serves. Returns the number of rows.
 */
export async function sealRestored(
  db: Kysely<any>,
  now: Date,
  algorithm: Algorithm = 'sha256',
  limit = batchRows,
): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('audit.seal', 0))`.execute(db)
  return sealAll(db, now, algorithm, limit)
}

async function restored(db: Kysely<any>, horizon: string): Promise<boolean> {
  const { rows } = await sql<{
    ahead: boolean
  }>`select ${horizon}::xid8 > pg_snapshot_xmax(pg_current_snapshot()) as ahead`.execute(db)
  return rows[0]!.ahead
}

async function sealAll(db: Kysely<any>, now: Date, algorithm: Algorithm, limit: number): Promise<number> {
  let sealed = 0
  for (;;) {
    const last = await lastHeader(db)
    const edge = await sql<{ xid: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xid`.execute(db)
    const { rows } = await sql<EntryTexts>`
      select ${entryTexts} from audit.entry e where not exists (select from audit.leaf l where l.entry_id = e.id)
      order by e.id limit ${limit}`.execute(db)
    await writeBatch(db, { reason: 'restart', from: last?.toXid ?? '0', to: edge.rows[0]!.xid, now, algorithm }, rows, last)
    sealed += rows.length
    if (rows.length < limit) return sealed
  }
}

type Plan = { reason: 'seal' | 'restart'; from: string; to: string; now: Date; algorithm: Algorithm }

async function writeBatch(db: Kysely<any>, plan: Plan, rows: EntryTexts[], last: Header | undefined): Promise<void> {
  const { algorithm } = plan
  const leaves = rows.map((row) => leafHash(algorithm, entryBytes(row)))
  const header: Header = {
    no: String(BigInt(last?.no ?? 0) + 1n),
    reason: plan.reason,
    algorithm,
    format: '1',
    count: String(rows.length),
    fromXid: plan.from,
    toXid: plan.to,
    at: plan.now.toISOString().replace('Z', '000Z'),
    root: rootOf(algorithm, leaves).toString('hex'),
    prevChain: last?.chain ?? genesis,
    chain: '',
  }
  header.chain = chainHash(algorithm, headerBytes(header)).toString('hex')
  await sql`insert into audit.batch (no, reason, algorithm, format, count, from_xid, to_xid, at, root, prev_chain, chain)
    values (${header.no}::bigint, ${header.reason}, ${algorithm}, 1, ${rows.length}::int, ${header.fromXid}::xid8, ${header.toXid}::xid8, ${header.at}::timestamptz,
      decode(${header.root}, 'hex'), decode(${header.prevChain}, 'hex'), decode(${header.chain}, 'hex'))`.execute(db)
  await sql`insert into audit.leaf (batch, position, entry_id, hash)
    select ${header.no}::bigint, n - 1, id, decode(hash, 'hex')
    from unnest(${rows.map((row) => row.id)}::bigint[], ${leaves.map((leaf) => leaf.toString('hex'))}::text[]) with ordinality as given (id, hash, n)`.execute(
    db,
  )
}

/** Seals every ten seconds while the city runs; several instances take turns by the lock. */
export async function startSealer(city: Running): Promise<() => Promise<void>> {
  let busy: Promise<unknown> = Promise.resolve()
  let open = true
  // One batch to a transaction: with an import's backlog the embedded database would serve nobody else until all was sealed.
  const round = async () => {
    let sealed = batchRows
    while (open && sealed >= batchRows)
      sealed = await city.run({ action: 'audit.seal' }, (ctx) => seal(ctx.db, ctx.now, 'sha256', batchRows, 1))
  }
  const timer = setInterval(() => {
    busy = busy.then(round).catch((error: unknown) => city.log.error({ err: error }, 'audit rows were not sealed'))
  }, everyMs)
  return async () => {
    open = false
    clearInterval(timer)
    await busy
  }
}
