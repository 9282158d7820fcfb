// Reading and writing duty contacts are two rights; files of a contact follow the first.

import test from 'node:test'
import assert from 'node:assert/strict'
import { newId } from '#kernel/db'
import { multipart } from '#test/multipart.ts'
import { testCity } from '#test/city.ts'

test('who may read, who may write', async () => {
  const city = await testCity()
  const reader = city.as({ permissions: ['contacts.contact.read'] })
  const writer = city.as({ id: newId(), permissions: ['contacts.contact.manage'] })
  const stranger = city.as({ permissions: [] })
  const row = { name: `权 ${newId()}`, kind: 'other', phone: '0731-1234567', allDay: true, sort: 1 }
  const upload = multipart('a.txt', 'hello')
  const file = (await city.ask(writer, 'POST /api/files', upload.body, upload.headers)).body.id
  const made = await city.ask(writer, 'POST /api/contacts/contacts', { ...row, files: [file] })
  assert.equal(made.status, 201, made.text)
  const { id } = made.body
  for (const line of ['', '/form', '/sheet', `/${id}`, `/${id}/history`].map((tail) => `GET /api/contacts/contacts${tail}`)) {
    assert.equal((await city.ask(null, line)).status, 401, line)
    assert.equal((await city.ask(stranger, line)).status, 403, line)
    assert.equal((await city.ask(reader, line)).status, 200, line)
  }
  for (const [line, body] of [
    ['POST /api/contacts/contacts', row],
    [`PATCH /api/contacts/contacts/${id}`, { rev: 1 }],
    [`DELETE /api/contacts/contacts/${id}?rev=1`, undefined],
    ['POST /api/contacts/contacts/imports', {}],
  ] as const) {
    assert.equal((await city.ask(null, line, body)).status, 401, line)
    assert.equal((await city.ask(reader, line, body)).status, 403, line)
  }
  assert.equal((await city.ask(reader, `GET /api/files/${file}`)).status, 200)
  assert.equal((await city.ask(stranger, `GET /api/files/${file}`)).status, 404)
})
