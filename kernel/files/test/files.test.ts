// Files from upload to clean-up: what is refused, what is shown, what is kept and for how long.

import test, { before } from 'node:test'
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import exifr from 'exifr'
import fc from 'fast-check'
import sharp from 'sharp'
import { newId } from '#kernel/db'
import { attach, filesOf, keepUpload, readFile, signFile } from '#kernel/files'
import { testCity, type TestCity } from '#test/city.ts'
import { rangeOf } from '../server/serve.ts'
import { scan } from '../server/upkeep.ts'
import { sha256 } from '../server/store.ts'
import { multipart } from '#test/multipart.ts'
import { bomb, pdf, photo } from './samples.ts'

let city: TestCity
const me = newId()
let token: string
before(async () => {
  city = await testCity()
  token = city.as({ id: me })
})
const upload = (name: string, bytes: Buffer | string, fields: Record<string, string> = {}, caller: string | null = token) => {
  const { body, headers } = multipart(name, bytes, fields)
  return city.ask(caller, 'POST /api/files', body, headers)
}
const pathOf = (key: string) => join(city.config.data, 'files', key.slice(0, 2), key.slice(2, 4), key)

test('a photo is kept by its hash, shown upright and small without what the camera recorded', async () => {
  const bytes = await photo(1)
  const sent = await upload('现场 1.jpg', bytes, { purpose: 'photo' })
  assert.equal(sent.status, 201, sent.text)
  const { body } = sent
  assert.deepEqual(
    [body.name, body.type, body.size, body.image, body.width, body.height],
    ['现场 1.jpg', 'image/jpeg', bytes.length, true, 2000, 3000],
  )
  assert.equal(body.takenAt, '2026-11-20T01:30:00.000Z')
  assert.ok(Math.abs(body.position.lng - 113.13) < 1e-6 && Math.abs(body.position.lat - 27.83) < 1e-6)
  assert.ok(existsSync(pathOf(sha256(bytes))), 'the bytes lie under their hash')

  const shown = await city.ask(token, `GET /api/files/${body.id}`)
  assert.equal(shown.status, 200)
  assert.equal(shown.headers['content-type'], 'image/webp')
  const picture = await sharp(shown.raw.rawPayload).metadata()
  assert.deepEqual([picture.width, picture.height, picture.exif], [1365, 2048, undefined])
  assert.equal(await exifr.gps(shown.raw.rawPayload).catch(() => undefined), undefined)
  assert.ok(!shown.raw.rawPayload.includes('Secret Camera'))
  const thumb = await sharp((await city.ask(token, `GET /api/files/${body.id}?size=thumb`)).raw.rawPayload).metadata()
  assert.deepEqual([thumb.width, thumb.height], [320, 320])
  const original = await city.ask(token, `GET /api/files/${body.id}?size=original`)
  assert.deepEqual(original.raw.rawPayload, bytes, 'the uploader gets the original back')
  assert.match(String(original.headers['content-disposition']), /filename\*=UTF-8''%E7%8E%B0/)
  assert.equal(
    (await city.ask(token, `GET /api/files/${body.id}`, undefined, { 'if-none-match': String(shown.headers['etag']) })).status,
    304,
  )

  const again = await upload('2.jpg', bytes, { purpose: 'photo' })
  assert.notEqual(again.body.id, body.id)
  assert.equal(
    readdirSync(join(pathOf(sha256(bytes)), '..')).filter((name) => name === sha256(bytes)).length,
    1,
    'the same bytes are kept once',
  )
})

test('ranges are answered as asked', async () => {
  const { body } = await upload('a.pdf', pdf)
  const get = (range: string) => city.ask(token, `GET /api/files/${body.id}`, undefined, { range })
  const some = await get('bytes=5-7')
  assert.deepEqual(
    [some.status, some.text, some.headers['content-range'], some.headers['content-length']],
    [206, '1.4', `bytes 5-7/${pdf.length}`, '3'],
  )
  assert.equal((await get('bytes=-6')).text, '%%EOF\n')
  assert.equal((await get(`bytes=${pdf.length}-`)).status, 416)
  assert.equal((await get('bytes=9-3')).status, 200)
})

