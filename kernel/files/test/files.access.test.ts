// Who may see a file: its uploader, whom its subject's module lets, who may read all; nobody else learns that it exists.

import test from 'node:test'
import assert from 'node:assert/strict'
import { newId } from '#kernel/db'
import { attach } from '#kernel/files'
import { testCity } from '#test/city.ts'
import { multipart } from '#test/multipart.ts'
import { photo } from './samples.ts'

test('a file is seen by those it concerns', async () => {
  const city = await testCity()
  const owner = newId()
  const mine = city.as({ id: owner, kind: 'citizen' })
  const other = city.as({ kind: 'citizen' })
  const clerk = city.as({ permissions: ['files.file.read'] })
  const archivist = city.as({ permissions: ['files.file.read', 'files.original.read'] })
  const { body, headers } = multipart('a.jpg', await photo(77), { purpose: 'photo' })
  assert.equal((await city.ask(null, 'POST /api/files', body, headers)).status, 401)
  assert.equal((await city.ask(null, 'POST /api/files/files', body, headers)).status, 401)
  const sent = await city.ask(mine, 'POST /api/files/files', body, headers)
  assert.equal(sent.status, 201, sent.text)
  const { id } = sent.body
  for (const line of [`GET /api/files/${id}`, `GET /files/${id}`, `GET /api/files/${id}/info`]) {
    assert.equal((await city.ask(mine, line)).status, 200, line)
    assert.equal((await city.ask(clerk, line)).status, 200, line)
    assert.equal((await city.ask(other, line)).status, 404, line)
    assert.equal((await city.ask(null, line)).status, 404, line)
  }
  assert.equal((await city.ask(clerk, `GET /api/files/${id}?size=original`)).status, 403)
  assert.equal((await city.ask(archivist, `GET /api/files/${id}?size=original`)).status, 200)
  assert.equal((await city.ask(mine, `GET /files/nonsense`)).status, 404)

  // The module of the subject decides for its own files.
  const subject = newId()
  const files = city.house.find('files')! as { functions?: Record<string, (ctx: any, id: string) => unknown> }
  const before = files.functions
  files.functions = { ...before, 'files.probe.files': async (ctx, given) => ctx.user.name === 'friend' && given === subject }
  try {
    await city.ctx((ctx) => attach(ctx, [id], `files.probe:${subject}`), { id: owner, kind: 'citizen' })
    assert.equal((await city.ask(city.as({ name: 'friend' }), `GET /api/files/${id}`)).status, 200)
    assert.equal((await city.ask(other, `GET /api/files/${id}`)).status, 404)
  } finally {
    if (before) files.functions = before
    else delete files.functions
  }
})
