// What is drawn above the base map, as MapLibre sources and layers: the modules' tile layers, markers, shapes.

import type { AddLayerObject, GeoJSONSourceSpecification, SourceSpecification } from 'maplibre-gl'
import type { LayerInfo } from '../session.ts'
import { color, palette, wall, wallPalette } from '../colors.ts'
import type { Look, Marker, Shape } from './CityMap.tsx'

export const font = ['Noto Sans SC']

const named = /^(#[0-9a-f]{3,8}|rgba?\(.+\)|hsla?\(.+\)|[a-z]{3,20})$/i
const words = ['free', 'accent', 'late', 'warn', 'good']

/** The colour of a layer: its own, or the next of the palette when it names none that a browser knows. */
export function layerColor(layer: Pick<LayerInfo, 'color'>, at: number, look: Look): string {
  const tone = look === 'dark' ? wall : color
  if (layer.color in tone && words.includes(layer.color)) return tone[layer.color as 'accent']
  if (named.test(layer.color) && !words.includes(layer.color)) return layer.color
  return (look === 'dark' ? wallPalette : palette)[at % palette.length]!
}

export const tileSource = (layer: LayerInfo, origin: string): SourceSpecification => ({
  type: 'vector',
  tiles: [`${origin}/tiles/${layer.id}/{z}/{x}/{y}.mvt`],
  maxzoom: 16,
  minzoom: layer.minZoom ?? 0,
  // The tiles' own ids, so that a chosen feature can be asked for.
  promoteId: 'id',
})

/** Drawing of one tile layer. Points may come gathered, with `point_count`. */
export function tileLayers(layer: LayerInfo, tone: string, opacity: number, look: Look): AddLayerObject[] {
  const base = { source: `y-${layer.id}`, 'source-layer': layer.id }
  const halo = look === 'dark' ? '#0a1522' : '#ffffff'
  if (layer.geometry === 'polygon')
    return [
      { ...base, id: `y-${layer.id}-fill`, type: 'fill', paint: { 'fill-color': tone, 'fill-opacity': 0.22 * opacity } },
      { ...base, id: `y-${layer.id}`, type: 'line', paint: { 'line-color': tone, 'line-width': 1.2, 'line-opacity': opacity } },
    ]
  if (layer.geometry === 'line')
    return [
      {
        ...base,
        id: `y-${layer.id}`,
        type: 'line',
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': tone,
          'line-opacity': opacity,
          'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1.2, 16, 3.5],
        },
      },
    ]
  const count = ['to-number', ['coalesce', ['get', 'point_count'], 1]] as any
  const size = (single: number) => ['case', ['>', count, 1], ['min', 22, ['+', 8, ['*', 2.2, ['ln', count]]]], single]
  return [
    {
      ...base,
      id: `y-${layer.id}`,
      type: 'circle',
      paint: {
        'circle-color': tone,
        'circle-opacity': opacity,
        // The zoom may only be asked at the top of an expression, so the case stands inside it.
        'circle-radius': [
          'interpolate',
          ['linear'],
          ['zoom'],
          ...[9, 2.5, 14, 5.5, 17, 8].map((n, i) => (i % 2 ? size(n) : n)),
        ] as any,
        'circle-stroke-color': halo,
        'circle-stroke-width': 1.2,
        'circle-stroke-opacity': opacity,
      },
    },
    {
      ...base,
      id: `y-${layer.id}-count`,
      type: 'symbol',
      filter: ['>', count, 1] as any,
      layout: { 'text-field': ['to-string', count] as any, 'text-font': font, 'text-size': 11, 'text-allow-overlap': true },
      paint: { 'text-color': '#ffffff', 'text-opacity': opacity, 'text-halo-color': 'rgba(0,0,0,.35)', 'text-halo-width': 0.8 },
    },
  ]
}

export function markerColor(marker: Marker, look: Look): string {
  const tone = look === 'dark' ? wall : color
  if (marker.color) return marker.color
  return { late: tone.late, soon: tone.warn, good: tone.good, quiet: tone.quiet, plain: tone.accent }[marker.kind ?? 'plain']
}

export const markerSource = (markers: Marker[], look: Look): GeoJSONSourceSpecification => ({
  type: 'geojson',
  promoteId: 'id',
  data: {
    type: 'FeatureCollection',
    features: markers.map((m) => ({
      type: 'Feature',
      properties: { id: m.id, label: m.label ?? '', color: markerColor(m, look), late: m.kind === 'late' ? 1 : 0 },
      geometry: { type: 'Point', coordinates: [m.lng, m.lat] },
    })),
  },
})

export function markerLayers(selected: string | null | undefined, look: Look): AddLayerObject[] {
  const on = ['==', ['get', 'id'], selected ?? ''] as any
  const dark = look === 'dark'
  return [
    {
      id: 'y-markers',
      source: 'y-markers',
      type: 'circle',
      layout: { 'circle-sort-key': ['get', 'late'] },
      paint: {
        'circle-color': ['get', 'color'],
        'circle-radius': ['case', on, 10, 6.5] as any,
        'circle-stroke-color': dark ? '#0a1522' : '#ffffff',
        'circle-stroke-width': ['case', on, 3, 2] as any,
      },
    },
    {
      id: 'y-marker-labels',
      source: 'y-markers',
      type: 'symbol',
      layout: {
        'text-field': ['get', 'label'],
        'text-font': font,
        'text-size': 12,
        'text-offset': [0, 1.1],
        'text-anchor': 'top',
        'text-max-width': 10,
        'text-optional': true,
      },
      paint: {
        'text-color': dark ? wall.text : color.text,
        'text-halo-color': dark ? '#0a1522' : '#ffffff',
        'text-halo-width': 1.6,
      },
    },
  ]
}

export function shapeLayers(shape: Shape, look: Look): AddLayerObject[] {
  const source = `y-shape-${shape.id}`
  const tone = shape.color ?? (look === 'dark' ? wall.accent : color.accent)
  const line: AddLayerObject = {
    id: source,
    source,
    type: 'line',
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': tone, 'line-width': 2.5, ...(shape.dashed ? { 'line-dasharray': [2, 2] } : {}) },
  }
  if (shape.fill === false) return [line]
  return [
    {
      id: `${source}-fill`,
      source,
      type: 'fill',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': tone, 'fill-opacity': 0.14 },
    },
    line,
  ]
}

/** [west, south, east, north] around markers and shapes; undefined when there is nothing. */
export function boundsOf(markers: Marker[], shapes: Shape[]): [number, number, number, number] | undefined {
  let box: [number, number, number, number] | undefined
  const add = (lng: number, lat: number) => {
    box = box
      ? [Math.min(box[0], lng), Math.min(box[1], lat), Math.max(box[2], lng), Math.max(box[3], lat)]
      : [lng, lat, lng, lat]
  }
  const walk = (value: unknown): void => {
    if (!Array.isArray(value)) return
    if (typeof value[0] === 'number') add(value[0], value[1] as number)
    else value.forEach(walk)
  }
  for (const marker of markers) add(marker.lng, marker.lat)
  const geometry = (one: any): void => {
    if (one?.features) one.features.forEach(geometry)
    else if (one?.geometry) geometry(one.geometry)
    else if (one?.geometries) one.geometries.forEach(geometry)
    else walk(one?.coordinates)
  }
  for (const shape of shapes) geometry(shape.geojson)
  return box
}
