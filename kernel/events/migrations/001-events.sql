-- Facts that modules publish, kept as a log, and what of them is still owed to reactions.

create schema if not exists events;

-- Ids of one millisecond are in no order; this is.
create sequence events.spoken cache 1;

create table events.event (
  id uuid not null,
  at timestamptz not null,
  name text not null,
  payload jsonb not null,
  trace text not null,
  -- The transaction that stored it: a reader that follows the log stops before the oldest one still open and so misses none.
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null default nextval('events.spoken'),
  primary key (id, at)
) partition by range (at);
create index on events.event (name, at);
create index on events.event (seq);
select kernel.append_only('events.event');
select kernel.monthly('events.event');

-- One row per reaction still owed; deleted in the reaction's own transaction, which makes it happen exactly once in the database.
create table events.delivery (
  seq bigint not null default nextval('events.spoken'),
  module text not null,
  event_id uuid not null,
  name text not null,
  payload jsonb not null,
  at timestamptz not null,
  attempts int not null default 0,
  next_at timestamptz not null,
  error text,
  -- Set when the attempts are used up: a dead letter, until somebody tries again or drops it.
  dead_at timestamptz,
  primary key (module, event_id)
);
create index on events.delivery (module, name, seq) where dead_at is null;
