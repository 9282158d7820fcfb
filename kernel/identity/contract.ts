// HTTP routes of identity: one's own account, the organisation tree, staff, posts, roles, delegations, keys.

import { Type } from 'typebox'
import {
  Arr,
  Bool,
  ById,
  Choice,
  DateOnly,
  DateTime,
  Filled,
  Id,
  Lat,
  Lng,
  Names,
  Nullable,
  Obj,
  Optional,
  PageOf,
  PageQuery,
  Text,
  Whole,
  contract,
} from '#kernel/module'

const Kind = Choice('government', 'agency', 'institution', 'enterprise', 'community', 'department')
const Level = Choice('province', 'city', 'county', 'township')
const Scope = Choice('SELF', 'DEPT', 'AGENCY', 'AGENCY_AND_BELOW', 'CITY')
const State = Choice('active', 'locked', 'left')
const AreaCode = Type.String({ pattern: '^(\\d{2}|\\d{4}|\\d{6}|\\d{9}|\\d{12})$' })
const RoleId = Type.String({ pattern: '^[a-z][a-z0-9_.-]{1,60}$' })
const Login = Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_.-]{1,39}$' })
const Permissions = Arr(Text(80), 500)
const Rev = Whole(1)
const Email = Type.String({ format: 'email', maxLength: 120 })
const Made = Obj({ id: Id })
const NoName = Nullable(Type.String())

const Node = {
  id: Id,
  code: Type.String(),
  name: Type.String(),
  shortName: Type.String(),
  kind: Kind,
  level: Level,
  parentId: Nullable(Id),
  active: Bool,
}
const orgFacts = {
  code: Type.String({ pattern: '^[\\w./-]{2,60}$' }),
  uscc: Nullable(Text(18)),
  name: Filled(80),
  shortName: Filled(40),
  kind: Kind,
  level: Level,
  parentId: Nullable(Id),
  areaCode: Type.Union([AreaCode, Type.Literal('')]),
  duty: Text(40),
  lng: Nullable(Lng),
  lat: Nullable(Lat),
  address: Text(200),
  dutyPhone: Text(20),
  sort: Whole(0, 1_000_000),
}
const Org = Obj({ ...orgFacts, id: Id, agencyId: Id, active: Bool, rev: Rev })
const { code, name, shortName, kind, level, parentId, ...loose } = orgFacts
const optional = <T extends Record<string, any>>(parts: T) =>
  Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, Optional(part)])) as {
    [K in keyof T]: ReturnType<typeof Optional<T[K]>>
  }

const postFacts = { name: Filled(60), work: Text(40), roleIds: Arr(RoleId, 40), scope: Scope, areas: Arr(AreaCode, 60) }
const Post = Obj({
  ...postFacts,
  id: Id,
  orgId: Id,
  active: Bool,
  rev: Rev,
  people: Type.Array(Obj({ id: Id, name: Type.String(), posting: Id })),
})

const Session = Obj({
  id: Id,
  createdAt: DateTime,
  lastSeenAt: DateTime,
  expiresAt: DateTime,
  ip: Type.String(),
  agent: Type.String(),
  revokedAt: Nullable(DateTime),
  open: Bool,
  current: Bool,
})
const Sessions = Obj({ items: Type.Array(Session) })

const person = {
  id: Id,
  login: NoName,
  name: Type.String(),
  title: Type.String(),
  state: State,
  orgId: Nullable(Id),
  orgName: NoName,
  phone: NoName,
  email: NoName,
  idNo: NoName,
  rev: Rev,
  createdAt: DateTime,
  lastSeenAt: Nullable(DateTime),
  lockedUntil: Nullable(DateTime),
}
const Posting = Obj({
  id: Id,
  fromDate: DateOnly,
  toDate: Nullable(DateOnly),
  postId: Id,
  name: Type.String(),
  orgId: Id,
  orgName: Type.String(),
  roleIds: Type.Array(Type.String()),
  scope: Scope,
  areas: Type.Array(Type.String()),
})
const Person = Obj({ ...person, postings: Type.Array(Posting) })
const personInput = {
  name: Filled(40),
  title: Text(60),
  orgId: Id,
  phone: Nullable(Text(20)),
  email: Nullable(Email),
  idNo: Nullable(Text(18)),
}

