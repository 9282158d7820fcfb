// Check digits, shapes and masks: published vectors, and properties that hold for all.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  isLandline,
  isMobile,
  isPlate,
  isResidentId,
  isUscc,
  maskAddress,
  maskEmail,
  maskIdNo,
  maskName,
  maskPhone,
  residentIdCheck,
  stableId,
  usccCheck,
} from '#kernel/identity'
import { testCity } from '#test/city.ts'

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const uscc = fc
  .array(fc.constantFrom(...alphabet), { minLength: 17, maxLength: 17 })
  .map((signs) => signs.join('') + usccCheck(signs.join(''))!)
const day = fc
  .date({ min: new Date('1920-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10).replaceAll('-', ''))
const idNo = fc
  .tuple(fc.constantFrom('430203', '110105', '650102', '810000'), day, fc.integer({ min: 0, max: 999 }))
  .map(([area, born, order]) => area + born + String(order).padStart(3, '0'))
  .map((first) => first + residentIdCheck(first)!)

test('published vectors (government.md D.1, D.2)', () => {
  for (const code of ['91350100M000100Y43', '12441500196720244T']) {
    assert.ok(isUscc(code))
    for (const last of alphabet) if (last !== code[17]) assert.ok(!isUscc(code.slice(0, 17) + last))
  }
  assert.ok(isResidentId('11010519491231002X'))
  assert.ok(isResidentId('11010519491231002x'))
  assert.ok(!isResidentId('110105194912310021'))
  assert.ok(!isResidentId('99010519491231002X'), 'no such region')
  const badDate = '11010519490230002'
  assert.ok(!isResidentId(badDate + residentIdCheck(badDate)), 'there is no 30 February')
  const coming = '11010520991231002'
  assert.ok(!isResidentId(coming + residentIdCheck(coming), '2026-11-22'), 'not born yet')
})

test('phones and plates', () => {
  assert.deepEqual(['13812345678', '19900000000', '12812345678', '1381234567', '138123456789', ' 13812345678'].map(isMobile), [
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  assert.deepEqual(['0731-28881234', '073128881234', '010-12345678', '731-28881234', '0731-288812345'].map(isLandline), [
    true,
    true,
    true,
    false,
    false,
  ])
  assert.deepEqual(
    ['湘B12345', '湘BD12345', '湘B1234学', '湘BI2345', '湘I12345', 'XB12345', '湘B1234', '粤Z1234港'].map(isPlate),
    [true, true, true, false, false, false, false, true],
  )
})

test('one changed character never passes', () => {
  fc.assert(
    fc.property(uscc, fc.nat(17), fc.constantFrom(...alphabet), (code, at, sign) => {
      assert.ok(isUscc(code))
      if (code[at] !== sign) assert.ok(!isUscc(code.slice(0, at) + sign + code.slice(at + 1)))
    }),
  )
  fc.assert(
    fc.property(idNo, fc.nat(16), fc.nat(9), (code, at, digit) => {
      assert.ok(isResidentId(code), code)
      if (code[at] !== String(digit)) assert.ok(!isResidentId(code.slice(0, at) + digit + code.slice(at + 1)))
    }),
  )
})

test('two neighbours swapped never pass', () => {
  fc.assert(
    fc.property(idNo, fc.nat(15), (code, at) => {
      if (code[at] === code[at + 1]) return
      assert.ok(!isResidentId(code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2)))
    }),
  )
})

test('the database checks codes as the program does', async () => {
  const city = await testCity()
  const codes = [
    ...fc.sample(uscc, { numRuns: 200, seed: 7 }),
    ...fc.sample(fc.string({ minLength: 17, maxLength: 19 }), { numRuns: 100, seed: 7 }),
    'I'.repeat(18),
    '',
  ]
  const twisted = codes
    .flatMap((code) => [code, `${code.slice(0, 5)}${code[5] === 'A' ? 'B' : 'A'}${code.slice(6)}`])
    .filter((code) => !code.includes('\0'))
  const { rows } = await city.pool.query('select c, identity.uscc_valid(c) as valid from unnest($1::text[]) c', [twisted])
  assert.equal(rows.length, twisted.length)
  for (const row of rows) assert.equal(row['valid'], isUscc(row['c']), row['c'])
  assert.ok(rows.filter((row) => row['valid']).length >= 200)
})

test('masks', () => {
  assert.equal(maskPhone('13812341234'), '138****1234')
  assert.equal(maskPhone('0731-28881234'), '*********1234')
  assert.equal(maskIdNo('11010519491231002X'), '110105********002X')
  assert.deepEqual([maskName('张三'), maskName('张小三'), maskName('欧阳小三'), maskName('张')], ['张*', '张*三', '欧***', '*'])
  assert.equal(maskEmail('zhang.san@example.com'), 'z***@example.com')
  assert.equal(maskAddress('株洲市天元区长江北路12号3栋401'), '株洲市天元区长江北路****')
  assert.deepEqual([maskPhone(null), maskIdNo(undefined), maskName(''), maskAddress(null)], [null, null, null, null])
})

test('a mask never shows the whole of what it hides', () => {
  fc.assert(fc.property(idNo, (code) => assert.ok(!maskIdNo(code)!.includes(code.slice(6, 14)))))
  fc.assert(
    fc.property(fc.string({ minLength: 4, maxLength: 40 }), (text) => {
      for (const mask of [maskPhone, maskIdNo, maskAddress]) if (!text.includes('*')) assert.ok(mask(text)!.includes('*'), text)
    }),
  )
})

test('stable ids are the same each time, differ by kind, and are UUIDs', () => {
  assert.equal(stableId('org', '430200.hotline'), stableId('org', '430200.hotline'))
  assert.notEqual(stableId('org', 'x'), stableId('post', 'x'))
  assert.match(stableId('org', 'x'), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
