// Reads multipart forms: files into memory within the limits, other fields onto the body.

import type { FastifyRequest } from 'fastify'
import type { Upload } from '#kernel/module'
import { examine } from '#kernel/files'

export async function readUploads(request: FastifyRequest): Promise<Upload[]> {
  const uploads: Upload[] = []
  const fields: Record<string, string | string[]> = {}
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      const bytes = await part.toBuffer()
      // A browser sends an empty part for a file input left empty.
      if (bytes.length || part.filename) uploads.push({ field: part.fieldname, filename: part.filename, bytes })
      continue
    }
    const value = String(part.value)
    const before = fields[part.fieldname]
    fields[part.fieldname] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  request.body = fields
  // Before the transaction begins: unpacking a photo takes longer than everything else.
  for (const one of uploads) await examine(one)
  return uploads
}
