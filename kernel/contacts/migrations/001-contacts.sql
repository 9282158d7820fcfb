-- Duty contacts.

create schema if not exists contacts;

create table contacts.contact (
  id uuid primary key,
  rev int not null default 1,
  updated_at timestamptz not null default now(),
  name text not null,
  org uuid,
  phone text not null,
  backup_phone text,
  kind text not null,
  district text,
  person uuid,
  all_day boolean not null default true,
  since date,
  place geometry(Point, 4326),
  place_address text,
  sort numeric not null default 0,
  note text,
  unique (name, phone)
);
