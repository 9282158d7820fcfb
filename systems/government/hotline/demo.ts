// Demo: three years of tickets up to now, the duty list, and the hotline's roles for the demo city's staff; deterministic, callable twice.

import { importCases, type Deed } from '#kernel/cases'
import { calendar, due } from '#kernel/calendar'
import { giveRoles, stableId } from '#kernel/identity'
import type { Context } from '#kernel/module'
import { nextNumbers } from '#kernel/numbering'
import { citizen } from '#city/citizens.ts'
import { organisationByCode } from '#city/organisations.ts'
import { pickSpot, pickStreetSpot } from '#city/picks.ts'
import { rng, type Rng } from '#city/rng.ts'
import { staffOf, type Post } from '#city/staff.ts'
import { sql } from 'kysely'
import { matters, type Matter } from './data/matters.ts'
import { contentCodes } from './server/content-codes.ts'
import { limitOf } from './server/limits.ts'
import { live, type Cast, type Life, type Who } from './server/lives.ts'
import { storeLives, type Made } from './server/stores.ts'
import { titleFrom } from './server/rules.ts'
import { caseTitle, isHidden, priorityOf } from './server/tickets.ts'

const day = 86_400_000
const counties = ['430202', '430203', '430204', '430211', '430212', '430223', '430224', '430225', '430281']
const channels = [
  ['TEL', 70],
  ['WEB', 16],
  ['APP', 6],
  ['WECHAT', 5],
  ['SMS', 2],
  ['MAIL', 1],
] as const

export async function demo(ctx: Context, size: 'default' | 'full' = 'default'): Promise<void> {
  await roles(ctx)
  await duties(ctx)
  const { rows } =
    await sql`select 1 from hotline.ticket t join hotline.caller c on c.ticket_id = t.id where c.device = 'demo' limit 1`.execute(
      ctx.db,
    )
  if (!rows.length) await tickets(ctx, size === 'full' ? 12_000 : 2_850, 150)
}

/** Who does what: the hotline's own people for the whole city, clerks and leaders of all agencies for what they are given. */
async function roles(ctx: Context): Promise<void> {
  await giveRoles(ctx, [
    { duty: 'hotline', work: ['call-taker', 'shift-leader'], roles: ['hotline.agent'], scope: 'CITY' },
    { duty: 'hotline', work: 'dispatcher', roles: ['hotline.dispatcher'], scope: 'CITY' },
    { duty: 'hotline', post: '督办员', roles: ['hotline.supervisor'], scope: 'CITY' },
    { duty: 'hotline', post: '回访员', roles: ['hotline.callback'], scope: 'CITY' },
    { duty: 'hotline', work: 'leader', roles: ['hotline.manager'], scope: 'CITY' },
    { work: 'clerk', roles: ['hotline.liaison', 'hotline.handler'] },
    { work: ['leader', 'deputy'], roles: ['hotline.auditor'] },
    { work: 'leader', level: 'county', roles: ['hotline.liaison', 'hotline.handler'] },
  ])
}

/** The agency of a matter in a county: the county's own bureau where it has one, else the city's. */
function orgCodeOf(matter: Pick<Matter, 'duty' | 'county'>, county: string): string {
  const own = `${county}.${matter.duty}`
  return matter.county && organisationByCode().has(own) ? own : `430200.${matter.duty}`
}

async function duties(ctx: Context): Promise<void> {
  const rows = matters.flatMap((matter) =>
    ['', ...(matter.county ? counties : [])].flatMap((area) => {
      const org = area ? orgCodeOf(matter, area) : `430200.${matter.duty}`
      return area && org.startsWith('430200')
        ? []
        : [
            {
              id: stableId('hotline.duty', `${matter.code}/${area}`),
              content: matter.code,
              area,
              org: stableId('org', org),
              basis: `${organisationByCode().get(org)?.short ?? ''}职责`,
            },
          ]
    }),
  )
  await sql`insert into hotline.duty (id, content_prefix, area_prefix, org_id, basis, valid_from)
    select id, content, area, org, basis, '2023-01-01' from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, content text, area text, org uuid, basis text) on conflict do nothing`.execute(
    ctx.db,
  )
}

function personOf(code: string, ...posts: (Post | string)[]): Who {
  const staff = staffOf().get(code) ?? []
  const found = posts.map((post) => staff.find((one) => one.post === post || one.title === post)).find(Boolean) ?? staff[0]
  return { id: found ? stableId('staff', found.id) : null, name: found?.name ?? '', orgId: stableId('org', code) }
}

