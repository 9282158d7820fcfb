// Imported histories come out as if they had happened here: state, tasks, clocks, log, counts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getCase, importCases, timeline, act } from '#kernel/cases'
import { newId } from '#kernel/db'
import { systemActor } from '#kernel/module'
import { centre, cityWithMatters, unitA } from './matters.ts'

test('a history is replayed: ended with its breach, and an open one goes on', async () => {
  const city = await cityWithMatters()
  const at = (text: string) => new Date(`${text}:00+08:00`)
  const by = { id: newId(), name: '派单员', orgId: centre }
  const pool = `${centre}:testing.dispatcher`
  const open = (no: string) => ({ flow: 'testing.matter', no, title: '旧案', openedOrg: centre, at: at('2024-03-04T09:00') })
  const [ended, going] = await city.ctx((ctx) =>
    importCases(ctx, [
      {
        open: open(`OLD-${newId()}`),
        deeds: [{ at: at('2024-03-04T11:00'), action: 'reject', to: 'void', by, pool, input: { reason: '不归本市' } }],
      },
      {
        open: open(`OLD-${newId()}`),
        deeds: [
          {
            at: at('2024-03-04T09:10'),
            action: 'dispatch',
            to: 'sent',
            by,
            pool,
            input: { org: unitA },
            changes: { org: unitA },
          },
        ],
        limits: { finish: '10wd' },
      },
    ]),
  )
  await city.ctx(async (ctx) => {
    const old = await getCase(ctx, ended!.id)
    assert.deepEqual(
      [old.state, old.endedAt?.toISOString(), old.clocks[0]!.result],
      ['void', at('2024-03-04T11:00').toISOString(), 'BREACHED'],
    )
    assert.equal(old.tasks.find((task) => task.status === 'done')?.doneBy, by.id)
    assert.deepEqual((await timeline(ctx, ended!.id)).map((step) => step.action).sort(), ['open', 'reject'])
    const now = await getCase(ctx, going!.id)
    assert.deepEqual([now.state, now.org, now.flags.includes('overdue')], ['sent', unitA, true])
    assert.equal((await act({ ...ctx, user: systemActor }, going!.id, 'sign')).state, 'handling')
  })
})
