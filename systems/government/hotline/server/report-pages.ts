// The citizen's report: one form, a page to check it, and the page with number, query code and what happens next.

import { sql } from 'kysely'
import { areaAt } from '#kernel/geo'
import { redirect, type Context, type DoorRequest, type Raw } from '#kernel/module'
import {
  checkField,
  errorSummary,
  facts,
  fileField,
  form,
  html,
  longField,
  page,
  paragraphs,
  placeField,
  radioField,
  steps,
  textField,
  type FormErrors,
} from '#kernel/pages'
import { nameIn, requestTypes } from './code-tables.ts'
import {
  faultsOf,
  fieldsFrom,
  findDraft,
  noFields,
  photosFrom,
  pointOf,
  saveDraft,
  sendDraft,
  type Draft,
  type Fields,
} from './drafts.ts'
import { limitOf } from './limits.ts'
import { filled, said, spokenLimit } from './page-words.ts'

export async function showForm(ctx: Context, req: DoorRequest): Promise<Raw> {
  const draft = await findDraft(ctx, text(req.query['draft']))
  return formPage(ctx, req, draft && !draft.ticketId ? draft : undefined, draft?.fields ?? noFields, {})
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function formPage(
  ctx: Context,
  req: DoorRequest,
  draft: Pick<Draft, 'token' | 'files'> | undefined,
  fields: Fields,
  errors: FormErrors,
): Raw {
  const say = said[ctx.lang]
  const failed = Object.keys(errors).length > 0
  const signed = ctx.user.kind === 'citizen'
  const body = html`${errorSummary(ctx.lang, errors)}
    <h1>${say.report}</h1>
    <p class="lead">${say.lead}</p>
    ${form(
      req,
      { action: '/report', multipart: true, submit: say.next },
      draft ? html`<input type="hidden" name="draft" value="${draft.token}" />` : '',
      radioField({
        name: 'type',
        label: say.type,
        required: true,
        value: fields.type,
        error: errors['type'],
        options: requestTypes
          .filter(([code]) => code !== 'OTHER')
          .map(([code]) => ({ value: code, label: nameIn(requestTypes, code)[ctx.lang], hint: say.typeHints[code] ?? '' })),
      }),
      longField({
        name: 'content',
        label: say.content,
        hint: say.contentHint,
        required: true,
        value: fields.content,
        max: 4000,
        rows: 6,
        error: errors['content'],
      }),
      placeField({
        name: 'place',
        label: `${say.place}${say.optional}`,
        hint: say.placeHint,
        optionalText: say.optional,
        address: fields.place,
        lng: fields.lng,
        lat: fields.lat,
        error: errors['place'],
      }),
      fileField({
        name: 'photos',
        label: say.photo,
        hint: say.photoHint,
        optionalText: say.optional,
        accept: 'image/jpeg,image/png,image/webp,image/gif',
        multiple: true,
        error: errors['photos'],
      }),
      draft?.files.length ? html`<p class="note">${say.kept}：${draft.files.map((one) => one.name).join('、')}</p>` : '',
      textField({
        name: 'phone',
        label: say.phone,
        hint: signed ? say.phoneSigned : say.phoneHint,
        optionalText: say.optional,
        type: 'tel',
        inputmode: 'tel',
        autocomplete: 'tel',
        max: 20,
        width: 'half',
        value: fields.phone,
        error: errors['phone'],
      }),
      textField({
        name: 'name',
        label: say.name,
        optionalText: say.optional,
        autocomplete: 'name',
        max: 50,
        width: 'half',
        value: fields.name,
        error: errors['name'],
      }),
      checkField({
        name: 'confidential',
        label: say.confidential,
        hint: say.confidentialHint,
        checked: fields.confidential === '1',
      }),
    )}`
  return page(ctx, req, {
    title: say.report,
    body,
    failed,
    status: failed ? 422 : 200,
    back: { href: '/', text: ctx.lang === 'zh' ? '首页' : 'Home' },
  })
}

export async function takeForm(ctx: Context, req: DoorRequest): Promise<Raw> {
  const fields = fieldsFrom(req.body)
  const draft = await findDraft(ctx, text((req.body as Record<string, unknown> | undefined)?.['draft']))
  if (draft?.ticketId) return redirect(`/report/done/${draft.token}`)
  const errors = faultsOf(ctx, fields)
  const files = [...(draft?.files ?? []), ...(await photosFrom(ctx, req, errors, draft?.files.length ?? 0))]
  // Photos that were taken in are kept with what was filled in: nobody uploads twice because of another field.
  const token =
    files.length || !Object.keys(errors).length ? await saveDraft(ctx, { token: draft?.token, fields, files }) : undefined
  if (Object.keys(errors).length) return formPage(ctx, req, token ? { token, files } : undefined, fields, errors)
  return redirect(`/report/check/${token}`)
}

export async function showCheck(ctx: Context, req: DoorRequest): Promise<Raw> {
  const say = said[ctx.lang]
  const draft = await findDraft(ctx, req.params['token'] ?? '')
  if (!draft) return gone(ctx, req)
  if (draft.ticketId) return redirect(`/report/done/${draft.token}`)
  const { fields } = draft
  const at = pointOf(fields)
  const outside = at !== null && !(await areaAt(ctx, at.lng, at.lat))
  const change = `/report?draft=${draft.token}`
  const body = html`<h1>${say.check}</h1>
    ${facts([
      [say.type, nameIn(requestTypes, fields.type)[ctx.lang]],
      [say.content, paragraphs(fields.content)],
      [say.place, fields.place || (at ? `${at.lng}, ${at.lat}` : '')],
      [say.photo, draft.files.map((one) => one.name).join('、')],
      [say.phone, fields.phone],
      [say.name, fields.name],
      [say.confidential, fields.confidential === '1' ? '✓' : ''],
    ])}
    ${outside ? html`<p class="note">${say.outside}</p>` : ''}
    <p><a href="${change}">${say.change}</a></p>
    ${form(req, { action: `/report/send/${draft.token}`, submit: say.send })}`
  return page(ctx, req, { title: say.check, body, back: { href: change, text: say.change } })
}

function gone(ctx: Context, req: DoorRequest): Raw {
  const say = said[ctx.lang]
  return page(ctx, req, {
    title: say.gone,
    status: 404,
    body: html`<h1>${say.gone}</h1>
      <p><a class="button" href="/report">${say.report}</a></p>`,
  })
}

export async function send(ctx: Context, req: DoorRequest): Promise<Raw> {
  const draft = await sendDraft(ctx, req.params['token'] ?? '')
  return draft ? redirect(`/report/done/${draft.token}`) : gone(ctx, req)
}

export async function showDone(ctx: Context, req: DoorRequest): Promise<Raw> {
  const say = said[ctx.lang]
  const draft = await findDraft(ctx, req.params['token'] ?? '')
  if (!draft?.ticketId) return gone(ctx, req)
  if (draft.appended) {
    // The form proves nobody's number: the earlier matter's number and code stay with whoever has them.
    return page(ctx, req, {
      title: say.doneMerged,
      body: html`<div class="panel"><h1>${say.doneMerged}</h1></div>
        <p>${say.doneMergedText}</p>
        <p><a class="button" href="/track">${say.toTrack}</a></p>`,
    })
  }
  const { rows } = await sql<{ no: string; queryCode: string; requestType: string }>`
    select t.no, c.query_code, t.request_type from hotline.ticket t join hotline.caller c on c.ticket_id = t.id where t.id = ${draft.ticketId}`.execute(
    ctx.db,
  )
  const { no, queryCode, requestType } = rows[0]!
  const limits = {
    sign: spokenLimit(ctx.lang, await limitOf(ctx, 'sign', '', false)),
    finish: spokenLimit(ctx.lang, await limitOf(ctx, 'finish', requestType, false)),
  }
  const body = html`<div class="panel">
      <h1>${say.doneTitle}</h1>
      <p>${say.no}<br /><strong>${no}</strong></p>
      <p>${say.code}<br /><strong>${queryCode}</strong></p>
    </div>
    <p>${say.keep}</p>
    <h2>${say.later}</h2>
    ${steps([{ text: say.steps.registered, state: 'done' as const }, ...say.laterSteps.map((one, i) => ({ text: filled(one, limits), state: i === 0 ? ('now' as const) : ('next' as const) }))])}
    <p><a class="button" href="/track">${say.toTrack}</a></p>`
  return page(ctx, req, { title: say.doneTitle, body })
}
