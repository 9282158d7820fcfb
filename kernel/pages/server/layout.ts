// The frame of every citizen page: skip link, header, main, footer; readable without style and usable without script.

import { raw, type Context, type DoorRequest, type House, type Lang, type Raw } from '#kernel/module'
import { citizenAssets } from './assets.ts'
import { html, type Html, type Part } from './html.ts'

export type PageParts = {
  /** Title of the page, without the city's name. */
  title: string
  body: Part
  status?: number
  /** True when the form came back with errors: the title says so first, for those who hear it. */
  failed?: boolean
  /** Where "back" leads, shown above the heading. */
  back?: { href: string; text: string }
  wide?: boolean
}

let city = { zh: '一城', en: 'Yicheng' }

/** Set once at start: the name that stands in the header. */
export function nameCity(name: { zh: string; en: string }): void {
  city = name
}

const said: Record<Lang, Record<string, string>> = {
  zh: {
    skip: '跳到正文',
    home: '首页',
    services: '服务',
    matters: '我的事项',
    signIn: '登录',
    signOut: '退出',
    other: 'English',
    larger: '关怀版（大字）',
    normal: '标准字号',
    hotline: '政务服务便民热线 12345',
    access: '无障碍说明',
    staff: '工作人员登录',
    demo: '演示数据（示意），非标准地图',
    failed: '有误：',
    back: '返回',
  },
  en: {
    skip: 'Skip to content',
    home: 'Home',
    services: 'Services',
    matters: 'My matters',
    signIn: 'Sign in',
    signOut: 'Sign out',
    other: '中文',
    larger: 'Large print',
    normal: 'Normal print',
    hotline: 'City hotline 12345',
    access: 'Accessibility',
    staff: 'Staff sign-in',
    demo: 'Demonstration data, not an official map',
    failed: 'Error: ',
    back: 'Back',
  },
}

/** The whole page as a reply. */
export function page(ctx: Context, req: Pick<DoorRequest, 'url' | 'cookies' | 'csrf'>, parts: PageParts): Raw {
  return raw(document(ctx.house, ctx.lang, req, parts, ctx.user.kind === 'citizen' ? ctx.user.name : undefined), {
    type: 'text/html; charset=utf-8',
    status: parts.status ?? 200,
  })
}

export function document(
  house: Pick<House, 'root'>,
  lang: Lang,
  req: Pick<DoorRequest, 'url' | 'cookies' | 'csrf'>,
  parts: PageParts,
  signedInAs?: string,
): string {
  const say = said[lang]
  const { css, js } = citizenAssets(house.root)
  const large = req.cookies['yc_large'] === '1'
  const here = req.url.split('?')[0]!
  const item = (href: string, text: string) =>
    html`<li><a href="${href}" ${here === href ? html` aria-current="page"` : ''}>${text}</a></li>`
  const next = encodeURIComponent(req.url)
  return html`<!doctype html>
    <html lang="${lang === 'zh' ? 'zh-CN' : 'en'}" ${large ? html` class="large"` : ''}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${parts.failed ? say['failed'] : ''}${parts.title} - ${city[lang]}</title>
        ${css.map((href) => html`<link rel="stylesheet" href="${href}" />`)}
        ${js.map((src) => html`<script type="module" src="${src}"></script>`)}
      </head>
      <body>
        <a class="skip" href="#main">${say['skip']}</a>
        <header class="top">
          <div class="bar">
            <a class="city" href="/">${city[lang]}</a>
            <nav aria-label="${say['services']}">
              <ul>
                ${item('/', say['home']!)}${item('/services', say['services']!)}${item('/my', say['matters']!)}
              </ul>
            </nav>
            <ul class="tools">
              <li>
                <a href="/lang/${lang === 'zh' ? 'en' : 'zh'}?next=${next}" lang="${lang === 'zh' ? 'en' : 'zh-CN'}"
                  >${say['other']}</a
                >
              </li>
              <li><a href="/large/${large ? '0' : '1'}?next=${next}">${large ? say['normal'] : say['larger']}</a></li>
              ${
                signedInAs !== undefined
                  ? html`<li>
                      <form method="post" action="/sign-out">
                        <input type="hidden" name="_csrf" value="${req.csrf}" /><button class="link">
                          ${say['signOut']}${signedInAs ? `（${signedInAs}）` : ''}
                        </button>
                      </form>
                    </li>`
                  : html`<li><a href="/sign-in?next=${next}">${say['signIn']}</a></li>`
              }
            </ul>
          </div>
        </header>
        <main id="main" tabindex="-1" ${parts.wide ? html` class="wide"` : ''}>
          ${parts.back ? html`<p class="back"><a href="${parts.back.href}">${parts.back.text}</a></p>` : ''} ${parts.body}
        </main>
        <footer class="foot">
          <p>${say['hotline']} · <a href="/accessibility">${say['access']}</a> · <a href="/desk/login">${say['staff']}</a></p>
          <p class="quiet">${say['demo']}</p>
        </footer>
      </body>
    </html>`.text
}

/** A problem as a page, for requests that no handler could answer. */
export function problemPage(
  house: Pick<House, 'root'>,
  problem: { status: number; title: string; code: string; trace: string },
  lang: Lang,
): string {
  const body: Html = html`<h1>${problem.title}</h1>
    <p>${lang === 'zh' ? '您可以返回上一页，或从首页重新开始。' : 'You can go back, or start again from the home page.'}</p>
    <p><a class="button" href="/">${said[lang]['home']}</a></p>
    <p class="quiet">${problem.status} · ${problem.code} · ${problem.trace}</p>`
  return document(house, lang, { url: '/', cookies: {}, csrf: '' }, { title: problem.title, body })
}

/** Only our own paths may be returned to: an open redirect would lend our name to others. */
export function localPath(next: unknown, otherwise = '/'): string {
  return typeof next === 'string' && /^\/(?![/\\])[^\r\n]*$/.test(next) ? next : otherwise
}
