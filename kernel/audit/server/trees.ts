// Hash trees of RFC 9162 (RFC 6962) section 2.1, and the byte encoding of what goes into them. Needs nothing but node:crypto.

import { createHash } from 'node:crypto'

/** SM3 (GB/T 32905) stands ready where the national algorithm is required. */
export const algorithms = ['sha256', 'sm3'] as const
export type Algorithm = (typeof algorithms)[number]

export function isAlgorithm(name: string): name is Algorithm {
  return (algorithms as readonly string[]).includes(name)
}

function hash(algorithm: Algorithm, ...parts: Uint8Array[]): Buffer {
  const sum = createHash(algorithm)
  for (const part of parts) sum.update(part)
  return sum.digest()
}

const leafMark = Buffer.of(0)
const nodeMark = Buffer.of(1)
const chainMark = Buffer.of(2)

export const leafHash = (algorithm: Algorithm, data: Uint8Array) => hash(algorithm, leafMark, data)
export const chainHash = (algorithm: Algorithm, header: Uint8Array) => hash(algorithm, chainMark, header)
const nodeHash = (algorithm: Algorithm, left: Uint8Array, right: Uint8Array) => hash(algorithm, nodeMark, left, right)

/** Texts as bytes that no other texts give: each with its length in 4 bytes, big-endian; null has length 0xffffffff and no bytes. */
export function encode(texts: readonly (string | null)[]): Buffer {
  const parts: Buffer[] = []
  for (const text of texts) {
    const length = Buffer.alloc(4)
    const bytes = text === null ? null : Buffer.from(text, 'utf8')
    length.writeUInt32BE(bytes === null ? 0xffffffff : bytes.length)
    parts.push(length)
    if (bytes) parts.push(bytes)
  }
  return Buffer.concat(parts)
}

function levelAbove(algorithm: Algorithm, level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = []
  // A node without a partner rises unchanged: the same tree as splitting at the largest power of two.
  for (let i = 0; i < level.length; i += 2)
    above.push(i + 1 < level.length ? nodeHash(algorithm, level[i]!, level[i + 1]!) : level[i]!)
  return above
}

/** Merkle tree hash of a list of leaf hashes; of the empty list, the hash of nothing. */
export function rootOf(algorithm: Algorithm, leaves: readonly Buffer[]): Buffer {
  let level = leaves
  while (level.length > 1) level = levelAbove(algorithm, level)
  return level[0] ?? hash(algorithm)
}

/** Inclusion path of one leaf, from the bottom (RFC 9162 2.1.3.1). */
export function pathOf(algorithm: Algorithm, leaves: readonly Buffer[], index: number): Buffer[] {
  const path: Buffer[] = []
  let level = leaves
  let at = index
  while (level.length > 1) {
    const partner = level[at ^ 1]
    if (partner) path.push(partner)
    level = levelAbove(algorithm, level)
    at >>= 1
  }
  return path
}

/** The root that a leaf and its path lead to, or null when the path does not fit the tree (RFC 9162 2.1.3.2). */
export function rootFromPath(
  algorithm: Algorithm,
  leaf: Buffer,
  index: number,
  count: number,
  path: readonly Buffer[],
): Buffer | null {
  if (!(Number.isInteger(index) && Number.isInteger(count) && index >= 0 && index < count && count <= 2 ** 30)) return null
  let at = index
  let last = count - 1
  let sum = leaf
  for (const partner of path) {
    if (last === 0) return null
    if (at & 1 || at === last) {
      sum = nodeHash(algorithm, partner, sum)
      while (!(at & 1) && at !== 0) {
        at >>= 1
        last >>= 1
      }
    } else sum = nodeHash(algorithm, sum, partner)
    at >>= 1
    last >>= 1
  }
  return last === 0 ? sum : null
}
