// Takes uploads in: examined before the transaction begins, stored and recorded inside it.

import { sql } from 'kysely'
import type { Context, Upload } from '#kernel/module'
import { newId } from '#kernel/db'
import { sendJob } from '#kernel/jobs'
import { examinePicture, pictureTypes, type Picture, type Refused } from './images.ts'
import { sha256, theScanner, theStore } from './store.ts'
import { sniff, type Sniffed } from './types.ts'

export type FileInfo = {
  id: string
  name: string
  type: string
  size: number
  purpose: string
  image: boolean
  width: number | null
  height: number | null
  takenAt: Date | null
  position: { lng: number; lat: number } | null
  scan: 'unscanned' | 'waiting' | 'clean' | 'infected'
  createdAt: Date
}

type Examined = Sniffed & { hash: string; picture: Picture | Refused | null }
const examined = new WeakMap<Upload, Promise<Examined>>()

/** Sniffs and unpacks an upload. The HTTP server calls it before it opens the transaction: unpacking a photo takes a tenth of a second. */
export function examine(upload: Upload): Promise<Examined> {
  let known = examined.get(upload)
  if (!known) examined.set(upload, (known = look(upload)))
  return known
}

async function look(upload: Upload): Promise<Examined> {
  const found = await sniff(upload.bytes, upload.filename)
  const picture = found.type && pictureTypes.has(found.type) ? await examinePicture(upload.bytes) : null
  return { ...found, hash: sha256(upload.bytes), picture }
}

type Purpose = { types: string[]; maxBytes: number; maxPixels: number }

async function purposeAt(ctx: Context, id: string): Promise<Purpose> {
  const { rows } = await sql<Purpose>`select types, max_bytes, max_pixels from files.purpose
    where id = ${id} and valid_from <= ${ctx.now}::timestamptz::date order by valid_from desc limit 1 /* prepared */`.execute(
    ctx.db,
  )
  if (!rows[0]) ctx.fail('files.purpose', 422, { purpose: id })
  return rows[0]!
}

/**
 * Keeps one upload: true type on the purpose's list, within its limits. The bytes are on disk before the row commits.
 * Unattached files are cleaned up after 24 hours. Fails files.empty, files.type, files.disguised, files.size, files.pixels, files.broken (422).
 */
export async function keepUpload(ctx: Context, upload: Upload, options: { purpose?: string } = {}): Promise<FileInfo> {
  const purpose = options.purpose ?? 'attachment'
  const rule = await purposeAt(ctx, purpose)
  const name = cleanName(upload.filename)
  const size = upload.bytes.length
  if (!size) ctx.fail('files.empty', 422, { name })
  if (size > rule.maxBytes) ctx.fail('files.size', 422, { name, max: Math.floor(rule.maxBytes / 1_048_576) })
  const { type, disguised, hash, picture } = await examine(upload)
  if (disguised) ctx.fail('files.disguised', 422, { name, type: type ?? '?' })
  if (!type || !rule.types.includes(type)) ctx.fail('files.type', 422, { name, type: type ?? '?' })
  if (picture && 'refused' in picture) ctx.fail(picture.refused === 'pixels' ? 'files.pixels' : 'files.broken', 422, { name })
  const shown = picture as Picture | null
  if (shown && shown.width * shown.height > rule.maxPixels) ctx.fail('files.pixels', 422, { name })

  const scan = theScanner() ? 'waiting' : 'unscanned'
  // The row first: it waits here for a clean-up that is just removing the same bytes.
  const { rows } = await sql<{ scan: FileInfo['scan'] }>`insert into files.blob (sha256, bytes, type, scan, stored_at)
    values (${hash}, ${size}, ${type}, ${scan}, ${ctx.now})
    on conflict (sha256) do update set stored_at = excluded.stored_at returning scan`.execute(ctx.db)
  if (rows[0]!.scan === 'infected') ctx.fail('files.infected', 422, { name })
  const store = theStore()
  await store.put(hash, upload.bytes)
  if (shown) {
    await store.put(`${hash}.display.webp`, shown.display)
    await store.put(`${hash}.thumb.webp`, shown.thumb)
  }
  const id = newId()
  await ctx.db
    .insertInto('files.file')
    .values({
      id,
      sha256: hash,
      name,
      purpose,
      width: shown?.width ?? null,
      height: shown?.height ?? null,
      takenAt: shown?.takenAt ?? null,
      lng: shown?.position?.lng ?? null,
      lat: shown?.position?.lat ?? null,
      uploaderId: ctx.user.id,
      uploaderName: ctx.user.name,
      createdAt: ctx.now,
    })
    .execute()
  if (rows[0]!.scan === 'waiting') await sendJob(ctx, 'files.scan', { sha256: hash }, { singletonKey: hash })
  return {
    id,
    name,
    type: type!,
    size,
    purpose,
    image: shown !== null,
    width: shown?.width ?? null,
    height: shown?.height ?? null,
    takenAt: shown?.takenAt ?? null,
    position: shown?.position ?? null,
    scan: rows[0]!.scan,
    createdAt: ctx.now,
  }
}

/** The last part of the name, without what would upset a file system or a header. */
function cleanName(text: string): string {
  const last = text.split(/[\\/]/).at(-1)!
  const clean = last
    .replace(/[\p{Cc}\p{Cf}"<>|:*?]/gu, '_')
    .trim()
    .slice(-120)
  return clean || 'file'
}
