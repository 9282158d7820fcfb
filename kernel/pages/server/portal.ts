// The citizen portal itself: home, services, my matters, accessibility; drawn from what the modules declare.

import { raw, redirect, type Context, type DoorRequest, type Lang, type Raw } from '#kernel/module'
import { html, type Part } from './html.ts'
import { facts, when } from './forms.ts'
import { localPath, page } from './layout.ts'

const said: Record<Lang, Record<string, string>> = {
  zh: {
    home: '有事找政府，从这里开始',
    lead: '反映问题、查询进度、办理事项。全天开放，电话可拨 12345。',
    all: '全部服务',
    figures: '城市今日',
    services: '服务',
    find: '找服务',
    findButton: '查找',
    none: '没有找到相关服务，可以换个说法，或直接拨打 12345。',
    matters: '我的事项',
    noMatters: '您还没有提交过事项。',
    due: '办理期限',
    open: '办理中',
    done: '已办结',
    access: '无障碍说明',
  },
  en: {
    home: 'Start here with whatever you need from the city',
    lead: 'Report a problem, follow it up, apply. Open all day; by telephone dial 12345.',
    all: 'All services',
    figures: 'The city today',
    services: 'Services',
    find: 'Find a service',
    findButton: 'Find',
    none: 'No service matches. Try other words, or call 12345.',
    matters: 'My matters',
    noMatters: 'You have not submitted anything yet.',
    due: 'Due',
    open: 'In hand',
    done: 'Closed',
    access: 'Accessibility',
  },
}

type Service = { path: string; name: { zh: string; en: string }; about: { zh: string; en: string }; first?: boolean }

function cards(lang: Lang, services: Service[]): Part {
  return html`<ul class="cards">
    ${services.map(
      (one) =>
        html`<li>
          <a href="${one.path}"><b>${one.name[lang]}</b><span>${one.about[lang]}</span></a>
        </li>`,
    )}
  </ul>`
}

const servicesOf = (ctx: Context): Service[] => ctx.house.modules.flatMap((one) => one.services ?? [])

export async function home(ctx: Context, req: DoorRequest): Promise<Raw> {
  const say = said[ctx.lang]
  const services = servicesOf(ctx)
  const first = services.filter((one) => one.first)
  const figures = []
  for (const one of ctx.house.modules) if (one.publicFigures) figures.push(...(await one.publicFigures(ctx)))
  const body = html`<h1>${say['home']}</h1>
    <p class="lead">${say['lead']}</p>
    <div class="actions">
      ${first.map((one, i) => html`<a class="${i === 0 ? 'button big' : 'button big second'}" href="${one.path}">${one.name[ctx.lang]}</a>`)}
    </div>
    ${
      figures.length
        ? html`<h2>${say['figures']}</h2>
            <dl class="figures">
              ${figures.map(
                (one) =>
                  html`<div>
                    <dt>${one.href ? html`<a href="${one.href}">${one.name[ctx.lang]}</a>` : one.name[ctx.lang]}</dt>
                    <dd>${one.value}</dd>
                    ${one.note ? html`<dd class="quiet">${one.note[ctx.lang]}</dd>` : ''}
                  </div>`,
              )}
            </dl>`
        : ''
    }
    <h2>${say['all']}</h2>
    ${cards(ctx.lang, services)}`
  return page(ctx, req, { title: say['home']!, body })
}

export async function services(ctx: Context, req: DoorRequest): Promise<Raw> {
  const say = said[ctx.lang]
  const q = typeof req.query['q'] === 'string' ? req.query['q'].trim().slice(0, 50) : ''
  const found = servicesOf(ctx).filter(
    (one) =>
      !q || [one.name.zh, one.name.en, one.about.zh, one.about.en].some((text) => text.toLowerCase().includes(q.toLowerCase())),
  )
  const body = html`<h1>${say['services']}</h1>
    <form method="get" action="/services" role="search" class="search">
      <label for="q">${say['find']}</label><input id="q" name="q" type="search" value="${q}" maxlength="50" /><button
        class="button"
      >
        ${say['findButton']}
      </button>
    </form>
    ${found.length ? cards(ctx.lang, found) : html`<p>${say['none']}</p>`}`
  return page(ctx, req, { title: say['services']!, body })
}

