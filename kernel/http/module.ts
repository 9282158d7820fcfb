// HTTP as a module: only words and the clean-up of kept replies; its routes are the shell's own.

import { module } from '#kernel/module'
import { forgetReplies } from './server/idempotency.ts'

export default module({
  id: 'http',
  name: { zh: '接口与网页服务', en: 'HTTP' },
  pillar: 'kernel',
  jobs: { 'http.forget_replies': { cron: '20 3 * * *', run: (ctx) => forgetReplies(ctx) } },
})
