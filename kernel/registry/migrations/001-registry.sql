-- What every registry shares: the history of its rows.

create schema if not exists registry;

create table registry.history (
  id uuid primary key,
  registry text not null,
  row_id uuid not null,
  rev int not null,
  op text not null check (op in ('create', 'update', 'delete')),
  -- The fields that changed, as they were and as they are.
  before jsonb not null,
  after jsonb not null,
  by_id uuid,
  by_name text not null,
  at timestamptz not null
);
create index on registry.history (registry, row_id, rev);
select kernel.append_only('registry.history');
