// Answers a download: who may, which size, which range; shown images never carry what the camera wrote into them.

import { may, raw, type Context, type Raw, type RequestInfo } from '#kernel/module'
import { examinePicture } from './images.ts'
import { findFile, isSigned, maySee, type FileRow, type Size } from './files.ts'
import { theStore } from './store.ts'

export type Wanted = { size?: Size; until?: number; sig?: string; download?: boolean }

/** One file or 404; also 404 for what is not the caller's, since its existence is nobody's business. */
export async function serveFile(ctx: Context, id: string, wanted: Wanted, req: Pick<RequestInfo, 'headers'>): Promise<Raw> {
  const file = await findFile(ctx, id)
  const size: Size = wanted.size ?? 'display'
  const signed = file ? await isSigned(ctx, id, size, wanted.until, wanted.sig) : false
  if (!file || (!signed && !(await maySee(ctx, file)))) ctx.fail('files.missing', 404)
  const found = file!
  if (found.scan === 'infected') ctx.fail('files.infected', 422, { name: found.name })
  if (found.image && size !== 'original') return servePicture(ctx, found, size, wanted, req)
  if (found.scan === 'waiting') ctx.fail('files.waiting', 409)
  // The original of a picture says where and when it was taken: not for everybody who may look at it.
  if (found.image && !signed && !may(ctx.user, 'files.original.read') && found.uploaderId !== ctx.user.id)
    ctx.fail('files.original', 403)
  return answer(ctx, found, found.sha256, found.type, found.name, wanted, req)
}

async function servePicture(
  ctx: Context,
  file: FileRow,
  size: 'display' | 'thumb',
  wanted: Wanted,
  req: Pick<RequestInfo, 'headers'>,
): Promise<Raw> {
  const key = `${file.sha256}.${size}.webp`
  const store = theStore()
  // Derived images may be thrown away or missing in a restored backup: they are drawn again.
  if (!(await store.has(key))) {
    const picture = await examinePicture(await store.read(file.sha256))
    if ('refused' in picture) ctx.fail('files.broken', 422, { name: file.name })
    else {
      await store.put(`${file.sha256}.display.webp`, picture.display)
      await store.put(`${file.sha256}.thumb.webp`, picture.thumb)
    }
  }
  return answer(ctx, file, key, 'image/webp', file.name.replace(/\.\w+$/, '') + '.webp', wanted, req)
}

const inline = /^(image\/(webp|jpeg|png|gif)|application\/pdf|audio\/|video\/)/

async function answer(
  ctx: Context,
  file: FileRow,
  key: string,
  type: string,
  name: string,
  wanted: Wanted,
  req: Pick<RequestInfo, 'headers'>,
): Promise<Raw> {
  const store = theStore()
  if (!(await store.has(key))) {
    ctx.log.error({ file: file.id, key }, 'a stored file is missing on disk')
    ctx.fail('files.missing', 404)
  }
  const total = await store.size(key)
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    // Bytes never change under their hash; who may see them can.
    etag: `"${key}"`,
    'cache-control': 'private, max-age=3600',
    'content-disposition': `${inline.test(type) && !wanted.download ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    'x-content-type-options': 'nosniff',
    // A range must stay the range it is: no compression on the way.
    'content-encoding': 'identity',
  }
  if (req.headers['if-none-match'] === headers['etag']) return raw('', { type, status: 304, headers })
  const range = rangeOf(req.headers['range'], total)
  if (range === 'bad') return raw('', { type, status: 416, headers: { ...headers, 'content-range': `bytes */${total}` } })
  if (!range) return raw(store.stream(key), { type, headers: { ...headers, 'content-length': String(total) } })
  return raw(store.stream(key, range), {
    type,
    status: 206,
    headers: {
      ...headers,
      'content-length': String(range.end - range.start + 1),
      'content-range': `bytes ${range.start}-${range.end}/${total}`,
    },
  })
}

/** One range of RFC 9110 14.1.2; several are answered whole, as a server may. */
export function rangeOf(header: string | string[] | undefined, total: number): { start: number; end: number } | 'bad' | null {
  const match = typeof header === 'string' ? /^bytes=(\d*)-(\d*)$/.exec(header.trim()) : null
  if (!match || (match[1] === '' && match[2] === '')) return null
  const start = match[1] === '' ? Math.max(0, total - Number(match[2])) : Number(match[1])
  const end = match[1] === '' || match[2] === '' ? total - 1 : Math.min(Number(match[2]), total - 1)
  if (match[1] === '' && Number(match[2]) === 0) return 'bad'
  if (match[1] !== '' && match[2] !== '' && Number(match[2]) < start) return null
  return start >= total ? 'bad' : { start, end }
}
