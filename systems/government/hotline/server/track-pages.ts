// Following a matter by number and query code, or as its signed-in owner: progress in plain words, the reply, and the rating.

import { sql } from 'kysely'
import { Problem, type Context, type DoorRequest, type Raw } from '#kernel/module'
import {
  errorSummary,
  facts,
  form,
  html,
  longField,
  page,
  paragraphs,
  radioField,
  steps,
  textField,
  when,
  type FormErrors,
  type Part,
} from '#kernel/pages'
import { code } from '#kernel/catalogue'
import { stateNames } from '../flows.ts'
import { orgNamer } from './centres.ts'
import { dissatisfactions, nameIn, satisfactions } from './code-tables.ts'
import { ruleOf } from './limits.ts'
import { filled, said } from './page-words.ts'
import { pictureLinks } from './photos.ts'
import { findByCode, findOwn, rate, type Own } from './ratings.ts'

const text = (value: unknown, most = 60): string => (typeof value === 'string' ? value.trim().slice(0, most) : '')

function askPage(ctx: Context, req: DoorRequest, values: { no: string }, errors: FormErrors, status = 422): Raw {
  const say = said[ctx.lang]
  const failed = Object.keys(errors).length > 0
  const body = html`${errorSummary(ctx.lang, errors)}
    <h1>${say.track}</h1>
    <p class="lead">${say.trackLead}</p>
    ${form(
      req,
      { action: '/track', submit: say.find },
      textField({
        name: 'no',
        label: say.no,
        hint: say.noHint,
        required: true,
        inputmode: 'numeric',
        max: 30,
        width: 'half',
        value: values.no,
        error: errors['no'],
      }),
      textField({
        name: 'code',
        label: say.code,
        hint: say.codeHint,
        required: true,
        inputmode: 'numeric',
        autocomplete: 'off',
        max: 6,
        width: 'short',
        error: errors['code'],
      }),
    )}`
  return page(ctx, req, {
    title: say.track,
    body,
    failed,
    status: failed ? status : 200,
    back: { href: '/', text: ctx.lang === 'zh' ? '首页' : 'Home' },
  })
}

export function showTrack(ctx: Context, req: DoorRequest): Raw {
  return askPage(ctx, req, { no: text(req.query['no']) }, {})
}

/** The matter that the form names, or the page that says what is wrong. */
async function found(ctx: Context, req: DoorRequest): Promise<{ own: Own; code: string } | Raw> {
  const say = said[ctx.lang]
  const body = (req.body ?? {}) as Record<string, unknown>
  const no = text(body['no']).replace(/\s/g, '')
  const given = text(body['code'])
  const mine = given ? undefined : await findOwn(ctx, no)
  if (mine) return { own: mine, code: '' }
  const errors: FormErrors = {}
  if (!no) errors['no'] = say.noMissing
  if (!/^\d{6}$/.test(given)) errors['code'] = say.codeMissing
  if (Object.keys(errors).length) return askPage(ctx, req, { no }, errors)
  const own = await findByCode(ctx, no, given)
  if (own === 'closed') return askPage(ctx, req, { no }, { code: say.closedAWhile }, 429)
  return own ? { own, code: given } : askPage(ctx, req, { no }, { code: say.notFound })
}

export async function takeTrack(ctx: Context, req: DoorRequest): Promise<Raw> {
  const answer = await found(ctx, req)
  return 'own' in answer ? matterPage(ctx, req, answer.own, answer.code, {}) : answer
}

export async function showOwn(ctx: Context, req: DoorRequest): Promise<Raw> {
  const own = await findOwn(ctx, req.params['no'] ?? '')
  return own
    ? matterPage(ctx, req, own, '', {})
    : askPage(ctx, req, { no: text(req.params['no']) }, { no: said[ctx.lang].notFound }, 404)
}

