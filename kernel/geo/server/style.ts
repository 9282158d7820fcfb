// The base map's MapLibre style: quiet land, the river first, roads by rank with casings, names by weight; labels from local fonts.
import type { Lang } from '#kernel/module'
import { palettes, placeGroups, type Palette } from './palettes.ts'

type StyleLayer = { id: string; type: string; [key: string]: unknown }
type Expression = unknown[]

const FONT = ['Noto Sans SC']
const SOURCE = 'base'
const LAYERS = 'area,land,water,stream,border,rail,road,building,area_label,place'

/** The style 'light', 'dark' or 'imagery', or undefined. `attribution` is shown on the map; tiles come from /tiles on the same host. */
export function styleNamed(name: string, lang: Lang, attribution = ''): object | undefined {
  const p = palettes[name as keyof typeof palettes]
  if (!p) return undefined
  return {
    version: 8,
    name: `yicheng-${name}`,
    // no glyphs: MapLibre then draws all labels with fonts of the reader's own machine, offline
    sources: { [SOURCE]: { type: 'vector', tiles: [`/tiles/${LAYERS}/{z}/{x}/{y}.mvt`], minzoom: 0, maxzoom: 16, attribution } },
    layers: [...ground(p), ...lines(p), ...buildings(p), ...labels(p, lang)],
  }
}

const of = (id: string, type: string, layer: string, rest: Record<string, unknown>): StyleLayer => ({
  id,
  type,
  source: SOURCE,
  'source-layer': layer,
  ...rest,
})
const widths = (...stops: unknown[]): Expression => ['interpolate', ['exponential', 1.5], ['zoom'], ...stops]
const linear = (...stops: number[]): Expression => ['interpolate', ['linear'], ['zoom'], ...stops]
const isA = (property: string, ...values: string[]): Expression => ['in', ['get', property], ['literal', values]]

function ground(p: Palette): StyleLayer[] {
  const kinds: Expression = [
    'match',
    ['get', 'kind'],
    ['park', 'square', 'green', 'grass', 'garden', 'scenic'],
    p.green,
    ['wood', 'forest', 'mountain', 'nature', 'greenery'],
    p.wood,
    ['farm', 'farmland', 'orchard'],
    p.farm,
    ['industrial', 'railway', 'logistics', 'mine'],
    p.industry,
    p.built,
  ]
  return [
    { id: 'background', type: 'background', paint: { 'background-color': p.outside } },
    of('county-fill', 'fill', 'area', {
      filter: ['==', ['get', 'level'], 'county'],
      paint: { 'fill-color': p.land, 'fill-antialias': false },
    }),
    of('land', 'fill', 'land', { paint: { 'fill-color': kinds, 'fill-opacity': linear(8, 0.5, 12, 1) } }),
    of('stream', 'line', 'stream', {
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': p.water,
        'line-width': widths(
          8,
          ['match', ['get', 'kind'], 'river', 1.2, 0.4],
          12,
          ['match', ['get', 'kind'], 'river', 2.5, 1],
          16,
          ['match', ['get', 'kind'], 'river', 7, 3],
        ),
      },
    }),
    of('water', 'fill', 'water', { paint: { 'fill-color': p.water } }),
    of('water-edge', 'line', 'water', {
      minzoom: 6,
      paint: { 'line-color': ['step', ['zoom'], p.water, 12, p.waterEdge], 'line-width': linear(6, 1.4, 11, 0.8, 16, 1) },
    }),
  ]
}

type Class = { id: string; classes: string[]; from: number; fill: keyof Palette; casing: keyof Palette; width: number[] }

