// kill -9 amid a thousand submissions: what was acknowledged is there after the restart, and a repeated try makes nothing twice.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serve, type Served } from '#test/served.ts'

const total = 1000
const together = 64
const password = 'Ein-langes-Wort-2026'

test('nothing acknowledged is lost and nothing is there twice', async () => {
  const served = await serve({ YICHENG_ADMIN_PASSWORD: password })
  try {
    const key = await apiKey(served)
    const send = sender(served, key)
    const acknowledged = new Map<number, string>()
    let killed: Promise<void> | undefined
    await inParallel(range(total), async (i) => {
      const id = await send(i).catch(() => undefined)
      if (id) acknowledged.set(i, id)
      // In the middle of the flood, with dozens of requests in every stage.
      if (acknowledged.size >= total / 3) killed ??= served.kill()
    })
    await killed
    assert.ok(killed, 'the server was killed')
    assert.ok(acknowledged.size < total, 'some submissions were cut off')

    await served.again()
    const before = await listed(served)
    for (const [i, id] of acknowledged) assert.equal(before.get(`kill ${i}`)?.[0], id, `submission ${i} was acknowledged`)
    // Everybody whose answer never came presses the button again.
    const again = new Map<number, string>()
    await inParallel(
      range(total).filter((i) => !acknowledged.has(i) || i % 10 === 0),
      async (i) => void again.set(i, await send(i)),
    )
    for (const [i, id] of again)
      if (acknowledged.has(i)) assert.equal(id, acknowledged.get(i), 'the repeated key gives the first answer')
    const after = await listed(served)
    assert.equal(after.size, total)
    assert.deepEqual(
      [...after.values()].filter((ids) => ids.length !== 1),
      [],
      'none is there twice',
    )
    assert.equal(new Set([...after.values()].flat()).size, total, 'numbers are unique')
  } finally {
    await served.end()
  }
})

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

async function inParallel(items: number[], work: (item: number) => Promise<void>): Promise<void> {
  const queue = [...items]
  await Promise.all(
    Array.from({ length: together }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
    }),
  )
}

/** Signs in as the first administrator, makes the hotline's organisation and a key that may submit. */
async function apiKey(served: Served): Promise<string> {
  const signIn = await fetch(`${served.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'admin', password }),
  })
  assert.ok(signIn.ok, await signIn.clone().text())
  const cookie = signIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const { csrf, user } = (await signIn.json()) as { csrf: string; user: { orgId: string } }
  const post = async (path: string, body: object) => {
    const reply = await fetch(`${served.url}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, 'x-csrf-token': csrf },
      body: JSON.stringify(body),
    })
    assert.equal(reply.status, 201, await reply.clone().text())
    return (await reply.json()) as { id: string; key: string }
  }
  const org = await post('/identity/orgs', {
    code: 'hotline',
    name: '市长热线',
    shortName: '热线',
    kind: 'agency',
    level: 'city',
    parentId: user.orgId,
    duty: 'hotline',
  })
  const validUntil = new Date(Date.now() + 86_400_000).toISOString()
  return (
    await post('/identity/keys', {
      name: 'flood',
      orgId: org.id,
      permissions: ['hotline.open311.write'],
      scope: 'CITY',
      rate: 10_000,
      validUntil,
    })
  ).key
}

/** Submits the i-th matter with its own key; returns the number it got. */
function sender(served: Served, key: string): (i: number) => Promise<string> {
  let service: Promise<string> | undefined
  const anyService = async () =>
    ((await (await fetch(`${served.url}/open311/v2/services.json`)).json()) as { service_code: string }[])[0]!.service_code
  return async (i) => {
    const service_code = await (service ??= anyService())
    const reply = await fetch(`${served.url}/open311/v2/requests.json`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': `kill-test-${String(i).padStart(8, '0')}` },
      body: new URLSearchParams({ service_code, address_string: `测试路 ${i} 号`, description: `kill ${i}` }),
    })
    if (reply.status >= 300) throw new Error(`${reply.status} ${await reply.text()}`)
    return ((await reply.json()) as { service_request_id: string }[])[0]!.service_request_id
  }
}

/** All matters by their text, with the numbers under which each is found. */
async function listed(served: Served): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (let page = 1; ; page++) {
    const reply = await fetch(`${served.url}/open311/v2/requests.json?page=${page}&page_size=200`)
    assert.equal(reply.status, 200)
    const rows = (await reply.json()) as { service_request_id: string; description: string }[]
    if (!rows.length) return found
    for (const row of rows) found.set(row.description, [...(found.get(row.description) ?? []), row.service_request_id])
  }
}
