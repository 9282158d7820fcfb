// The calendar over HTTP and in the database: official data, import, corrections, caches and events.

import test from 'node:test'
import assert from 'node:assert/strict'
import { testCity } from '#test/city.ts'
import { calendar, deadline, due } from '#kernel/calendar'
import { at, official } from './official.ts'

const city = await testCity()
const clerk = city.as({ permissions: ['calendar.day.manage', 'calendar.window.manage'] })
/** A calendar of this test's own, with the official years of the city's. */
async function own(id: string): Promise<string> {
  await city.ctx(async (ctx) => {
    await ctx.db.insertInto('calendar.calendar').values({ id, nameZh: id, nameEn: id }).execute()
    for (const [table, columns] of [
      ['calendarYear', ['year', 'status', 'source']],
      ['calendarDay', ['date', 'kind', 'name', 'sourceDoc', 'certain']],
      ['workWindow', ['weekdayMask', 'startMinute', 'endMinute', 'validFrom', 'validTo']],
    ] as const) {
      const rows = await ctx.db
        .selectFrom(`calendar.${table}`)
        .select([...columns])
        .where('calendar', '=', 'city')
        .execute()
      await ctx.db
        .insertInto(`calendar.${table}`)
        .values(rows.map((row: object) => ({ ...row, calendar: id })))
        .execute()
    }
  })
  return id
}

test('the seeded calendar is the official one, day by day and window by window', async () => {
  const seeded = await city.ctx((ctx) => calendar(ctx))
  const expected = official()
  assert.deepEqual([...seeded.workdays], [...expected.workdays])
  assert.deepEqual([...seeded.official], [2025, 2026])
  assert.deepEqual(seeded.windows, expected.windows)
  for (const [year, workdays] of [
    [2025, 248],
    [2026, 248],
  ]) {
    const reply = await city.ask(null, `GET /api/calendar/days?year=${year}`)
    assert.deepEqual(
      [reply.status, reply.body.status, reply.body.workdays, reply.body.days.length],
      [200, 'official', workdays, 365],
    )
  }
  const festival = (await city.ask(null, 'GET /api/calendar/days?year=2026')).body.days.find(
    (day: any) => day.date === '2026-02-17',
  )
  assert.deepEqual([festival.kind, festival.name, festival.certain], ['HOLIDAY', '春节', true])
})

test('a year nobody entered is shown as an estimate', async () => {
  const { body } = await city.ask(null, 'GET /api/calendar/days?year=2031')
  assert.deepEqual([body.status, body.days.length, body.days[0].certain], [null, 365, false])
})

test('anybody may ask when a period ends', async () => {
  const ask = (from: string, more: string) => city.ask(null, `GET /api/calendar/due?from=${encodeURIComponent(from)}&${more}`)
  assert.deepEqual((await ask('2026-02-12T09:30:00+08:00', 'duration=5wd')).body, {
    at: '2026-02-26T16:00:00.000Z',
    day: '2026-02-26',
    provisional: false,
    missing: [],
  })
  assert.deepEqual((await ask('2026-02-12T09:30:00+08:00', 'duration=5wd&officeClose=true')).body.at, '2026-02-26T10:00:00.000Z')
  assert.deepEqual((await ask('2026-12-25T09:30:00+08:00', 'duration=10wd')).body.missing, [2027])
  for (const [from, more, status, code] of [
    ['2026-02-12T09:30:00+08:00', 'duration=5', 422, 'calendar.duration.invalid'],
    ['2026-02-12T09:30:00+08:00', 'duration=5wd&calendar=nowhere', 404, 'calendar.unknown'],
    ['2099-12-12T09:30:00+08:00', 'duration=99wd', 422, 'calendar.range'],
    ['yesterday', 'duration=5wd', 400, undefined],
  ] as const) {
    const reply = await ask(from, more)
    assert.equal(reply.status, status, more)
    if (code) assert.equal(reply.body.code, code)
  }
})

test('a year is imported from its notice, replaces the estimate, and may be imported again', async () => {
  const id = await own('import')
  await city.ctx((ctx) => calendar(ctx, id))
  const notice = {
    calendar: id,
    year: 2027,
    status: 'official',
    source: '测试通知',
    off: [{ from: '2027-01-01', to: '2027-01-03', name: '元旦' }],
    work: ['2027-01-09'],
  }
  const reply = await city.ask(clerk, 'POST /api/calendar/years', notice)
  assert.equal(reply.status, 201, reply.text)
  assert.deepEqual(
    reply.body.days.slice(0, 4).map((day: any) => day.kind),
    ['HOLIDAY', 'HOLIDAY', 'HOLIDAY', 'WORKDAY'],
  )
  assert.equal(reply.body.days[8].kind, 'MAKEUP')
  const after = await city.ctx(async (ctx) => due(await calendar(ctx, id), at('2026-12-31 10:00'), '6wd'))
  assert.deepEqual([after.day, after.provisional], ['2027-01-09', false])
  const again = await city.ask(clerk, 'POST /api/calendar/years', { ...notice, off: [], work: [] })
  assert.equal(again.body.days[0].kind, 'WORKDAY')
  for (const [change, code] of [
    [{ work: ['2027-01-02'] }, 'calendar.year.both'],
    [{ work: ['2027-01-08'] }, 'calendar.day.kind'],
    [{ work: ['2026-01-04'] }, 'calendar.year.outside'],
    [{ off: [{ from: '2027-12-30', to: '2028-01-02', name: '元旦' }] }, 'calendar.year.outside'],
    [{ off: [{ from: '2027-05-05', to: '2027-05-01', name: '劳动节' }] }, 'calendar.year.outside'],
  ] as const) {
    const refused = await city.ask(clerk, 'POST /api/calendar/years', { ...notice, ...change })
    assert.deepEqual([refused.status, refused.body.code], [422, code])
  }
})

