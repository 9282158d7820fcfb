// Numbers and times as people of the city read them, whatever zone the machine is in.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  dueState,
  formatAgo,
  formatBytes,
  formatDate,
  formatDuration,
  formatFen,
  formatNumber,
  formatPercent,
  formatShort,
  formatTime,
} from '../format.ts'

const now = new Date('2026-11-22T06:00:00Z') // 14:00 in the city

test('shows instants on the city clock and leaves calendar dates alone', () => {
  assert.equal(formatTime('2026-11-22T16:05:09Z'), '2026-11-23 00:05')
  assert.equal(formatTime('2026-11-22T16:05:09Z', true), '2026-11-23 00:05:09')
  assert.equal(formatDate('2026-11-22T16:05:09Z'), '2026-11-23')
  assert.equal(formatDate('2026-02-28'), '2026-02-28')
  assert.equal(formatDate(null), '')
  assert.equal(formatDate('nonsense'), '')
})

test('a calendar date never moves', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1950-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
      const text = date.toISOString().slice(0, 10)
      assert.equal(formatDate(text), text)
    }),
  )
})

test('shortens what is near', () => {
  assert.equal(formatShort('2026-11-22T01:30:00Z', now), '09:30')
  assert.equal(formatShort('2026-11-20T01:30:00Z', now), '11-20 09:30')
  assert.equal(formatShort('2025-11-20T01:30:00Z', now), '2025-11-20')
  // 00:30 of the city's own day, though the same UTC day as yesterday evening
  assert.equal(formatShort('2026-11-21T16:30:00Z', now), '00:30')
})

test('says lengths of time by their two largest units', () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
  assert.equal(formatDuration(20_000, 'zh'), '不到1分钟')
  assert.equal(formatDuration(45 * minute, 'zh'), '45分钟')
  assert.equal(formatDuration(3 * hour + 20 * minute, 'zh'), '3小时20分')
  assert.equal(formatDuration(2 * day + 3 * hour + 59 * minute, 'zh'), '2天3小时')
  assert.equal(formatDuration(12 * day + 3 * hour, 'zh'), '12天')
  assert.equal(formatDuration(-(2 * day), 'en'), '2d')
  assert.equal(formatDuration(hour + 5 * minute, 'en'), '1h 5min')
})

test('says how long ago', () => {
  assert.equal(formatAgo('2026-11-22T05:59:30Z', now, 'zh'), '刚刚')
  assert.equal(formatAgo('2026-11-22T05:57:00Z', now, 'zh'), '3分钟前')
  assert.equal(formatAgo('2026-11-22T03:10:00Z', now, 'en'), '2h ago')
  assert.equal(formatAgo('2026-11-01T03:10:00Z', now, 'zh'), '2026-11-01')
})

test('money, shares, sizes', () => {
  assert.equal(formatFen(123456, 'zh'), '¥1,234.56')
  assert.equal(formatFen(0, 'en'), '¥0.00')
  assert.equal(formatFen(null, 'zh'), '—')
  assert.equal(formatNumber('12345.678', 'zh'), '12,345.68')
  assert.equal(formatNumber('', 'zh'), '—')
  assert.equal(formatNumber(Number.NaN, 'zh'), '—')
  assert.equal(formatPercent(0.256, 'zh'), '25.6%')
  assert.equal(formatBytes(1536, 'en'), '1.5 KB')
  assert.equal(formatBytes(50 << 20, 'en'), '50 MB')
})

test('a deadline is calm, then soon, then late', () => {
  const due = '2026-11-22T10:00:00Z'
  assert.equal(dueState(null, null, now).kind, 'none')
  assert.equal(dueState(due, '2026-11-22T09:00:00Z', now).kind, 'calm')
  assert.equal(dueState(due, '2026-11-22T06:00:00Z', now).kind, 'soon')
  assert.equal(dueState(due, null, new Date('2026-11-22T05:59:00Z')).kind, 'calm')
  assert.equal(dueState(due, null, new Date('2026-11-22T06:01:00Z')).kind, 'soon')
  assert.deepEqual(dueState(due, null, new Date('2026-11-22T11:00:00Z')), { kind: 'late', leftMs: -3_600_000 })
})

test('no moment is ever both late and with time left', () => {
  const at = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(at, at, at, (due, warn, moment) => {
      const state = dueState(due, warn, moment)
      assert.equal(state.kind === 'late', state.leftMs < 0)
      if (state.kind === 'calm') assert.ok(moment < warn)
    }),
  )
})
