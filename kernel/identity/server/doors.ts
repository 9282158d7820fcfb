// /api/session: who is signed in, signing in and signing out, as the web shell asks for it.

import { raw, type Actor, type Context, type Door, type DoorRequest, type Raw } from '#kernel/module'
import { actorOfSession, heldPosts } from './authenticate.ts'
import { calledIn, directory } from './directory.ts'
import { signInByCode } from './codes.ts'
import { installation } from './opening.ts'
import { cityDay } from './rules.ts'
import { endSessions, openSession } from './sessions.ts'
import { signIn, type Refusal, type SignedIn } from './signin.ts'
import { problemText } from './words.ts'

export const cookieName = 'yc_session'

const json = (body: unknown, status = 200, cookies: Raw['cookies'] = []): Raw =>
  raw(JSON.stringify(body), { type: 'application/json; charset=utf-8', status, cookies })

/** A refusal whose counters must be committed: the problem is answered, not thrown. */
export function refused(ctx: Context, refusal: Refusal): Raw {
  const { code, status, params } = refusal
  const seconds = Number(params['minutes'] ?? 0) * 60
  return raw(
    JSON.stringify({
      type: `/api/docs/problems#${code}`,
      title: problemText(ctx.lang, code, params),
      status,
      code,
      params,
      trace: ctx.trace,
    }),
    {
      type: 'application/problem+json',
      status,
      headers: seconds ? { 'retry-after': String(seconds) } : {},
    },
  )
}

/** A form of another site must not sign anybody in here: the address it came from must be ours. */
export function requireOwnOrigin(ctx: Context, req: Pick<DoorRequest, 'headers' | 'origin'>): void {
  const { origin } = req.headers
  const site = req.headers['sec-fetch-site']
  if (
    (typeof origin === 'string' && origin !== 'null' && new URL(origin).host !== new URL(req.origin).host) ||
    site === 'cross-site'
  )
    ctx.fail('http.csrf', 403)
}

export async function describeSession(ctx: Context, actor: Actor, csrf: string): Promise<object> {
  const someone = actor.kind !== 'anonymous' && actor.id
  return {
    user: someone ? await describeUser(ctx, actor) : null,
    lang: ctx.lang,
    csrf,
    city: installation.city,
    version: installation.version,
  }
}

async function describeUser(ctx: Context, actor: Actor): Promise<object> {
  const known = await directory(ctx.db)
  const held = actor.kind === 'staff' ? await heldPosts(ctx.db, actor.id!, cityDay(ctx.now)) : []
  const credential =
    actor.kind === 'staff'
      ? await ctx.db
          .selectFrom('identity.credential')
          .select('mustChange')
          .where('personId', '=', actor.id)
          .where('kind', '=', 'password')
          .executeTakeFirst()
      : undefined
  const giver = actor.onBehalfOf
    ? await ctx.db.selectFrom('identity.person').select(['id', 'name']).where('id', '=', actor.onBehalfOf).executeTakeFirst()
    : undefined
  return {
    kind: actor.kind,
    id: actor.id,
    name: actor.name,
    orgId: actor.orgId,
    orgName: actor.orgId ? calledIn(known, actor.orgId) : null,
    posts: held
      .filter((post) => !giver || post.by === giver.id)
      .map((post) => ({ id: post.postId, name: post.postName, orgName: calledIn(known, post.orgId) })),
    permissions: [...actor.grants.keys()].sort(),
    ...(giver ? { onBehalfOf: giver } : {}),
    ...(credential?.mustChange ? { mustChange: true } : {}),
  }
}

/** Opens the session of whoever has proved who it is, and ends the one this browser had. */
export async function admit(
  ctx: Context,
  who: SignedIn,
  req: Pick<DoorRequest, 'headers'>,
): Promise<{ actor: Actor; csrf: string; cookie: Raw['cookies'][number] }> {
  if (ctx.user.session && ctx.user.id) await endSessions(ctx, { person: ctx.user.id, id: ctx.user.session })
  const agent = req.headers['user-agent']
  const session = await openSession(ctx, who.person, typeof agent === 'string' ? agent : '')
  ctx.audit('identity.sign_in', `person:${who.person.id}`, { kind: who.person.kind, ip: ctx.ip, session: session.id })
  const actor = await actorOfSession(ctx.db, session.id, ctx.now)
  return { actor: actor!, csrf: session.csrf, cookie: { name: cookieName, value: session.token, maxAge: session.maxAge } }
}

const text = (value: unknown, most: number): string | undefined =>
  typeof value === 'string' && value.length > 0 && value.length <= most ? value : undefined

export const doors: Record<`${'GET' | 'POST' | 'DELETE'} /${string}`, Door> = {
  'GET /api/session': { may: 'public', run: async (ctx, req) => json(await describeSession(ctx, ctx.user, req.csrf)) },
  'POST /api/session': {
    may: 'public',
    limit: 'login',
    audit: false,
    bodyLimit: 4096,
    run: async (ctx, req) => {
      requireOwnOrigin(ctx, req)
      const body: Record<string, unknown> =
        typeof req.body === 'object' && req.body !== null && !Buffer.isBuffer(req.body) ? req.body : {}
      const unknown = Object.keys(body).filter((key) => !['login', 'password', 'phone', 'code'].includes(key))
      const login = text(body['login'], 60)
      const password = text(body['password'], 200)
      const phone = text(body['phone'], 20)
      const code = text(body['code'], 10)
      if (unknown.length || !((login && password) || (phone && code))) return ctx.fail('http.invalid', 400)
      const who = login && password ? await signIn(ctx, login, password) : await signInByCode(ctx, phone!, code!)
      if ('code' in who) return refused(ctx, who)
      const { actor, csrf, cookie } = await admit(ctx, who, req)
      return json(await describeSession(ctx, actor, csrf), 200, [cookie])
    },
  },
  'DELETE /api/session': {
    may: 'public',
    audit: false,
    run: async (ctx) => {
      await signOut(ctx)
      return raw('', { type: 'text/plain', status: 204, cookies: [{ name: cookieName, value: '' }] })
    },
  },
}

/** Ends the session that this request came by. */
export async function signOut(ctx: Context): Promise<void> {
  if (!ctx.user.session || !ctx.user.id) return
  await endSessions(ctx, { person: ctx.user.id, id: ctx.user.session })
  ctx.audit('identity.sign_out', `person:${ctx.user.id}`)
}
