// Handlers of identity's routes.

import { handlers, type Context } from '#kernel/module'
import contract from '../contract.ts'
import { changeAccount, changePassword, myAccount } from './account.ts'
import { sendCode } from './codes.ts'
import { createDelegation, listDelegations, revokeDelegation } from './delegations.ts'
import { directory } from './directory.ts'
import { createKey, listKeys, revokeKey } from './keys.ts'
import { findStaff } from './names.ts'
import { createOrg, updateOrg } from './orgchanges.ts'
import { findOrgs, getOrg, orgPath, orgTree } from './orgs.ts'
import { createStaff, getStaff, listCitizens, listStaff, resetPassword, setState, staffInScope, updateStaff } from './people.ts'
import { appoint, createPost, endPosting, listPosts, updatePost } from './posts.ts'
import { createRole, listPermissions, listRoles, updateRole } from './roles.ts'
import { actFor, endSessions, listSessions } from './sessions.ts'
import { listUnmaskings, unmask } from './unmask.ts'

async function orgDetail(ctx: Context, id: string) {
  const org = await getOrg(ctx, id)
  const { children, below, orgs } = await directory(ctx.db)
  const staff = await ctx.db
    .selectFrom('identity.person')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('kind', '=', 'staff')
    .where('state', '<>', 'left')
    .where('orgId', 'in', below(id))
    .executeTakeFirstOrThrow()
  return {
    org: facts(org),
    path: await orgPath(ctx, id),
    below: (children.get(id) ?? []).map((one) => node(orgs.get(one.id)!)),
    posts: await listPosts(ctx, id),
    staff: Number(staff.n),
  }
}
type Org = Awaited<ReturnType<typeof getOrg>>
const facts = ({ initials: _initials, pinyin: _pinyin, path: _path, ...org }: Org) => org
const node = ({ id, code, name, shortName, kind, level, parentId, active }: Org) => ({
  id,
  code,
  name,
  shortName,
  kind,
  level,
  parentId,
  active,
})

export default handlers(contract, {
  'POST /identity/codes': (ctx, { body }) => sendCode(ctx, body.phone),

  'GET /identity/me': (ctx) => myAccount(ctx),
  'PATCH /identity/me': (ctx, { body }) => changeAccount(ctx, body),
  'POST /identity/me/password': (ctx, { body }) => changePassword(ctx, body.before, body.after),
  'GET /identity/me/sessions': async (ctx) => ({ items: await listSessions(ctx, ctx.user.id!) }),
  'DELETE /identity/me/sessions/:id': async (ctx, { params }) => ({
    ended: await endSessions(ctx, { person: ctx.user.id!, id: params.id }),
  }),
  'DELETE /identity/me/sessions': async (ctx) => ({
    ended: await endSessions(ctx, { person: ctx.user.id!, except: ctx.user.session }),
  }),
  'POST /identity/me/behalf': async (ctx, { body }) => {
    await actFor(ctx, body.person)
    return { person: body.person }
  },
  'GET /identity/me/delegations': (ctx, { query }) => listDelegations(ctx, { ...query, person: ctx.user.id! }),

  'GET /identity/tree': async (ctx, { query }) => ({ items: await orgTree(ctx, query) }),
  'GET /identity/orgs': async (ctx, { query }) => {
    const found = await findOrgs(ctx, query.q ?? '', {
      limit: query.size ?? 20,
      ...(query.kind ? { kinds: [query.kind] } : {}),
      ...(query.under ? { under: query.under } : {}),
    })
    const { orgs } = await directory(ctx.db)
    return { items: found.map((org) => ({ ...node(org), note: org.parentId ? (orgs.get(org.parentId)?.shortName ?? '') : '' })) }
  },
  'GET /identity/orgs/:id': (ctx, { params }) => orgDetail(ctx, params.id),
  'POST /identity/orgs': async (ctx, { body }) => facts(await createOrg(ctx, body)),
  'PATCH /identity/orgs/:id': async (ctx, { params, body: { rev, ...changes } }) =>
    facts(await updateOrg(ctx, params.id, rev, changes)),

  'POST /identity/posts': (ctx, { body }) => createPost(ctx, body),
  'PATCH /identity/posts/:id': (ctx, { params, body }) => updatePost(ctx, params.id, body),
  'POST /identity/postings': (ctx, { body }) => appoint(ctx, body),
  'POST /identity/postings/:id/end': (ctx, { params, body }) => endPosting(ctx, params.id, body.to),

  'GET /identity/colleagues': async (ctx, { query }) => ({
    items: await findStaff(ctx, query.q, query.org ? { org: query.org } : {}),
  }),
  'GET /identity/people': (ctx, { query }) => listStaff(ctx, query),
  'POST /identity/people': (ctx, { body }) => createStaff(ctx, body),
  'GET /identity/people/:id': (ctx, { params }) => getStaff(ctx, params.id),
  'PATCH /identity/people/:id': (ctx, { params, body: { rev, ...changes } }) => updateStaff(ctx, params.id, rev, changes),
  'POST /identity/people/:id/password': (ctx, { params }) => resetPassword(ctx, params.id),
  'POST /identity/people/:id/state': (ctx, { params, body }) => setState(ctx, params.id, body.state, body.reason),
  'GET /identity/people/:id/sessions': async (ctx, { params }) => {
    await staffInScope(ctx, params.id, 'identity.person.manage')
    return { items: await listSessions(ctx, params.id) }
  },
  'DELETE /identity/people/:id/sessions': async (ctx, { params }) => {
    await staffInScope(ctx, params.id, 'identity.person.manage')
    return { ended: await endSessions(ctx, { person: params.id }) }
  },
  'POST /identity/people/:id/unmask': async (ctx, { params, body }) => ({
    value: await unmask(ctx, { subjectKind: 'person', subjectId: params.id, ...body }),
  }),
  'GET /identity/citizens': (ctx, { query }) => listCitizens(ctx, query),
  'GET /identity/unmaskings': (ctx, { query }) => listUnmaskings(ctx, query),

  'GET /identity/permissions': (ctx) => ({ items: listPermissions(ctx) }),
  'GET /identity/roles': async (ctx) => ({ items: await listRoles(ctx) }),
  'POST /identity/roles': (ctx, { body }) => createRole(ctx, body),
  'PATCH /identity/roles/:id': (ctx, { params, body }) => updateRole(ctx, params.id, body),

  'GET /identity/delegations': (ctx, { query }) => listDelegations(ctx, query),
  'POST /identity/delegations': (ctx, { body }) => createDelegation(ctx, body),
  'POST /identity/delegations/:id/revoke': (ctx, { params }) => revokeDelegation(ctx, params.id),

  'GET /identity/keys': (ctx, { query }) => listKeys(ctx, query),
  'POST /identity/keys': (ctx, { body }) => createKey(ctx, body),
  'POST /identity/keys/:id/revoke': (ctx, { params }) => revokeKey(ctx, params.id),
})
