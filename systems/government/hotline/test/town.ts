// The centre, two agencies and everybody who works on a ticket; for the tests of the hotline.

import { loadOrganisations, stableId, type LoadedOrg } from '#kernel/identity'
import { caseOf } from '#kernel/cases'
import { sql } from 'kysely'
import { testCity, type Reply, type Someone, type TestCity } from '#test/city.ts'

const office = (code: string, name: string, level: LoadedOrg['level'], parent: string | null): LoadedOrg => ({
  code,
  name,
  short: name,
  level,
  kind: parent ? 'agency' : 'government',
  parent,
  areaCode: code.split('.')[0]!,
  duty: code.split('.')[1]!,
})
const orgs = [
  office('430200.government', '株洲市人民政府', 'city', null),
  office('430200.hotline', '市长热线办', 'city', '430200.government'),
  office('430200.municipal-works', '市政维护中心', 'city', '430200.government'),
  office('430200.urban-management', '市城管局', 'city', '430200.government'),
  office('430200.retired', '已撤销的局', 'city', '430200.government'),
]
export const org = (duty: string) => stableId('org', `430200.${duty}`)
export const centre = org('hotline')
export const unitA = org('municipal-works')
export const unitB = org('urban-management')
/** A point in the town's one county, and one far outside. */
export const spot = { lng: 113.134, lat: 27.828 }
export const outside = { lng: 116.4, lat: 39.9 }

export type Town = TestCity & { people: Record<Role, string>; who(role: string, orgId: string, more?: Partial<Someone>): string }
type Role =
  | 'agent'
  | 'dispatcher'
  | 'callback'
  | 'supervisor'
  | 'manager'
  | 'liaisonA'
  | 'handlerA'
  | 'auditorA'
  | 'liaisonB'
  | 'handlerB'
  | 'auditorB'

let ready: Promise<Town> | undefined
export const town = (): Promise<Town> => (ready ??= build())

async function build(): Promise<Town> {
  const city = await testCity()
  await city.ctx(async (ctx) => {
    await loadOrganisations(ctx, orgs)
    await sql`update identity.org set active = false where code = '430200.retired'`.execute(ctx.db)
    await sql`insert into geo.area (code, name, level, parent, py, ini, src, geom, center) values
      ('430211', '天元区', 'county', '430200', 'tianyuanqu', 'tyq', 'test', st_multi(st_makeenvelope(113.0, 27.7, 113.3, 27.95, 4326)), st_setsrid(st_makepoint(113.13, 27.83), 4326))
      on conflict do nothing`.execute(ctx.db)
  })
  const roles = new Map(city.house.find('hotline')!.roles!.map((role) => [role.id, role.permissions]))
  const who: Town['who'] = (role, orgId, more = {}) =>
    city.as({
      name: role,
      orgId,
      permissions: roles.get(`hotline.${role}`)!,
      orgs: orgId === centre ? null : [orgId],
      pools: [`${orgId}:hotline.${role}`],
      ...more,
    })
  const people = {
    ...Object.fromEntries(['agent', 'dispatcher', 'callback', 'supervisor', 'manager'].map((role) => [role, who(role, centre)])),
    ...Object.fromEntries(
      [
        ['A', unitA],
        ['B', unitB],
      ].flatMap(([unit, id]) => ['liaison', 'handler', 'auditor'].map((role) => [`${role}${unit}`, who(role, id!)])),
    ),
  } as Record<Role, string>
  return Object.assign(city, { people, who })
}

let calls = 0
export const newPhone = (): string => `139${String(10_000_000 + Number(process.pid) * 37 + calls++).slice(-8)}`

export const good = {
  channel: 'TEL',
  requestType: 'COMPLAINT',
  contentCode: '020203',
  content: '建设路路灯不亮，晚上行人看不清路，请尽快修复。',
}
export const reply = {
  contact: '2026-11-22 10:00 电话联系诉求人',
  found: '现场核查发现 3 盏路灯线路老化断电',
  basis: '《城市照明管理规定》第二十三条',
  result: '已更换线路，当晚恢复照明',
  solved: 'SOLVED',
}

export async function newTicket(
  city: Town,
  more: object = {},
): Promise<{ id: string; no: string; queryCode: string; appended: boolean; urge: number | null }> {
  const answer = await city.ask(city.people.agent, 'POST /api/hotline/tickets', {
    ...good,
    caller: { name: '王小明', phone: newPhone() },
    ...more,
  })
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`)
  return answer.body
}

export type Hold = { caseId: string; rev: number }
/** The ticket's case and its revision now: what a page would have read. */
export async function holdOf(city: Town, id: string): Promise<Hold> {
  return city.ctx(async (ctx) => {
    const { caseId } = (await ctx.db
      .selectFrom('hotline.ticket')
      .select('caseId')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()) as { caseId: string }
    return { caseId, rev: (await caseOf(ctx, caseId)).rev }
  })
}

/** Takes an action on a ticket's case over HTTP. */
export async function act(
  city: Town,
  caller: string,
  ticketId: string,
  action: string,
  input: object = {},
  held?: Hold,
): Promise<Reply> {
  const { caseId, rev } = held ?? (await holdOf(city, ticketId))
  return city.ask(caller, `POST /api/cases/${caseId}/${action}`, { input, rev })
}

/** The same, and it must work. */
export async function did(city: Town, caller: string, ticketId: string, action: string, input: object = {}): Promise<void> {
  const answer = await act(city, caller, ticketId, action, input)
  if (answer.status >= 300) throw new Error(`${action}: ${answer.status} ${answer.text}`)
}

export async function ticket(city: Town, id: string, caller = city.people.manager): Promise<any> {
  const answer = await city.ask(caller, `GET /api/hotline/tickets/${id}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return answer.body
}

/** From dispatch to the end of handling by agency A. */
export async function handled(city: Town, id: string): Promise<void> {
  const { people } = city
  await did(city, people.dispatcher, id, 'dispatch', { org: unitA })
  await did(city, people.liaisonA, id, 'sign')
  await did(city, people.handlerA, id, 'contact', { way: 'PHONE', said: '已电话联系' })
  await did(city, people.handlerA, id, 'reply', reply)
  await did(city, people.auditorA, id, 'approve')
  await did(city, people.dispatcher, id, 'pass')
}

/** A form as a browser without script sends it. */
export function form(
  city: Town,
  caller: string | null,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const body = new URLSearchParams(fields).toString()
  return city.ask(caller, `POST ${path}`, body, { 'content-type': 'application/x-www-form-urlencoded', ...headers })
}
