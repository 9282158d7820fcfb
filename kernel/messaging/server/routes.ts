// Binds the routes of messages.

import { handlers } from '#kernel/module'
import contract from '../contract.ts'
import { countUnread, listInbox, markRead } from './inbox.ts'
import { listInbound, receiveSms } from './inbound.ts'
import { listMessages, resend } from './outbox.ts'
import { listTemplates, rewordTemplate } from './templates.ts'

export default handlers(contract, {
  'GET /messaging/inbox': (ctx, { query }) => listInbox(ctx, query),
  'GET /messaging/inbox/count': (ctx) => countUnread(ctx),
  'POST /messaging/inbox/:id/read': (ctx, { params }) => markRead(ctx, params.id),
  'POST /messaging/inbox/read-all': (ctx) => markRead(ctx),
  'GET /messaging/messages': (ctx, { query }) => listMessages(ctx, query),
  'POST /messaging/messages/:id/resend': (ctx, { params }) => resend(ctx, params.id),
  'GET /messaging/inbound': (ctx, { query }) => listInbound(ctx, query),
  'POST /messaging/inbound': (ctx, { body }) => receiveSms(ctx, body),
  'GET /messaging/templates': (ctx, { query }) => listTemplates(ctx, query),
  'POST /messaging/templates': async (ctx, { body }) => {
    await rewordTemplate(ctx, body.id, body)
    return { id: body.id }
  },
})
