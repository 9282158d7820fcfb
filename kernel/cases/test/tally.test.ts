// Counts by state: exact in each commit, under concurrency, before and after folding, inside every scope.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { act, countByState, openCase } from '#kernel/cases'
import type { Scope } from '#kernel/module'
import { cityWithMatters, dispatcher, liaison, matterOf, unitA, unitB } from './matters.ts'
import { foldTally } from '../server/tally.ts'

const city = await cityWithMatters()
const fold = () => city.ctx((ctx) => foldTally(ctx))
const areas = ['430203004', '430203005001', '430211003', '']

async function check(scopes: Scope[], where: string) {
  const who = { grants: { 'testing.matter.read': scopes } }
  const counted = await city.ctx((ctx) => countByState(ctx, { flow: 'testing.matter' }), who)
  const { rows } = await city.ctx((ctx) =>
    sql<any>`select flow_id as flow, state, ended_at is not null as ended, count(*)::int as count from cases."case" where flow_id = 'testing.matter' and (${sql.raw(where)}) group by 1, 2, 3 order by 1, 2`.execute(
      ctx.db,
    ),
  )
  assert.deepEqual(counted, rows)
}
async function checkAll() {
  await check([{ orgs: null, areas: null }], 'true')
  await check([{ orgs: [unitA], areas: null }], `org = '${unitA}'`)
  await check([{ orgs: [unitA, unitB], areas: null }], `org in ('${unitA}', '${unitB}')`)
  await check([{ orgs: null, areas: ['430203'] }], `area like '430203%'`)
  await check([{ orgs: null, areas: ['430203', '430203004'] }], `area like '430203%'`)
  await check([{ orgs: [unitB], areas: ['430211'] }], `org = '${unitB}' and area like '430211%'`)
  await check(
    [
      { orgs: [unitA], areas: null },
      { orgs: null, areas: ['430203'] },
    ],
    `org = '${unitA}' or area like '430203%'`,
  )
  await check([], 'false')
}

test('counts equal the rows while many act at once and the job folds in between', async () => {
  const boss = dispatcher()
  const opened = await Promise.all(
    Array.from({ length: 40 }, (_, i) => city.ctx((ctx) => openCase(ctx, matterOf({ openedBy: null, area: areas[i % 4]! })))),
  )
  await checkAll()
  await Promise.all([
    ...opened.map((one, i) =>
      city.ctx(
        (ctx) => act(ctx, one.id, i % 5 ? 'dispatch' : 'reject', i % 5 ? { org: i % 2 ? unitA : unitB } : { reason: 'x' }),
        boss,
      ),
    ),
    fold(),
    fold(),
  ])
  await checkAll()
  await Promise.all([
    ...opened
      .slice(0, 20)
      .map((one, i) => city.ctx((ctx) => act(ctx, one.id, 'sign'), liaison(i % 2 ? unitA : unitB)).catch(() => {})),
    fold(),
  ])
  await checkAll()
  while (await fold());
  await checkAll()
  const { rows } = await city.ctx((ctx) => sql<{ n: number }>`select count(*)::int as n from cases.tally_change`.execute(ctx.db))
  assert.equal(rows[0]!.n, 0)
})

test('a change that is rolled back is not counted', async () => {
  const before = await city.ctx((ctx) => countByState(ctx, { flow: 'testing.matter' }))
  await assert.rejects(
    city.ctx(async (ctx) => {
      await openCase(ctx, matterOf({ openedBy: null }))
      throw new Error('no')
    }),
  )
  assert.deepEqual(await city.ctx((ctx) => countByState(ctx, { flow: 'testing.matter' })), before)
})
