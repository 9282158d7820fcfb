// Routes of the geography: areas, what lies at a point, search, nearest, layers and map styles.
import { Type } from 'typebox'
import { Any, Arr, Bool, Choice, contract, Lat, Lng, Names, Nullable, Obj, Optional, Text, Whole } from '#kernel/module'

const AreaName = Obj({ code: Text(12), name: Text(80) })
const Area = Obj({
  code: Text(12),
  name: Text(80),
  en: Nullable(Text(120)),
  level: Text(12),
  parent: Nullable(Text(12)),
  lng: Nullable(Type.Number()),
  lat: Nullable(Type.Number()),
  children: Whole(0),
})
const AreaAt = Obj({ county: AreaName, township: Nullable(AreaName), community: Nullable(AreaName) })
const CellAt = Obj({ code: Text(15), near: Bool, metres: Type.Number() })
const Reverse = Obj({
  address: Text(300),
  area: Nullable(AreaAt),
  road: Nullable(Obj({ name: Text(100), metres: Type.Number() })),
  houseNo: Nullable(Whole()),
  place: Nullable(Obj({ id: Text(100), name: Text(100), metres: Type.Number() })),
  cell: Nullable(CellAt),
})
const Found = Obj({
  id: Text(100),
  name: Text(200),
  kind: Text(40),
  address: Nullable(Text(300)),
  adcode: Nullable(Text(12)),
  lng: Lng,
  lat: Lat,
  score: Type.Number(),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  matchType: Text(20),
  ranges: Arr(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 })),
  alias: Optional(Text(200)),
  metres: Optional(Type.Number()),
  relation: Optional(Text(20)),
})
const At = { lng: Lng, lat: Lat }
const Crs = Choice('wgs84', 'gcj02', 'bd09')
const Near = Obj({ id: Text(100), metres: Type.Number(), lng: Lng, lat: Lat, properties: Any })
const LayerCard = Obj({
  id: Text(80),
  name: Names,
  geometry: Choice('point', 'line', 'polygon'),
  color: Text(30),
  base: Bool,
  minZoom: Whole(0),
  clusterBelow: Whole(0),
  properties: Arr(Text(60)),
  source: Nullable(Text(200)),
  surveyed: Nullable(Text(10)),
  crs: Text(60),
  secrecy: Text(20),
  licence: Nullable(Text(200)),
  note: Nullable(Text(300)),
  version: Text(60),
})

export default contract({
  'GET /geo/areas': {
    may: 'public',
    limit: 'public',
    query: Obj({ parent: Optional(Text(12)) }),
    reply: Arr(Area, 5000),
    summary: { zh: '行政区', en: 'Areas below one, or the top ones' },
  },
  'GET /geo/areas/:code': {
    may: 'public',
    limit: 'public',
    params: Obj({ code: Type.String({ pattern: '^\\d{6}(\\d{3}){0,2}$' }) }),
    reply: Obj({ ...Area.properties, km2: Nullable(Type.Number()), outline: Any, above: Arr(AreaName) }),
    summary: { zh: '行政区详情与轮廓', en: 'One area with its outline' },
  },
  'GET /geo/at': {
    may: 'public',
    limit: 'public',
    query: Obj({ ...At, crs: Optional(Crs) }),
    reply: Obj({ ...At, given: Obj({ crs: Crs, coords: Arr(Type.Number(), 2) }), inCity: Bool, ...Reverse.properties }),
    summary: { zh: '这里是哪里：行政区、网格、地址', en: 'What lies at a point: areas, cell, address' },
  },
  'GET /geo/reverse': {
    may: 'public',
    limit: 'public',
    query: Obj({ ...At, crs: Optional(Crs) }),
    reply: Reverse,
    summary: { zh: '逆地理编码', en: 'Readable address of a point' },
  },
  'GET /geo/search': {
    may: 'public',
    limit: 'public',
    query: Obj({
      q: Text(80, 1),
      lng: Optional(Lng),
      lat: Optional(Lat),
      kinds: Optional(Text(200)),
      area: Optional(Type.String({ pattern: '^\\d{2,12}$' })),
      size: Optional(Whole(1, 50)),
      crs: Optional(Crs),
    }),
    reply: Obj({ items: Arr(Found) }),
    summary: { zh: '地名地址搜索', en: 'Search names, addresses, pinyin, coordinates' },
  },
  'GET /geo/words': {
    may: 'public',
    limit: 'public',
    query: Obj({ q: Text(80, 1), lng: Optional(Lng), lat: Optional(Lat) }),
    reply: Obj({ place: Nullable(Found) }),
    summary: { zh: '按说法定位（二中对面、某路与某路交叉口）', en: 'The spot a phrase means' },
  },
  'GET /geo/nearest': {
    may: 'public',
    limit: 'public',
    query: Obj({ ...At, layer: Text(80, 1), n: Optional(Whole(1, 100)), metres: Optional(Whole(1, 50_000)) }),
    reply: Obj({ items: Arr(Near) }),
    summary: { zh: '附近', en: 'Nearest features of a layer' },
  },
  'GET /geo/layers': {
    may: 'public',
    limit: 'public',
    reply: Arr(LayerCard),
    summary: { zh: '图层目录', en: 'Layers that the caller may see' },
  },
  'GET /geo/layers/:id/features': {
    may: 'public',
    limit: 'public',
    params: Obj({ id: Text(80) }),
    query: Obj({ bbox: Optional(Type.String({ pattern: '^-?[\\d.]+(,-?[\\d.]+){3}$' })), size: Optional(Whole(1, 2000)) }),
    summary: { zh: '图层要素（GeoJSON）', en: 'Features of a layer as GeoJSON' },
  },
  'GET /geo/style/:name': {
    may: 'public',
    params: Obj({ name: Type.String({ pattern: '^[a-z]+\\.json$' }) }),
    summary: { zh: '地图样式', en: 'MapLibre style' },
  },
})