async function tickets(ctx: Context, past: number, open: number): Promise<void> {
  const random = rng('hotline')
  const city = await calendar(ctx)
  const weights = matters.reduce((sum, one) => sum + one.weight, 0)
  const limits = new Map<string, string>()
  for (const type of new Set(matters.map((one) => one.type))) limits.set(type, await limitOf(ctx, 'finish', type, false))
  const urgentLimit = await limitOf(ctx, 'finish', '', true)
  const stages = Object.fromEntries(
    await Promise.all(
      (['dispatch', 'sign', 'contact'] as const).flatMap((stage) =>
        [false, true].map(async (urgent) => [`${stage}${urgent}`, await limitOf(ctx, stage, '', urgent)] as const),
      ),
    ),
  )
  const names = new Map(contentCodes.map((one) => [one.code, one.name.zh]))
  // From three years ago to now, a little denser every year; the open ones lie in the last days and a few are long late.
  const start = ctx.now.getTime() - 3 * 365 * day
  const moments = [
    ...Array.from({ length: past }, (_, i) => start + (3 * 365 - 16) * day * ((i + random.next()) / past) ** 0.85),
    ...Array.from({ length: open }, () => ctx.now.getTime() - day * (0.005 + 14 * random.next() ** 2.2)),
  ]
  const today = new Date(ctx.now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  const made: Made[] = []
  const taken = new Map<string, number>()
  for (const [i, moment] of moments.entries()) {
    const created = new Date(
      Math.min(ctx.now.getTime() - moment < 3 * 3_600_000 ? moment : daytime(moment, random), ctx.now.getTime() - 90_000),
    )
    const matter = pickMatter(random, weights)
    const urgent = matter.urgent === true && random.chance(0.5)
    const spot = matter.street ? pickStreetSpot(random) : pickSpot(random)
    const who = citizen(random.int(0, 19_999))
    const anonymous = random.chance(matter.type === 'REPORT' ? 0.3 : 0.04)
    const allowance = urgent ? urgentLimit : limits.get(matter.type)!
    const code = orgCodeOf(matter, spot.county)
    const org = stableId('org', code)
    const other = random.pick(['430200.urban-management', '430200.housing', '430200.transport'])
    const short = spot.address.replace(/^株洲市/, '')
    const fill = (text: string) => text.replaceAll('{place}', short)
    const content = fill(random.pick(matter.asks))
    const at = random.int(0, matter.found.length - 1)
    const cast: Cast = {
      centre: stableId('org', '430200.hotline'),
      agent: personOf('430200.hotline', 'call-taker'),
      dispatcher: personOf('430200.hotline', 'dispatcher'),
      callback: personOf('430200.hotline', '回访员'),
      manager: personOf('430200.hotline', 'leader'),
      org,
      clerk: personOf(code, 'clerk', 'leader'),
      chief: personOf(code, 'leader'),
      otherOrg: stableId('org', other),
      otherClerk: personOf(other, 'clerk'),
    }
    const fresh = i >= past
    const life = live(
      {
        created,
        now: ctx.now,
        direct: !fresh && random.chance(matter.direct),
        refused: random.chance(0.012),
        allowance,
        dueOf: (from) => due(city, from, allowance).at,
        reply: {
          contact: anonymous ? '诉求人未留联系方式' : '已电话联系诉求人',
          found: fill(matter.found[at]!),
          basis: matter.basis,
          result: matter.done[Math.min(at, matter.done.length - 1)]!,
        },
        answer: matter.done[0]!,
        anonymous,
        lateShare: fresh ? 0.2 : 0.055,
        acceptMinutes: fresh ? 60 : 20,
      },
      cast,
      random,
    )
    // Those before the last weeks are done, whatever was left of them.
    if (!fresh && life.row['open']) continue
    const date = new Date(created.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
    const serial = (taken.get(date) ?? 0) + 1
    taken.set(date, serial)
    const no =
      date === today
        ? (await nextNumbers(ctx, 'hotline.ticket', 1, { at: created, params: { area: spot.county } }))[0]!
        : `${spot.county}${date.replaceAll('-', '')}${String(serial).padStart(5, '0')}`
    made.push(
      shape({
        ctx,
        no,
        created,
        matter,
        urgent,
        spot,
        who,
        anonymous,
        content,
        life,
        cast,
        title: names.get(matter.code)!,
        limits: {
          pending: stages[`dispatch${urgent}`]!,
          dispatched: stages[`sign${urgent}`]!,
          signed: stages[`contact${urgent}`]!,
          finish: allowance,
        },
        random,
      }),
    )
  }
  made.sort((a, b) => a.history.open.at.getTime() - b.history.open.at.getTime())
  const cases = await importCases(
    ctx,
    made.map((one) => one.history),
  )
  made.forEach((one, i) => (one.row['case_id'] = cases[i]!.id))
  await storeLives(ctx, made, new Map([...organisationByCode().values()].map((one) => [stableId('org', one.code), one.short])))
}

/** Most people call by day. */
function daytime(moment: number, random: Rng): number {
  const local = moment + 8 * 3_600_000
  const hour = random.chance(0.9) ? 8 + 12 * random.next() : 24 * random.next()
  return Math.floor(local / day) * day + hour * 3_600_000 - 8 * 3_600_000
}

function pickMatter(random: Rng, weights: number): Matter {
  let left = random.next() * weights
  return matters.find((one) => (left -= one.weight) < 0) ?? matters[0]!
}

type Given = {
  ctx: Context
  no: string
  created: Date
  matter: Matter
  urgent: boolean
  spot: ReturnType<typeof pickSpot>
  who: ReturnType<typeof citizen>
  anonymous: boolean
  content: string
  life: Life
  cast: Cast
  title: string
  limits: Record<string, string>
  random: Rng
}

function shape({
  ctx,
  no,
  created,
  matter,
  urgent,
  spot,
  who,
  anonymous,
  content,
  life,
  cast,
  title,
  limits,
  random,
}: Given): Made {
  const id = stableId('hotline.ticket', no)
  const channel = random.weighted(channels, ([, weight]) => weight)[0]
  const confidential = !anonymous && random.chance(matter.type === 'REPORT' ? 0.6 : 0.03)
  const urgency = urgent ? 'URGENT' : random.chance(0.06) ? 'PRIORITY' : 'NORMAL'
  const hidden = isHidden({ confidential, requestType: matter.type })
  const signed = !anonymous && channel === 'WEB'
  const { row } = life
  const last = life.deeds.at(-1)?.at ?? created
  const place = { lng: spot.at[0], lat: spot.at[1] }
  return {
    life,
    row: {
      id,
      no,
      channel,
      request_type: matter.type,
      content_code: matter.code,
      classified: row['classified'],
      title: titleFrom(content),
      content,
      confidential,
      urgency,
      area: spot.village,
      address: spot.address,
      lng: place.lng,
      lat: place.lat,
      cell: spot.cell,
      state: life.state,
      open: row['open'],
      org_id: row['orgId'],
      centre_id: cast.centre,
      limit_text: row['limitText'] ?? null,
      due_at: row['dueAt'] ?? null,
      late: row['late'] ?? (row['open'] === true && row['dueAt'] instanceof Date && row['dueAt'] < ctx.now && !row['repliedAt']),
      dispatched_at: row['dispatchedAt'] ?? null,
      signed_at: row['signedAt'] ?? null,
      contacted_at: row['contactedAt'] ?? null,
      replied_at: row['repliedAt'] ?? null,
      closed_at: row['closedAt'] ?? null,
      archived_at: row['closedAt'] && (row['closedAt'] as Date).getTime() < ctx.now.getTime() - 9 * day ? row['closedAt'] : null,
      returns: row['returns'] ?? 0,
      reply: row['reply'] ?? null,
      solved: row['solved'] ?? null,
      refusal: row['refusal'] ?? null,
      satisfaction: row['satisfaction'] ?? null,
      rated_by: row['ratedBy'] ?? null,
      rated_at: row['ratedAt'] ?? null,
      dissatisfied: row['dissatisfied'] ?? [],
      created_at: created,
      created_by: channel === 'TEL' ? cast.agent.id : null,
      updated_at: last,
    },
    caller: {
      ticket_id: id,
      person_id: signed ? stableId('citizen', who.id) : null,
      name: anonymous ? '' : who.name,
      gender: anonymous ? null : who.gender === 'male' ? 'M' : 'F',
      phone: anonymous ? null : who.mobile,
      query_code: String(random.int(0, 999_999)).padStart(6, '0'),
      device: 'demo',
    },
    history: {
      open: {
        flow: 'hotline.ticket',
        no,
        title: caseTitle(titleFrom(content), title, hidden),
        subjectId: id,
        openedOrg: cast.centre,
        openedBy: channel === 'TEL' ? cast.agent.id : null,
        area: spot.village,
        priority: priorityOf(urgency),
        at: created,
        ...(hidden ? {} : { place }),
        ...(spot.cell ? { cell: spot.cell } : {}),
      },
      deeds: life.deeds satisfies Deed[],
      limits,
    },
  }
}
