// Schemas that the routes of identity share: organisations, posts, people, sessions, roles, delegations, keys.

import { Type } from 'typebox'
import {
  Arr,
  Bool,
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
  Text,
  Whole,
} from '#kernel/module'

export const Kind = Choice('government', 'agency', 'institution', 'enterprise', 'community', 'department')
export const Level = Choice('province', 'city', 'county', 'township')
export const Scope = Choice('SELF', 'DEPT', 'AGENCY', 'AGENCY_AND_BELOW', 'CITY')
export const State = Choice('active', 'locked', 'left')
export const AreaCode = Type.String({ pattern: '^(\\d{2}|\\d{4}|\\d{6}|\\d{9}|\\d{12})$' })
export const RoleId = Type.String({ pattern: '^[a-z][a-z0-9_.-]{1,60}$' })
export const Login = Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_.-]{1,39}$' })
export const Permissions = Arr(Text(80), 500)
export const Rev = Whole(1)
export const Email = Type.String({ format: 'email', maxLength: 120 })
export const Made = Obj({ id: Id })
export const NoName = Nullable(Type.String())

export const Node = {
  id: Id,
  code: Type.String(),
  name: Type.String(),
  shortName: Type.String(),
  kind: Kind,
  level: Level,
  parentId: Nullable(Id),
  active: Bool,
}
export const orgFacts = {
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
export const Org = Obj({ ...orgFacts, id: Id, agencyId: Id, active: Bool, rev: Rev })
export const { code, name, shortName, kind, level, parentId, ...loose } = orgFacts
export const optional = <T extends Record<string, any>>(parts: T) =>
  Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, Optional(part)])) as {
    [K in keyof T]: ReturnType<typeof Optional<T[K]>>
  }

export const postFacts = { name: Filled(60), work: Text(40), roleIds: Arr(RoleId, 40), scope: Scope, areas: Arr(AreaCode, 60) }
export const Post = Obj({
  ...postFacts,
  id: Id,
  orgId: Id,
  active: Bool,
  rev: Rev,
  people: Type.Array(Obj({ id: Id, name: Type.String(), posting: Id })),
})

export const Session = Obj({
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
export const Sessions = Obj({ items: Type.Array(Session) })

export const person = {
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
export const Posting = Obj({
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
export const Person = Obj({ ...person, postings: Type.Array(Posting) })
export const personInput = {
  name: Filled(40),
  title: Text(60),
  orgId: Id,
  phone: Nullable(Text(20)),
  email: Nullable(Email),
  idNo: Nullable(Text(18)),
}

export const Role = Obj({
  id: RoleId,
  name: Names,
  permissions: Type.Array(Type.String()),
  module: NoName,
  declared: Type.Array(Type.String()),
  rev: Rev,
})
export const Someone = Obj({ id: Id, name: Type.String(), orgName: Type.String() })
export const Delegation = Obj({
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
export const KeyScope = Choice('DEPT', 'AGENCY', 'AGENCY_AND_BELOW', 'CITY')
export const keyFacts = {
  name: Filled(80),
  orgId: Id,
  permissions: Permissions,
  scope: KeyScope,
  areas: Arr(AreaCode, 60),
  rate: Whole(1, 10_000),
}
export const Password = Type.String({ minLength: 1, maxLength: 200 })
export const Mobile = Type.String({ pattern: '^1[3-9]\\d{9}$' })
