// The process as an operator sees it: one opener, a clean stop, a start after a kill.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '#test/city.ts'
import { serve } from '#test/served.ts'

test('SIGTERM drains and stops with 0; a killed city starts again; a second opener of its folder is refused by name', async () => {
  const served = await serve()
  try {
    assert.equal((await fetch(`${served.url}/readyz`)).status, 200)
    if (!process.env['DATABASE_URL']) {
      const second = spawnSync(process.execPath, ['server.ts'], {
        cwd: root,
        env: { ...process.env, YICHENG_DATA: served.data, YICHENG_DEMO: 'none', PORT: '1' },
        encoding: 'utf8',
        timeout: 60_000,
      })
      assert.equal(second.status, 1)
      assert.match(second.stderr, /in use by process \d+.*正被进程 \d+ 使用/s)
      assert.ok(existsSync(join(served.data, 'yicheng.lock')))
    }
    await served.kill()
    await served.again()
    assert.equal((await fetch(`${served.url}/readyz`)).status, 200)
    // A page that listens for ever must not hold the stop up.
    const open = await fetch(`${served.url}/api/session`)
    assert.equal(open.status, 200)
    assert.equal(await served.stop(), 0)
    assert.match(served.output(), /stopped/)
    assert.ok(!existsSync(join(served.data, 'yicheng.lock')), 'the folder is free again')
  } finally {
    await served.end()
  }
})
