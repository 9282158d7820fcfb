-- Who did what, and the hash tree that shows when a row was touched. All three tables are append-only.

create schema if not exists audit;

create table audit.entry (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  trace text not null,
  actor_kind text not null,
  actor_id text,
  on_behalf_of text,
  org_id text,
  action text not null,
  subject text not null,
  detail jsonb,
  ip text not null default '',
  -- Tells the sealer which rows belong to finished transactions, so that writers need no order among themselves.
  xid xid8 not null default pg_current_xact_id()
);
create index on audit.entry (xid, id);
create index on audit.entry (at, id);
create index on audit.entry (actor_id, at, id);
create index on audit.entry (action, at, id);
create index on audit.entry (subject text_pattern_ops, at);

create table audit.batch (
  no bigint primary key check (no > 0),
  -- 'seal' in the course of time; 'restart' after a restore into a cluster that counts transactions anew.
  reason text not null check (reason in ('seal', 'restart')),
  algorithm text not null,
  -- Version of the canonical encoding of an entry.
  format int not null,
  count int not null check (count >= 0),
  -- All transactions below to_xid are sealed by this batch and those before it.
  from_xid xid8 not null,
  to_xid xid8 not null,
  at timestamptz not null,
  root bytea not null,
  prev_chain bytea not null,
  chain bytea not null
);

create table audit.leaf (
  batch bigint not null references audit.batch,
  position int not null,
  entry_id bigint not null unique,
  hash bytea not null,
  primary key (batch, position)
);

select kernel.append_only('audit.entry');
select kernel.append_only('audit.batch');
select kernel.append_only('audit.leaf');
