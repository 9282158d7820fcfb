-- Messages out and in: templates by day, one row per recipient and channel with its delivery state.

create schema if not exists messaging;

create table messaging.template (
  id text not null,
  -- 'any' serves channels that have no text of their own.
  channel text not null check (channel in ('any', 'inapp', 'sms', 'mail', 'webhook')),
  valid_from date not null,
  title_zh text not null default '',
  title_en text not null default '',
  body_zh text not null,
  body_en text not null,
  -- Sent at night and beyond the limits per number: codes, alarms.
  urgent boolean not null default false,
  -- The text is forgotten once a real carrier has it: codes.
  secret boolean not null default false,
  -- Null: from the module's code.
  made_by uuid,
  made_by_name text not null default '',
  made_at timestamptz not null default now(),
  primary key (id, channel, valid_from)
);

create table messaging.message (
  id uuid primary key,
  template text not null,
  channel text not null check (channel in ('inapp', 'sms', 'mail', 'webhook')),
  person_id uuid,
  -- Number, mail address or URL; empty in the inbox. For sending, never for showing.
  address text not null default '',
  lang text not null,
  title text not null,
  body text not null,
  -- What a webhook carries.
  data jsonb,
  link text,
  urgent boolean not null default false,
  secret boolean not null default false,
  state text not null check (state in ('queued', 'sending', 'sent', 'delivered', 'failed')),
  attempts int not null default 0,
  error text,
  -- The carrier that took it and the number it gave it.
  carrier text,
  ref text,
  created_at timestamptz not null,
  due_at timestamptz not null,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz
);
create index on messaging.message (person_id, created_at desc) where channel = 'inapp';
create index on messaging.message (person_id) where channel = 'inapp' and read_at is null;
create index on messaging.message (created_at desc, id) where channel <> 'inapp';
create index on messaging.message (address, created_at) where channel = 'sms';
create index on messaging.message (carrier, ref) where ref is not null;

create table messaging.inbound (
  id uuid primary key,
  phone text not null,
  -- The number it was sent to.
  receiver text not null default '',
  text text not null,
  ref text unique,
  received_at timestamptz not null,
  stored_at timestamptz not null
);
create index on messaging.inbound (received_at desc);

-- Where webhooks go, each with the key that signs what is sent there.
create table messaging.endpoint (
  url text primary key,
  secret text not null,
  active boolean not null default true,
  created_at timestamptz not null
);
