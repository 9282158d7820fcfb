// The drawing of CityMap: one MapLibre map that follows its props. Loaded only when a map is on screen.

import {
  AttributionControl,
  FullscreenControl,
  LngLatBounds,
  Map,
  Marker as Pin,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { useEffect, useRef, useState } from 'react'
import { connection } from '../client.ts'
import { useT } from '../i18n.ts'
import { fontFamily } from '../colors.ts'
import { hasChinese } from './capable.ts'
import type { MapProps, Marker, View } from './CityMap.tsx'
import type { Place } from './places.ts'
import { boundsOf, layerColor, markerLayers, markerSource, shapeLayers, tileLayers, tileSource } from './overlays.ts'
import { readStyle } from './style.ts'

setWorkerUrl(workerUrl)

type Props = MapProps & { markers: Marker[]; center: [number, number]; zoom: number; view: View; found: Place | null }

export default function MapView(props: Props) {
  const t = useT()
  const box = useRef<HTMLDivElement>(null)
  const map = useRef<Map>(null)
  const latest = useRef(props)
  latest.current = props
  const [ready, setReady] = useState(0)
  const [failed, setFailed] = useState<Error>()
  if (failed) throw failed

  useEffect(() => {
    const made = new Map({
      container: box.current!,
      style: { version: 8, sources: {}, layers: [] },
      center: props.center,
      zoom: props.zoom,
      pixelRatio: devicePixelRatio * (props.wall ? wallScale() : 1),
      maxZoom: 19,
      minZoom: 6,
      localIdeographFontFamily: fontFamily,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      refreshExpiredTiles: true,
      locale: {
        'NavigationControl.ZoomIn': t('shell.map.zoomIn'),
        'NavigationControl.ZoomOut': t('shell.map.zoomOut'),
        'FullscreenControl.Enter': t('shell.map.whole'),
        'FullscreenControl.Exit': t('shell.map.wholeExit'),
        'AttributionControl.ToggleAttribution': t('shell.map.source'),
        'Map.Title': t('shell.map'),
      },
      // Tiles are asked for in the page's language and with its session; nothing leaves the server's own address.
      transformRequest: (url) => ({ url: new URL(url, location.href).href, headers: { 'accept-language': connection.lang } }),
    })
    made.touchZoomRotate.disableRotation()
    made.addControl(new AttributionControl({ compact: false }), 'bottom-right')
    if (!props.wall) {
      made.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
      made.addControl(
        new FullscreenControl({ container: box.current!.closest<HTMLElement>('.map') ?? undefined }),
        'bottom-right',
      )
    }
    made.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left')
    made.on('style.load', () => setReady((n) => n + 1))
    made.on('error', ({ error }) => {
      // A tile that fails leaves a hole and is tried again; only a map that cannot stand is given up.
      if (/WebGL|context/i.test(error?.message ?? '')) setFailed(new Error(error.message))
    })
    made.on('click', (event) => {
      const { markers, layers = [], view, onMarker, onFeature, onPick } = latest.current
      const r = 5
      const area: [[number, number], [number, number]] = [
        [event.point.x - r, event.point.y - r],
        [event.point.x + r, event.point.y + r],
      ]
      if (onMarker && markers.length > 0 && made.getLayer('y-markers')) {
        const hit = made.queryRenderedFeatures(area, { layers: ['y-markers'] })[0]
        if (hit) return onMarker(String(hit.properties['id']))
      }
      const shown = layers.filter((l) => view.shown.includes(l.id) && made.getLayer(`y-${l.id}`))
      for (const layer of shown) {
        const hit = made.queryRenderedFeatures(area, { layers: [`y-${layer.id}`] })[0]
        if (!hit) continue
        // A group of points opens up instead of being chosen.
        if (Number(hit.properties['point_count']) > 1) return void made.easeTo({ center: event.lngLat, zoom: made.getZoom() + 2 })
        if (onFeature) return onFeature(layer.id, (hit.id ?? hit.properties['id']) as string, hit.properties)
      }
      onPick?.({ lng: round(event.lngLat.lng), lat: round(event.lngLat.lat) })
    })
    made.on('mousemove', (event) => {
      const { markers, onMarker, onPick } = latest.current
      const over =
        onMarker &&
        markers.length > 0 &&
        made.getLayer('y-markers') &&
        made.queryRenderedFeatures(event.point, { layers: ['y-markers'] }).length > 0
      made.getCanvas().style.cursor = over ? 'pointer' : onPick ? 'crosshair' : ''
    })
    const canvas = made.getCanvas()
    canvas.setAttribute('aria-label', t('shell.map.keys'))
    map.current = made
    return () => made.remove()
  }, [])

  const look = props.view.look
  useEffect(() => {
    let gone = false
    readStyle(look, !hasChinese()).then(
      (style) => !gone && map.current?.setStyle(style, { diff: false }),
      (error) => !gone && setFailed(error as Error),
    )
    return () => {
      gone = true
    }
  }, [look])

  useEffect(() => {
    if (ready === 0 || !map.current) return
    draw(map.current, latest.current)
  }, [ready, props.view, props.layers, props.markers, props.shapes, props.selected])

  // The camera follows what is asked for, and is left alone when the same thing is asked again.
  const wanted = props.fit === true ? boundsOf(props.markers, props.shapes ?? []) : props.fit || undefined
  const fitKey = wanted?.map((n) => n.toFixed(5)).join()
  useEffect(() => {
    if (!wanted || !map.current) return
    map.current.fitBounds(new LngLatBounds(wanted), { padding: 56, maxZoom: 16, duration: still() ? 0 : 500 })
  }, [fitKey])
  const { found, picked } = props
  useEffect(() => {
    if (!found || !map.current) return
    map.current.easeTo({ center: [found.lng, found.lat], zoom: Math.max(map.current.getZoom(), 15), duration: still() ? 0 : 600 })
  }, [found])
  const pin = picked ?? found
  useEffect(() => {
    if (!pin || !map.current) return
    const one = new Pin({ color: '#c0271f' }).setLngLat([pin.lng, pin.lat]).addTo(map.current)
    return () => void one.remove()
  }, [pin?.lng, pin?.lat])
  useEffect(() => {
    if (!picked || !map.current) return
    if (!map.current.getBounds().contains([picked.lng, picked.lat])) map.current.easeTo({ center: [picked.lng, picked.lat] })
  }, [picked?.lng, picked?.lat])

  return <div ref={box} className="map-box" />
}

/** Brings sources and layers to what the props say: what is gone goes, what is new comes, data that changed is set. */
function draw(map: Map, { view, layers = [], markers, shapes = [], selected }: Props): void {
  const style = map.getStyle() as ReturnType<Map['getStyle']> | undefined
  // Between two looks there is no style; its own load event draws again.
  if (!style) return
  for (const layer of style.layers) if (layer.id.startsWith('y-')) map.removeLayer(layer.id)
  const keep = new Set([...view.shown.map((id) => `y-${id}`), 'y-markers', ...shapes.map((s) => `y-shape-${s.id}`)])
  for (const id of Object.keys(style.sources)) if (id.startsWith('y-') && !keep.has(id)) map.removeSource(id)
  // The list's order is the drawing order: polygons below lines below points.
  const order = { polygon: 0, line: 1, point: 2 }
  const shown = layers.filter((l) => view.shown.includes(l.id)).sort((a, b) => order[a.geometry] - order[b.geometry])
  for (const layer of shown) {
    if (!map.getSource(`y-${layer.id}`)) map.addSource(`y-${layer.id}`, tileSource(layer, location.origin))
    const tone = layerColor(layer, layers.indexOf(layer), view.look)
    for (const one of tileLayers(layer, tone, view.opacity[layer.id] ?? 1, view.look)) map.addLayer(one)
  }
  for (const shape of shapes) {
    put(map, `y-shape-${shape.id}`, { type: 'geojson', data: shape.geojson })
    for (const one of shapeLayers(shape, view.look)) map.addLayer(one)
  }
  put(map, 'y-markers', markerSource(markers, view.look))
  for (const one of markerLayers(selected, view.look)) map.addLayer(one)
}

function put(map: Map, id: string, spec: { type: 'geojson'; data: any; promoteId?: any }): void {
  const source: any = map.getSource(id)
  if (source) source.setData(spec.data)
  else map.addSource(id, spec)
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
const wallScale = () => Number(getComputedStyle(document.documentElement).getPropertyValue('--wall-scale')) || 1
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches
