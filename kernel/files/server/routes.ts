// Binds the routes of files, and the short doors /api/files and /files/:id.

import { handlers, raw, type Context, type Doors, type RequestInfo } from '#kernel/module'
import contract from '../contract.ts'
import { findFile, maySee } from './files.ts'
import { serveFile, type Wanted } from './serve.ts'
import { keepUpload, type FileInfo } from './uploads.ts'

async function take(ctx: Context, req: RequestInfo, purpose: unknown): Promise<FileInfo> {
  const upload = req.uploads[0]
  if (!upload || req.uploads.length > 1) ctx.fail('files.one', 422)
  return keepUpload(ctx, upload!, typeof purpose === 'string' && purpose ? { purpose } : {})
}

export default handlers(contract, {
  'POST /files/files': (ctx, { req, body }) => take(ctx, req, body?.purpose),
  'GET /files/:id': (ctx, { params, query, req }) => serveFile(ctx, params.id, query, req),
  'GET /files/:id/info': async (ctx, { params }) => {
    const file = await findFile(ctx, params.id)
    if (!file || !(await maySee(ctx, file))) ctx.fail('files.missing', 404)
    const { sha256: _hash, uploaderId: _uploader, subject: _subject, ...info } = file!
    return info
  },
})

export const doors: Doors = {
  'POST /api/files': {
    may: 'signed-in',
    async run(ctx, req) {
      return raw(JSON.stringify(await take(ctx, req, req.body?.purpose)), {
        type: 'application/json; charset=utf-8',
        status: 201,
      })
    },
  },
  'GET /files/:id': {
    may: 'public',
    run(ctx, req) {
      const id = req.params['id'] ?? ''
      if (!/^[0-9a-f-]{36}$/.test(id)) ctx.fail('files.missing', 404)
      const text = (key: string) => (typeof req.query[key] === 'string' ? (req.query[key] as string) : undefined)
      const size = text('size')
      const wanted: Wanted = {
        ...(size === 'thumb' || size === 'original' ? { size } : {}),
        ...(text('sig') ? { sig: text('sig')!, until: Number(text('until')) } : {}),
        ...(text('download') ? { download: true } : {}),
      }
      return serveFile(ctx, id, wanted, req)
    },
  },
}