test('every satisfiable range lies within the file', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.option(fc.nat(6000)), fc.option(fc.nat(6000)), (total, a, b) => {
      const range = rangeOf(`bytes=${a ?? ''}-${b ?? ''}`, total)
      if (range === null || range === 'bad') return true
      return range.start >= 0 && range.start <= range.end && range.end < total
    }),
  )
})

test('what is not what it says, too large, too many pixels, broken or empty is refused', async () => {
  const html = '<html><script>alert(1)</script></html>'
  const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200, 1)])
  for (const [name, bytes, code, fields] of [
    ['a.jpg', html, 'files.disguised', { purpose: 'photo' }],
    ['a.jpg', pdf, 'files.disguised', { purpose: 'photo' }],
    ['a.pdf', await photo(2), 'files.disguised', {}],
    ['a.exe', exe, 'files.type', {}],
    ['a.pdf', exe, 'files.disguised', {}],
    ['a.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', 'files.disguised', {}],
    ['page', html, 'files.type', {}],
    ['a.pdf', pdf, 'files.type', { purpose: 'photo' }],
    ['b.png', bomb(), 'files.pixels', { purpose: 'photo' }],
    ['c.jpg', (await photo(3)).subarray(0, 9000), 'files.broken', { purpose: 'photo' }],
    ['d.txt', '', 'files.empty', {}],
    ['e.pdf', pdf, 'files.purpose', { purpose: 'nothing' }],
    ['f.jpg', Buffer.concat([await photo(4), Buffer.alloc(21 << 20)]), 'files.size', { purpose: 'photo' }],
  ] as [string, Buffer | string, string, Record<string, string>][]) {
    const reply = await upload(name, bytes, fields)
    assert.deepEqual([reply.status, reply.body.code], [422, code], `${name} ${code}`)
  }
  assert.equal((await city.ask(token, 'POST /api/files', {})).body.code, 'files.one')
  const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#123' } })
    .png()
    .toBuffer()
  assert.equal(
    (await upload('phone.jpg', png, { purpose: 'photo' })).body.type,
    'image/png',
    'a picture may be called after another picture',
  )
  assert.equal((await upload('../../etc/pass<wd\u202egpj.txt', 'hello')).body.name, 'pass_wd_gpj.txt')
})

test('a purpose gets new limits on its day', async () => {
  await city.pool.query(`insert into files.purpose (id, valid_from, name_zh, name_en, types, max_bytes) values
    ('probe', '2000-01-01', '试', 'Probe', '{text/plain}', 10), ('probe', '2099-01-01', '试', 'Probe', '{text/plain}', 100)`)
  assert.equal((await upload('a.txt', 'more than ten bytes', { purpose: 'probe' })).body.code, 'files.size')
  assert.equal((await upload('a.txt', 'ten bytes', { purpose: 'probe' })).status, 201)
})

test('files are attached by their uploader once, and listed by what they belong to', async () => {
  const one = (await upload('1.txt', 'one')).body.id as string
  const two = (await upload('2.txt', 'two')).body.id as string
  const subject = `files.probe:${newId()}`
  await assert.rejects(
    city.ctx((ctx) => attach(ctx, [one], subject), { id: newId() }),
    { code: 'files.unknown' },
  )
  await city.ctx((ctx) => attach(ctx, [one, two], subject), { id: me })
  await city.ctx((ctx) => attach(ctx, [one], subject), { id: me })
  await assert.rejects(
    city.ctx((ctx) => attach(ctx, [two], `files.probe:${newId()}`), { id: me }),
    { code: 'files.unknown' },
  )
  const list = await city.ctx((ctx) => filesOf(ctx, subject))
  assert.deepEqual(
    list.map((file) => file.name),
    ['1.txt', '2.txt'],
  )
  assert.equal((await city.ctx((ctx) => readFile(ctx, two))).bytes.toString(), 'two')
})

