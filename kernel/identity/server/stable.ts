// Ids computed from names, so that data loaded twice, or by two systems, meet in the same rows.

import { createHash } from 'node:crypto'

/** A UUID (version 8) that is the same for the same kind and key: stableId('org', '430200.hotline'). */
export function stableId(kind: string, key: string): string {
  const bytes = createHash('sha256').update(`${kind}\n${key}`).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
