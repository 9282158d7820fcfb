-- People, organisations, posts, roles, sessions: who is who, and what each may do where.

create schema if not exists identity;

-- Limits that a city may change: dated data.
create table identity.rule (
  key text not null,
  value integer not null,
  valid_from date not null default '2000-01-01',
  source text,
  primary key (key, valid_from)
);
insert into identity.rule (key, value, source) values
  ('session.staff_idle_minutes', 30, 'GB/T 22239-2019 8.1.4.1 b: leave idle sessions'),
  ('session.staff_hours', 12, null),
  ('session.citizen_days', 30, null),
  ('sign_in.failures', 5, 'GB/T 22239-2019 8.1.4.1 b: limit failed sign-ins; per login name'),
  ('sign_in.failures_address', 30, 'per address: an office or a school shares one'),
  ('sign_in.lock_minutes', 15, null),
  ('password.least', 10, 'characters'),
  ('password.kinds', 3, 'of lower case, upper case, digits, others'),
  ('code.minutes', 5, null),
  ('code.attempts', 5, null),
  ('code.wait_seconds', 60, 'between two codes for one phone'),
  ('code.hour', 5, 'codes an hour for one phone'),
  ('code.day', 10, 'codes a day for one phone'),
  ('code.address_hour', 60, 'codes an hour from one address'),
  ('delegation.most_days', 366, null),
  ('key.most_days', 731, 'an API key ends; it is renewed by somebody who still wants it'),
  ('keep.days', 190, '网络安全法 art. 21: records of sign-in for at least six months');

-- Made at first start, never in a migration: a prepared database is copied, its secrets must not be.
create table identity.secret (id text primary key, value text not null, made_at timestamptz not null default now());

-- Check character of a unified social credit code (GB 32100-2015): weights 3^i mod 31 over 17 characters.
create function identity.uscc_valid(p text) returns boolean language sql immutable as $$
  select p ~ '^[0-9A-HJ-NPQRTUWXY]{18}$' and strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(p, 18, 1)) - 1 = (
    select (31 - sum((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(p, i, 1)) - 1)
      * (array[1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28])[i]) % 31) % 31
    from generate_series(1, 17) as i)
$$;

-- One tree: province, city, county and township governments, their agencies, and the departments inside them.
create table identity.org (
  id uuid primary key,
  code text not null unique,
  uscc text unique check (uscc is null or identity.uscc_valid(uscc)),
  name text not null,
  short_name text not null,
  initials text not null default '',
  pinyin text not null default '',
  kind text not null check (kind in ('government', 'agency', 'institution', 'enterprise', 'community', 'department')),
  level text not null check (level in ('province', 'city', 'county', 'township')),
  parent_id uuid references identity.org,
  -- '/<root>/…/<id>/': the subtree of x is all whose path begins with x's path.
  path text not null unique,
  -- The organisation itself, or the agency that a department is part of.
  agency_id uuid not null references identity.org,
  area_code text not null default '',
  -- Field of work by which systems find who is responsible: 'police', 'water-supply', 'hotline'.
  duty text not null default '',
  lng double precision,
  lat double precision,
  address text not null default '',
  duty_phone text not null default '',
  sort integer not null default 0,
  active boolean not null default true,
  rev integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((lng is null) = (lat is null)),
  check (path like '%/' || id::text || '/'),
  check ((parent_id is null) or parent_id <> id)
);
create index on identity.org (parent_id);
create index on identity.org (agency_id);
create index on identity.org (duty) where duty <> '';

create table identity.role (
  id text primary key check (id ~ '^[a-z][a-z0-9_.-]{1,60}$'),
  name_zh text not null,
  name_en text not null,
  permissions text[] not null,
  -- Which module brings it; null for the city's own.
  module text,
  -- What the module declared when last seen: an edited role still follows what its module adds and drops.
  declared text[] not null default '{}',
  rev integer not null default 1,
  updated_at timestamptz not null default now()
);

create table identity.post (
  id uuid primary key,
  org_id uuid not null references identity.org,
  name text not null,
  -- What whoever holds it does: 'leader', 'clerk', 'dispatcher'; systems map it to their roles.
  work text not null default '',
  role_ids text[] not null default '{}',
  scope text not null check (scope in ('SELF', 'DEPT', 'AGENCY', 'AGENCY_AND_BELOW', 'CITY')),
  -- Area code prefixes; empty: no narrower than the organisation.
  areas text[] not null default '{}',
  active boolean not null default true,
  rev integer not null default 1,
  created_at timestamptz not null default now(),
  unique (org_id, name)
);
create index on identity.post using gin (role_ids);

