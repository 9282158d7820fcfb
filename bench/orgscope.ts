// Who sends this request: sessions resolved to actors with their scopes, cached and not, in the demo organisation tree and one ten times as large.

import { organisations, type Organisation } from '#city/organisations.ts'
import { staff } from '#city/staff.ts'
import { authenticate, forgetActors, loadOrganisations, loadPeople, type LoadedOrg } from '#kernel/identity'
import { inScope, type Actor } from '#kernel/module'
import { bareClient, benchCity, engines, type BenchCity } from './lib/city.ts'
import { bench, crowd, figure, ratio, say, small, table, timed } from './lib/report.ts'

const ms = small ? 300 : 2500
const sessions = small ? 10 : 40
const password = 'Grau-Regen-2026'
const kinds: Record<Organisation['kind'], LoadedOrg['kind']> = {
  government: 'government',
  department: 'agency',
  institution: 'institution',
  company: 'enterprise',
  township: 'government',
}

/** The demo tree and staff; `copies` more of both beside it. */
async function people(city: BenchCity, copies: number): Promise<string[]> {
  const tree: LoadedOrg[] = organisations().map((one) => ({ ...one, kind: kinds[one.kind] }))
  const all = staff()
  const other = (code: string, copy: number) => (copy ? `${code}-${copy}` : code)
  const scopes = ['AGENCY', 'AGENCY_AND_BELOW', 'DEPT', 'CITY'] as const
  // Every role of every module, so that actors carry as many grants as the busiest people do.
  const roles = (await city.pool.query('select id from identity.role order by id')).rows.map((row) => String(row['id']))
  for (let copy = 0; copy <= copies; copy++)
    await city.run({ action: 'bench' }, async (ctx) => {
      await loadOrganisations(
        ctx,
        tree.map((one) => ({
          ...one,
          code: other(one.code, copy),
          uscc: copy ? null : (one.uscc ?? null),
          parent: one.parent && other(one.parent, copy),
          departments: (one.departments ?? []).map((part) => ({ ...part, code: other(part.code, copy) })),
        })),
      )
      await loadPeople(
        ctx,
        all.map((one, i) => ({
          ...one,
          id: other(one.id, copy),
          login: `b${copy}x${i}`,
          mobile: null,
          organisation: other(one.organisation, copy),
          department: one.department ? other(one.department, copy) : null,
          roles: roles.slice(i % 3, (i % 3) + 4),
          scope: scopes[i % 4]!,
        })),
        { password },
      )
    })
  await city.pool.asOwner((exec) => exec('analyze'))
  const cookies: string[] = []
  for (let i = 0; i < sessions; i++) {
    const login = `b${i % (copies + 1)}x${(i * 37) % all.length}`
    const answer = await city.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { login, password },
      remoteAddress: `10.0.${i >> 8}.${i & 255}`,
    })
    const cookie = /yc_session=([^;]+)/.exec(String(answer.headers['set-cookie']))?.[1]
    if (!cookie) throw new Error(`signing in as ${login}: ${answer.statusCode} ${answer.body}`)
    cookies.push(cookie)
  }
  return cookies
}

const lookup = `select s.id, s.person_id, p.name, p.org_id from identity.session s join identity.person p on p.id = s.person_id where s.token_hash = $1 and s.revoked_at is null`

async function measure(
  city: BenchCity,
  cookies: string[],
  size: string,
  rows: (string | number)[][],
): Promise<Record<'cached' | 'uncached' | 'cold', number>> {
  const who = async (i: number): Promise<Actor> => {
    const found = await authenticate(city.db, { session: cookies[i % cookies.length]!, ip: '127.0.0.1' }, new Date())
    if (!found) throw new Error('a session was not recognised')
    return found.actor
  }
  const actors = await Promise.all(cookies.map((_, i) => who(i)))
  const orgs = (await city.pool.query('select count(*)::int as n from identity.org')).rows[0]!['n'] as number
  const cached = await crowd(1, ms / 2, who)
  const uncached = await timed(ms, async (i) => {
    forgetActors({ people: [actors[i % actors.length]!.id!] })
    await who(i)
  })
  const four = await crowd(4, ms, async (i) => {
    forgetActors({ people: [actors[i % actors.length]!.id!] })
    await who(i)
  })
  const cold = await timed(
    ms / 2,
    async (i) => {
      forgetActors({ all: true })
      await who(i)
    },
    2,
  )
  let reference = NaN
  if (city.databaseUrl) {
    const client = await bareClient(city.databaseUrl)
    const hashes = (await city.pool.query('select token_hash from identity.session limit 100')).rows.map(
      (row) => row['token_hash'] as string,
    )
    reference = (await timed(ms, (i) => client.query({ name: 'lookup', text: lookup, values: [hashes[i % hashes.length]] })))
      .perSecond
  }
  const wide =
    actors.find((one) => [...one.grants.values()].some((list) => list.some((scope) => (scope.orgs?.length ?? 0) > 1))) ??
    actors[0]!
  const permission =
    [...wide.grants].find(([, list]) => list.some((scope) => (scope.orgs?.length ?? 0) > 1))?.[0] ??
    [...wide.grants.keys()][0] ??
    'none'
  const row = { org: wide.orgId, area: '430211001' }
  const from = performance.now()
  const checks = small ? 100_000 : 2_000_000
  let inside = 0
  for (let i = 0; i < checks; i++) if (inScope(wide, permission, row)) inside++
  const scoped = checks / ((performance.now() - from) / 1000)
  rows.push([
    `${city.engine}, ${size}: ${orgs} orgs`,
    cached.perSecond,
    uncached.perSecond,
    four.perSecond,
    cold.p50,
    reference,
    ratio(uncached.perSecond, reference),
    scoped,
  ])
  const most = Math.max(...actors.map((one) => one.grants.size))
  say(
    `- ${size}: ${cookies.length} sessions, up to ${most} permissions in ${Math.max(...actors.flatMap((one) => [...one.grants.values()].flat().map((scope) => scope.orgs?.length ?? 0)))} organisations; ${inside ? 'row in scope' : 'row out of scope'}`,
  )
  return { cached: cached.perSecond, uncached: uncached.perSecond, cold: cold.p50 }
}

await bench(
  'orgscope',
  `authenticate() with real sessions opened by password; reference: one prepared look-up of session and person by token through pg.`,
  async () => {
    for (const engine of engines('postgres', 'embedded')) {
      const city = await benchCity(engine)
      const rows: (string | number)[][] = []
      const once = await measure(city, await people(city, 0), 'demo tree', rows)
      forgetActors({ all: true })
      const ten = await measure(city, await people(city, small ? 2 : 9), small ? 'three times' : 'ten times', rows)
      say()
      table(
        [
          'where',
          'cached/s',
          'not cached/s',
          'same, 4 at once',
          'nothing cached p50 ms',
          'one look-up/s',
          'ratio',
          'scope checks/s',
        ],
        rows,
      )
      say(
        `- growth: in the larger tree cached ${ratio(ten.cached, once.cached)} as many, not cached ${ratio(ten.uncached, once.uncached)}, with nothing cached ${ratio(ten.cold, once.cold)} the time (${figure(ten.cold)} ms, once in 30 s)\n`,
      )
      await city.stop()
    }
  },
)
