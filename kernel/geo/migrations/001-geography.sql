-- The city's geography. Coordinates are CGCS2000 degrees (EPSG:4490 in meaning) in columns of SRID 4326: PROJ treats the two as
-- equal to the centimetre, and every client and function knows 4326 (README, "Coordinates"). g3857 is stored for tiles.
create schema if not exists geo;

-- Change counts per table, from which tiles take their version. Writers insert a row under their own transaction id, so that they
-- never wait for one another; a job folds old rows into `version`.
create table geo.version (
  relation text primary key,
  version bigint not null default 0,
  at bigint not null default 0
);
create table geo.touch (
  relation text not null,
  tx bigint not null,
  at bigint not null,
  primary key (relation, tx)
);

create function geo.touched() returns trigger language plpgsql as $$
begin
  insert into geo.touch (relation, tx, at)
  values (tg_table_schema || '.' || tg_table_name, pg_current_xact_id()::text::bigint, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
  on conflict (relation, tx) do update set at = excluded.at;
  return null;
end $$;

-- Called by a migration after it creates a table with `geom geometry(…, 4326)`: index it and count its changes. With p_columns
-- only updates of those columns count (name the ones that the layer shows or filters by, and geom).
create function geo.track(p_table text, p_columns text[] default null) returns void language plpgsql as $$
declare
  v_name text := split_part(p_table, '.', 2);
begin
  execute format('create index %I on %s using gist (geom)', v_name || '_geom', p_table);
  execute format('create trigger geo_changed after insert or delete or truncate on %s for each statement execute function geo.touched()', p_table);
  execute format('create trigger geo_updated after update %s on %s for each statement execute function geo.touched()',
    case when p_columns is null then '' else 'of ' || (select string_agg(quote_ident(c), ', ') from unnest(p_columns) c) end, p_table);
end $$;

-- The version of tables as a text that changes with every committed change and at no other time (folding keeps it).
create function geo.versions(p_relations text[]) returns table (relation text, token text) language sql stable as $$
  select r.relation,
    (coalesce(v.version, 0) + count(t.tx))::text || '.' || greatest(coalesce(v.at, 0), coalesce(max(t.at), 0))::text
  from unnest(p_relations) r(relation)
  left join geo.version v on v.relation = r.relation
  left join geo.touch t on t.relation = r.relation
  group by r.relation, v.version, v.at
$$;

-- Administrative areas: GB/T 2260 county (6 digits), GB/T 10114 township (9), community (12). Province and city have no shape.
create table geo.area (
  code text primary key check (code ~ '^\d{6}(\d{3}){0,2}$'),
  name text not null,
  en text,
  level text not null check (level in ('province', 'city', 'county', 'township', 'community')),
  parent text,
  short text,
  geom geometry(MultiPolygon, 4326),
  center geometry(Point, 4326),
  py text not null,
  ini text not null,
  src text not null,
  valid_from date not null default '2000-01-01',
  valid_to date,
  g3857 geometry generated always as (st_transform(geom, 3857)) stored,
  c3857 geometry generated always as (st_transform(center, 3857)) stored
);
create index area_parent on geo.area (parent);
create index area_g on geo.area using gist (g3857);
create index area_c on geo.area using gist (c3857);
select geo.track('geo.area');

-- Borders as lines, each drawn once at the highest level it divides; derived from area by the loader.
create table geo.border (
  id bigint generated always as identity primary key,
  level text not null,
  geom geometry(LineString, 4326) not null,
  src text not null,
  g3857 geometry generated always as (st_transform(geom, 3857)) stored
);
create index border_g on geo.border using gist (g3857);
select geo.track('geo.border');

-- Unit grid cells (GB/T 30428.1): 6 county + 3 township + 3 community + 3 sequence. A retired cell keeps its code and gets `ended`.
create table geo.cell (
  code text primary key check (code ~ '^\d{15}$'),
  county text generated always as (left(code, 6)) stored,
  township text generated always as (left(code, 9)) stored,
  community text generated always as (left(code, 12)) stored,
  geom geometry(Polygon, 4326) not null check (st_isvalid(geom)),
  area_m2 double precision generated always as (st_area(geom::geography)) stored,
  perimeter_m double precision generated always as (st_perimeter(geom::geography)) stored,
  land_use text,
  grade text,
  body text,
  note text,
  src text not null,
  started date not null,
  ended date check (ended >= started),
  g3857 geometry generated always as (st_transform(geom, 3857)) stored
);
create index cell_community on geo.cell (community);
create index cell_g on geo.cell using gist (g3857);
select geo.track('geo.cell');

-- A code once given stays given: codes are never used again, so cells are retired, not deleted (government.md 2.3).
create function geo.keep_cell() returns trigger language plpgsql as $$
begin
  if new.code <> old.code then raise exception 'a grid cell keeps its code' using errcode = 'check_violation'; end if;
  if old.ended is not null and new.ended is null then raise exception 'a retired grid cell stays retired' using errcode = 'check_violation'; end if;
  return new;
end $$;
create trigger keep_cell before update on geo.cell for each row execute function geo.keep_cell();

-- The gazetteer: points of interest, and for searching also areas and roads (kind county, township, community, road).
create table geo.place (
  id text primary key,
  name text not null,
  alias text[] not null default '{}',
  kind text not null,
  norm text not null,
  py text not null,
  ini text not null,
  grams text[] not null,
  adcode text,
  address text,
  addr_parts jsonb,
  phone text,
  geom geometry(Point, 4326) not null,
  rank real not null default 1 check (rank between 0 and 100),
  min_zoom smallint not null default 16,
  src text not null,
  valid_from date not null default '2000-01-01',
  valid_to date,
  g3857 geometry generated always as (st_transform(geom, 3857)) stored
);
create index place_norm on geo.place (norm text_pattern_ops);
create index place_py on geo.place (py text_pattern_ops);
create index place_ini on geo.place (ini text_pattern_ops);
create index place_grams on geo.place using gin (grams);
create index place_norm_trgm on geo.place using gin (norm gin_trgm_ops);
create index place_py_trgm on geo.place using gin (py gin_trgm_ops);
create index place_kind on geo.place (kind);
create index place_g on geo.place using gist (g3857);
select geo.track('geo.place');

create table geo.road (
  id text primary key,
  name text,
  en text,
  ref text,
  class text not null,
  width_m real,
  lanes smallint,
  oneway boolean not null default false,
  bridge boolean not null default false,
  tunnel boolean not null default false,
  min_zoom smallint not null default 13,
  geom geometry not null check (st_srid(geom) = 4326 and geometrytype(geom) in ('LINESTRING', 'MULTILINESTRING')),
  src text not null,
  g3857 geometry generated always as (st_transform(geom, 3857)) stored,
  g_low geometry generated always as (st_simplify(st_transform(geom, 3857), 40, true)) stored
);
create index road_name on geo.road (name);
create index road_g on geo.road using gist (g3857);
create index road_low on geo.road using gist (g_low);
select geo.track('geo.road');

create table geo.rail (
  id text primary key,
  name text,
  class text not null,
  min_zoom smallint not null default 8,
  geom geometry not null check (st_srid(geom) = 4326 and geometrytype(geom) in ('LINESTRING', 'MULTILINESTRING')),
  src text not null,
  g3857 geometry generated always as (st_transform(geom, 3857)) stored,
  g_low geometry generated always as (st_simplify(st_transform(geom, 3857), 40, true)) stored
);
create index rail_g on geo.rail using gist (g3857);
create index rail_low on geo.rail using gist (g_low);
select geo.track('geo.rail');

create table geo.water (
  id text primary key,
  name text,
  en text,
  kind text not null,
  min_zoom smallint not null default 8,
  geom geometry not null check (st_srid(geom) = 4326),
  src text not null,
  g3857 geometry generated always as (st_transform(geom, 3857)) stored,
  g_low geometry generated always as (st_simplifypreservetopology(st_transform(geom, 3857), 40)) stored
);
create index water_g on geo.water using gist (g3857);
create index water_low on geo.water using gist (g_low);
select geo.track('geo.water');

-- Land cover and use that a map shows: parks, woods, campuses, industrial land.
create table geo.land (
  id text primary key,
  name text,
  kind text not null,
  min_zoom smallint not null default 10,
  geom geometry not null check (st_srid(geom) = 4326),
  src text not null,
  g3857 geometry generated always as (st_transform(geom, 3857)) stored,
  g_low geometry generated always as (st_simplifypreservetopology(st_transform(geom, 3857), 40)) stored
);
create index land_g on geo.land using gist (g3857);
create index land_low on geo.land using gist (g_low);
select geo.track('geo.land');

create table geo.building (
  id text primary key,
  name text,
  use text,
  floors smallint,
  height real,
  road text,
  house_no integer,
  address text,
  geom geometry not null check (st_srid(geom) = 4326 and geometrytype(geom) in ('POLYGON', 'MULTIPOLYGON')),
  src text not null,
  g3857 geometry generated always as (st_transform(geom, 3857)) stored
);
create index building_door on geo.building (road, house_no);
create index building_g on geo.building using gist (g3857);
select geo.track('geo.building');

-- What a layer's card must say of its data: origin, day, secrecy, licence.
create table geo.layer_card (
  layer text primary key,
  source text not null,
  surveyed date,
  crs text not null default 'CGCS2000 (EPSG:4490)',
  secrecy text not null default 'public',
  licence text,
  note text
);

-- Loaded data sets by the digest of what was loaded, so that loading twice does nothing.
create table geo.data_set (
  src text primary key,
  digest text not null,
  counts jsonb not null,
  at timestamptz not null default now()
);
