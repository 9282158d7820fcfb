-- Numbers that people see. Ordinary kinds: fast, unique, in order, gaps allowed. Gapless kinds: legal numbers, one after another.

create schema if not exists numbering;

create table numbering.kind (
  kind text primary key check (kind ~ '^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$' and length(kind) <= 50),
  gapless boolean not null,
  -- When counting begins again, by local date.
  restart text not null check (restart in ('day', 'year', 'never'))
);

-- How a number is written, as dated data. {yyyy} {yy} {MM} {dd} of the local date, {seq5} padded to five digits (longer when it
-- must be), {seq} bare, other {names} given by the caller.
create table numbering.format (
  kind text not null references numbering.kind,
  pattern text not null check (pattern ~ '\{seq[0-9]?\}' and length(pattern) <= 100),
  valid_from date not null,
  primary key (kind, valid_from)
);

-- Gapless: one row per register, locked from the number to the end of its transaction.
create table numbering.sequence (
  kind text not null references numbering.kind,
  tenant text not null,
  bucket text not null,
  next bigint not null,
  primary key (kind, tenant, bucket)
);

create table numbering.issued (
  kind text not null,
  tenant text not null,
  bucket text not null,
  n bigint not null,
  number text not null,
  at timestamptz not null,
  by_id text,
  primary key (kind, tenant, bucket, n),
  unique (kind, tenant, number)
);
select kernel.append_only('numbering.issued');

-- The gap register: numbers that were given and must not be used.
create table numbering.voided (
  kind text not null,
  tenant text not null,
  bucket text not null,
  n bigint not null,
  reason text not null check (reason ~ '\S'),
  at timestamptz not null,
  by_id text,
  primary key (kind, tenant, bucket, n),
  foreign key (kind, tenant, bucket, n) references numbering.issued
);
select kernel.append_only('numbering.voided');

-- Ordinary: two PostgreSQL sequences per kind, used by turns. A bucket's numbers are what its sequence gives, less what it had
-- given when the bucket was opened: nextval never waits for a transaction, and nothing has to be reset.
create table numbering.base (
  kind text not null references numbering.kind,
  bucket text not null,
  base bigint not null,
  primary key (kind, bucket)
);
select kernel.append_only('numbering.base');

create function numbering.sequence_name(p_kind text, p_turn int) returns text language sql immutable as
  $$ select format('numbering.%I', 'of_' || translate(p_kind, '.-', '__') || '_' || substr(md5(p_kind), 1, 6) || '_' || p_turn) $$;

create function numbering.bucket(p_restart text, p_day date) returns text language sql immutable as
  $$ select case p_restart when 'day' then to_char(p_day, 'YYYYMMDD') when 'year' then to_char(p_day, 'YYYY') else '' end $$;

-- Which of the two sequences serves a bucket: today's and tomorrow's are never the same.
create function numbering.turn(p_restart text, p_day date) returns int language sql immutable as
  $$ select case p_restart when 'day' then (p_day - date '2000-01-01') & 1 when 'year' then extract(year from p_day)::int & 1 else 0 end $$;

-- Declares a kind with its first format; again: nothing. As the owner, since ordinary kinds need sequences.
create function numbering.define(p_kind text, p_pattern text, p_restart text, p_gapless boolean, p_valid_from date) returns void
  language plpgsql security definer set search_path = pg_catalog, numbering as $$
begin
  if exists (select from numbering.kind where kind = p_kind) then return; end if;
  -- Instances that start together declare together.
  perform pg_advisory_xact_lock(hashtextextended('numbering.define', 0));
  insert into numbering.kind (kind, restart, gapless) values (p_kind, p_restart, p_gapless) on conflict do nothing;
  insert into numbering.format (kind, pattern, valid_from) values (p_kind, p_pattern, p_valid_from) on conflict do nothing;
  if not p_gapless then
    for turn in 0 .. 1 loop
      execute 'create sequence if not exists ' || numbering.sequence_name(p_kind, turn);
    end loop;
  end if;
end $$;

-- Opens a bucket of an ordinary kind and returns its base. Whoever comes second waits for the first, once per bucket: the job
-- numbering.prepare opens tomorrow's beforehand, so that nobody does.
create function numbering.open(p_kind text, p_restart text, p_day date) returns bigint
  language plpgsql security definer set search_path = pg_catalog, numbering as $$
declare
  v_base bigint; v_bucket text := numbering.bucket(p_restart, p_day);
begin
  execute 'select case when is_called then last_value else last_value - 1 end from ' || numbering.sequence_name(p_kind, numbering.turn(p_restart, p_day)) into v_base;
  insert into numbering.base (kind, bucket, base) values (p_kind, v_bucket, v_base) on conflict do nothing;
  select base into v_base from numbering.base where kind = p_kind and bucket = v_bucket;
  return v_base;
end $$;

-- Takes p_count numbers of an ordinary kind.
create function numbering.take(p_kind text, p_restart text, p_day date, p_count int) returns setof bigint
  language plpgsql security definer set search_path = pg_catalog, numbering as $$
declare
  v_base bigint; v_sequence regclass := numbering.sequence_name(p_kind, numbering.turn(p_restart, p_day))::regclass;
begin
  select base into v_base from numbering.base where kind = p_kind and bucket = numbering.bucket(p_restart, p_day);
  if v_base is null then v_base := numbering.open(p_kind, p_restart, p_day); end if;
  for i in 1 .. p_count loop
    return next nextval(v_sequence) - v_base;
  end loop;
end $$;
