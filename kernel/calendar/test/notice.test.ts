// What a clerk pastes from a notice is read as dates, and what cannot be read reaches the server unchanged.

import test from 'node:test'
import assert from 'node:assert/strict'
import { readNotice } from '../web/notice.ts'

test('spans, single days, full dates and Chinese dates are read', () => {
  assert.deepEqual(readNotice('2-15~2-23 春节\n1月1日至3月3日 元旦\n2026-05-01\n', '2-14 2月28日、2026-10-10', 2026), {
    off: [
      { from: '2026-02-15', to: '2026-02-23', name: '春节' },
      { from: '2026-01-01', to: '2026-03-03', name: '元旦' },
      { from: '2026-05-01', to: '2026-05-01', name: '放假' },
    ],
    work: ['2026-02-14', '2026-02-28', '2026-10-10'],
  })
})

test('an unreadable line is not dropped', () => {
  assert.deepEqual(readNotice('春节放假九天', '周六', 2026), {
    off: [{ from: '春节放假九天', to: '春节放假九天', name: '春节放假九天' }],
    work: ['周六'],
  })
})
