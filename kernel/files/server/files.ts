// Files by what they belong to: attaching, listing, reading, signed links, and who may see one.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { may, type Context } from '#kernel/module'
import { theStore } from './store.ts'
import type { FileInfo } from './uploads.ts'

export type FileRow = FileInfo & { sha256: string; uploaderId: string | null; subject: string | null }

const columns = sql`f.id, f.name, b.type, b.bytes as size, f.purpose, (f.width is not null) as image, f.width, f.height, f.taken_at, f.lng, f.lat,
  b.scan, f.created_at, f.sha256, f.uploader_id, f.subject`

function shaped(row: any): FileRow {
  const { lng, lat, ...rest } = row
  return { ...rest, position: lng === null ? null : { lng, lat } }
}

export async function findFile(ctx: Context, id: string): Promise<FileRow | undefined> {
  const { rows } =
    await sql<any>`select ${columns} from files.file f join files.blob b using (sha256) where f.id = ${id}`.execute(ctx.db)
  return rows[0] ? shaped(rows[0]) : undefined
}

/** Files of a subject such as 'hotline.ticket:<id>', oldest first. */
export async function filesOf(ctx: Context, subject: string): Promise<FileInfo[]> {
  const { rows } = await sql<any>`select ${columns} from files.file f join files.blob b using (sha256)
    where f.subject = ${subject} order by f.created_at, f.id`.execute(ctx.db)
  return rows.map((row) => {
    const { sha256: _hash, uploaderId: _uploader, subject: _subject, ...info } = shaped(row)
    return info
  })
}

/**
 * Gives uploaded files to a subject ('<module>.<kind>:<id>'). Only the uploader can, and only once.
 * Fails files.unknown (422) for an id that is not an own, unattached upload; the same subject twice is no failure.
 */
export async function attach(ctx: Context, fileIds: string[], subject: string): Promise<void> {
  if (!/^[a-z][\w-]*\.[a-z][\w.-]*:[\w-]{1,80}$/.test(subject)) throw new Error(`not a subject: ${subject}`)
  const ids = [...new Set(fileIds)]
  if (!ids.length) return
  const { rows } = await sql<{
    id: string
  }>`update files.file set subject = ${subject}, attached_at = coalesce(attached_at, ${ctx.now})
    where id = any(${ids}) and (subject is null or subject = ${subject})
      and (${ctx.user.kind === 'system'} or uploader_id is not distinct from ${ctx.user.id})
    returning id`.execute(ctx.db)
  if (rows.length !== ids.length) ctx.fail('files.unknown', 422, { id: ids.find((id) => !rows.some((row) => row.id === id)) })
}

/** The bytes as uploaded, for a module's own work; who may is the module's question. */
export async function readFile(ctx: Context, id: string): Promise<{ info: FileInfo; bytes: Buffer }> {
  const file = await findFile(ctx, id)
  if (!file) ctx.fail('files.missing', 404)
  if (file!.scan === 'infected') ctx.fail('files.infected', 422, { name: file!.name })
  return { info: file!, bytes: await theStore().read(file!.sha256) }
}

/**
 * Whether the caller may see a file: the uploader, who may read all files, or whom the subject's module lets.
 * A module says so under `functions` by the name '<module>.<kind>.files': (ctx, id) => Promise<boolean>.
 */
export async function maySee(ctx: Context, file: FileRow): Promise<boolean> {
  if (ctx.user.kind === 'system' || may(ctx.user, 'files.file.read')) return true
  if (ctx.user.id && file.uploaderId === ctx.user.id) return true
  if (!file.subject) return false
  const at = file.subject.indexOf(':')
  const kind = file.subject.slice(0, at)
  const ask = ctx.house.find(kind.slice(0, kind.indexOf('.')))?.functions?.[`${kind}.files`]
  return ask ? Boolean(await ask(ctx, file.subject.slice(at + 1))) : false
}

let secret: string | undefined

export async function makeSecret(ctx: Context): Promise<void> {
  await sql`insert into files.secret (id, value) values (1, ${randomBytes(32).toString('base64url')}) on conflict do nothing`.execute(
    ctx.db,
  )
  secret = undefined
}
async function secretOf(ctx: Context): Promise<string> {
  secret ??= (await sql<{ value: string }>`select value from files.secret where id = 1`.execute(ctx.db)).rows[0]!.value
  return secret
}

export type Size = 'display' | 'thumb' | 'original'
const stamp = (key: string, id: string, size: Size, until: number) =>
  createHmac('sha256', key).update(`${id} ${size} ${until}`).digest('base64url')

/** A link that anybody who has it may follow for a while (300 s unless told), without signing in; for that size only. */
export async function signFile(ctx: Context, id: string, options: { size?: Size; seconds?: number } = {}): Promise<string> {
  const size = options.size ?? 'display'
  const until = Math.floor(ctx.now.getTime() / 1000) + (options.seconds ?? 300)
  return `/api/files/${id}?size=${size}&until=${until}&sig=${stamp(await secretOf(ctx), id, size, until)}`
}

export async function isSigned(
  ctx: Context,
  id: string,
  size: Size,
  until: number | undefined,
  sig: string | undefined,
): Promise<boolean> {
  if (!until || !sig || until * 1000 < ctx.now.getTime()) return false
  const wanted = Buffer.from(stamp(await secretOf(ctx), id, size, until))
  const given = Buffer.from(sig)
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}