// weakest first: what is drawn later lies on top
const classes: Class[] = [
  {
    id: 'path',
    classes: ['service', 'track', 'path', 'footway'],
    from: 14.5,
    fill: 'street',
    casing: 'casing',
    width: [14, 0.6, 16, 2, 19, 8],
  },
  {
    id: 'residential',
    classes: ['residential', 'street', 'village'],
    from: 13,
    fill: 'street',
    casing: 'casing',
    width: [13, 0.8, 15, 3, 17, 9, 20, 40],
  },
  {
    id: 'tertiary',
    classes: ['tertiary', 'township'],
    from: 11.5,
    fill: 'street',
    casing: 'casing',
    width: [11, 0.6, 13, 1.8, 15, 5, 17, 13, 20, 55],
  },
  {
    id: 'secondary',
    classes: ['secondary', 'county'],
    from: 10,
    fill: 'street',
    casing: 'casing',
    width: [10, 0.7, 12, 1.9, 14, 4.2, 17, 17, 20, 70],
  },
  {
    id: 'primary',
    classes: ['primary'],
    from: 9,
    fill: 'primary',
    casing: 'casing',
    width: [8, 0.7, 12, 2.4, 14, 5.5, 17, 21, 20, 84],
  },
  {
    id: 'trunk',
    classes: ['trunk', 'expressway'],
    from: 8,
    fill: 'trunk',
    casing: 'casingStrong',
    width: [7, 0.7, 11, 2.2, 14, 6, 17, 22, 20, 88],
  },
  {
    id: 'motorway',
    classes: ['motorway'],
    from: 6,
    fill: 'motorway',
    casing: 'casingStrong',
    width: [6, 0.8, 10, 2.2, 14, 6, 17, 22, 20, 88],
  },
]

function lines(p: Palette): StyleLayer[] {
  const round = { 'line-cap': 'round', 'line-join': 'round' }
  const road = (c: Class, part: 'casing' | 'fill'): StyleLayer =>
    of(`road-${c.id}-${part}`, 'line', 'road', {
      minzoom: part === 'casing' ? Math.max(c.from, 10) : c.from,
      filter: isA('class', ...c.classes),
      layout: part === 'casing' ? { ...round, 'line-cap': 'butt' } : round,
      paint: {
        'line-color': part === 'casing' ? p[c.casing] : ['case', ['==', ['get', 'tunnel'], true], p.outside, p[c.fill]],
        'line-width': widths(...(part === 'casing' ? c.width.map((n, i) => (i % 2 ? n + 1.4 : n)) : c.width)),
      },
    })
  const border = (level: string, from: number, colour: string, dash: number[], width: Expression): StyleLayer =>
    of(`border-${level}`, 'line', 'border', {
      minzoom: from,
      filter: ['==', ['get', 'level'], level],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': colour, 'line-width': width, 'line-dasharray': dash },
    })
  return [
    of('border-county-halo', 'line', 'border', {
      filter: ['==', ['get', 'level'], 'county'],
      paint: { 'line-color': p.county, 'line-opacity': 0.14, 'line-width': linear(6, 3, 10, 6, 15, 10) },
    }),
    border('community', 14, p.community, [1, 2], linear(14, 0.8, 17, 1.2)),
    border('township', 10.5, p.township, [3, 2], linear(10, 0.6, 15, 1.3)),
    border('county', 0, p.county, [5, 2, 1.2, 2], linear(6, 0.8, 10, 1.4, 15, 2)),
    ...classes.map((c) => road(c, 'casing')),
    ...classes.map((c) => road(c, 'fill')),
    of('rail', 'line', 'rail', { paint: { 'line-color': p.rail, 'line-width': linear(6, 0.8, 12, 2.4, 16, 4) } }),
    of('rail-gap', 'line', 'rail', {
      minzoom: 10,
      paint: {
        'line-color': p.railGap,
        'line-width': linear(10, 0.8, 12, 1.4, 16, 2.6),
        'line-dasharray': ['match', ['get', 'class'], 'highspeed', ['literal', [9, 5]], ['literal', [5, 5]]],
      },
    }),
  ]
}

function buildings(p: Palette): StyleLayer[] {
  return [
    of('building', 'fill', 'building', {
      minzoom: 14.5,
      paint: { 'fill-color': p.building, 'fill-outline-color': p.buildingEdge, 'fill-opacity': linear(14.5, 0, 15.2, 1) },
    }),
    // switched on by a tilted map
    of('building-3d', 'fill-extrusion', 'building', {
      minzoom: 14.5,
      layout: { visibility: 'none' },
      paint: {
        'fill-extrusion-color': p.building,
        'fill-extrusion-height': ['coalesce', ['get', 'height'], 6],
        'fill-extrusion-opacity': 0.85,
      },
    }),
  ]
}

