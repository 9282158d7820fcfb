// Citizen pages of identity: signing in by phone and code, signing out, one's own details.

import {
  checkField,
  errorSummary,
  facts,
  form,
  html,
  localPath,
  page,
  pages,
  textField,
  when,
  type FormErrors,
} from '#kernel/pages'
import { Problem, redirect, type Context, type DoorRequest, type Raw } from '#kernel/module'
import { changeAccount, myAccount } from './account.ts'
import { sendCode, signInByCode } from './codes.ts'
import { admit, cookieName, requireOwnOrigin, signOut } from './doors.ts'
import { endSessions, listSessions } from './sessions.ts'
import { isMobile } from './validators.ts'
import { problemText, say as words } from './words.ts'

const field = (req: DoorRequest, name: string): string => {
  const value = req.body?.[name] ?? req.query[name]
  return typeof value === 'string' ? value.trim().slice(0, 300) : ''
}

/** Two steps on one address: the phone, then the code that was sent to it. Neither needs script. */
function phonePage(ctx: Context, req: DoorRequest, next: string, phone = '', errors: FormErrors = {}): Raw {
  const say = (key: string) => words(ctx.lang, `identity.page.${key}`)
  const failed = Object.keys(errors).length > 0
  const body = html`${errorSummary(ctx.lang, errors)}
    <h1>${say('signIn')}</h1>
    <p>${say('signIn.about')}</p>
    ${form(
      req,
      { action: '/sign-in', submit: say('send') },
      html`<input type="hidden" name="next" value="${next}" />`,
      textField({
        name: 'phone',
        label: say('phone'),
        hint: say('phone.hint'),
        type: 'tel',
        inputmode: 'numeric',
        autocomplete: 'tel-national',
        max: 11,
        width: 'half',
        required: true,
        value: phone,
        error: errors['phone'],
      }),
    )}
    <p class="quiet">${say('privacy')}</p>`
  return page(ctx, req, { title: say('signIn'), body, failed, status: failed ? 422 : 200 })
}

function codePage(ctx: Context, req: DoorRequest, next: string, phone: string, errors: FormErrors = {}): Raw {
  const say = (key: string, params?: Record<string, unknown>) => words(ctx.lang, `identity.page.${key}`, params)
  const failed = Object.keys(errors).length > 0
  const hidden = html`<input type="hidden" name="next" value="${next}" /><input type="hidden" name="phone" value="${phone}" />`
  const body = html`${errorSummary(ctx.lang, errors)}
    <h1>${say('code')}</h1>
    <p role="status">${say('code.sent', { phone })}</p>
    ${form(
      req,
      { action: '/sign-in', submit: say('enter') },
      hidden,
      textField({
        name: 'code',
        label: say('code'),
        hint: say('code.hint'),
        inputmode: 'numeric',
        autocomplete: 'one-time-code',
        max: 6,
        width: 'short',
        required: true,
        error: errors['code'],
      }),
    )}
    <form method="post" action="/sign-in" class="again">
      <input type="hidden" name="_csrf" value="${req.csrf}" />${hidden}<input type="hidden" name="again" value="1" /><button
        class="link"
      >
        ${say('again')}
      </button>
    </form>`
  return page(ctx, req, {
    title: say('code'),
    body,
    failed,
    status: failed ? 422 : 200,
    back: { href: `/sign-in?next=${encodeURIComponent(next)}`, text: say('other') },
  })
}

async function takeForm(ctx: Context, req: DoorRequest): Promise<Raw> {
  requireOwnOrigin(ctx, req)
  const next = localPath(field(req, 'next'), '/my')
  const phone = field(req, 'phone').replace(/[\s-]/g, '')
  const code = field(req, 'code').replace(/\s/g, '')
  if (!isMobile(phone)) return phonePage(ctx, req, next, phone, { phone: problemText(ctx.lang, 'identity.phone.invalid') })
  if (!req.body || !('code' in req.body)) {
    try {
      await sendCode(ctx, phone)
    } catch (error) {
      // A code that was sent a moment ago still works: on with it. Too many are an answer too.
      if (!(error instanceof Problem)) throw error
      const text = problemText(ctx.lang, error.code, error.params)
      return error.code === 'identity.code.soon'
        ? codePage(ctx, req, next, phone, field(req, 'again') ? { code: text } : {})
        : phonePage(ctx, req, next, phone, { phone: text })
    }
    return codePage(ctx, req, next, phone)
  }
  const who = await signInByCode(ctx, phone, code)
  if ('code' in who) return codePage(ctx, req, next, phone, { code: problemText(ctx.lang, who.code, who.params) })
  const { cookie } = await admit(ctx, who, req)
  return redirect(next, [cookie])
}

