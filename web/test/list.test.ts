// A list's state survives its address; an export is safe to open; an error finds its field; a typed word finds its page.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fieldOf } from '../form/problems.ts'
import { cell, toCsv } from '../list/csv.ts'
import { readState, toQuery, writeState, type ListState } from '../list/urlState.ts'
import { matches, topicsFor } from '../live.ts'
import { findTargets, type Target } from '../shell/find.ts'

const spec = { keys: ['q', 'state', 'tags'], many: ['tags'], sort: '-openedAt' }

test('reads back what it wrote', () => {
  const word = fc.string({ minLength: 1, maxLength: 20 })
  const state: fc.Arbitrary<ListState> = fc.record({
    page: fc.integer({ min: 1, max: 9999 }),
    size: fc.constantFrom(10, 20, 50, 100),
    sort: fc.constantFrom('-openedAt', 'dueAt', '-no'),
    values: fc.record({ q: word, state: word, tags: fc.array(word, { minLength: 1, maxLength: 4 }) }, { requiredKeys: [] }),
  })
  fc.assert(
    fc.property(state, (one) => {
      const again = readState(new URLSearchParams(writeState(one, spec).toString()), spec)
      assert.deepEqual(again, { ...one, values: { ...one.values } })
    }),
  )
})

test('nonsense in the address falls back, and what belongs to others stays', () => {
  const state = readState(new URLSearchParams('page=-3&size=7&sort=drop%20table&evil=1&q='), spec)
  assert.deepEqual(state, { page: 1, size: 20, sort: '-openedAt', values: {} })
  assert.equal(writeState(state, spec, new URLSearchParams('open=42&page=9&q=x')).toString(), 'open=42')
  assert.deepEqual(toQuery(state), { page: 1, size: 20, sort: '-openedAt' })
})

test('an export holds nothing that a spreadsheet would run', () => {
  assert.equal(cell('=HYPERLINK("http://x")'), '"\'=HYPERLINK(""http://x"")"')
  assert.equal(cell('+86 138'), "'+86 138")
  assert.equal(cell('@sum'), "'@sum")
  assert.equal(cell(-12.5), '-12.5')
  assert.equal(cell('a,"b"\n'), '"a,""b""\n"')
  assert.equal(cell(null), '')
  assert.equal(toCsv(['编号'], [['HL-1']]), '\uFEFF编号\r\nHL-1\r\n')
})

test('an error finds the field it is about, the nearest one that the form has', () => {
  const names = new Set(['title', 'place', 'caller.phone', 'body'])
  assert.equal(fieldOf('/body/title', names), 'title')
  assert.equal(fieldOf('/body/place/lng', names), 'place')
  assert.equal(fieldOf('caller.phone', names), 'caller.phone')
  assert.equal(fieldOf('/body/caller/phone', names), 'caller.phone')
  assert.equal(fieldOf('/body/unknown', new Set(['title'])), undefined)
  assert.equal(fieldOf('/body', names), 'body')
})

test('live topics are heard with what lies below them, and only the allowed are asked for', () => {
  assert.ok(matches('cases', 'cases.task.late'))
  assert.ok(matches('cases.*', 'cases'))
  assert.ok(matches('person', 'person:42'))
  assert.ok(!matches('cases', 'casesfile'))
  assert.deepEqual(topicsFor(['cases', 'person'], ['person:1', 'cases.todo', 'bikes.dock']), ['cases.todo', 'person:1'])
  assert.equal(
    topicsFor(
      ['x'],
      Array.from({ length: 50 }, (_, i) => `x.${i}`),
    ).length,
    30,
  )
})

test('a page is found by name, by module, by English and by initials, names first', () => {
  const target = (page: string, label: string, words: string[], initials: string): Target => ({
    page,
    label,
    hint: '',
    words: [label, ...words],
    initials,
  })
  const targets = [
    target('/hotline/stats', '统计', ['热线', 'Statistics'], 'tj rx'),
    target('/hotline/tickets', '工单', ['热线', 'Tickets'], 'gd rx'),
    target('/orders', '督办工单', ['督察', 'Orders'], 'dbgd dc'),
  ]
  assert.deepEqual(
    findTargets(targets, '工单').map((t) => t.page),
    ['/hotline/tickets', '/orders'],
  )
  assert.equal(findTargets(targets, 'tick')[0]?.page, '/hotline/tickets')
  assert.deepEqual(
    findTargets(targets, 'gd').map((t) => t.page),
    ['/hotline/tickets', '/orders'],
  )
  assert.equal(findTargets(targets, '热线 统计')[0]?.page, '/hotline/stats')
  assert.deepEqual(findTargets(targets, 'zzz'), [])
})
