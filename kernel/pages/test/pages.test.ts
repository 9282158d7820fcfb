// Escaping, local redirects, and the portal's own pages.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { html, localPath, longField, textField } from '#kernel/pages'
import { testCity } from '#test/city.ts'

test('whatever text is put into a page stays text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const { text } = html`<p title="${a}">${b}${[html`<i>${a}</i>`, null, false]}</p>`
      const inside = text.slice('<p title="'.length, -'</p>'.length)
      assert.equal(inside.replace(/<i>|<\/i>/g, '').split('<').length, 1, 'no tag but ours')
      assert.equal(text.split('"').length, 3, 'no quote but ours')
    }),
  )
  assert.equal(html`${'<script>alert(1)</script>'}`.text, '&lt;script&gt;alert(1)&lt;/script&gt;')
  assert.match(textField({ name: 'a', label: 'A', value: '" onfocus="x' }).text, /value="&quot; onfocus=&quot;x"/)
  assert.match(longField({ name: 'a', label: 'A', value: '</textarea><b>' }).text, /&lt;\/textarea&gt;&lt;b&gt;<\/textarea>/)
})

test('a return path leads nowhere but here', () => {
  for (const bad of [
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '',
    undefined,
    '/a\r\nset-cookie: x',
  ])
    assert.equal(localPath(bad), '/', String(bad))
  assert.equal(localPath('/my?x=1#y'), '/my?x=1#y')
})

test('the portal shows what modules offer, in both languages and in large print', async () => {
  const city = await testCity()
  const zh = await city.ask(null, 'GET /')
  assert.equal(zh.status, 200)
  assert.match(zh.text, /<html lang="zh-CN"\s*>/)
  for (const one of city.house.modules.flatMap((module) => module.services ?? []))
    assert.ok(zh.text.includes(one.name.zh), one.name.zh)
  const chosen = await city.ask(null, 'GET /lang/en?next=/services')
  assert.equal(chosen.status, 303)
  assert.equal(chosen.headers['location'], '/services')
  const en = await city.ask(null, 'GET /services', undefined, { cookie: 'yc_lang=en; yc_large=1' })
  assert.match(en.text, /<html lang="en"\s+class="large"\s*>/)
})

test('an unknown page, and a page for the signed-in, answer as pages', async () => {
  const city = await testCity()
  const lost = await city.ask(null, 'GET /nowhere', undefined, { accept: 'text/html' })
  assert.equal(lost.status, 404)
  assert.match(lost.text, /<h1>/)
  const mine = await city.ask(null, 'GET /my')
  assert.equal(mine.status, 303)
  assert.equal(mine.headers['location'], '/sign-in?next=%2Fmy')
  assert.equal((await city.ask(city.as({ kind: 'citizen' }), 'GET /my')).status, 200)
})
