// OpenAPI 3.1 from the same schemas that validate, and a page to browse it.

import type { FastifyInstance } from 'fastify'
import type { House, Route, RouteKey } from '#kernel/module'

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'trace'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    params: { type: 'object' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, code: { type: 'string' }, params: { type: 'object' } } },
    },
    trace: { type: 'string' },
  },
}

export function openApi(house: House): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const one of house.modules) {
    for (const [key, route] of Object.entries(one.contract ?? {}) as [RouteKey, Route][]) {
      const [method, path] = key.split(' ') as [string, string]
      const url = `/api${path.replace(/:(\w+)/g, '{$1}')}`
      paths[url] ??= {}
      paths[url][method.toLowerCase()] = operation(one.id, key, route)
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Yicheng 一城',
      version: '0.1.0',
      description: 'All routes of this installation. Errors are RFC 9457 problem+json.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: house.modules
      .filter((one) => one.contract)
      .map((one) => ({ name: one.id, description: `${one.name.zh} · ${one.name.en}` })),
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'yc_session' },
        key: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

function operation(tag: string, key: string, route: Route): object {
  const parameters = [...inPart(route.params, 'path'), ...inPart(route.query, 'query')]
  const ok = String(route.status ?? 200)
  return {
    tags: [tag],
    operationId: key.replace(/[^\w]+/g, '_').replace(/^_|_$/g, ''),
    ...(route.summary ? { summary: `${route.summary.zh} · ${route.summary.en}` } : {}),
    'x-permission': route.may,
    security: route.may === 'public' ? [] : [{ session: [] }, { key: [] }],
    ...(parameters.length ? { parameters } : {}),
    ...(route.body ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } } : {}),
    responses: {
      [ok]: { description: 'OK', ...(route.reply ? { content: { 'application/json': { schema: route.reply } } } : {}) },
      default: {
        description: 'Problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function inPart(schema: unknown, where: 'path' | 'query'): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Record<string, object>; required?: string[] }
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: one,
  }))
}

const escape = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!)

/** The document as a plain page: no script, searchable by the browser, printable. */
export function apiPage(house: House): string {
  const sections = house.modules
    .filter((one) => one.contract)
    .map((one) => {
      const routes = (Object.entries(one.contract!) as [RouteKey, Route][])
        .map(([key, route]) => {
          const [method, path] = key.split(' ') as [string, string]
          const part = (name: string, schema: unknown) =>
            schema ? `<h4>${name}</h4><pre>${escape(JSON.stringify(schema, null, 2))}</pre>` : ''
          return `<details id="${escape(key)}"><summary><b class="${method}">${method}</b> <code>/api${escape(path)}</code> <span>${escape(route.summary ? `${route.summary.zh} · ${route.summary.en}` : '')}</span> <i>${escape(route.may)}</i></summary>
${part('params', route.params)}${part('query', route.query)}${part('body', route.body)}${part(`reply ${route.status ?? 200}`, route.reply)}</details>`
        })
        .join('\n')
      return `<section><h2 id="${one.id}">${escape(one.name.zh)} ${escape(one.name.en)}</h2>${routes}</section>`
    })
    .join('\n')
  const contents = house.modules
    .filter((one) => one.contract)
    .map((one) => `<li><a href="#${one.id}">${escape(one.name.zh)} ${escape(one.name.en)}</a></li>`)
    .join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>API · 一城 Yicheng</title><style>
body{font:15px/1.5 system-ui,"Noto Sans SC",sans-serif;max-width:1000px;margin:2rem auto;padding:0 1rem;color:#1b2430}
details{border:1px solid #d5dbe3;border-radius:6px;margin:.4rem 0;padding:.4rem .7rem}summary{cursor:pointer}summary i{float:right;color:#5a6675;font-style:normal;font-size:13px}
b{display:inline-block;min-width:4.2em}b.GET{color:#0b5cad}b.POST{color:#1a7f37}b.PATCH{color:#8a5a00}b.DELETE{color:#b42318}
pre{background:#f4f6f9;padding:.7rem;overflow:auto;border-radius:4px;font-size:13px}ul{columns:2}</style></head><body>
<h1>API</h1><p>OpenAPI 3.1: <a href="/api/openapi.json">/api/openapi.json</a></p><ul>${contents}</ul>${sections}</body></html>`
}

export function serveOpenApi(app: FastifyInstance, house: House): void {
  const document = openApi(house)
  app.get('/api/openapi.json', async () => document)
  app.get('/api/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(apiPage(house)))
}
