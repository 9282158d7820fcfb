-- Tickets 工单 of the mayor's hotline, their callers kept apart, and what the rules need to remember (government.md 1.4 to 1.7).

create schema if not exists hotline;

-- Who answers for what where (duty list): the longest content prefix decides, then the longest area prefix.
create table hotline.duty (
  id uuid primary key,
  content_prefix text not null check (content_prefix ~ '^(\d{2}){0,3}$'),
  area_prefix text not null default '' check (area_prefix ~ '^\d{0,12}$'),
  org_id uuid not null,
  basis text not null default '',
  valid_from date not null default '2000-01-01',
  valid_to date check (valid_to >= valid_from),
  unique (content_prefix, area_prefix, org_id, valid_from)
);
create index duty_org on hotline.duty (org_id);

-- The organisation that runs the hotline; the newest row that has begun counts.
create table hotline.centre (
  org_id uuid not null,
  valid_from date not null default '2000-01-01',
  primary key (valid_from)
);

create table hotline.ticket (
  id uuid primary key,
  no text not null unique,
  case_id uuid,
  channel text not null check (channel in ('TEL', 'WEB', 'APP', 'WECHAT', 'SMS', 'MAIL', 'VISIT', 'TRANSFER_UP', 'TRANSFER_PEER', 'MEDIA')),
  -- The line that was dialled or written to (1.3); a code of hotline.line.
  source_line text not null default '12345',
  request_type text not null check (request_type in ('CONSULT', 'HELP', 'COMPLAINT', 'REPORT', 'SUGGEST', 'PRAISE', 'OTHER')),
  content_code text not null check (content_code ~ '^\d{6}$'),
  -- False until an agent has looked at what a citizen or a program chose.
  classified boolean not null default false,
  title text not null check (title ~ '\S' and length(title) <= 50),
  content text not null check (content ~ '\S' and length(content) <= 4000),
  confidential boolean not null default false,
  urgency text not null default 'NORMAL' check (urgency in ('URGENT', 'PRIORITY', 'NORMAL')),
  occur_at timestamptz,
  -- GB/T 2260 county, then township and community as far as known; '' outside the city or unknown.
  area text not null default '' check (area ~ '^\d{0,12}$'),
  address text not null default '' check (length(address) <= 200),
  geom geometry(Point, 4326),
  cell text,
  -- The point lies outside the city: saved, but never dispatched to a district by itself (1.12).
  out_of_area boolean not null default false,
  -- What the case says, copied in the same transaction, so that lists, map and statistics need no other schema.
  state text not null default 'registered',
  open boolean not null default true,
  org_id uuid not null,
  centre_id uuid not null,
  limit_text text,
  due_at timestamptz,
  late boolean not null default false,
  dispatched_at timestamptz,
  signed_at timestamptz,
  sign_late boolean not null default false,
  contacted_at timestamptz,
  replied_at timestamptz,
  closed_at timestamptz,
  archived_at timestamptz,
  designated boolean not null default false,
  returns smallint not null default 0,
  redos smallint not null default 0,
  urges smallint not null default 0,
  supervised smallint not null default 0,
  extended boolean not null default false,
  -- Duplicates (R4).
  parent_id uuid references hotline.ticket,
  duplicate_kind text check (duplicate_kind in ('SAME_CALLER_OPEN', 'SAME_CALLER_CLOSED', 'MULTI_CALLER')),
  -- The five parts of R5: contact, found, basis, result, next; or the direct answer as result.
  reply jsonb,
  solved text check (solved in ('SOLVED', 'EXPLAINED', 'UNSOLVED')),
  refusal text,
  satisfaction smallint check (satisfaction between 1 and 5),
  rated_by text check (rated_by in ('CALLBACK', 'WEB', 'SMS')),
  rated_at timestamptz,
  dissatisfied text[] not null default '{}',
  rating_note text not null default '' check (length(rating_note) <= 500),
  -- Decided by the review panel: the demand was unreasonable, the rating does not count (R6).
  excluded boolean not null default false,
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  rev integer not null default 1,
  -- Where a program said that a picture lies; shown to staff as a link, never fetched.
  media_url text check (length(media_url) <= 1000),
  search text generated always as (no || ' ' || title || ' ' || content || ' ' || address) stored
);
create index ticket_open on hotline.ticket (created_at desc, id) where open;
create index ticket_created on hotline.ticket (created_at desc, id);
create index ticket_updated on hotline.ticket (updated_at desc);
create index ticket_org on hotline.ticket (org_id, created_at desc);
create index ticket_code on hotline.ticket (content_code, created_at desc);
create index ticket_closed on hotline.ticket (closed_at desc) where closed_at is not null;
create index ticket_parent on hotline.ticket (parent_id) where parent_id is not null;
create index ticket_case on hotline.ticket (case_id);
create index ticket_search on hotline.ticket using gin (search gin_trgm_ops);
select geo.track('hotline.ticket', array['geom', 'state', 'open', 'org_id', 'late', 'content_code', 'urgency', 'title', 'confidential']);