const Role = Obj({
  id: RoleId,
  name: Names,
  permissions: Type.Array(Type.String()),
  module: NoName,
  declared: Type.Array(Type.String()),
  rev: Rev,
})
const Someone = Obj({ id: Id, name: Type.String(), orgName: Type.String() })
const Delegation = Obj({
  id: Id,
  from: Someone,
  to: Someone,
  posts: Nullable(Type.Array(Type.String())),
  fromDate: DateOnly,
  toDate: DateOnly,
  reason: Type.String(),
  state: Choice('open', 'coming', 'past', 'revoked'),
  madeByName: Type.String(),
  madeAt: DateTime,
  revokedAt: Nullable(DateTime),
})
const KeyScope = Choice('DEPT', 'AGENCY', 'AGENCY_AND_BELOW', 'CITY')
const keyFacts = {
  name: Filled(80),
  orgId: Id,
  permissions: Permissions,
  scope: KeyScope,
  areas: Arr(AreaCode, 60),
  rate: Whole(1, 10_000),
}
const Password = Type.String({ minLength: 1, maxLength: 200 })
const Mobile = Type.String({ pattern: '^1[3-9]\\d{9}$' })

export default contract({
  'POST /identity/codes': {
    may: 'public',
    limit: 'login',
    summary: { zh: '发送登录验证码', en: 'Send a sign-in code' },
    body: Obj({ phone: Mobile }),
    reply: Obj({ expiresIn: Whole(), resendAfter: Whole() }),
  },

  'GET /identity/me': {
    may: 'signed-in',
    summary: { zh: '我的账号', en: 'My account' },
    reply: Obj({
      id: Id,
      kind: Choice('staff', 'citizen'),
      login: NoName,
      name: Type.String(),
      title: Type.String(),
      phone: NoName,
      email: NoName,
      lang: Nullable(Choice('zh', 'en')),
      passwordChangedAt: Nullable(DateTime),
      mustChange: Bool,
      posts: Type.Array(
        Obj({
          id: Id,
          name: Type.String(),
          orgId: Id,
          orgName: Type.String(),
          scope: Scope,
          roles: Type.Array(Names),
          by: Nullable(Obj({ id: Id, name: Type.String() })),
        }),
      ),
    }),
  },
  'PATCH /identity/me': {
    may: 'signed-in',
    body: Obj({ lang: Optional(Choice('zh', 'en')), email: Optional(Nullable(Email)), name: Optional(Filled(40)) }),
    reply: Obj({ id: Id }),
  },
  'POST /identity/me/password': {
    may: 'staff',
    limit: 'login',
    body: Obj({ before: Password, after: Password }),
    reply: Obj({ ended: Whole() }),
  },
  'GET /identity/me/sessions': { may: 'signed-in', reply: Sessions },
  'DELETE /identity/me/sessions/:id': { may: 'signed-in', params: ById, reply: Obj({ ended: Whole() }) },
  'DELETE /identity/me/sessions': {
    may: 'signed-in',
    summary: { zh: '结束我的其他会话', en: 'End my other sessions' },
    reply: Obj({ ended: Whole() }),
  },
  'POST /identity/me/behalf': {
    may: 'staff',
    summary: { zh: '切换为受托身份', en: 'Act on behalf of somebody who delegated' },
    body: Obj({ person: Nullable(Id) }),
    reply: Obj({ person: Nullable(Id) }),
  },
  'GET /identity/me/delegations': { may: 'staff', query: PageQuery(), reply: PageOf(Delegation) },

  'GET /identity/tree': {
    may: 'staff',
    summary: { zh: '组织机构树', en: 'The organisation tree' },
    query: Obj({ departments: Optional(Bool), inactive: Optional(Bool) }),
    reply: Obj({ items: Type.Array(Obj(Node)) }),
  },
  'GET /identity/orgs': {
    may: 'staff',
    summary: { zh: '查找机构', en: 'Find organisations' },
    query: Obj({ q: Optional(Text(60)), kind: Optional(Kind), under: Optional(Id), size: Optional(Whole(1, 100)) }),
    reply: Obj({ items: Type.Array(Obj({ ...Node, note: Type.String() })) }),
  },
  'GET /identity/orgs/:id': {
    may: 'staff',
    params: ById,
    reply: Obj({ org: Org, path: Type.Array(Obj(Node)), below: Type.Array(Obj(Node)), posts: Type.Array(Post), staff: Whole() }),
  },
  'POST /identity/orgs': {
    may: 'identity.org.manage',
    status: 201,
    body: Obj({ code, name, shortName, kind, level, parentId, ...optional(loose) }),
    reply: Org,
  },
  'PATCH /identity/orgs/:id': {
    may: 'identity.org.manage',
    params: ById,
    body: Obj({ rev: Rev, ...optional(orgFacts), active: Optional(Bool) }),
    reply: Org,
  },

  'POST /identity/posts': {
    may: 'identity.person.manage',
    status: 201,
    body: Obj({ orgId: Id, ...postFacts, work: Optional(Text(40)), areas: Optional(Arr(AreaCode, 60)) }),
    reply: Made,
  },
  'PATCH /identity/posts/:id': {
    may: 'identity.person.manage',
    params: ById,
    body: Obj({ rev: Rev, ...optional(postFacts), active: Optional(Bool) }),
    reply: Made,
  },
  'POST /identity/postings': {
    may: 'identity.person.manage',
    status: 201,
    body: Obj({ person: Id, post: Id, from: DateOnly, to: Optional(Nullable(DateOnly)) }),
    reply: Made,
  },
  'POST /identity/postings/:id/end': { may: 'identity.person.manage', params: ById, body: Obj({ to: DateOnly }), reply: Made },

  'GET /identity/colleagues': {
    may: 'staff',
    summary: { zh: '查找同事', en: 'Find a colleague' },
    query: Obj({ q: Text(40, 1), org: Optional(Id) }),
    reply: Obj({
      items: Type.Array(Obj({ id: Id, name: Type.String(), title: Type.String(), orgId: Nullable(Id), orgName: Type.String() })),
    }),
  },
  'GET /identity/people': {
    may: 'identity.person.read',
    summary: { zh: '工作人员', en: 'Staff' },
    query: PageQuery({ org: Optional(Id), state: Optional(State), role: Optional(RoleId) }),
    reply: PageOf(Obj({ ...person, posts: Type.Array(Type.String()) })),
  },
  'POST /identity/people': {
    may: 'identity.person.manage',
    status: 201,
    body: Obj({
      login: Login,
      ...personInput,
      title: Optional(Text(60)),
      ...optional({ phone: personInput.phone, email: personInput.email, idNo: personInput.idNo }),
    }),
    reply: Obj({ id: Id, password: Type.String() }),
    keep: false,
  },
  'GET /identity/people/:id': { may: 'identity.person.read', params: ById, reply: Person },
  'PATCH /identity/people/:id': {
    may: 'identity.person.manage',
    params: ById,
    body: Obj({ rev: Rev, ...optional(personInput) }),
    reply: Person,
  },
  'POST /identity/people/:id/password': {
    may: 'identity.person.manage',
    params: ById,
    summary: { zh: '重置密码', en: 'Reset the password' },
    reply: Obj({ password: Type.String() }),
    keep: false,
  },
  'POST /identity/people/:id/state': {
    may: 'identity.person.manage',
    params: ById,
    body: Obj({ state: State, reason: Filled(200) }),
    reply: Person,
  },
  'GET /identity/people/:id/sessions': { may: 'identity.person.manage', params: ById, reply: Sessions },
  'DELETE /identity/people/:id/sessions': { may: 'identity.person.manage', params: ById, reply: Obj({ ended: Whole() }) },
  'POST /identity/people/:id/unmask': {
    may: 'identity.person.unmask',
    params: ById,
    summary: { zh: '查看完整个人信息', en: 'See personal data unmasked' },
    body: Obj({ field: Choice('phone', 'idNo', 'email', 'address', 'name'), purpose: Filled(200) }),
    reply: Obj({ value: NoName }),
    keep: false,
  },
  'GET /identity/citizens': {
    may: 'identity.citizen.read',
    query: PageQuery({ state: Optional(State) }),
    reply: PageOf(
      Obj({
        id: Id,
        name: Type.String(),
        phone: NoName,
        idNo: NoName,
        areaCode: Type.String(),
        state: State,
        verified: Bool,
        createdAt: DateTime,
      }),
    ),
  },
  'GET /identity/unmaskings': {
    may: 'identity.unmasking.read',
    query: PageQuery({ actor: Optional(Id), subject: Optional(Id) }),
    reply: PageOf(
      Obj({
        id: Id,
        at: DateTime,
        actorId: Nullable(Id),
        actorName: Type.String(),
        actorOrg: Nullable(Id),
        onBehalfOf: Nullable(Id),
        subjectKind: Type.String(),
        subjectId: Type.String(),
        field: Type.String(),
        purpose: Type.String(),
        ip: Type.String(),
        trace: Type.String(),
      }),
    ),
  },

  'GET /identity/permissions': {
    may: 'identity.person.read',
    reply: Obj({
      items: Type.Array(
        Obj({
          id: Type.String(),
          name: Names,
          pillar: Type.String(),
          permissions: Type.Array(Obj({ id: Type.String(), name: Names })),
        }),
      ),
    }),
  },
  'GET /identity/roles': {
    may: 'identity.person.read',
    reply: Obj({ items: Type.Array(Obj({ ...Role.properties, posts: Whole(), people: Whole() })) }),
  },
  'POST /identity/roles': {
    may: 'identity.role.manage',
    status: 201,
    body: Obj({ id: RoleId, name: Names, permissions: Permissions }),
    reply: Role,
  },
  'PATCH /identity/roles/:id': {
    may: 'identity.role.manage',
    params: Obj({ id: RoleId }),
    body: Obj({ rev: Rev, name: Optional(Names), permissions: Optional(Permissions) }),
    reply: Role,
  },

  'GET /identity/delegations': {
    may: 'identity.delegation.manage',
    query: PageQuery({ open: Optional(Bool) }),
    reply: PageOf(Delegation),
  },
  'POST /identity/delegations': {
    may: 'staff',
    status: 201,
    body: Obj({
      from: Optional(Id),
      to: Id,
      posts: Optional(Nullable(Arr(Id, 50))),
      fromDate: DateOnly,
      toDate: DateOnly,
      reason: Filled(200),
    }),
    reply: Made,
  },
  'POST /identity/delegations/:id/revoke': { may: 'staff', params: ById, reply: Made },

  'GET /identity/keys': {
    may: 'identity.key.manage',
    query: PageQuery(),
    reply: PageOf(
      Obj({
        ...keyFacts,
        id: Id,
        hint: Type.String(),
        orgName: Type.String(),
        validUntil: DateTime,
        lastUsedAt: Nullable(DateTime),
        madeBy: Nullable(Id),
        madeAt: DateTime,
        revokedAt: Nullable(DateTime),
        revokedBy: Nullable(Id),
        state: Choice('open', 'past', 'revoked'),
      }),
    ),
  },
  'POST /identity/keys': {
    may: 'identity.key.manage',
    status: 201,
    body: Obj({ ...keyFacts, areas: Optional(keyFacts.areas), validUntil: DateTime }),
    reply: Obj({ id: Id, key: Type.String() }),
    keep: false,
  },
  'POST /identity/keys/:id/revoke': { may: 'identity.key.manage', params: ById, reply: Made },
})
