// The layers of the base map: which rows and which geometry of the geography are drawn at which zoom.
import { sql, type RawBuilder } from 'kysely'
import type { Name } from '#kernel/module'
import type { Served } from './layers.ts'
import type { GeometryKind } from './mvt.ts'

type Base = {
  id: string
  name: Name
  geometry: GeometryKind
  color: string
  table?: string
  key?: string
  column?: string
  geom?: string
  /** Up to and with this zoom the generalised column g_low is drawn. */
  lowUpTo?: number
  minZoom: number
  properties: string[]
  where?: (z: number) => string
}

const current = 't.valid_to is null'
const levels = (z: number, township: number, community: number) =>
  `t.level in ('county'${z >= township ? ", 'township'" : ''}${z >= community ? ", 'community'" : ''})`
const zoomed = (z: number) => `t.min_zoom <= ${z}`

const bases: Base[] = [
  {
    id: 'area',
    name: { zh: '行政区', en: 'Administrative areas' },
    geometry: 'polygon',
    color: '#8a94a6',
    key: 'code',
    minZoom: 0,
    properties: ['code', 'name', 'level', 'parent'],
    where: (z) => `${levels(z, 9, 12)} and ${current}`,
  },
  {
    id: 'land',
    name: { zh: '绿地与用地', en: 'Land' },
    geometry: 'polygon',
    color: '#b9d8a8',
    lowUpTo: 11,
    minZoom: 6,
    properties: ['kind', 'name'],
    where: zoomed,
  },
  {
    id: 'water',
    name: { zh: '水面', en: 'Water' },
    geometry: 'polygon',
    color: '#8ec3e6',
    lowUpTo: 10,
    minZoom: 0,
    properties: ['kind', 'name', 'en'],
    where: (z) => `${zoomed(z)} and st_dimension(t.geom) = 2`,
  },
  {
    id: 'stream',
    name: { zh: '水系线', en: 'Streams' },
    geometry: 'line',
    color: '#8ec3e6',
    table: 'water',
    lowUpTo: 11,
    minZoom: 6,
    properties: ['kind', 'name', 'en'],
    where: (z) => `${zoomed(z)} and st_dimension(t.geom) = 1`,
  },
  {
    id: 'border',
    name: { zh: '境界', en: 'Borders' },
    geometry: 'line',
    color: '#9a8fb0',
    minZoom: 0,
    properties: ['level'],
    where: (z) => levels(z, 10, 13),
  },
  {
    id: 'rail',
    name: { zh: '铁路', en: 'Railways' },
    geometry: 'line',
    color: '#6b7280',
    lowUpTo: 11,
    minZoom: 6,
    properties: ['class', 'name'],
    where: zoomed,
  },
  {
    id: 'road',
    name: { zh: '道路', en: 'Roads' },
    geometry: 'line',
    color: '#f2b84b',
    lowUpTo: 11,
    minZoom: 6,
    properties: ['class', 'name', 'en', 'ref', 'bridge', 'tunnel', 'width_m'],
    where: zoomed,
  },
  {
    id: 'building',
    name: { zh: '建筑', en: 'Buildings' },
    geometry: 'polygon',
    color: '#c9bfae',
    minZoom: 14,
    properties: ['id', 'name', 'use', 'floors', 'height', 'house_no'],
  },
  {
    id: 'cell',
    name: { zh: '单元网格', en: 'Grid cells' },
    geometry: 'polygon',
    color: '#3f7fbf',
    key: 'code',
    minZoom: 13,
    properties: ['code', 'land_use', 'grade'],
    where: () => 't.ended is null',
  },
  {
    id: 'area_label',
    name: { zh: '行政区名', en: 'Area names' },
    geometry: 'point',
    color: '#555555',
    table: 'area',
    key: 'code',
    column: 'c3857',
    geom: 'center',
    minZoom: 0,
    properties: ['code', 'name', 'en', 'level'],
    where: (z) => `${levels(z, 10, 13)} and ${current}`,
  },
  {
    id: 'place',
    name: { zh: '地点', en: 'Places' },
    geometry: 'point',
    color: '#5b6b8c',
    minZoom: 9,
    properties: ['id', 'name', 'kind', 'rank'],
    where: (z) => `${zoomed(z)} and ${current} and t.kind not in ('city', 'county', 'township', 'community', 'road')`,
  },
]

export const baseLayers: Served[] = bases.map((base) => {
  const table = base.table ?? base.id
  const full = base.column ?? 'g3857'
  const shape = (z: number): RawBuilder<unknown> =>
    sql.raw(`t.${base.lowUpTo !== undefined && z <= base.lowUpTo ? 'g_low' : full}`)
  return {
    id: base.id,
    name: base.name,
    geometry: base.geometry,
    color: base.color,
    may: 'public',
    base: true,
    relation: `geo.${table}`,
    minZoom: base.minZoom,
    clusterBelow: 0,
    freshSeconds: 0,
    scoped: false,
    id_: sql.raw(`t.${base.key ?? 'id'}`),
    properties: Object.fromEntries(base.properties.map((name) => [name, sql.raw(`t.${name}`)])),
    where: (_user, z) => sql.raw(base.where?.(z) ?? 'true') as RawBuilder<boolean>,
    shape,
    inside: (tile, box) => sql<boolean>`${shape(tile.z)} && ${box}`,
    geom: sql.raw(`t.${base.geom ?? 'geom'}`),
  }
})