function labels(p: Palette, lang: Lang): StyleLayer[] {
  const name: Expression = lang === 'en' ? ['coalesce', ['get', 'en'], ['get', 'name']] : ['get', 'name']
  const halo = { 'text-halo-color': p.halo, 'text-halo-width': 1.4 }
  const group: Expression = ['match', ['get', 'kind']]
  for (const [one, kinds] of placeGroups) group.push(kinds, p.place[one])
  group.push(p.place.other)
  const along = (id: string, layer: string, rest: Record<string, unknown>, size: Expression, colour: string): StyleLayer =>
    of(id, 'symbol', layer, {
      ...rest,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 420,
        'text-field': name,
        'text-font': FONT,
        'text-size': size,
        'text-letter-spacing': 0.12,
        'text-max-angle': 35,
      },
      paint: { 'text-color': colour, ...halo },
    })
  const area = (level: string, from: number, to: number, size: Expression, colour: string): StyleLayer =>
    of(`area-${level}`, 'symbol', 'area_label', {
      minzoom: from,
      maxzoom: to,
      filter: ['==', ['get', 'level'], level],
      layout: {
        'text-field': name,
        'text-font': FONT,
        'text-size': size,
        'text-letter-spacing': level === 'county' ? 0.18 : 0.06,
        'text-max-width': 7,
        'text-padding': 6,
      },
      paint: { 'text-color': colour, ...halo },
    })
  return [
    of('building-number', 'symbol', 'building', {
      minzoom: 17.5,
      filter: ['has', 'house_no'],
      layout: { 'text-field': ['to-string', ['get', 'house_no']], 'text-font': FONT, 'text-size': 10 },
      paint: { 'text-color': p.textSoft, ...halo },
    }),
    along(
      'road-name-minor',
      'road',
      {
        minzoom: 14.5,
        filter: ['all', ['has', 'name'], isA('class', 'tertiary', 'residential', 'street', 'township', 'village')],
      },
      linear(14, 10, 18, 13),
      p.textRoad,
    ),
    along(
      'road-name',
      'road',
      { minzoom: 12, filter: ['all', ['has', 'name'], isA('class', 'motorway', 'expressway', 'trunk', 'primary', 'secondary')] },
      linear(12, 10, 17, 14),
      p.textRoad,
    ),
    along('rail-name', 'rail', { minzoom: 12, filter: ['has', 'name'] }, linear(12, 10, 16, 12), p.textSoft),
    along('stream-name', 'stream', { minzoom: 9, filter: ['has', 'name'] }, linear(9, 11, 14, 15), p.textWater),
    of('water-name', 'symbol', 'water', {
      minzoom: 11,
      filter: ['all', ['has', 'name'], ['!=', ['get', 'kind'], 'river']],
      layout: { 'text-field': name, 'text-font': FONT, 'text-size': 12, 'text-letter-spacing': 0.1 },
      paint: { 'text-color': p.textWater, ...halo },
    }),
    of('place', 'symbol', 'place', {
      minzoom: 10,
      layout: {
        'symbol-sort-key': ['-', ['coalesce', ['get', 'rank'], 0]],
        'text-field': ['format', '●', { 'font-scale': 0.62, 'text-color': group }, '\n', {}, name, {}],
        'text-font': FONT,
        'text-size': linear(11, 11, 16, 12.5),
        'text-anchor': 'top',
        'text-offset': [0, -0.45],
        'text-max-width': 8,
        'text-padding': 4,
      },
      paint: { 'text-color': p.text, ...halo },
    }),
    area('community', 14, 16.5, linear(14, 11, 16, 12), p.textSoft),
    area('township', 10.5, 14.5, linear(10, 11, 14, 14), p.textSoft),
    area('county', 5, 12, linear(6, 12, 11, 17), p.text),
  ]
}
