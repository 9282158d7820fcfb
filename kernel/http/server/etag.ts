// ETag and 304 for JSON and HTML reads: an unchanged list costs a header, not a body.

import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

export function conditional(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string') return payload
    if (!reply.hasHeader('etag')) reply.header('etag', `W/"${createHash('sha1').update(payload).digest('base64url')}"`)
    // The reader may keep what it got, but must ask each time whether it still holds.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache')
    const etag = reply.getHeader('etag') as string
    const asked = request.headers['if-none-match']
    if (asked && asked.split(',').some((one) => one.trim().replace(/^W\//, '') === etag.replace(/^W\//, ''))) {
      reply.code(304)
      reply.removeHeader('content-length')
      return ''
    }
    return payload
  })
}
