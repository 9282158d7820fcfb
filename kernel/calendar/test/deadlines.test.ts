// The time engine against the computed vectors of the official calendars, and its laws as properties.

import test from 'node:test'
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { isWorkday } from '../server/calendars.ts'
import { addMonths, dayOf } from '../server/dates.ts'
import { addDurations, parseDuration } from '../server/durations.ts'
import { addWorkdays, clock, due, elapsed, warnAt, workdaysBetween, type Pause } from '../server/deadlines.ts'
import { at, official } from './official.ts'

const city = official()

test('2025 and 2026 have 248 working days each, month by month as published', () => {
  const months = (year: number) =>
    Array.from({ length: 12 }, (_, month) => {
      const first = dayOf(`${year}-${String(month + 1).padStart(2, '0')}-01`)
      let count = 0
      for (let day = first; day < addMonths(first, 1); day++) if (isWorkday(city, day)) count++
      return count
    })
  assert.deepEqual(months(2025), [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23])
  assert.deepEqual(months(2026), [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23])
  for (const year of [2025, 2026])
    assert.equal(
      months(year).reduce((sum, n) => sum + n),
      248,
    )
})

for (const [start, n, expected] of [
  ['2026-02-12', 5, '2026-02-26'],
  ['2026-02-12', 20, '2026-03-18'],
  ['2026-09-18', 10, '2026-10-09'],
  ['2026-09-30', 3, '2026-10-10'],
  ['2026-04-30', 5, '2026-05-11'],
  ['2025-01-24', 5, '2025-02-07'],
  ['2025-09-26', 5, '2025-10-10'],
  ['2026-11-20', 10, '2026-12-04'],
  ['2026-11-20', 20, '2026-12-18'],
] as const) {
  test(`${n} working days from ${start} end on ${expected}, at 24:00 or at office close`, () => {
    const ended = due(city, at(`${start} 09:30`), `${n}wd`)
    assert.deepEqual(ended, {
      at: new Date(at(`${expected} 00:00`).getTime() + 86_400_000),
      day: expected,
      provisional: false,
      missing: [],
    })
    const closing = due(city, at(`${start} 09:30`), `${n}wd`, { officeClose: true })
    assert.deepEqual([closing.at, closing.day], [at(`${expected} 18:00`), expected])
    assert.equal(addWorkdays(city, start, n), expected)
    assert.equal(workdaysBetween(city, start, expected), n)
  })
}

for (const [start, duration, expected] of [
  ['2026-11-20 16:30', '4wh', '2026-11-23 10:30'],
  ['2026-11-20 16:30', '2ws', '2026-11-24 16:30'],
  ['2026-11-20 16:30', '16wh', '2026-11-24 16:30'],
  ['2026-11-20 17:45', '30wm', '2026-11-23 08:15'],
  ['2026-11-21 10:00', '2wh', '2026-11-23 10:00'],
  ['2026-09-30 17:00', '4wh', '2026-10-08 11:00'],
  ['2026-11-21 17:30', '2h', '2026-11-21 19:30'],
  ['2026-11-21 17:30', '30um', '2026-11-21 18:00'],
  ['2026-11-21 17:30', '2ud', '2026-11-23 17:30'],
  ['2026-11-23 08:00', '4wh', '2026-11-23 12:00'],
  ['2026-10-10 17:00', '2wh', '2026-10-12 09:00'],
] as const) {
  test(`${duration} from ${start} end ${expected}`, () => {
    assert.deepEqual(due(city, at(start), duration).at, at(expected))
    assert.equal(elapsed(city, at(start), at(expected), parseDuration(duration).unit), parseDuration(duration).amount)
  })
}

test('natural days roll to the next working day, minimum periods do not (T3)', () => {
  assert.equal(due(city, at('2026-09-26 10:00'), '5d').day, '2026-10-08')
  assert.equal(due(city, at('2026-09-26 10:00'), '5d+').day, '2026-10-01')
  assert.equal(due(city, at('2026-11-01 10:00'), '5d').day, '2026-11-06')
  assert.equal(due(city, at('2026-01-31 10:00'), '1mo').day, '2026-02-28')
  assert.equal(due(city, at('2025-09-30 10:00'), '1y+').day, '2026-09-30')
})

test('a year without its official calendar gives a flagged estimate, and only when it is asked (T8)', () => {
  assert.deepEqual(due(city, at('2026-12-25 10:00'), '10wd').missing, [2027])
  assert.equal(due(city, at('2026-12-25 10:00'), '10wd').provisional, true)
  assert.equal(due(city, at('2026-12-31 17:00'), '2wh').provisional, true)
  assert.equal(due(city, at('2026-12-25 10:00'), '3wd').provisional, false)
  assert.equal(due(city, at('2026-12-25 10:00'), '30ud').provisional, false)
  assert.equal(due(city, at('2026-12-25 10:00'), '20d+').provisional, false)
  assert.equal(due(city, at('2026-12-25 10:00'), '20d').provisional, true)
  const entered = official({ years: [{ year: 2026, status: 'provisional' }] })
  assert.equal(due(entered, at('2026-11-20 10:00'), '1wd').provisional, true)
})