export async function takeRating(ctx: Context, req: DoorRequest): Promise<Raw> {
  const say = said[ctx.lang]
  const answer = await found(ctx, req)
  if (!('own' in answer)) return answer
  const body = req.body as Record<string, unknown>
  const reasons = [body['reasons']].flat().filter((one): one is string => typeof one === 'string')
  const errors: FormErrors = {}
  const level = Number(text(body['level']))
  if (!(level >= 1 && level <= 5)) errors['level'] = say.rateMissing
  else if (level > 3 && !reasons.length) errors['reasons'] = say.rateReasonsMissing
  if (!Object.keys(errors).length) {
    try {
      await rate(ctx, answer.own.id, { level, reasons, note: text(body['note'], 500) })
      return matterPage(ctx, req, answer.own, answer.code, {}, say.thanks)
    } catch (error) {
      if (!(error instanceof Problem) || !say.rateProblems[error.code]) throw error
      errors['level'] = say.rateProblems[error.code]!
    }
  }
  return matterPage(ctx, req, answer.own, answer.code, errors)
}

type Matter = Record<string, any>

async function matterPage(
  ctx: Context,
  req: DoorRequest,
  own: Own,
  queryCode: string,
  errors: FormErrors,
  thanks = '',
): Promise<Raw> {
  const say = said[ctx.lang]
  const { rows } = await sql<Matter>`select * from hotline.ticket where id = ${own.id}`.execute(ctx.db)
  const matter = rows[0]!
  const nameOf = await orgNamer(ctx, [matter['orgId']])
  const failed = Object.keys(errors).length > 0
  const pictures = await pictureLinks(ctx, own.id, 600)
  const body = html`${errorSummary(ctx.lang, errors)}${thanks ? html`<div class="panel" role="status"><p>${thanks}</p></div>` : ''}
    <h1>${matter['title']}</h1>
    ${facts([
      [say.no, matter['no']],
      [
        say.state,
        html`<span class="${matter['open'] ? 'tag open' : 'tag done'}"
          >${stateNames[matter['state']]?.[ctx.lang] ?? matter['state']}</span
        >`,
      ],
      [say.at, when(ctx.lang, matter['createdAt'])],
      [say.due, matter['open'] && matter['dueAt'] ? when(ctx.lang, new Date(matter['dueAt'].getTime() - 1), true) : ''],
      ['', matter['urges'] ? filled(say.urgedTimes, { n: matter['urges'] }) : ''],
    ])}
    <h2>${say.progress}</h2>
    ${steps(progress(ctx, matter, nameOf(matter['orgId'])?.name ?? ''))} ${await outcome(ctx, matter)}
    <h2>${say.yourWords}</h2>
    ${paragraphs(matter['content'])}
    ${
      pictures.length
        ? html`<ul class="previews">
            ${pictures.map((one) => html`<li><img src="${one.href}" alt="${one.name}" width="160" /></li>`)}
          </ul>`
        : ''
    }
    ${await ratingPart(ctx, req, matter, queryCode, errors)}`
  return page(ctx, req, {
    title: matter['title'],
    body,
    failed,
    status: failed ? 422 : 200,
    back:
      own.how === 'person'
        ? { href: '/my', text: ctx.lang === 'zh' ? '我的事项' : 'My matters' }
        : { href: '/track', text: say.track },
  })
}

/** What has happened, what happens now and what comes, without the offices' own steps between. */
function progress(ctx: Context, matter: Matter, org: string): { text: string; state: 'done' | 'now' | 'next'; note?: string }[] {
  const say = said[ctx.lang].steps
  const at = (value: Date | null) => (value ? { note: when(ctx.lang, value) } : {})
  const state: string = matter['state']
  const done = (text: string, value: Date | null) => ({ text, state: 'done' as const, ...at(value) })
  const rows: { text: string; state: 'done' | 'now' | 'next'; note?: string }[] = [done(say.registered, matter['createdAt'])]
  if (state === 'registered' || state === 'rejected')
    return [
      { ...rows[0]!, state: 'now' },
      { text: say.next, state: 'next' },
    ]
  if (state === 'closed_rejected') return [...rows, done(say.rejected, matter['closedAt'])]
  if (state === 'emergency') return [...rows, done(say.emergency, matter['closedAt'])]
  if (state === 'closed_direct') return [...rows, done(say.replied, matter['repliedAt']), done(say.closed, matter['closedAt'])]
  rows.push(done(say.accepted, null))
  if (state === 'returning' || (state === 'pending' && matter['returns'] > 0)) rows.push({ text: say.returned, state: 'now' })
  else if (matter['dispatchedAt']) rows.push(done(filled(say.dispatched, { org }), matter['dispatchedAt']))
  if (matter['signedAt']) rows.push(done(say.signed, matter['signedAt']))
  if (matter['contactedAt']) rows.push(done(say.contacted, matter['contactedAt']))
  if (matter['repliedAt'] && !['replied', 'reviewing'].includes(state)) rows.push(done(say.replied, matter['repliedAt']))
  if (matter['closedAt']) return [...rows, done(say.closed, matter['closedAt'])]
  if (state === 'callback') rows.push({ text: say.callback, state: 'now' })
  if (rows.at(-1)!.state === 'done') rows[rows.length - 1] = { ...rows.at(-1)!, state: 'now' }
  return [...rows, { text: say.next, state: 'next' }]
}

