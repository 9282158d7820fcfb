// A module of the test suite's own: the smallest routes that exercise the server.

import { sql } from 'kysely'
import { contract, Filled, handlers, module, Obj, Optional, PageQuery, redirect, raw, Text, Whole } from '#kernel/module'

const routes = contract({
  'GET /echo/things': { may: 'echo.thing.read', query: PageQuery() },
  'POST /echo/things': {
    may: 'echo.thing.read',
    body: Obj({ name: Filled(20), count: Optional(Whole(0, 9)) }),
    reply: Obj({ name: Text(), made: Text(60) }),
    status: 201,
  },
  'POST /echo/broken': { may: 'echo.thing.read', body: Obj({}) },
  'POST /echo/tell': { may: 'echo.thing.read', body: Obj({ topic: Text() }), audit: false },
})

export const echo = module({
  id: 'echo',
  name: { zh: '测试回声', en: 'Echo' },
  pillar: 'kernel',
  permissions: { 'echo.thing.read': { zh: '读取', en: 'Read' } },
  topics: { echo: 'echo.thing.read' },
  contract: routes,
  routes: handlers(routes, {
    'GET /echo/things': async (_ctx, { query }) => ({ items: [query], total: 1 }),
    'POST /echo/things': async (ctx, { body }) => {
      const made = `${body.name} ${ctx.now.toISOString()} ${Math.random()}`
      await sql`insert into kernel.fact (key, value) values (${`echo.${body.name}`}, '{}')`.execute(ctx.db)
      return { name: body.name, made }
    },
    'POST /echo/broken': async (ctx) => {
      await sql`insert into kernel.fact (key, value) values ('echo.broken', '{}')`.execute(ctx.db)
      ctx.audit('echo.broken', 'x')
      throw new TypeError('secret detail of the machine')
    },
    'POST /echo/tell': async (ctx, { body }) => {
      ctx.notice(body.topic, { id: '1' })
    },
  }),
  doors: {
    'GET /echo/door': { may: 'public', limit: 'form', run: () => raw('door', { type: 'text/plain' }) },
    'POST /echo/form': {
      may: 'public',
      run: (_ctx, req) =>
        raw(JSON.stringify({ body: req.body, files: req.uploads.map((one) => [one.filename, one.bytes.length]) }), {
          type: 'application/json',
        }),
    },
    'GET /echo/away': { may: 'public', run: () => redirect('/') },
  },
})
