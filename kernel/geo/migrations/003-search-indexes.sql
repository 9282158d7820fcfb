-- Search reads far more than the gazetteer is written: without this, what a load wrote waits in lists that every search walks
-- through from end to end (10 to 30 ms), until a vacuum, which the embedded database never starts by itself.
alter index geo.place_grams set (fastupdate = off);
alter index geo.place_norm_trgm set (fastupdate = off);
alter index geo.place_py_trgm set (fastupdate = off);
