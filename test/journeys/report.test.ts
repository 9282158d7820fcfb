// A citizen's report goes its whole way in a real browser: phone, hotline desk, agency desk, call-back, rating; then by Open311.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { assertAccessible, closeBrowser, desk, phone, visit, wall, type Visit } from '#test/browser.ts'
import { serve, type Served } from '#test/served.ts'

let city: Pick<Served, 'url' | 'end'>
before(async () => {
  // A demo city that runs already saves its loading while one works on pages.
  const url = process.env['JOURNEY_URL']
  city = url ? { url, end: async () => {} } : await serve({ YICHENG_DEMO: 'default' })
})
after(async () => {
  await closeBrowser()
  await city?.end()
})

const matter = {
  text: `株洲大道人行道上的路灯连续三晚不亮，老人出行不便。${Date.now()}`,
  phone: `139${String(Date.now()).slice(-8)}`,
  no: '',
  code: '',
}

/** Signs a member of staff in and hands the desk over. */
async function signedIn(login: string, size = desk): Promise<Visit> {
  const one = await visit(city.url, size)
  await one.page.goto('/desk/login')
  await one.page.getByLabel('账号').fill(login)
  await one.page.getByLabel('密码', { exact: true }).fill('Yicheng-2026')
  await one.page.getByRole('button', { name: '登录' }).click()
  await one.page.waitForURL(/\/desk(?!\/login)/)
  return one
}

const fieldOf = (place: Locator, label: string) =>
  place.locator('.ant-form-item', { has: place.page().locator(`label:text-is("${label}")`) }).first()

/** Chooses in a group of radio buttons or in a select, whichever the field is. */
async function choose(place: Locator, label: string, option: string): Promise<void> {
  const field = fieldOf(place, label)
  const radio = field.locator('.ant-radio-wrapper, .ant-checkbox-wrapper', { hasText: option }).first()
  if (await radio.count()) return radio.click()
  await pick(field, option)
}
/** Picks in a select by typing what is looked for where it can be typed; a long list scrolls, so no pointer is involved. */
async function pick(field: Locator, option: string): Promise<void> {
  await field.locator('.ant-select').click()
  const input = field.locator('input').first()
  const typed = await input.isEditable()
  if (typed) await input.fill(option)
  const found = field
    .page()
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: option })
    .first()
  await found.waitFor()
  if (typed) await input.press('Enter')
  else await found.dispatchEvent('click')
}
const fill = (place: Locator, label: string, text: string) => fieldOf(place, label).locator('input, textarea').first().fill(text)

/** Opens the ticket on the desk of whoever is signed in, by its number, as the list finds it. */
async function openTicket(page: Page): Promise<void> {
  await page.goto(`/desk/hotline/tickets?q=${matter.no}`)
  await page.getByText(matter.no).first().click()
  await page.waitForURL(/\/hotline\/tickets\/[0-9a-f-]{36}/)
}

/** Presses an action's button, fills its dialog, and waits until it is taken. */
async function take(page: Page, action: string, fillIn: (dialog: Locator) => Promise<void> = async () => {}): Promise<void> {
  await page.getByRole('button', { name: action, exact: true }).first().click()
  const dialog = page.locator('.ant-drawer-open, .ant-modal-wrap').last()
  await dialog.getByRole('button', { name: action, exact: true }).waitFor()
  await fillIn(dialog)
  await dialog.getByRole('button', { name: action, exact: true }).click()
  await dialog.getByRole('button', { name: action, exact: true }).waitFor({ state: 'hidden' })
}

async function asStaff(login: string, work: (page: Page) => Promise<void>): Promise<void> {
  const one = await signedIn(login)
  try {
    await work(one.page)
    assert.deepEqual(one.problems, [], `${login} met no error`)
  } catch (error) {
    await one.shot(`failed-${login}`)
    throw error
  } finally {
    await one.close()
  }
}

