// Verification of the whole log, proofs for single rows, and the anchor that is published outside.

import { sql, type Kysely } from 'kysely'
import { Problem } from '#kernel/module'
import { entryBytes, headerBytes, type EntryTexts, type Header, type Proof } from './offline.ts'
import { entryTexts, headers, lastHeader } from './seals.ts'
import { chainHash, isAlgorithm, leafHash, pathOf, rootOf } from './trees.ts'

export type Anchor = { no: string; chain: string }
export type Difference = {
  what:
    | 'entry.changed'
    | 'entry.missing'
    | 'entry.inserted'
    | 'leaf.changed'
    | 'leaf.missing'
    | 'leaf.extra'
    | 'row.changed'
    | 'root.changed'
    | 'batch.changed'
    | 'batch.missing'
    | 'chain.broken'
    | 'anchor.missing'
    | 'anchor.differs'
  batch: string | null
  entry: string | null
}
export type Report = {
  ok: boolean
  batches: number
  sealed: number
  unsealed: number
  head: Anchor | null
  differences: Difference[]
  more: number
}

const shown = 100
const genesis = '00'.repeat(32)

/**
 * Recomputes everything and reports what differs, the first hundred by place. Rows of the last seconds count as `unsealed`.
 * `known` are published anchors: with them a tail cut off whole is seen too. Reads only; the city may go on working.
 */
export async function verifyAudit(db: Kysely<any>, known: readonly Anchor[] = []): Promise<Report> {
  const report: Report = { ok: true, batches: 0, sealed: 0, unsealed: 0, head: null, differences: [], more: 0 }
  const differs = (what: Difference['what'], batch: string | null, entry: string | null = null) => {
    report.ok = false
    if (report.differences.length < shown) report.differences.push({ what, batch, entry })
    else report.more++
  }
  const top = await lastHeader(db)
  const waiting = new Map(known.map((one) => [one.no, one.chain]))
  let expected = 1n
  let previous = genesis
  let page: Header[] = []
  do {
    page = top ? await headers(db, expected, top.no, 200) : []
    for (const header of page) {
      if (BigInt(header.no) !== expected) differs('batch.missing', String(expected))
      else if (header.prevChain !== previous) differs('chain.broken', header.no)
      const anchor = waiting.get(header.no)
      if (anchor !== undefined && anchor !== header.chain) differs('anchor.differs', header.no)
      waiting.delete(header.no)
      report.sealed += await verifyBatch(db, header, differs)
      report.batches++
      report.head = { no: header.no, chain: header.chain }
      expected = BigInt(header.no) + 1n
      previous = header.chain
    }
  } while (page.length > 0)
  for (const no of waiting.keys()) differs('anchor.missing', no)
  const extra = await sql<{
    batch: string
    entry: string
  }>`select l.batch::text as batch, l.entry_id::text as entry from audit.leaf l
    where not exists (select from audit.batch b where b.no = l.batch) limit ${shown}`.execute(db)
  for (const row of extra.rows) differs('leaf.extra', row.batch, row.entry)
  // Below the horizon every row had been sealed: one that is not came later and claims to be old.
  const loose = await sql<{
    id: string
    old: boolean
  }>`select e.id::text as id, e.xid < ${top?.toXid ?? '0'}::xid8 as old from audit.entry e
    where not exists (select from audit.leaf l where l.entry_id = e.id) order by e.id`.execute(db)
  for (const row of loose.rows) if (row.old) differs('entry.inserted', null, row.id)
  report.unsealed = loose.rows.filter((row) => !row.old).length
  return report
}

