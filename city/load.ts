// Loads the demo city: geography, organisations, people, then each module's own demo; a second start skips what is there.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sql } from 'kysely'
import { loadCity } from '#kernel/geo'
import type { City } from '#kernel/http'
import { giveRoles, loadCitizens, loadOrganisations, loadPeople, type LoadedOrg } from '#kernel/identity'
import { citizens } from './citizens.ts'
import { geography } from './geography.ts'
import { forgetDrawn } from './geometry.ts'
import { organisations, type Organisation } from './organisations.ts'
import { accounts, staffWithAccounts } from './accounts.ts'

const kinds: Record<Organisation['kind'], LoadedOrg['kind']> = {
  government: 'government',
  department: 'agency',
  institution: 'institution',
  company: 'enterprise',
  township: 'government',
}

/** The drawing leaves some 400 MB of garbage, which V8 would keep until it needs room: a server at rest never does. */
function giveBack(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

/** Loads what is missing, each part in a transaction of its own; returns lines that tell how to sign in. */
export async function loadDemo(city: City, size: 'default' | 'full', say: (line: string) => void): Promise<string[]> {
  const password = city.config.env['YICHENG_DEMO_PASSWORD'] || 'Yicheng-2026'
  let loaded = false
  const once = async (part: string, load: Parameters<City['run']>[1]) => {
    const key = `demo.${part}.${size}`
    if ((await sql`select 1 from kernel.fact where key = ${key}`.execute(city.db)).rows.length) return
    const from = performance.now()
    await city.run({ action: `demo.${part}` }, async (ctx) => {
      await load(ctx)
      await sql`insert into kernel.fact (key, value) values (${key}, '{}') on conflict do nothing`.execute(ctx.db)
    })
    loaded = true
    say(`demo: ${part} ${((performance.now() - from) / 1000).toFixed(1)} s`)
  }
  await once('geography', (ctx) => loadCity(ctx, geography()))
  await once('organisations', (ctx) =>
    loadOrganisations(
      ctx,
      organisations().map((one) => ({ ...one, kind: kinds[one.kind] })),
    ),
  )
  await once('staff', (ctx) => loadPeople(ctx, staffWithAccounts(), { password }))
  await once('leaders', (ctx) =>
    giveRoles(ctx, [{ work: ['leader', 'deputy'], org: '430200.government', roles: ['catalogue.leader'], scope: 'CITY' }]),
  )
  await once('citizens', async (ctx) => {
    const people = citizens(size === 'full' ? 160_000 : 20_000)
    for (let at = 0; at < people.length; at += 5_000)
      await loadCitizens(
        ctx,
        people.slice(at, at + 5_000).map((one) => ({
          id: one.id,
          name: one.name,
          mobile: one.mobile,
          idNo: one.idNumber,
          address: one.address,
          areaCode: one.villageCode,
        })),
      )
  })
  for (const one of city.house.modules) if (one.demo) await once(one.id, (ctx) => one.demo!(ctx, size))
  if (loaded) {
    // Fresh tables have no statistics, and the planner guesses badly until the first autovacuum.
    await city.pool.asOwner((exec) => exec('analyze'))
    forgetDrawn()
    giveBack()
  }
  return [
    `演示账号 demo accounts (password ${password}):`,
    ...accounts.map((one) => `  ${one.login.padEnd(11)} ${one.does.zh} · ${one.does.en}`),
  ]
}