test('windows change with their validity, and a make-up Sunday works Monday hours when only weekdays are named', () => {
  const summer = official({
    windows: [
      { weekdayMask: 31, start: 480, end: 720, validFrom: '1990-01-01', validTo: null },
      { weekdayMask: 31, start: 840, end: 1080, validFrom: '1990-01-01', validTo: '2026-06-30' },
      { weekdayMask: 31, start: 900, end: 1080, validFrom: '2026-07-01', validTo: null },
    ],
  })
  assert.deepEqual(due(summer, at('2026-06-30 17:00'), '6wh').at, at('2026-07-01 16:00'))
  assert.deepEqual(due(summer, at('2026-09-19 10:00'), '5wh').at, at('2026-09-20 16:00'))
})

test('a warning comes at three quarters, or when so much is left', () => {
  const spec = { start: at('2026-11-20 16:30'), allowance: '4wh' }
  assert.deepEqual(warnAt(city, spec, 0.75), at('2026-11-23 09:30'))
  assert.deepEqual(warnAt(city, spec, '1wh'), at('2026-11-23 09:30'))
  assert.deepEqual(warnAt(city, { ...spec, allowance: '5wd' }, 0.75), at('2026-11-26 00:00'))
  assert.deepEqual(warnAt(city, { ...spec, allowance: '5wd' }, '1wd'), at('2026-11-27 00:00'))
})

test('a clock shows used, remaining and overdue, stops while paused, and a late pause does not undo a breach', () => {
  const spec = { start: at('2026-11-20 16:30'), allowance: addDurations('4wh', '1wh') }
  const pauses: Pause[] = [{ from: at('2026-11-23 09:00'), to: null }]
  const held = clock(city, { ...spec, pauses, warn: [0.5] }, at('2026-11-23 15:00'))
  assert.deepEqual(
    [held.paused, held.due, held.used, held.remaining, held.overdue, held.warnAt],
    [true, null, 2.5, 2.5, false, []],
  )
  pauses[0]!.to = at('2026-11-24 09:00')
  const resumed = clock(city, { ...spec, pauses, warn: [0.5] }, at('2026-11-24 10:00'))
  assert.deepEqual([resumed.due?.at, resumed.used, resumed.remaining], [at('2026-11-24 11:30'), 3.5, 1.5])
  assert.equal(clock(city, { ...spec, pauses }, at('2026-11-24 11:30')).overdue, true)
  const late = clock(city, { ...spec, pauses: [{ from: at('2026-11-23 11:40'), to: null }] }, at('2026-11-23 15:00'))
  assert.deepEqual([late.paused, late.overdue, late.due?.at], [false, true, at('2026-11-23 11:30')])
})

test('a legal period gives back the working days a pause took, to the day, and ends no earlier than it is resumed', () => {
  const from = at('2026-11-20 10:00')
  const paused = (first: string, last: string) => due(city, from, '5wd', { pauses: [{ from: at(first), to: at(last) }] }).day
  assert.equal(paused('2026-11-24 10:00', '2026-11-24 15:00'), '2026-11-27')
  assert.equal(paused('2026-11-24 10:00', '2026-11-26 15:00'), '2026-12-01')
  assert.equal(paused('2026-11-21 10:00', '2026-11-23 09:00'), '2026-11-27')
  assert.equal(paused('2026-11-27 10:00', '2026-11-28 15:00'), '2026-11-30')
  assert.equal(
    due(city, from, '5wd', { officeClose: true, pauses: [{ from: at('2026-11-27 10:00'), to: at('2026-12-01 20:00') }] }).day,
    '2026-12-02',
  )
  assert.equal(
    due(city, from, '7d', { pauses: [{ from: at('2026-11-27 10:00'), to: at('2026-11-28 15:00') }] }).day,
    '2026-11-30',
  )
})

test('texts that are no duration are refused', () => {
  for (const text of ['', '5', 'wd', '-1wd', '1.5wh', '5wd+', '5 wd', '100000wd', '5w', '5d++']) {
    assert.throws(() => parseDuration(text), { code: 'calendar.duration.invalid' }, text)
  }
  assert.throws(() => addDurations('1wd', '2wh'), { code: 'calendar.duration.mixed' })
  assert.throws(() => due(city, at('2099-12-01 10:00'), '999wd'), { code: 'calendar.range' })
  for (const date of ['2026-02-30', '2026-2-3', '20260203', '2026-13-01'])
    assert.throws(() => dayOf(date), { code: 'calendar.date.invalid' }, date)
})

// --- laws -------------------------------------------------------------------------------------------------------------

const span = [at('2025-01-01 00:00').getTime() / 60_000, at('2026-11-30 00:00').getTime() / 60_000] as const
const instant = fc.integer({ min: span[0], max: span[1] }).map((minute) => new Date(minute * 60_000))
const text = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('um', 'h', 'ud', 'wm', 'wh', 'ws', 'wd', 'd', 'd+', 'mo', 'y+'))
  .map(([n, unit]) => `${unit === 'mo' ? n % 13 : unit === 'y+' ? n % 3 : n}${unit}`)
