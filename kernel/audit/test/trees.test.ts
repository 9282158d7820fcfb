// The hash tree against the published vectors of Certificate Transparency, and proofs of every leaf.

import test from 'node:test'
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { encode, leafHash, pathOf, rootFromPath, rootOf } from '../server/trees.ts'

// Inputs and roots of the Certificate Transparency reference implementation (RFC 6962 trees).
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
  Buffer.from(hex, 'hex'),
)
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test('roots of the empty tree and of one to eight leaves are the published ones', () => {
  const leaves = inputs.map((input) => leafHash('sha256', input))
  roots.forEach((root, count) => assert.equal(rootOf('sha256', leaves.slice(0, count)).toString('hex'), root))
})

test('SM3 stands ready: a leaf is the hash of its mark and data', () => {
  // GB/T 32905 appendix A.1 for "abc" is the algorithm's own vector; here the leaf mark comes before.
  assert.equal(rootOf('sm3', []).toString('hex'), '1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b')
})

test('every leaf of every tree is proved by its path, and by no other place, leaf or path', () => {
  for (let count = 1; count <= 33; count++) {
    const leaves = Array.from({ length: count }, (_, i) => leafHash('sha256', Buffer.from(`leaf ${i}`)))
    const root = rootOf('sha256', leaves).toString('hex')
    leaves.forEach((leaf, index) => {
      const path = pathOf('sha256', leaves, index)
      const leads = (at: number, of = count, by = path) => rootFromPath('sha256', leaf, at, of, by)?.toString('hex') === root
      assert.ok(leads(index))
      for (let other = 0; other < count; other++)
        if (other !== index) assert.ok(!leads(other), `${index} passes as ${other} of ${count}`)
      assert.ok(!leads(index, count, [...path, leaf]) && !leads(-1) && !leads(index, 0))
      if (path.length) assert.ok(!leads(index, count, path.slice(1)))
    })
  }
})

test('different texts never have the same bytes', () => {
  const texts = fc.array(fc.option(fc.string(), { nil: null }), { maxLength: 4 })
  fc.assert(
    fc.property(texts, texts, (a, b) => assert.equal(encode(a).equals(encode(b)), JSON.stringify(a) === JSON.stringify(b))),
  )
  assert.notDeepEqual(encode(['']), encode([null]))
})