test('an upload whose transaction rolls back leaves no row', async () => {
  const bytes = Buffer.from(`gone ${newId()}`)
  await assert.rejects(
    city.ctx(async (ctx) => {
      await keepUpload(ctx, { field: 'file', filename: 'x.txt', bytes })
      throw new Error('rolled back')
    }),
  )
  assert.equal(
    (await city.pool.query('select count(*)::int as n from files.blob where sha256 = $1', [sha256(bytes)])).rows[0]!['n'],
    0,
  )
})

test('unattached uploads go after a day, attached ones and shared bytes stay', async () => {
  const bytes = Buffer.from(`orphan ${newId()}`)
  const lost = (await upload('a.txt', bytes)).body.id
  const shared = Buffer.from(`shared ${newId()}`)
  await upload('b.txt', shared)
  const kept = (await upload('c.txt', shared)).body.id
  const subject = `files.probe:${newId()}`
  await city.ctx((ctx) => attach(ctx, [kept], subject), { id: me })
  city.clock.advance(25 * 3_600_000)
  await city.settle()
  assert.equal((await city.ask(token, `GET /api/files/${lost}`)).status, 404)
  assert.ok(!existsSync(pathOf(sha256(bytes))))
  assert.equal((await city.ask(token, `GET /api/files/${kept}`)).text, shared.toString())
  assert.equal((await city.ctx((ctx) => filesOf(ctx, subject))).length, 1)
})

test('a shown image that is missing on disk is drawn again', async () => {
  const bytes = await photo(7)
  const { body } = await upload('a.jpg', bytes, { purpose: 'photo' })
  const { rm } = await import('node:fs/promises')
  await rm(pathOf(`${sha256(bytes)}.thumb.webp`))
  assert.equal((await city.ask(token, `GET /api/files/${body.id}?size=thumb`)).status, 200)
  assert.ok(existsSync(pathOf(`${sha256(bytes)}.thumb.webp`)))
})

test('the scanner is spoken to in its own protocol', async () => {
  const got: Buffer[] = []
  const server = createServer((socket) => {
    let all = Buffer.alloc(0)
    socket.on('data', (part) => {
      all = Buffer.concat([all, part])
      if (!all.subarray(-4).equals(Buffer.alloc(4))) return
      assert.equal(all.subarray(0, 10).toString(), 'zINSTREAM\0')
      let at = 10
      const chunks: Buffer[] = []
      for (let length = all.readUInt32BE(at); length; length = all.readUInt32BE(at)) {
        chunks.push(all.subarray(at + 4, at + 4 + length))
        at += 4 + length
      }
      got.push(Buffer.concat(chunks))
      socket.end(got.at(-1)!.includes('EICAR') ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = new URL(`tcp://127.0.0.1:${(server.address() as { port: number }).port}`)
  const large = Buffer.alloc(150_000, 7)
  assert.equal(await scan(address, large), null)
  assert.deepEqual(got[0], large)
  assert.equal(await scan(address, Buffer.from('EICAR')), 'Eicar-Test-Signature')
  await new Promise((resolve) => server.close(resolve))
  await assert.rejects(scan(address, large))
})

test('a signed link opens one size of one file for a while', async () => {
  const { body } = await upload('a.jpg', await photo(9), { purpose: 'photo' })
  const link = await city.ctx((ctx) => signFile(ctx, body.id, { size: 'thumb', seconds: 60 }))
  assert.equal((await city.ask(null, `GET ${link}`)).status, 200)
  assert.equal((await city.ask(null, `GET ${link.replace('size=thumb', 'size=original')}`)).status, 404)
  assert.equal((await city.ask(null, `GET ${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`)).status, 404)
  city.clock.advance(61_000)
  assert.equal((await city.ask(null, `GET ${link}`)).status, 404)
})