export async function myMatters(ctx: Context, req: DoorRequest): Promise<Raw> {
  const say = said[ctx.lang]
  const matters = []
  for (const one of ctx.house.modules) if (one.matters) matters.push(...(await one.matters(ctx)))
  matters.sort((a, b) => Number(b.open) - Number(a.open) || new Date(b.at).getTime() - new Date(a.at).getTime())
  const body = html`<h1>${say['matters']}</h1>
    ${
      matters.length
        ? html`<ul class="matters">
            ${matters.map(
              (one) =>
                html`<li>
                  <a href="${one.href}"><b>${one.title}</b></a
                  >${facts([
                    [ctx.lang === 'zh' ? '编号' : 'Number', one.no],
                    [
                      ctx.lang === 'zh' ? '状态' : 'State',
                      html`<span class="${one.open ? 'tag open' : 'tag done'}">${one.state[ctx.lang]}</span>`,
                    ],
                    [ctx.lang === 'zh' ? '提交时间' : 'Submitted', when(ctx.lang, one.at)],
                    [say['due']!, one.open && one.due ? when(ctx.lang, one.due, true) : ''],
                  ])}
                </li>`,
            )}
          </ul>`
        : html`<p>${say['noMatters']}</p>
            ${cards(
              ctx.lang,
              servicesOf(ctx).filter((one) => one.first),
            )}`
    }`
  return page(ctx, req, { title: say['matters']!, body })
}

const accessText: Record<Lang, string[]> = {
  zh: [
    '本站面向市民的页面按 WCAG 2.2 AA 级要求制作，并以自动检查工具 axe 逐页检验：可只用键盘操作，可放大到 400 %，可由读屏软件朗读，不依赖颜色传达信息，关闭脚本也能提交和查询。',
    '「关怀版」把文字和按钮放大，选择后会被记住。凡用地图填写地点之处，也都可以只填文字地址。',
    '使用中遇到困难，请拨打 12345，话务员可以代为填写。',
  ],
  en: [
    'Pages for citizens are made to WCAG 2.2 AA and checked page by page with the axe engine: they work by keyboard alone, at 400 % zoom, read aloud, without relying on colour, and without script.',
    'Large print enlarges text and buttons and is remembered. Wherever a map helps to give a place, a written address does as well.',
    'If something does not work for you, call 12345: an agent can fill it in for you.',
  ],
}

export async function accessibility(ctx: Context, req: DoorRequest): Promise<Raw> {
  const title = said[ctx.lang]['access']!
  return page(ctx, req, {
    title,
    body: html`<h1>${title}</h1>
      ${accessText[ctx.lang].map((text) => html`<p>${text}</p>`)}`,
  })
}

const year = 365 * 86_400

export async function chooseLanguage(_ctx: Context, req: DoorRequest): Promise<Raw> {
  const lang = req.params['lang'] === 'en' ? 'en' : 'zh'
  return redirect(localPath(req.query['next']), [{ name: 'yc_lang', value: lang, maxAge: year, httpOnly: false }])
}

export async function chooseSize(_ctx: Context, req: DoorRequest): Promise<Raw> {
  return redirect(localPath(req.query['next']), [
    { name: 'yc_large', value: req.params['on'] === '1' ? '1' : '', maxAge: year, httpOnly: false },
  ])
}

export async function robots(): Promise<Raw> {
  return raw('User-agent: *\nDisallow: /api/\nDisallow: /desk/\nDisallow: /my\nDisallow: /track\n', {
    type: 'text/plain; charset=utf-8',
  })
}
