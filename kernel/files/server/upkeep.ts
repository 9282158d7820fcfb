// Upkeep of the store: uploads that nobody attached go after a day, new bytes pass the virus scanner where one is configured.

import { connect } from 'node:net'
import { sql } from 'kysely'
import type { Context, Running } from '#kernel/module'
import { theScanner, theStore } from './store.ts'

const keepMs = 24 * 3_600_000

/** Forgets unattached files older than a day, then bytes that no file names. */
export async function cleanUp(ctx: Context): Promise<{ files: number; blobs: number }> {
  const before = new Date(ctx.now.getTime() - keepMs)
  const { rows: files } = await sql`delete from files.file where id in (
    select id from files.file where subject is null and created_at < ${before} limit 500 for update skip locked) returning id`.execute(
    ctx.db,
  )
  const { rows: blobs } = await sql<{ sha256: string }>`delete from files.blob b where stored_at < ${before}
    and not exists (select 1 from files.file f where f.sha256 = b.sha256) returning sha256`.execute(ctx.db)
  // Before the commit: an upload of the same bytes waits for our row and then finds that it must write them again.
  const store = theStore()
  for (const { sha256 } of blobs) for (const part of ['.thumb.webp', '.display.webp', '']) await store.remove(sha256 + part)
  return { files: files.length, blobs: blobs.length }
}

/** Scans one blob; the verdict is kept with it. Fails while the scanner cannot be reached, and is tried again. */
export async function scanBlob(city: Running, data: { sha256: string }): Promise<{ scan: string }> {
  const scanner = theScanner()
  if (!scanner) return { scan: 'unscanned' }
  const finding = await scan(new URL(scanner), await theStore().read(data.sha256))
  const verdict = finding ? 'infected' : 'clean'
  await city.run({ action: 'files.scan' }, async (ctx) => {
    await sql`update files.blob set scan = ${verdict}, finding = ${finding}, scanned_at = ${ctx.now} where sha256 = ${data.sha256}`.execute(
      ctx.db,
    )
    if (finding) ctx.audit('files.infected', data.sha256, { finding })
  })
  if (finding) city.log.warn({ sha256: data.sha256, finding }, 'an upload is infected')
  return { scan: verdict }
}

/** clamd's INSTREAM: length-prefixed chunks, a zero length at the end; answers `stream: OK` or `stream: <name> FOUND`. */
export function scan(address: URL, bytes: Uint8Array): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address.hostname, port: Number(address.port || 3310) })
    let answer = ''
    socket.setTimeout(30_000, () => socket.destroy(new Error('the virus scanner does not answer')))
    socket.on('error', reject)
    socket.on('data', (part) => (answer += part.toString('utf8')))
    socket.on('close', () => {
      const text = answer.replaceAll('\0', '').trim()
      if (text.endsWith(': OK')) resolve(null)
      else if (text.endsWith(' FOUND')) resolve(text.slice('stream: '.length, -' FOUND'.length))
      else reject(new Error(`the virus scanner says: ${text || 'nothing'}`))
    })
    socket.write('zINSTREAM\0')
    for (let at = 0; at < bytes.length; at += 65_536) {
      const chunk = bytes.subarray(at, at + 65_536)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(chunk.length)
      socket.write(length)
      socket.write(chunk)
    }
    socket.write(Buffer.alloc(4))
  })
}
