-- Dated code tables and settings with a second pair of eyes, and the values of indicators over time.

create schema if not exists catalogue;

create table catalogue.code_table (
  id text primary key check (id ~ '^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_.-]*$'),
  name_zh text not null,
  name_en text not null,
  -- Standard or document the codes come from.
  source text not null default ''
);

create table catalogue.code (
  table_id text not null references catalogue.code_table,
  code text not null check (code <> ''),
  valid_from date not null,
  -- The first day on which this row no longer holds; null while it does.
  valid_to date,
  name_zh text not null,
  name_en text not null,
  parent text,
  sort int not null default 0,
  attributes jsonb not null default '{}',
  primary key (table_id, code, valid_from),
  check (valid_to is null or valid_to >= valid_from)
);

create table catalogue.setting_kind (
  key text primary key,
  name_zh text not null,
  name_en text not null,
  type text not null check (type in ('number', 'text', 'flag')),
  unit text not null default '',
  least double precision,
  most double precision
);
create table catalogue.setting (
  key text not null references catalogue.setting_kind,
  valid_from date not null,
  value jsonb not null,
  source text not null default '',
  primary key (key, valid_from)
);

-- Who proposed what, who looked at it, and from which day it holds. Never deleted: this is the history.
create table catalogue.change (
  id uuid primary key,
  -- Changes made by one import belong together.
  batch uuid not null,
  table_id text references catalogue.code_table,
  setting text references catalogue.setting_kind,
  code text,
  op text not null check (op in ('put', 'end')),
  value jsonb not null,
  -- What it was meant to replace: a later change makes this one stale.
  before jsonb,
  valid_from date not null,
  note text not null default '',
  state text not null default 'draft' check (state in ('draft', 'approved', 'refused', 'withdrawn')),
  made_by uuid,
  made_by_name text not null,
  made_at timestamptz not null,
  reviewed_by uuid,
  reviewed_by_name text,
  reviewed_at timestamptz,
  review_note text,
  check ((table_id is null) <> (setting is null)),
  check ((table_id is null) = (code is null))
);
create index on catalogue.change (state, made_at desc);
create index on catalogue.change (table_id, code, made_at desc);

create table catalogue.indicator_value (
  indicator text not null,
  at timestamptz not null,
  value double precision,
  primary key (indicator, at)
) partition by range (at);
select kernel.append_only('catalogue.indicator_value');
select kernel.monthly('catalogue.indicator_value');