async function verifyBatch(
  db: Kysely<any>,
  header: Header,
  differs: (what: Difference['what'], batch: string, entry?: string) => void,
): Promise<number> {
  const { algorithm, no } = header
  if (!isAlgorithm(algorithm) || chainHash(algorithm, headerBytes(header)).toString('hex') !== header.chain)
    differs('batch.changed', no)
  if (!isAlgorithm(algorithm)) return 0
  const rows = await leaves(db, no)
  if (rows.length < Number(header.count)) differs('leaf.missing', no)
  if (rows.length > Number(header.count)) differs('leaf.extra', no)
  const computed = rows.map((row) => (row.id === null ? Buffer.alloc(0) : leafHash(algorithm, entryBytes(row))))
  const stored = rows.map((row) => Buffer.from(row.hash, 'hex'))
  const storedFits = rootOf(algorithm, stored).toString('hex') === header.root
  const computedFits = rootOf(algorithm, computed).toString('hex') === header.root
  let found = false
  rows.forEach((row, index) => {
    const same = computed[index]!.equals(stored[index]!)
    if (same && row.position === index) return
    found = true
    // The root tells which of the two was touched: the row, or the leaf that vouches for it.
    const what =
      row.id === null
        ? 'entry.missing'
        : same
          ? 'leaf.changed'
          : storedFits
            ? 'entry.changed'
            : computedFits
              ? 'leaf.changed'
              : 'row.changed'
    differs(what, no, row.entry)
  })
  if (!found && !storedFits && rows.length === Number(header.count)) differs('root.changed', no)
  return rows.length
}

type LeafRow = EntryTexts & { position: number; entry: string; hash: string }

async function leaves(db: Kysely<any>, batch: string): Promise<LeafRow[]> {
  const { rows } = await sql<LeafRow>`select l.position, l.entry_id::text as entry, encode(l.hash, 'hex') as hash, ${entryTexts}
    from audit.leaf l left join audit.entry e on e.id = l.entry_id where l.batch = ${batch}::bigint order by l.position`.execute(
    db,
  )
  return rows
}

/**
 * An inclusion proof that verifyProof checks offline. `to` is the number of a published batch to lead to; the row's own batch
 * unless told. Throws audit.entry.unknown (404), audit.entry.unsealed (409), audit.batch.unknown (404).
 */
export async function proof(db: Kysely<any>, entryId: string, to?: string): Promise<Proof> {
  const { rows: places } = await sql<{ batch: string | null }>`select l.batch::text as batch from audit.entry e
    left join audit.leaf l on l.entry_id = e.id where e.id = ${entryId}::bigint`.execute(db)
  if (!places[0]) throw new Problem('audit.entry.unknown', 404)
  const no = places[0].batch
  if (no === null) throw new Problem('audit.entry.unsealed', 409)
  const last = to ?? no
  if (BigInt(last) < BigInt(no)) throw new Problem('audit.batch.unknown', 404, { no: last })
  const [batch, ...next] = await headers(db, no, last, 100_000)
  if (!batch || [batch, ...next].at(-1)!.no !== last || !isAlgorithm(batch.algorithm))
    throw new Problem('audit.batch.unknown', 404, { no: last })
  // Of the batch's other rows only the hashes are needed.
  const { rows: hashes } = await sql<{ position: number; entry: string; hash: string }>`
    select l.position, l.entry_id::text as entry, encode(l.hash, 'hex') as hash from audit.leaf l where l.batch = ${no}::bigint order by l.position`.execute(
    db,
  )
  const { rows: own } = await sql<EntryTexts>`select ${entryTexts} from audit.entry e where e.id = ${entryId}::bigint`.execute(db)
  const index = hashes.findIndex((row) => row.entry === entryId)
  const path = pathOf(
    batch.algorithm,
    hashes.map((row) => Buffer.from(row.hash, 'hex')),
    index,
  )
  return {
    kind: 'yicheng-audit-proof',
    version: 1,
    entry: own[0]!,
    position: hashes[index]!.position,
    path: path.map((one) => one.toString('hex')),
    batch,
    next,
  }
}

/** The newest chain value, to be printed, mailed or published: whoever keeps it notices when the log's end is cut off later. */
export async function anchor(db: Kysely<any>): Promise<(Anchor & { at: string; algorithm: string; text: string }) | null> {
  const head = await lastHeader(db)
  if (!head) return null
  const { no, chain, at, algorithm } = head
  return { no, chain, at, algorithm, text: `yicheng-audit ${no} ${algorithm}:${chain} ${at}` }
}

/** Reads an anchor's text back. Throws audit.anchor.invalid (422). */
export function parseAnchor(text: string): Anchor {
  const found = /^yicheng-audit ([1-9]\d{0,17}) [a-z0-9]+:([0-9a-f]{64})(?: \S+)?$/.exec(text.trim())
  if (!found) throw new Problem('audit.anchor.invalid', 422)
  return { no: found[1]!, chain: found[2]! }
}
