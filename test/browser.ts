// Headless Chromium from npm for browser journeys: no request leaves the machine, accessibility is checked by axe.

import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { root } from './city.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const phone = { width: 390, height: 844 }
export const desk = { width: 1440, height: 900 }
export const wall = { width: 1920, height: 1080 }

let browser: Promise<Browser> | undefined

export function openBrowser(): Promise<Browser> {
  browser ??= launch()
  return browser
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
  browser = undefined
}

async function launch(): Promise<Browser> {
  const own = process.env['CHROMIUM']
  return playwright.launch({
    executablePath: own && existsSync(own) ? own : await chromium.executablePath(),
    headless: true,
    args: [
      '--no-sandbox',
      '--no-zygote',
      '--headless=shell',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

export type Visit = {
  context: BrowserContext
  page: Page
  problems: string[]
  shot(name: string): Promise<void>
  close(): Promise<void>
}

/** A fresh visitor. Console errors, failed requests and any request to elsewhere are gathered in `problems`. */
export async function visit(
  url: string,
  size: { width: number; height: number },
  options: { script?: boolean; lang?: string } = {},
): Promise<Visit> {
  const context = await (
    await openBrowser()
  ).newContext({
    viewport: size,
    baseURL: url,
    locale: options.lang ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    javaScriptEnabled: options.script ?? true,
    isMobile: size.width < 600,
    hasTouch: size.width < 600,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(Number(process.env['JOURNEY_PATIENCE'] ?? 20_000))
  const problems: string[] = []
  await context.route('**/*', (route) => {
    const to = new URL(route.request().url())
    if (to.hostname === '127.0.0.1' || to.protocol === 'data:' || to.protocol === 'blob:') return route.continue()
    problems.push(`request to ${to.href}`)
    return route.abort()
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    // An answer with 4xx is part of many pages' work; 5xx is gathered below.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`)
  })
  return {
    context,
    page,
    problems,
    async shot(name) {
      const folder = join(root, 'test', 'screenshots')
      mkdirSync(folder, { recursive: true })
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: false })
    },
    close: () => context.close(),
  }
}

/** Fails with the rules broken when the page does not pass WCAG 2.2 AA as far as axe can tell. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  // The page's own policy forbids added script tags; evaluating in the page does not add one.
  await page.evaluate(axeSource)
  const { violations } = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })`,
  )) as { violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[] }
  assert.deepEqual(
    violations.map(
      (one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
    ),
    [],
    what,
  )
}