async function profilePage(ctx: Context, req: DoorRequest, errors: FormErrors = {}): Promise<Raw> {
  const say = (key: string, params?: Record<string, unknown>) => words(ctx.lang, `identity.page.${key}`, params)
  const me = await myAccount(ctx)
  const sessions = (await listSessions(ctx, me.id)).filter((one) => one.open)
  const failed = Object.keys(errors).length > 0
  const saved = req.query['saved'] !== undefined
  const body = html`${errorSummary(ctx.lang, errors)}
    <h1>${say('profile')}</h1>
    ${saved ? html`<p role="status" class="notice">${say('saved')}</p>` : ''} ${facts([[say('phone'), me.phone ?? '']])}
    ${form(
      req,
      { action: '/my/profile', submit: say('save') },
      textField({
        name: 'name',
        label: say('name'),
        hint: say('name.hint'),
        autocomplete: 'name',
        max: 40,
        width: 'half',
        value: field(req, 'name') || me.name,
        error: errors['name'],
      }),
      textField({
        name: 'email',
        label: say('email'),
        type: 'email',
        autocomplete: 'email',
        max: 120,
        width: 'half',
        hint: me.email ? say('email.now', { email: me.email }) : say('email.hint'),
        value: '',
        error: errors['email'],
      }),
    )}
    <h2>${say('sessions')}</h2>
    <ul>
      ${sessions.map((one) => html`<li>${when(ctx.lang, one.createdAt)} · ${device(one.agent)}${one.current ? html` · <strong>${say('here')}</strong>` : ''}</li>`)}
    </ul>
    ${sessions.length > 1 ? form(req, { action: '/my/sessions/end', submit: say('endOthers') }, checkField({ name: 'sure', label: say('endOthers.sure'), checked: true })) : ''}`
  return page(ctx, req, {
    title: say('profile'),
    body,
    failed,
    status: failed ? 422 : 200,
    back: { href: '/my', text: say('back') },
  })
}

/** A name for a browser that people recognise; the rest of the header says nothing to them. */
function device(agent: string): string {
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux|HarmonyOS/.exec(agent)?.[0] ?? ''
  const browser =
    /MicroMessenger|Edg|Firefox|Chrome|Safari/.exec(agent)?.[0]?.replace('MicroMessenger', '微信').replace('Edg', 'Edge') ??
    agent.slice(0, 20)
  return [system, browser].filter(Boolean).join(' ') || '—'
}

export const citizenPages = pages({
  'GET /sign-in': {
    may: 'public',
    run: async (ctx, req) => {
      const next = localPath(field(req, 'next'), '/my')
      return ctx.user.kind === 'citizen' ? redirect(next) : phonePage(ctx, req, next)
    },
  },
  'POST /sign-in': { may: 'public', limit: 'login', audit: false, bodyLimit: 8192, run: takeForm },
  'POST /sign-out': {
    may: 'public',
    audit: false,
    run: async (ctx) => {
      await signOut(ctx)
      return redirect('/', [{ name: cookieName, value: '' }])
    },
  },
  'GET /my/profile': { may: 'citizen', run: (ctx, req) => profilePage(ctx, req) },
  'POST /my/profile': {
    may: 'citizen',
    run: async (ctx, req) => {
      const name = field(req, 'name')
      const email = field(req, 'email')
      const errors: FormErrors = {}
      if (!name || name.length > 40) errors['name'] = words(ctx.lang, 'identity.page.name.missing')
      if (email && !/^[^\s@]{1,64}@[^\s@]+\.[^\s@]{2,}$/.test(email))
        errors['email'] = words(ctx.lang, 'identity.page.email.wrong')
      if (Object.keys(errors).length) return profilePage(ctx, req, errors)
      await changeAccount(ctx, { name, ...(email ? { email } : {}) })
      return redirect('/my/profile?saved')
    },
  },
  'POST /my/sessions/end': {
    may: 'citizen',
    run: async (ctx) => {
      await endSessions(ctx, { person: ctx.user.id!, except: ctx.user.session })
      return redirect('/my/profile?saved')
    },
  },
})
