// Open311 GeoReport v2: discovery, services, definitions, requests and tokens at /open311/v2, in XML and JSON (government.md 1.11).

import { raw, type Context, type Door, type DoorRequest, type Doors, type Raw } from '#kernel/module'
import { Bad, missing, receiveRequest } from './open311-post.ts'
import { findRequests, jurisdiction, oneRequest, requestByToken, serviceOf, services } from './open311-read.ts'
import { nodes, xmlDocument, type XmlNode, type XmlValue } from './xml.ts'

type Format = 'xml' | 'json'
/** What a method answers: the same content for both formats. `item` names the elements of a list in XML. */
type Answer = {
  root: string
  item?: string
  value: XmlValue | { [name: string]: unknown }[] | { [name: string]: unknown }
  status?: number
}

const types: Record<Format, string> = { xml: 'text/xml; charset=utf-8', json: 'application/json; charset=utf-8' }
const base = '/open311/v2'

/** Lists inside become elements named by the singular of their field: attributes/attribute, values/value, endpoints/endpoint. */
function asNodes(value: unknown, item: string): XmlValue {
  if (Array.isArray(value)) return value.map((one): XmlNode => ({ name: item, value: asNodes(one, item) }))
  if (value !== null && typeof value === 'object')
    return nodes(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asNodes(inner, name.replace(/s$/, ''))])))
  return value as XmlValue
}

function written(format: Format, { root, item, value, status = 200 }: Answer): Raw {
  const body = format === 'json' ? JSON.stringify(value) : xmlDocument(root, asNodes(value, item ?? root.replace(/s$/, '')))
  // Clients of other cities' portals read this from their own pages.
  return raw(body, { type: types[format], status, headers: { 'access-control-allow-origin': '*', 'cache-control': 'no-store' } })
}

const errors = (status: number, description: string): Answer => ({
  root: 'errors',
  item: 'error',
  status,
  value: [{ code: String(status), description }],
})

/** The format is the ending of the path; what has none asks for what does not exist. */
function formatOf(req: Pick<DoorRequest, 'url'>): Format {
  return req.url.split('?')[0]!.endsWith('.json') ? 'json' : 'xml'
}

type Method = (ctx: Context, req: DoorRequest, id: string) => Promise<Answer> | Answer

/** A method as a door: errors in the standard's own form, whoever raised them. */
function door(method: Method, more: Partial<Door> = {}): Door {
  return {
    may: 'public',
    limit: 'public',
    ...more,
    async run(ctx, req) {
      const name = req.params['name']
      const id = name?.replace(/\.(xml|json)$/, '') ?? ''
      // With an unknown ending there is nothing here, in neither format.
      if (name !== undefined && id === name) return written('xml', errors(404, 'The format must be .xml or .json'))
      try {
        return written(formatOf(req), await method(ctx, req, id))
      } catch (error) {
        if (error instanceof Bad) return written(formatOf(req), errors(error.status, error.message))
        throw error
      }
    },
    problem: ({ status, title }, req) => written(formatOf(req), errors(status === 422 ? 400 : status, title)),
  }
}

const changeset = '2026-11-22T00:00:00+08:00'
const discovery: Method = (ctx, req) => ({
  root: 'discovery',
  value: {
    changeset,
    contact: ctx.lang === 'en' ? 'City hotline 12345' : '政务服务便民热线 12345',
    key_service: `${req.origin}/api/docs#hotline`,
    endpoints: [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `${req.origin}${base}`,
        changeset,
        type: 'production',
        formats: ['text/xml', 'application/json'],
      },
    ],
  },
})

const listServices: Method = async (ctx, req) => {
  await jurisdiction(ctx, req.query['jurisdiction_id'])
  return { root: 'services', value: await services(ctx) }
}
const oneService: Method = async (ctx, req, id) => {
  await jurisdiction(ctx, req.query['jurisdiction_id'])
  return { root: 'service_definition', value: await serviceOf(ctx, id) }
}
const listRequests: Method = async (ctx, req) => {
  await jurisdiction(ctx, req.query['jurisdiction_id'])
  return { root: 'service_requests', item: 'request', value: await findRequests(ctx, req) }
}
const showRequest: Method = async (ctx, req, id) => {
  await jurisdiction(ctx, req.query['jurisdiction_id'])
  return { root: 'service_requests', item: 'request', value: [await oneRequest(ctx, req, id)] }
}
const token: Method = async (ctx, req, id) => {
  await jurisdiction(ctx, req.query['jurisdiction_id'])
  return { root: 'service_requests', item: 'request', value: [await requestByToken(ctx, id)] }
}
const post: Method = async (ctx, req) => {
  if (typeof req.body !== 'object' || req.body === null || Buffer.isBuffer(req.body)) throw missing('the form')
  await jurisdiction(ctx, req.body['jurisdiction_id'] ?? req.query['jurisdiction_id'])
  return { root: 'service_requests', item: 'request', status: 201, value: [await receiveRequest(ctx, req)] }
}

const both = (path: string, method: Method, verb: 'GET' | 'POST' = 'GET', more: Partial<Door> = {}): [string, Door][] =>
  (['xml', 'json'] as const).map((format) => [`${verb} ${path}.${format}`, door(method, more)])

export const doors: Doors = Object.fromEntries([
  ...both('/open311/discovery', discovery),
  ...both(`${base}/discovery`, discovery),
  ...both(`${base}/services`, listServices),
  [`GET ${base}/services/:name`, door(oneService)],
  ...both(`${base}/requests`, listRequests),
  ...both(`${base}/requests`, post, 'POST', { bodyLimit: 64 * 1024 }),
  [`GET ${base}/requests/:name`, door(showRequest)],
  [`GET ${base}/tokens/:name`, door(token)],
]) as Doors
