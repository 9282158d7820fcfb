// Checks one row's inclusion proof without the platform: `node kernel/audit/server/offline.ts proof.json`.

import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { chainHash, encode, isAlgorithm, leafHash, rootFromPath } from './trees.ts'

/** Columns of an entry in the order in which they are hashed, format 1. All values are text as PostgreSQL writes them. */
export const entryColumns = [
  'id',
  'at',
  'trace',
  'actorKind',
  'actorId',
  'onBehalfOf',
  'orgId',
  'action',
  'subject',
  'detail',
  'ip',
  'xid',
] as const
export type EntryTexts = Record<(typeof entryColumns)[number], string | null>

/** A batch as text, hashes in hex; `chain` is the hash over all the others, which include the batch before. */
export const headerColumns = [
  'no',
  'reason',
  'algorithm',
  'format',
  'count',
  'fromXid',
  'toXid',
  'at',
  'root',
  'prevChain',
] as const
export type Header = Record<(typeof headerColumns)[number] | 'chain', string>

export type Proof = {
  kind: 'yicheng-audit-proof'
  version: 1
  entry: EntryTexts
  position: number
  path: string[]
  batch: Header
  /** Batches after it, up to one whose chain value has been published. */
  next: Header[]
}

export const entryBytes = (entry: EntryTexts) => encode(entryColumns.map((column) => entry[column]))
export const headerBytes = (header: Header) => encode(headerColumns.map((column) => header[column]))

export type Verdict = { ok: true; no: string; chain: string; at: string } | { ok: false; reason: string }

/**
 * Whether the proof holds together. `no` and `chain` are those of its last batch: compare them with a published anchor, for
 * a proof says no more than the anchor it leads to. Never throws; anything malformed is { ok: false }.
 */
export function verifyProof(json: unknown): Verdict {
  try {
    const proof = (typeof json === 'string' ? JSON.parse(json) : json) as Proof
    if (proof.kind !== 'yicheng-audit-proof' || proof.version !== 1) return { ok: false, reason: 'not a proof of this kind' }
    const { batch } = proof
    if (!isAlgorithm(batch.algorithm) || batch.format !== '1') return { ok: false, reason: 'unknown algorithm or format' }
    if (!entryColumns.every((column) => proof.entry[column] === null || typeof proof.entry[column] === 'string'))
      return { ok: false, reason: 'entry is not text' }
    const path = proof.path.map((one) => Buffer.from(one, 'hex'))
    const root = rootFromPath(
      batch.algorithm,
      leafHash(batch.algorithm, entryBytes(proof.entry)),
      proof.position,
      Number(batch.count),
      path,
    )
    if (root?.toString('hex') !== batch.root) return { ok: false, reason: 'the entry does not lead to the root of its batch' }
    let last: Header | undefined
    for (const header of [batch, ...proof.next]) {
      if (!isAlgorithm(header.algorithm)) return { ok: false, reason: 'unknown algorithm' }
      if (last && (header.prevChain !== last.chain || BigInt(header.no) !== BigInt(last.no) + 1n))
        return { ok: false, reason: `batch ${header.no} does not follow` }
      if (chainHash(header.algorithm, headerBytes(header)).toString('hex') !== header.chain)
        return { ok: false, reason: `batch ${header.no} was changed` }
      last = header
    }
    return { ok: true, no: last!.no, chain: last!.chain, at: last!.at }
  } catch {
    return { ok: false, reason: 'malformed' }
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const verdict = verifyProof(readFileSync(process.argv[2] ?? '/dev/stdin', 'utf8'))
  process.stdout.write(
    verdict.ok
      ? `The proof holds. Compare with the published anchor:\nbatch ${verdict.no}\nchain ${verdict.chain}\n`
      : `The proof FAILS: ${verdict.reason}\n`,
  )
  process.exitCode = verdict.ok ? 0 : 1
}