test('a citizen reports on a phone, without script, after correcting a mistake', async () => {
  const one = await visit(city.url, phone, { script: false })
  const { page } = one
  await page.goto('/')
  await page.getByRole('link', { name: '反映问题' }).first().click()
  await page.getByRole('button').last().click()
  assert.match(await page.title(), /^有误/, 'an empty form comes back and says so first')
  await page.getByLabel(/^投诉/).check()
  await page.locator('[name=content]').fill(matter.text)
  await page.locator('[name=place]').fill('株洲大道与泰山路交叉口')
  await page.locator('[name=phone]').fill(matter.phone)
  const photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#8899aa' } })
    .jpeg()
    .toBuffer()
  await page.locator('[name=photos]').setInputFiles({ name: 'light.jpg', mimeType: 'image/jpeg', buffer: photo })
  await page.getByRole('button').last().click()
  await page.waitForURL(/\/report\/check\//)
  assert.ok((await page.locator('main').innerText()).includes(matter.text))
  await page.getByRole('button').last().click()
  await page.waitForURL(/\/report\/done\//)
  const [no, code] = await page.locator('.panel strong').allInnerTexts()
  assert.match(no!, /^430200\d{8}\d{5}$/)
  assert.match(code!, /^\d{6}$/)
  Object.assign(matter, { no, code })
  await one.shot('citizen-done')
  assert.deepEqual(one.problems, [])
  await one.close()
})

test('the hotline accepts and dispatches it', async () => {
  await asStaff('agent', async (page) => {
    await openTicket(page)
    await page.getByRole('button', { name: '核对分类' }).click()
    const drawer = page.locator('.ant-drawer-open')
    await choose(drawer, '内容分类', '路灯')
    await drawer.getByRole('button', { name: '保存分类' }).click()
    await drawer.waitFor({ state: 'hidden' })
    await take(page, '受理')
    await page.getByText('待派单').first().waitFor()
  })
  await asStaff('dispatcher', async (page) => {
    await page.goto('/desk')
    await page.locator('main').getByText(matter.no).first().waitFor()
    await openTicket(page)
    await take(page, '派发给承办单位', async (dialog) => {
      await pick(dialog.locator('.ant-form-item').first(), '城市管理')
    })
    await page.getByText('已派单待签收').first().waitFor()
  })
})

test('the agency signs, contacts, replies in five parts and approves its reply', async () => {
  await asStaff('clerk', async (page) => {
    await openTicket(page)
    await take(page, '签收')
    await take(page, '登记首次联系', async (dialog) => {
      await choose(dialog, '联系方式', '电话')
      await fill(dialog, '联系情况', '已电话联系诉求人，核实位置。')
    })
    await take(page, '提交答复', async (dialog) => {
      await fill(dialog, '联系情况（时间、方式）', '今日上午电话联系诉求人。')
      await fill(dialog, '核查事实', '现场查看，该路段三盏路灯线路老化断路。')
      await fill(dialog, '政策法规依据', '《城市道路照明设施管理规定》第二十二条。')
      await fill(dialog, '办理结果', '已更换线缆，当晚恢复照明。')
      await choose(dialog, '解决情况', '解决')
    })
  })
  await asStaff('chief', async (page) => {
    await openTicket(page)
    await take(page, '审核通过')
  })
})

test('the hotline reviews the reply and calls back', async () => {
  await asStaff('dispatcher', async (page) => {
    await openTicket(page)
    await take(page, '复核通过')
  })
  await asStaff('callback', async (page) => {
    await openTicket(page)
    await take(page, '回访办结', async (dialog) => {
      await choose(dialog, '满意度', '满意')
      await choose(dialog, '诉求人认为', '解决')
    })
    await page.getByText('已办结').first().waitFor()
  })
})

test('the citizen reads the reply and rates it, on a phone and at a desk', async () => {
  for (const size of [phone, desk]) {
    const one = await visit(city.url, size)
    await one.page.goto('/track')
    await one.page.locator('[name=no]').fill(matter.no)
    await one.page.locator('[name=code]').fill(matter.code)
    await one.page.locator('main form button').last().click()
    await one.page.getByText('已更换线缆，当晚恢复照明。').first().waitFor()
    await assertAccessible(one.page, `progress at ${size.width}`)
    if (size === phone) {
      await one.page.locator('[name=level][value="2"]').check()
      await one.page.locator('main form button').last().click()
      await one.page.getByText('谢谢').first().waitFor()
    }
    await one.shot(`citizen-track-${size.width}`)
    assert.deepEqual(one.problems, [])
    await one.close()
  }
})

test('another program sees it closed by Open311, in XML and JSON', async () => {
  const json = (await (await fetch(`${city.url}/open311/v2/requests/${matter.no}.json`)).json()) as Record<string, string>[]
  assert.equal(json[0]!['status'], 'closed')
  assert.ok(!JSON.stringify(json).includes(matter.phone), 'nobody learns who asked')
  const xml = await (await fetch(`${city.url}/open311/v2/requests/${matter.no}.xml`)).text()
  assert.match(xml, /<service_requests>.*<status>closed<\/status>/s)
})

test('citizen pages are accessible, light, and whole in both languages and in large print', async () => {
  for (const path of ['/', '/services', '/report', '/track', '/answered', '/accessibility', '/sign-in']) {
    for (const [size, lang] of [
      [phone, 'zh-CN'],
      [desk, 'en'],
    ] as const) {
      const one = await visit(city.url, size, { lang })
      let script = 0
      one.page.on('response', async (response) => {
        if (response.request().resourceType() === 'script') script += (await response.body()).length
      })
      await one.page.goto(path, { waitUntil: 'networkidle' })
      await assertAccessible(one.page, `${path} ${lang}`)
      assert.ok(script < 60 * 1024, `${path} loads ${script} bytes of script`)
      const overflow = await one.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      assert.ok(overflow <= 0, `${path} scrolls sideways by ${overflow} px at ${size.width}`)
      if (lang === 'en')
        assert.ok(!/[\u4e00-\u9fff]/.test(await one.page.locator('h1').first().innerText()), `${path} has an English heading`)
      assert.deepEqual(one.problems, [], path)
      await one.close()
    }
  }
})

test('every page of the menu opens for whoever has it: no error, no untranslated key, accessible', async () => {
  for (const [login, size] of [
    ['manager', desk],
    ['clerk', phone],
  ] as const) {
    const one = await signedIn(login, size)
    const { modules } = (await (await one.context.request.get('/api/meta')).json()) as { modules: { menu: { page: string }[] }[] }
    for (const { page } of modules.flatMap((module) => module.menu)) {
      await one.page.goto(`/desk${page}`, { waitUntil: 'networkidle' })
      await one.page.locator('h1, h2').first().waitFor()
      const text = await one.page.locator('body').innerText()
      assert.doesNotMatch(text, /(?:^|\s)[a-z]+\.[a-z]+\.[a-zA-Z.]+(?:\s|$)/, `${page} shows a key instead of words`)
      assert.deepEqual(one.problems, [], `${page} for ${login}`)
    }
    await one.shot(`menu-${login}`)
    await one.close()
  }
})

test('the command centre shows the city to the mayor', async () => {
  const one = await signedIn('mayor', wall)
  await one.page.goto('/desk/command', { waitUntil: 'networkidle' })
  await one.page.locator('canvas').first().waitFor()
  await one.page.waitForTimeout(2_000)
  await one.shot('command')
  assert.deepEqual(one.problems, [])
  await one.close()
})