create table identity.person (
  id uuid primary key,
  kind text not null check (kind in ('staff', 'citizen')),
  login text unique check (login = lower(login)),
  name text not null,
  initials text not null default '',
  title text not null default '',
  -- Personal data: masked in every answer unless unmasked with a purpose.
  phone text,
  phone_hash text,
  id_no text,
  id_no_hash text,
  email text,
  address text,
  area_code text not null default '',
  -- The main organisation: that of the first post.
  org_id uuid references identity.org,
  lang text check (lang in ('zh', 'en')),
  state text not null default 'active' check (state in ('active', 'locked', 'left')),
  verified boolean not null default false,
  rev integer not null default 1,
  created_at timestamptz not null default now(),
  check (kind = 'citizen' or login is not null)
);
create unique index person_citizen_phone on identity.person (phone_hash) where kind = 'citizen';
create index on identity.person (phone_hash);
create index on identity.person (id_no_hash);
create index on identity.person (kind, name text_pattern_ops);
create index on identity.person (kind, created_at desc, id);
create index on identity.person (org_id) where kind = 'staff';

create table identity.posting (
  id uuid primary key,
  person_id uuid not null references identity.person,
  post_id uuid not null references identity.post,
  from_date date not null,
  to_date date,
  made_by uuid,
  made_at timestamptz not null default now(),
  check (to_date is null or to_date >= from_date),
  unique (person_id, post_id, from_date)
);
create index on identity.posting (post_id);

-- One row per way to prove who one is; 'totp' and 'oidc' may join 'password'.
create table identity.credential (
  person_id uuid not null references identity.person,
  kind text not null check (kind in ('password', 'totp', 'oidc')),
  secret text not null,
  must_change boolean not null default false,
  changed_at timestamptz not null,
  primary key (person_id, kind)
);

-- Failed sign-ins by login name and by address, known or not: an unknown name locks like a known one.
create table identity.sign_in_attempt (
  key text primary key,
  failed integer not null,
  since timestamptz not null,
  locked_until timestamptz
);

create table identity.session (
  id uuid primary key,
  token_hash text not null unique,
  person_id uuid not null references identity.person,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ip text not null default '',
  agent text not null default '',
  on_behalf_of uuid references identity.person,
  revoked_at timestamptz,
  revoked_by uuid
);
create index on identity.session (person_id, created_at desc);
create index on identity.session (expires_at);

create table identity.delegation (
  id uuid primary key,
  from_person uuid not null references identity.person,
  to_person uuid not null references identity.person,
  -- Null: all posts that the giver holds.
  posts uuid[],
  from_date date not null,
  to_date date not null,
  reason text not null,
  made_by uuid,
  made_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by uuid,
  check (to_date >= from_date),
  check (from_person <> to_person)
);
create index on identity.delegation (to_person);
create index on identity.delegation (from_person);

create table identity.api_key (
  id uuid primary key,
  name text not null,
  hint text not null,
  token_hash text not null unique,
  org_id uuid not null references identity.org,
  permissions text[] not null,
  scope text not null check (scope in ('DEPT', 'AGENCY', 'AGENCY_AND_BELOW', 'CITY')),
  areas text[] not null default '{}',
  -- Requests a second.
  rate integer not null check (rate between 1 and 10000),
  valid_until timestamptz not null,
  last_used_at timestamptz,
  made_by uuid,
  made_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by uuid
);

create table identity.phone_code (
  id uuid primary key,
  phone_hash text not null,
  code_hash text not null,
  ip text not null default '',
  attempts integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on identity.phone_code (phone_hash, created_at desc);
create index on identity.phone_code (ip, created_at desc);

-- Who saw which personal field of whom, and what for (个人信息保护法 art. 6, 51).
create table identity.unmask_log (
  id uuid primary key,
  at timestamptz not null,
  actor_id uuid,
  actor_name text not null,
  actor_org uuid,
  on_behalf_of uuid,
  subject_kind text not null,
  subject_id text not null,
  field text not null,
  purpose text not null,
  ip text not null default '',
  trace text not null default ''
);
create index on identity.unmask_log (at desc, id);
create index on identity.unmask_log (subject_id, at desc);
select kernel.append_only('identity.unmask_log');
