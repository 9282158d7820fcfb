-- What the database kernel itself needs: the application role, append-only tables, monthly partitions, idempotent replies.

create schema if not exists kernel;

create table kernel.append_only_table (name text primary key);

-- Called by a migration after it creates a table whose rows may never change: the application role gets no UPDATE or DELETE on it.
create function kernel.append_only(p_table text) returns void language sql as
  $$ insert into kernel.append_only_table (name) values (p_table) on conflict do nothing $$;

-- Makes the monthly partitions of a table partitioned by range of a timestamptz, from the month of p_from on.
-- Partitions get no grants: the application reaches rows only through the parent.
create function kernel.ensure_months(p_table text, p_from date, p_months int) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  v_month date; v_name text; v_made int := 0;
begin
  for i in 0 .. p_months - 1 loop
    v_month := (date_trunc('month', p_from) + make_interval(months => i))::date;
    v_name := p_table || '_' || to_char(v_month, 'YYYYMM');
    if to_regclass(v_name) is null then
      execute format('create table %s partition of %s for values from (%L) to (%L)', v_name, p_table,
        to_char(v_month, 'YYYY-MM-DD') || ' 00:00+08', to_char((v_month + interval '1 month')::date, 'YYYY-MM-DD') || ' 00:00+08');
      v_made := v_made + 1;
    end if;
  end loop;
  return v_made;
end $$;

-- Tables whose next months a daily job keeps ready.
create table kernel.monthly_table (name text primary key);

create function kernel.monthly(p_table text) returns void language plpgsql as $$
begin
  insert into kernel.monthly_table (name) values (p_table) on conflict do nothing;
  perform kernel.ensure_months(p_table, (now() - interval '1 month')::date, 4);
  execute format('create table if not exists %s_rest partition of %s default', p_table, p_table);
end $$;

-- The first answer to a POST that carried an Idempotency-Key; the same key gives the same answer for a day.
create table kernel.idempotent_reply (
  key text not null,
  actor text not null,
  route text not null,
  request_hash text not null,
  status int not null,
  body text not null,
  at timestamptz not null default now(),
  primary key (actor, key)
);
create index on kernel.idempotent_reply (at);
