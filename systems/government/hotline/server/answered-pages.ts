// The public list of answered matters with its search, and one of them.

import type { Context, DoorRequest, Raw } from '#kernel/module'
import { facts, html, page, paragraphs } from '#kernel/pages'
import { findAnswered, listAnswered } from './answers.ts'
import { filled, said } from './page-words.ts'

const size = 20

export async function showList(ctx: Context, req: DoorRequest): Promise<Raw> {
  const say = said[ctx.lang]
  const q = typeof req.query['q'] === 'string' ? req.query['q'].trim().slice(0, 50) : ''
  const asked = Number(req.query['page'] ?? 1)
  const at = Number.isInteger(asked) && asked >= 1 && asked <= 500 ? asked : 1
  const { items, total } = await listAnswered(ctx, { page: at, size, q })
  const link = (to: number) => `/answered?q=${encodeURIComponent(q)}&page=${to}`
  const body = html`<h1>${say.answered}</h1>
    <p class="lead">${say.answeredLead}</p>
    <form method="get" action="/answered" role="search" class="search">
      <label for="q">${say.search}</label><input id="q" name="q" type="search" value="${q}" maxlength="50" /><button
        class="button"
      >
        ${say.search}
      </button>
    </form>
    <p role="status">${total ? filled(say.countFound, { n: total }) : say.noneFound}</p>
    <ul class="matters">
      ${items.map(
        (one) =>
          html`<li>
            <a href="/answered/${one.id}"><b>${one.title}</b></a
            >${facts([
              [say.by, one.orgName],
              [say.answeredOn, one.answeredOn],
            ])}
          </li>`,
      )}
    </ul>
    <p>
      ${at > 1 ? html`<a href="${link(at - 1)}" rel="prev">${say.newer}</a> ` : ''}${at * size < total ? html`<a href="${link(at + 1)}" rel="next">${say.older}</a>` : ''}
    </p>`
  return page(ctx, req, { title: say.answered, body })
}

export async function showOne(ctx: Context, req: DoorRequest): Promise<Raw> {
  const say = said[ctx.lang]
  const one = await findAnswered(ctx, req.params['id'] ?? '')
  if (!one)
    return page(ctx, req, {
      title: say.noneFound,
      status: 404,
      body: html`<h1>${say.noneFound}</h1>
        <p><a href="/answered">${say.answered}</a></p>`,
    })
  const body = html`<h1>${one.title}</h1>
    ${facts([
      [ctx.lang === 'zh' ? '类别' : 'Class', one.contentName[ctx.lang]],
      [say.by, one.orgName],
      [say.answeredOn, one.answeredOn],
    ])}
    <h2>${say.question}</h2>
    ${paragraphs(one.question)}
    <h2>${say.answer}</h2>
    ${paragraphs(one.answer)}`
  return page(ctx, req, { title: one.title, body, back: { href: '/answered', text: say.answered } })
}
