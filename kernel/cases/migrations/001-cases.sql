-- Cases: flows in versions, cases with tasks and clocks, an append-only log, and counts that are right in each commit.

create schema if not exists cases;

create table cases.flow (
  id text primary key check (id ~ '^[a-z][a-z0-9-]*\.[a-z0-9.-]+$'),
  system text not null,
  name_zh text not null,
  name_en text not null,
  -- Null until something was published.
  live_version int
);

create table cases.flow_version (
  flow_id text not null references cases.flow,
  version int not null,
  -- json, not jsonb: the order of states and actions is the order in which people see them.
  definition json not null,
  source text not null check (source in ('code', 'city')),
  status text not null check (status in ('draft', 'live', 'retired')),
  -- The version that a draft was made from.
  base int,
  note text not null default '',
  made_by text,
  made_by_name text not null default '',
  made_at timestamptz not null,
  approved_by text,
  approved_by_name text,
  published_at timestamptz,
  primary key (flow_id, version)
);
create unique index flow_version_one_live on cases.flow_version (flow_id) where status = 'live';

-- What was once live is what open cases and old decisions rest on.
create function cases.keep_version() returns trigger language plpgsql as $$
begin
  if old.status = 'draft' then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op = 'UPDATE' and new.definition::text = old.definition::text and new.version = old.version and new.flow_id = old.flow_id
    and new.source = old.source and new.status in ('live', 'retired') then
    return new;
  end if;
  raise exception 'a published version of a flow is immutable' using errcode = 'integrity_constraint_violation';
end $$;
create trigger keep_version before update or delete on cases.flow_version for each row execute function cases.keep_version();

-- Room on each page so that an update finds its new place beside the old one.
create table cases."case" (
  id uuid primary key,
  no text not null,
  flow_id text not null references cases.flow,
  version int not null,
  system text not null,
  subject_id text,
  title text not null check (length(title) between 1 and 200),
  state text not null,
  flags text[] not null default '{}',
  priority smallint not null default 0,
  org text not null,
  opened_org text not null,
  handled_org text,
  area text not null default '',
  place geometry(Point, 4326),
  cell text,
  opened_by text,
  opened_at timestamptz not null,
  ended_at timestamptz,
  result text,
  parent_id uuid,
  supervise_level smallint not null default 0,
  suspended_until timestamptz,
  due_at timestamptz,
  warn_at timestamptz,
  moved_at timestamptz not null,
  moved_by text,
  -- States gone through with who moved on: what 退回, 撤回 and `previous` go back along.
  trail jsonb not null default '[]',
  rev int not null default 1
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
-- Ids are in the order of opening: each list is a walk back from its newest row.
create unique index case_no on cases."case" (no text_pattern_ops);
create index case_by_flow on cases."case" (flow_id, id desc);
create index case_by_org on cases."case" (org, id desc);
create index case_by_area on cases."case" (area text_pattern_ops, id desc);
create index case_open on cases."case" (flow_id, state, id desc) where ended_at is null;
create index case_overdue on cases."case" (id desc) where 'overdue' = any (flags);
create index case_parent on cases."case" (parent_id) where parent_id is not null;
create index case_opener on cases."case" (opened_by, id desc) where opened_by is not null;
create index case_subject on cases."case" (subject_id) where subject_id is not null;

-- Apart from the case, so that moving a case never touches the text index. Words: pairs of Chinese characters, other words whole.
create table cases.case_text (
  case_id uuid primary key,
  flow_id text not null,
  words tsvector not null
);
create index case_text_words on cases.case_text using gin (words) with (fastupdate = on, gin_pending_list_limit = 4096);

create table cases.case_task (
  case_id uuid not null,
  id uuid not null,
  flow_id text not null,
  system text not null,
  state text not null,
  kind text not null check (kind in ('state', 'extension')),
  ord smallint not null default 0,
  status text not null check (status in ('open', 'waiting', 'done', 'dropped')),
  pool text,
  holder text not null,
  claimed_by text,
  claimed_at timestamptz,
  delegated_by text,
  opened_at timestamptz not null,
  due_at timestamptz,
  warn_at timestamptz,
  done_at timestamptz,
  done_by text,
  outcome text,
  input jsonb,
  primary key (case_id, id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
-- The to-do list: only what is open, by holder, most pressing first.
create index case_task_todo on cases.case_task (holder, due_at, case_id) include (system) where status = 'open';
create index case_task_done_by on cases.case_task (done_by, case_id) where done_by is not null;

create table cases.case_clock (
  case_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('total', 'state', 'task')),
  ref text not null,
  org text not null,
  calendar text not null,
  allowance text not null,
  original text not null,
  warn text not null,
  office_close boolean not null default false,
  started_at timestamptz not null,
  due_at timestamptz not null,
  warn_at timestamptz,
  -- When the clock job has to look again: the warning, then the deadline, then never.
  next_at timestamptz,
  pauses jsonb not null default '[]',
  paused_at timestamptz,
  extended int not null default 0,
  warned_at timestamptz,
  breached_at timestamptz,
  exempt_at timestamptz,
  exempt_reason text,
  stopped_at timestamptz,
  result text not null check (result in ('RUNNING', 'PAUSED', 'MET', 'BREACHED', 'EXEMPT')),
  provisional boolean not null default false,
  primary key (case_id, id),
  -- A breach is a fact: nothing that happens later takes it back.
  check (result not in ('BREACHED', 'EXEMPT') or breached_at is not null)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
create index case_clock_next on cases.case_clock (next_at) where next_at is not null;
create index case_clock_running on cases.case_clock (calendar, due_at) where stopped_at is null;
create index case_clock_breached on cases.case_clock (org, breached_at) where breached_at is not null;

create function cases.keep_breach() returns trigger language plpgsql as $$
begin
  if old.breached_at is not null and (tg_op = 'DELETE' or new.breached_at is distinct from old.breached_at) then
    raise exception 'a breach is never deleted' using errcode = 'integrity_constraint_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger keep_breach before update or delete on cases.case_clock for each row
  when (old.breached_at is not null) execute function cases.keep_breach();

-- Steps of one moment keep their order.
create sequence cases.step_seq;
create table cases.case_step (
  seq bigint not null default nextval('cases.step_seq'),
  case_id uuid not null,
  at timestamptz not null,
  id uuid not null,
  flow_id text not null,
  actor_id text,
  actor_name text not null,
  org_id text,
  on_behalf_of text,
  action text not null,
  from_state text,
  to_state text,
  input jsonb not null default '{}',
  note text,
  effect jsonb
) partition by range (at);
create index on cases.case_step (case_id, at, seq);
select kernel.monthly('cases.case_step');
select kernel.append_only('cases.case_step');

-- Counts: each commit appends what it changed; a job folds the changes; readers add both. No row that two commits wait for.
create table cases.tally_change (
  flow_id text not null,
  state text not null,
  org text not null,
  area text not null,
  ended boolean not null,
  n int not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- '*' stands for all: totals are kept by organisation, by county, by both and without either.
create table cases.tally (
  flow_id text not null,
  state text not null,
  org text not null,
  area text not null,
  ended boolean not null,
  n bigint not null,
  primary key (flow_id, org, area, state, ended)
) with (fillfactor = 70);

-- Calendars that changed and whose open clocks are still being computed again, slice by slice.
create table cases.recompute (
  id bigint generated always as identity primary key,
  calendar text not null,
  from_day date not null,
  after uuid,
  at timestamptz not null
);