/** The reply once the centre has passed it, or why the matter was refused and where to turn (R1). */
async function outcome(ctx: Context, matter: Matter): Promise<Part> {
  const say = said[ctx.lang]
  const reply = matter['reply'] as Record<string, string> | null
  if (matter['state'] === 'closed_rejected') {
    const refusal = await code(ctx, 'hotline.refusal', matter['refusal'])
    return html`<h2>${say.refusedWhy}</h2>
      <p>${refusal?.name[ctx.lang] ?? matter['refusal']}</p>
      ${reply?.['result'] ? paragraphs(reply['result']) : ''}
      <p><b>${say.channel}：</b>${String(refusal?.attributes['note'] ?? '')}</p>`
  }
  if (!reply || (matter['open'] && matter['state'] !== 'callback')) return ''
  const part = (label: string, value: string | undefined) =>
    value
      ? html`<h3>${label}</h3>
          ${paragraphs(value)}`
      : ''
  return html`<h2>${say.reply}</h2>
    ${paragraphs(reply['result'] ?? '')}${part(say.found, reply['found'])}${part(say.basis, reply['basis'])}${part(say.nextStep, reply['next'])}`
}

async function ratingPart(ctx: Context, req: DoorRequest, matter: Matter, queryCode: string, errors: FormErrors): Promise<Part> {
  const say = said[ctx.lang]
  const level = matter['satisfaction'] ? nameIn(satisfactions, matter['satisfaction'])[ctx.lang] : ''
  const noted = level && matter['ratedBy'] === 'CALLBACK'
  if (level && !noted) return html`<p class="note">${filled(say.rated, { level })}</p>`
  const rateable = ['closed', 'closed_direct', 'closed_unreachable'].includes(matter['state'])
  const late =
    matter['closedAt'] && ctx.now.getTime() - matter['closedAt'].getTime() > (await ruleOf(ctx, 'rating.days')) * 86_400_000
  if (!rateable || late) return level ? html`<p class="note">${filled(say.rated, { level })}</p>` : ''
  const reasons = html`<fieldset class="${errors['reasons'] ? 'field bad' : 'field'}" id="reasons">
    <legend>${say.rateReasons} <span class="quiet">${say.optional}</span></legend>
    ${errors['reasons'] ? html`<p class="error">${errors['reasons']}</p>` : ''}
    <div class="choices">
      ${dissatisfactions.map(
        ([one], i) =>
          html`<div class="choice">
            <input type="checkbox" id="reasons-${i}" name="reasons" value="${one}" /><label for="reasons-${i}"
              >${nameIn(dissatisfactions, one)[ctx.lang]}</label
            >
          </div>`,
      )}
    </div>
  </fieldset>`
  return html`<h2>${say.rate}</h2>
    ${noted ? html`<p class="note">${filled(say.noted, { level })}</p>` : ''}${form(
      req,
      { action: '/track/rate', submit: say.rateSend },
      html`<input type="hidden" name="no" value="${matter['no']}" /><input type="hidden" name="code" value="${queryCode}" />`,
      radioField({
        name: 'level',
        label: say.rateQuestion,
        required: true,
        error: errors['level'],
        options: satisfactions.map(([value]) => ({ value, label: nameIn(satisfactions, value)[ctx.lang] })),
      }),
      reasons,
      longField({ name: 'note', label: say.rateNote, optionalText: say.optional, rows: 3, max: 500 }),
    )}`
}