-- Who called: apart, so that a list, an export or a tile can never carry it.
create table hotline.caller (
  ticket_id uuid primary key references hotline.ticket,
  -- The signed-in citizen.
  person_id uuid,
  name text not null default '' check (length(name) <= 50),
  gender text check (gender in ('M', 'F')),
  phone text check (length(phone) <= 20),
  -- The phone is neither a mobile nor a landline number of the country: shown so that somebody asks again (1.12).
  phone_odd boolean not null default false,
  email text check (length(email) <= 100),
  id_no text check (length(id_no) <= 18),
  enterprise text check (length(enterprise) <= 100),
  uscc text check (length(uscc) = 18),
  query_code text not null check (query_code ~ '^\d{6}$'),
  -- The program that sent it, by the id of its key, and what it calls its user.
  key_id uuid,
  account text check (length(account) <= 100),
  device text check (length(device) <= 100)
);
create index caller_phone on hotline.caller (phone) where phone is not null;
create index caller_person on hotline.caller (person_id) where person_id is not null;

-- What the caller added while the matter was open: 催单 (R4). No new clock.
create table hotline.urge (
  id uuid primary key,
  ticket_id uuid not null references hotline.ticket,
  n smallint not null,
  at timestamptz not null,
  channel text not null,
  content text not null check (content ~ '\S' and length(content) <= 4000),
  by_id uuid,
  unique (ticket_id, n)
);
select kernel.append_only('hotline.urge');

-- Each handing out to an agency; the last one counts for the clock, the first for the age.
create table hotline.dispatch (
  id uuid primary key,
  ticket_id uuid not null references hotline.ticket,
  n smallint not null,
  org_id uuid not null,
  at timestamptz not null,
  by_id uuid,
  allowance text not null,
  designated boolean not null default false,
  opinion text not null default '',
  unique (ticket_id, n)
);
create index dispatch_org on hotline.dispatch (org_id, at);
select kernel.append_only('hotline.dispatch');

-- Returns 退件 (R3) with their decision as a second row: asked, then agreed, denied or designated.
create table hotline.return_step (
  id uuid primary key,
  ticket_id uuid not null references hotline.ticket,
  org_id uuid not null,
  at timestamptz not null,
  by_id uuid,
  kind text not null check (kind in ('asked', 'agreed', 'denied', 'designated')),
  code text,
  basis text not null default '',
  suggested uuid
);
create index return_ticket on hotline.return_step (ticket_id, at);
create index return_org on hotline.return_step (org_id, at) where kind = 'agreed';
select kernel.append_only('hotline.return_step');

create table hotline.callback_try (
  id uuid primary key,
  ticket_id uuid not null references hotline.ticket,
  at timestamptz not null,
  by_id uuid,
  outcome text not null check (outcome in ('REACHED', 'NO_ANSWER', 'BUSY', 'WRONG_NUMBER', 'REFUSED')),
  note text not null default '' check (length(note) <= 500)
);
create index callback_ticket on hotline.callback_try (ticket_id, at);
select kernel.append_only('hotline.callback_try');

-- Answered matters made public: its own words, without anything personal; withdrawn by a date, never deleted.
create table hotline.answered (
  ticket_id uuid primary key references hotline.ticket,
  title text not null check (title ~ '\S' and length(title) <= 50),
  question text not null check (question ~ '\S' and length(question) <= 2000),
  answer text not null check (answer ~ '\S' and length(answer) <= 4000),
  content_code text not null,
  org_name text not null,
  asked_on date not null,
  answered_on date not null,
  published_at timestamptz not null,
  published_by uuid,
  withdrawn_at timestamptz,
  search text generated always as (title || ' ' || question || ' ' || answer || ' ' || org_name) stored
);
create index answered_at on hotline.answered (published_at desc) where withdrawn_at is null;
create index answered_search on hotline.answered using gin (search gin_trgm_ops);

-- A citizen's report between the form and sending: fields as they were filled in, files by id.
create table hotline.draft (
  token text primary key,
  person_id uuid,
  fields jsonb not null,
  files jsonb not null default '[]',
  ticket_id uuid,
  appended boolean not null default false,
  at timestamptz not null
);

-- Wrong query codes, by ticket number whether it exists or not.
create table hotline.query_failure (
  no text not null,
  at timestamptz not null
);
create index query_failure_no on hotline.query_failure (no, at);
