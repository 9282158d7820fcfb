-- A month whose partition came late (the program stood still, a clock ran ahead): its rows move out of the rest before it is attached.

create or replace function kernel.ensure_months(p_table text, p_from date, p_months int) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  v_month date; v_name text; v_rest text := p_table || '_rest'; v_made int := 0; v_low text; v_high text; v_column text; v_late boolean;
begin
  select a.attname into v_column from pg_partitioned_table p join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
    where p.partrelid = p_table::regclass;
  for i in 0 .. p_months - 1 loop
    v_month := (date_trunc('month', p_from) + make_interval(months => i))::date;
    v_name := p_table || '_' || to_char(v_month, 'YYYYMM');
    if to_regclass(v_name) is null then
      v_low := to_char(v_month, 'YYYY-MM-DD') || ' 00:00+08';
      v_high := to_char(v_month + interval '1 month', 'YYYY-MM-DD') || ' 00:00+08';
      v_late := false;
      if to_regclass(v_rest) is not null then
        execute format('select exists (select 1 from %s where %I >= %L and %I < %L)', v_rest, v_column, v_low, v_column, v_high) into v_late;
      end if;
      if v_late then
        execute format('create table %s (like %s including all)', v_name, p_table);
        execute format('with late as (delete from %s where %I >= %L and %I < %L returning *) insert into %s select * from late',
          v_rest, v_column, v_low, v_column, v_high, v_name);
        execute format('alter table %s attach partition %s for values from (%L) to (%L)', p_table, v_name, v_low, v_high);
      else
        execute format('create table %s partition of %s for values from (%L) to (%L)', v_name, p_table, v_low, v_high);
      end if;
      v_made := v_made + 1;
    end if;
  end loop;
  return v_made;
end $$;
