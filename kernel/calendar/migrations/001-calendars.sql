-- Calendars: which days are worked, in which hours, and which years have an official notice.

create schema if not exists calendar;

create table calendar.calendar (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{0,39}$'),
  name_zh text not null,
  name_en text not null,
  offset_minutes int not null default 480 check (offset_minutes between -720 and 840),
  shift_minutes int not null default 480 check (shift_minutes between 1 and 1440),
  close_minute int not null default 1080 check (close_minute between 1 and 1440),
  -- Changes with every change of days, years or windows: caches compare it.
  version text not null default gen_random_uuid()::text
);

create table calendar.calendar_year (
  calendar text not null references calendar.calendar,
  year int not null check (year between 1990 and 2099),
  status text not null check (status in ('official', 'provisional')),
  source text not null,
  primary key (calendar, year)
);

create table calendar.calendar_day (
  calendar text not null,
  date date not null,
  year int generated always as (extract(year from date)::int) stored,
  kind text not null check (kind in ('WORKDAY', 'WEEKEND', 'HOLIDAY', 'MAKEUP')),
  name text not null default '',
  source_doc text not null default '',
  certain boolean not null default true,
  primary key (calendar, date),
  foreign key (calendar, year) references calendar.calendar_year,
  -- T1 depends on it: only a weekend can be made up, only a weekday is an ordinary working day.
  check ((kind in ('WORKDAY') and extract(isodow from date) <= 5) or (kind in ('WEEKEND', 'MAKEUP') and extract(isodow from date) >= 6) or kind = 'HOLIDAY')
);

create table calendar.work_window (
  id uuid primary key default gen_random_uuid(),
  calendar text not null references calendar.calendar,
  -- Bit 0 is Monday, bit 6 Sunday.
  weekday_mask int not null check (weekday_mask between 1 and 127),
  start_minute int not null check (start_minute between 0 and 1439),
  end_minute int not null check (end_minute between 1 and 1440),
  valid_from date not null,
  valid_to date,
  check (start_minute < end_minute),
  check (valid_to is null or valid_from <= valid_to)
);
create index on calendar.work_window (calendar);

-- A year that a deadline needed and nobody had loaded: raised once (T8).
create table calendar.missing_year (
  calendar text not null references calendar.calendar,
  year int not null,
  at timestamptz not null,
  primary key (calendar, year)
);
