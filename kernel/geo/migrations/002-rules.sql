-- Limits, weights and words that a city may change: dated data, never branches of code.

create table geo.rule (
  key text not null,
  value double precision not null,
  valid_from date not null default '2000-01-01',
  source text,
  primary key (key, valid_from)
);
insert into geo.rule (key, value, source) values
  ('cell.near_metres', 50, 'government.md 2.3: outside all cells the nearest within 50 m, flagged'),
  ('reverse.building_metres', 60, null),
  ('reverse.road_metres', 150, null),
  ('reverse.place_metres', 400, null),
  ('search.exact', 1, null),
  ('search.alias', 0.94, null),
  ('search.prefix', 0.86, null),
  ('search.initials', 0.8, null),
  ('search.pinyin', 0.74, null),
  ('search.contains', 0.66, null),
  ('search.pinyin_contains', 0.5, null),
  ('search.letters', 0.55, 'all characters in their order, others between them: 湖工大 for 湖南工业大学'),
  ('search.fuzzy', 0.6, 'times the likeness'),
  ('search.sure', 0.7, 'below this confidence the slower ways of matching are tried, too'),
  ('search.far', 0.55, 'what is left of a score at great distance from the focus'),
  ('search.decay_km', 8, 'distance at which the decay has done 63 % of its work'),
  ('search.rank', 0.15, 'how much of a score the rank may decide'),
  ('tile.max_features', 50000, 'geo.md 12.1'),
  ('tile.max_bytes', 524288, 'geo.md 12.1'),
  ('tile.max_layers', 12, 'layers in one composite tile'),
  ('tile.timeout_ms', 5000, 'geo.md 12.1'),
  ('tile.max_age_s', 60, 'geo.md 12.1'),
  ('layer.max_features', 2000, 'features in one GeoJSON answer');

-- Words by which people place things beside others; longer words win.
create table geo.relation_word (
  word text primary key,
  relation text not null check (relation in ('opposite', 'beside', 'near', 'gate', 'crossing', 'inside', 'north', 'south', 'east', 'west', 'behind', 'below'))
);
insert into geo.relation_word (word, relation) values
  ('斜对面', 'opposite'), ('正对面', 'opposite'), ('马路对面', 'opposite'), ('对面', 'opposite'), ('对过', 'opposite'),
  ('旁边', 'beside'), ('旁', 'beside'), ('隔壁', 'beside'), ('边上', 'beside'), ('侧边', 'beside'),
  ('附近', 'near'), ('周边', 'near'), ('一带', 'near'), ('靠近', 'near'), ('周围', 'near'),
  ('大门口', 'gate'), ('正门口', 'gate'), ('校门口', 'gate'), ('门口', 'gate'), ('门前', 'gate'), ('门外', 'gate'), ('正门', 'gate'), ('前面', 'gate'),
  ('南门', 'south'), ('北门', 'north'), ('东门', 'east'), ('西门', 'west'),
  ('交叉口', 'crossing'), ('交叉路口', 'crossing'), ('十字路口', 'crossing'), ('丁字路口', 'crossing'), ('交汇处', 'crossing'), ('交会处', 'crossing'),
  ('路口', 'crossing'), ('拐角处', 'crossing'), ('转角', 'crossing'),
  ('里面', 'inside'), ('院内', 'inside'), ('内', 'inside'), ('小区内', 'inside'),
  ('北侧', 'north'), ('以北', 'north'), ('北面', 'north'), ('南侧', 'south'), ('以南', 'south'), ('南面', 'south'),
  ('东侧', 'east'), ('以东', 'east'), ('东面', 'east'), ('西侧', 'west'), ('以西', 'west'), ('西面', 'west'),
  ('后面', 'behind'), ('背后', 'behind'), ('桥下', 'below'), ('楼下', 'below');

-- How formal names shorten in speech: each rule that matches makes one alias. Applied in order; $1 is the first group.
create table geo.alias_rule (
  position smallint primary key,
  pattern text not null,
  replacement text not null
);
insert into geo.alias_rule (position, pattern, replacement) values
  (10, '^第([一二三四五六七八九十]+)中学$', '$1中'),
  (11, '^(.*)第([一二三四五六七八九十]+)中学$', '$1$2中'),
  (20, '^第([一二三四五六七八九十]+)小学$', '$1小'),
  (30, '^第([一二三四五六七八九十]+)(人民)?医院$', '$1医院'),
  (50, '^(.+)中学(?:.*校区)$', '$1中学'),
  (60, '^(.{2,})汽车客?运?站$', '$1汽车站'),
  (70, '^(.{2,}?)(?:居民|住宅)小区$', '$1小区');