const exact = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('um', 'h', 'ud', 'wm', 'wh', 'ws', 'wd'))
  .map(([n, unit]) => `${n}${unit}`)
const close = fc.boolean()
const pauseList = (count: number) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: 60 * 24 * 60 }), { minLength: count * 2, maxLength: count * 2 })
    .map((minutes) => minutes.sort((a, b) => a - b))
const pausesFrom = (start: Date, minutes: number[]): Pause[] =>
  Array.from({ length: minutes.length / 2 }, (_, i) => ({
    from: new Date(start.getTime() + minutes[2 * i]! * 60_000),
    to: new Date(start.getTime() + minutes[2 * i + 1]! * 60_000),
  }))

test('due never decreases with a later start or a longer allowance, nor lies before the start', () => {
  fc.assert(
    fc.property(instant, instant, text, fc.nat(10), close, (a, b, duration, more, officeClose) => {
      const [early, late] = a <= b ? [a, b] : [b, a]
      const length = parseDuration(duration)
      const one = due(city, early, duration, { officeClose }).at
      assert.ok(one <= due(city, late, duration, { officeClose }).at)
      assert.ok(one <= due(city, early, { ...length, amount: length.amount + more }, { officeClose }).at)
      assert.ok(early <= one)
    }),
  )
})

test('what has elapsed at the deadline is the allowance, and a minute before it is less', () => {
  fc.assert(
    fc.property(instant, exact, close, (start, duration, officeClose) => {
      const { amount, unit } = parseDuration(duration)
      const ended = due(city, start, duration, { officeClose }).at
      assert.equal(elapsed(city, start, ended, unit, { officeClose }), amount)
      if (amount > 0) assert.ok(elapsed(city, start, new Date(ended.getTime() - 60_000), unit, { officeClose }) < amount)
    }),
  )
})

test('elapsed adds up when a time is split (hours), and pauses split or of no length change nothing', () => {
  fc.assert(
    fc.property(fc.tuple(instant, instant, instant), fc.constantFrom('um', 'h', 'ud', 'wm', 'wh', 'ws'), (times, unit) => {
      const [a, b, c] = times.sort((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date]
      const whole = elapsed(city, a, c, unit)
      assert.ok(Math.abs(elapsed(city, a, b, unit) + elapsed(city, b, c, unit) - whole) < 1e-6)
    }),
  )
  fc.assert(
    fc.property(
      instant,
      text,
      pauseList(1),
      fc.double({ min: 0, max: 1, noNaN: true }),
      close,
      (start, duration, minutes, share, officeClose) => {
        const [pause] = pausesFrom(start, minutes) as [Pause & { to: Date }]
        const middle = new Date(pause.from.getTime() + Math.round((pause.to.getTime() - pause.from.getTime()) * share))
        const plain = due(city, start, duration, { officeClose })
        assert.deepEqual(due(city, start, duration, { officeClose, pauses: [{ from: pause.from, to: pause.from }] }), plain)
        const whole = due(city, start, duration, { officeClose, pauses: [pause] })
        const split = due(city, start, duration, {
          officeClose,
          pauses: [
            { from: pause.from, to: middle },
            { from: middle, to: pause.to },
          ],
        })
        assert.deepEqual(split.at, whole.at)
      },
    ),
  )
})

test('a pause never shortens what was used, never brings the deadline nearer, and leaves none before the resumption', () => {
  fc.assert(
    fc.property(instant, text, pauseList(3), fc.integer({ min: 0, max: 90 * 24 * 60 }), (start, duration, minutes, later) => {
      const pauses = pausesFrom(start, minutes)
      const unit = parseDuration(duration).unit
      let nearest = due(city, start, duration).at
      let before = 0
      pauses.forEach((pause, index) => {
        const options = { pauses: pauses.slice(0, index + 1) }
        for (const now of [pause.from, pause.to!]) {
          const used = elapsed(city, start, now, unit, options)
          assert.ok(used >= before - 1e-9)
          before = used
        }
        const ended = due(city, start, duration, options).at
        assert.ok(ended >= nearest)
        if (pause.from < nearest) assert.ok(ended > pause.to!)
        nearest = ended
      })
      const now = new Date(start.getTime() + later * 60_000)
      assert.ok(elapsed(city, start, now, unit, { pauses }) <= elapsed(city, start, now, unit) + 1e-9)
    }),
  )
})

test('resuming leaves exactly what remained (hours)', () => {
  fc.assert(
    fc.property(
      instant,
      exact.filter((one) => !one.endsWith('d') || one.endsWith('ud')),
      pauseList(1),
      (start, duration, minutes) => {
        const [pause] = pausesFrom(start, minutes) as [Pause & { to: Date }]
        const { amount, unit } = parseDuration(duration)
        const ended = due(city, start, duration, { pauses: [pause] }).at
        assert.equal(elapsed(city, start, ended, unit, { pauses: [pause] }), amount)
      },
    ),
  )
})