test('one day is corrected; the change is audited, told, and seen by the next unit of work', async () => {
  const id = await own('typhoon')
  await city.ctx((ctx) => calendar(ctx, id))
  const day = { kind: 'HOLIDAY', name: '台风停工', sourceDoc: '市应急办〔2026〕1号', certain: true }
  const reply = await city.ask(clerk, `PATCH /api/calendar/days/2026-11-23?calendar=${id}`, day)
  assert.deepEqual(reply.body, { date: '2026-11-23', ...day }, reply.text)
  const ended = await city.ctx(async (ctx) => due(await calendar(ctx, id), at('2026-11-20 16:30'), '4wh'))
  assert.deepEqual(ended.at, at('2026-11-24 10:30'))
  const entry = await city.ctx((ctx) =>
    ctx.db.selectFrom('audit.entry').select('detail').where('subject', '=', `calendar:${id}/2026-11-23`).executeTakeFirst(),
  )
  assert.equal(entry?.detail.before.kind, 'WORKDAY')
  const kind = async (date: string, value: string) =>
    (await city.ask(clerk, `PATCH /api/calendar/days/${date}?calendar=${id}`, { ...day, kind: value })).body.code
  assert.equal(await kind('2026-11-21', 'WORKDAY'), 'calendar.day.kind')
  assert.equal(await kind('2026-11-23', 'MAKEUP'), 'calendar.day.kind')
  assert.equal(await kind('2028-11-23', 'HOLIDAY'), 'calendar.year.missing')
})

test('a rolled back change leaves no trace in the cache, and a change by another instance is seen when asked afresh', async () => {
  const id = await own('cache')
  const before = await city.ctx((ctx) => calendar(ctx, id))
  await assert.rejects(
    city.ctx(async (ctx) => {
      const { changed } = await import('../server/loading.ts')
      await changed(ctx, id, '2026-11-23', '2026-11-23')
      await ctx.db
        .updateTable('calendar.calendarDay')
        .set({ kind: 'HOLIDAY' })
        .where('calendar', '=', id)
        .where('date', '=', '2026-11-23')
        .execute()
      assert.equal(due(await calendar(ctx, id), at('2026-11-20 10:00'), '1wd').day, '2026-11-24')
      throw new Error('stop')
    }),
    /stop/,
  )
  assert.equal(await city.ctx((ctx) => calendar(ctx, id)), before)
  await city.pool.asOwner((exec) =>
    exec(`update calendar.calendar_day set kind = 'HOLIDAY' where calendar = 'cache' and date = '2026-11-23'`),
  )
  await city.pool.asOwner((exec) => exec(`update calendar.calendar set version = 'elsewhere' where id = 'cache'`))
  const fresh = await city.ctx((ctx) => calendar(ctx, id, { fresh: true }))
  assert.equal(due(fresh, at('2026-11-20 10:00'), '1wd').day, '2026-11-24')
})

test('work windows are added for a season and ended, never overlapping', async () => {
  const id = await own('season')
  const list = async () => (await city.ask(null, `GET /api/calendar/windows?calendar=${id}`)).body.items
  const afternoon = (await list()).find((one: any) => one.start === '14:00')
  const summer = {
    calendar: id,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    start: '15:00',
    end: '18:00',
    validFrom: '2026-07-01',
    validTo: null,
  }
  assert.equal((await city.ask(clerk, 'POST /api/calendar/windows', summer)).body.code, 'calendar.window.overlap')
  const ended = await city.ask(clerk, `PATCH /api/calendar/windows/${afternoon.id}?calendar=${id}`, { validTo: '2026-06-30' })
  assert.equal(ended.body.validTo, '2026-06-30', ended.text)
  const added = await city.ask(clerk, 'POST /api/calendar/windows', summer)
  assert.equal(added.status, 201, added.text)
  const answer = await city.ctx(async (ctx) => due(await calendar(ctx, id), at('2026-06-30 17:00'), '6wh'))
  assert.deepEqual(answer.at, at('2026-07-01 16:00'))
  assert.equal(
    (await city.ask(clerk, 'POST /api/calendar/windows', { ...summer, end: '14:00' })).body.code,
    'calendar.window.order',
  )
  assert.equal(
    (await city.ask(clerk, `PATCH /api/calendar/windows/${added.body.id}?calendar=${id}`, { validTo: '2026-06-01' })).body.code,
    'calendar.window.order',
  )
  assert.equal((await city.ask(clerk, 'POST /api/calendar/windows', { ...summer, start: '25:00' })).status, 400)
})

test('a missing year is raised once, however many deadlines need it', async () => {
  const id = await own('missing')
  const events: string[] = []
  for (let i = 0; i < 3; i++) {
    await city.ctx(async (ctx) => {
      const seen = { ...ctx, emit: (name: string, payload: object) => events.push(`${name} ${JSON.stringify(payload)}`) }
      assert.equal((await deadline(seen as any, at('2026-12-25 10:00'), '10wd', { calendar: id })).provisional, true)
    })
  }
  assert.deepEqual(events, ['calendar.year.missing {"calendar":"missing","year":2027}'])
})
