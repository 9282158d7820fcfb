-- What is written to the gazetteer first waits in lists beside its search indexes, which every search walks through from end to end
-- (10 to 30 ms after a city was loaded) until a vacuum, and the embedded database starts none. Loading ends with this, and a job
-- calls it for single edits. As the owner, since only an index's owner may.
create function geo.settle() returns void language sql security definer set search_path = pg_catalog as $$
  select gin_clean_pending_list('geo.place_grams'), gin_clean_pending_list('geo.place_norm_trgm'), gin_clean_pending_list('geo.place_py_trgm')
$$;
