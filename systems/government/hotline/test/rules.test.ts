// The pure rules: telephone numbers, replies, likeness, what is personal, codes, limits, classes.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { contentCodes } from '../server/content-codes.ts'
import { half } from '../server/limits.ts'
import { spokenLimit } from '../server/page-words.ts'
import {
  covered,
  likeness,
  metresBetween,
  newQueryCode,
  personalIn,
  phoneKind,
  plainPhone,
  replyFaults,
  sameCode,
  titleFrom,
} from '../server/rules.ts'
import { xmlText } from '../server/xml.ts'

const text = fc.string({ unit: fc.constantFrom(...'路灯不亮井盖漏水。，、 \nabc12'), maxLength: 40 })

for (const [given, plain, kind] of [
  ['138 1234 5678', '13812345678', 'mobile'],
  ['+86 138-1234-5678', '13812345678', 'mobile'],
  ['0731-28880000', '073128880000', 'landline'],
  ['（010）12345678', '01012345678', 'landline'],
  ['１３８１２３４５６７８', '13812345678', 'mobile'],
  ['12345', '12345', 'odd'],
  ['23812345678', '23812345678', 'odd'],
  ['', '', 'odd'],
] as const)
  test(`telephone ${given || '(none)'} is ${kind}`, () =>
    assert.deepEqual([plainPhone(given), phoneKind(plainPhone(given))], [plain, kind]))

test('a reply is whole or says which part is not', () => {
  const whole = { contact: '电话联系', found: '线路老化', basis: '管理规定第二条', result: '已更换' }
  assert.deepEqual(replyFaults(whole, 'SOLVED', ['请耐心等待'], 2), [])
  assert.deepEqual(replyFaults({ ...whole, basis: ' \n ' }, 'SOLVED', [], 2), [{ part: 'basis', code: 'missing' }])
  assert.deepEqual(replyFaults(whole, 'UNSOLVED', [], 2), [{ part: 'next', code: 'missing' }])
  assert.deepEqual(replyFaults({ ...whole, result: '请 耐心，等待！' }, 'SOLVED', ['请耐心等待'], 2), [
    { part: 'result', code: 'phrase', phrase: '请耐心等待' },
  ])
  fc.assert(
    fc.property(text, text, text, (found, result, next) =>
      assert.ok(replyFaults({ ...whole, found, result, next }, 'UNSOLVED', [], 1).every((fault) => fault.code === 'missing')),
    ),
  )
})

test('likeness is 1 of a text with itself, 0 of strangers, the same both ways, and never beyond', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const one = likeness(a, b)
      assert.ok(one >= 0 && one <= 1)
      assert.equal(one, likeness(b, a))
      if ([...a.replace(/[\s\p{P}]/gu, '')].length > 1) assert.equal(likeness(a, a), 1)
    }),
  )
  assert.equal(likeness('路灯不亮', '井盖丢失'), 0)
  assert.ok(likeness('建设路口的路灯坏了，晚上看不见', '建设路口路灯坏了，晚上看不见') >= 0.8)
})

test('metres between points of the city, to half a percent', () => {
  assert.ok(Math.abs(metresBetween({ lng: 113.1, lat: 27.8 }, { lng: 113.1, lat: 27.81 }) - 1112) < 6)
  assert.ok(Math.abs(metresBetween({ lng: 113.1, lat: 27.8 }, { lng: 113.11, lat: 27.8 }) - 983.6) < 6)
})

test('personal data in free text are found and covered, also in full-width digits; ticket numbers are none', () => {
  for (const one of [
    '13912345678',
    '139 1234 5678',
    '１３９１２３４５６７８',
    '0731-28886666',
    '43020219900101123X',
    '湘B12345',
    '湘BD12345',
    'a.b@c.cn',
  ])
    assert.equal(covered(`请找${one}。`), '请找***。', one)
  assert.deepEqual(personalIn('编号 4302112026112200042，共 12345 元，第 110 号'), [])
  fc.assert(fc.property(text, (a) => assert.deepEqual(personalIn(covered(a)), [])))
})

test('query codes have six digits and compare exactly', () => {
  for (let i = 0; i < 50; i++) assert.match(newQueryCode(), /^\d{6}$/)
  fc.assert(fc.property(text, text, (a, b) => assert.equal(sameCode(a, b), a === b)))
})

test('a title is the first sentence, never longer than allowed, never empty for a text that is not', () => {
  assert.equal(titleFrom('路灯不亮。晚上看不见'), '路灯不亮')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (content) => {
      const title = titleFrom(content)
      assert.ok([...title].length <= 30)
      if (content.trim()) assert.ok(title.trim())
    }),
  )
})

test('a redo has half the time, at least one unit; limits read as people say them', () => {
  assert.deepEqual(['10wd', '5wd', '1wd', '24h'].map(half), ['5wd', '3wd', '1wd', '12h'])
  assert.throws(() => half('soon'))
  assert.deepEqual([spokenLimit('zh', '5wd'), spokenLimit('en', '1wd')], ['5 个工作日', '1 working day'])
})

test('each content class hangs under its large and middle class, with names and search words', () => {
  const codes = new Set(contentCodes.map((one) => one.code))
  assert.equal(codes.size, contentCodes.length)
  for (const one of contentCodes) {
    assert.match(one.code, /^(\d{2}){1,3}$/)
    assert.ok(one.parent === null ? one.code.length === 2 : codes.has(one.parent), one.code)
    assert.ok(one.name.zh && one.name.en && (one.code.length < 6 || one.words.length), one.code)
  }
})

test('XML text never holds a bare sign or a character that XML forbids', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const out = xmlText(value)
      assert.doesNotMatch(out, /[<>"']|&(?!(amp|lt|gt|quot|apos|#13);)/)
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(out, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
    }),
  )
})
