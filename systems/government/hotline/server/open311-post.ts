// A service request sent by another program: its key, its fields by the standard, and the ticket it becomes.

import { authenticate } from '#kernel/identity'
import { may, scopesOf, type Context, type DoorRequest } from '#kernel/module'
import { findClass } from './codes.ts'
import { takeUploads } from './photos.ts'
import { receive } from './tickets.ts'

/** An error of the standard: 400 missing or invalid parameter, 403 key, 404 unknown code or jurisdiction. */
export class Bad extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
export const missing = (what: string): Bad => new Bad(400, `${what} was not provided`)
export const invalid = (what: string, why = 'is not valid'): Bad => new Bad(400, `${what} ${why}`)

/** What a reporter may say of the kind of their matter; reports of wrongdoing go by telephone or the city's own form (R7). */
export const attributeTypes = ['HELP', 'COMPLAINT', 'CONSULT', 'SUGGEST', 'PRAISE', 'OTHER'] as const

type Fields = (name: string, most?: number) => string

function fieldsOf(body: Record<string, unknown>): Fields {
  return (name, most = 200) => {
    const value = body[name]
    if (value === undefined || value === null) return ''
    if (typeof value !== 'string') throw invalid(name, 'was given more than once')
    const text = value.trim()
    if ([...text].length > most) throw invalid(name, `is longer than ${most} characters`)
    return text
  }
}

/** The program behind api_key (or a bearer token); fails 403 when there is none or it may not write. */
async function programOf(ctx: Context, field: Fields): Promise<Context> {
  const key = field('api_key', 100)
  const actor = key ? (await authenticate(ctx.db, { bearer: key, ip: ctx.ip }, ctx.now))?.actor : ctx.user
  if (!actor || actor.kind === 'anonymous') throw new Bad(403, key ? 'api_key is not valid' : 'api_key was not provided')
  if (!may(actor, 'hotline.open311.write') || scopesOf(actor, 'hotline.open311.write')?.length === 0)
    throw new Bad(403, 'api_key may not create service requests')
  return { ...ctx, user: actor }
}

/** POST requests: the answer's one element. Everything that is wrong is said before anything is stored. */
export async function receiveRequest(ctx: Context, req: DoorRequest): Promise<Record<string, string>> {
  const body = req.body as Record<string, unknown>
  const field = fieldsOf(body)
  const program = await programOf(ctx, field)
  const code = field('service_code', 20)
  if (!code) throw missing('service_code')
  const service = code.length === 6 ? await findClass(ctx, code) : undefined
  if (!service) throw new Bad(404, 'service_code was not found')
  const place = locationOf(field)
  const address = field('address_string')
  if (!place && !address) {
    if (field('address_id')) throw invalid('address_id', 'is not known here; give lat and long, or address_string')
    throw missing('a location (lat and long, or address_string)')
  }
  if (typeof body['description'] === 'string' && !body['description'].trim()) throw invalid('description', 'is empty')
  const content = field('description', 4000) || service.name.zh
  const email = field('email', 100)
  if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw invalid('email')
  const media = field('media_url', 1000)
  if (media && !/^https?:\/\/[^\s<>"]+$/i.test(media)) throw invalid('media_url')
  const requestType = field('attribute[REQUEST_TYPE]', 20) || 'HELP'
  if (!(attributeTypes as readonly string[]).includes(requestType)) throw invalid('attribute[REQUEST_TYPE]')
  const occurred = field('attribute[OCCURRED]', 40)
  if (occurred && (Number.isNaN(Date.parse(occurred)) || !/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(occurred)))
    throw invalid('attribute[OCCURRED]', 'is not an ISO 8601 time with offset')
  const files = await takeUploads(program, req.uploads)
  const received = await receive(program, {
    channel: 'APP',
    requestType,
    contentCode: code,
    content,
    address,
    place,
    files: files.map((one) => one.id),
    ...(occurred ? { occurAt: new Date(occurred) } : {}),
    caller: {
      name: nameOf(field('first_name', 25), field('last_name', 25)),
      phone: field('phone', 20),
      email,
      account: field('account_id', 100),
      device: field('device_id', 100),
      keyId: program.user.id,
    },
    ...(media ? { mediaUrl: media } : {}),
  })
  const notice = received.appended
    ? `已并入您此前反映的同一事项（第 ${received.urge} 次催办）`
    : '请留意短信；凭编号和查询码可查询进度'
  return { service_request_id: received.no, service_notice: notice, account_id: field('account_id', 100) }
}

/** lat and long: both or neither, WGS-84 degrees. */
function locationOf(field: Fields): { lng: number; lat: number } | null {
  const [lat, long] = [field('lat', 30), field('long', 30)]
  if (!lat && !long) return null
  if (!lat || !long) throw missing(lat ? 'long' : 'lat')
  const number = /^[+-]?\d{1,3}(\.\d{1,15})?$/
  if (!number.test(lat) || Math.abs(Number(lat)) > 90) throw invalid('lat')
  if (!number.test(long) || Math.abs(Number(long)) > 180) throw invalid('long')
  return { lng: Number(long), lat: Number(lat) }
}

/** Chinese names stand together, family name first; others as they are said. */
function nameOf(first: string, last: string): string {
  return /^[\p{Script=Han}·]*$/u.test(first + last) ? last + first : [first, last].filter(Boolean).join(' ')
}
