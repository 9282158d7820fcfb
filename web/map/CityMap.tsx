// The one map component: the city's own tiles with layers, markers, shapes and a picked place; always with an equal list beside it.

import { EnvironmentOutlined, UnorderedListOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Component, lazy, Suspense, useMemo, useState, type ReactNode } from 'react'
import { useName, useT } from '../i18n.ts'
import { useSession, type LayerInfo } from '../session.ts'
import { LayerCard } from './LayerCard.tsx'
import { hasWebGl } from './capable.ts'
import { MapList } from './MapList.tsx'
import { MapSearch } from './MapSearch.tsx'
import type { Place } from './places.ts'

export type Spot = { lng: number; lat: number }
export type Marker = Spot & {
  id: string
  label?: string
  /** Second line in the list. */
  note?: string
  /** What it stands for; decides colour and shape. */
  kind?: 'plain' | 'late' | 'soon' | 'good' | 'quiet'
  color?: string
}
export type Shape = { id: string; geojson: GeoJSON.GeoJSON; color?: string; label?: string; fill?: boolean; dashed?: boolean }
export type Look = 'light' | 'dark' | 'imagery'
export type MapProps = {
  /** [lng, lat]; the city's own centre unless told. */
  center?: [number, number]
  zoom?: number
  look?: Look
  /** Layers that may be shown (from useMeta); `shown` names those that are on, and may change; `onShown` tells when the reader turns one. */
  layers?: LayerInfo[]
  shown?: string[]
  onShown?: (shown: string[]) => void
  markers?: Marker[]
  selected?: string | null
  onMarker?: (id: string) => void
  shapes?: Shape[]
  picked?: Spot | null
  onPick?: (spot: Spot) => void
  /** A feature of a shown layer was chosen. */
  onFeature?: (layer: string, id: string | number, properties: Record<string, unknown>) => void
  /** true: show all markers and shapes; or [west, south, east, north]. */
  fit?: boolean | [number, number, number, number]
  height?: number | string
  /** The button that turns the map into its list. */
  list?: boolean
  search?: boolean
  /** What the map shows, for who cannot see it. */
  label?: string
  /** On the wall: larger words, no tools that need a mouse. */
  wall?: boolean
}

export type View = { opacity: Record<string, number>; shown: string[]; look: Look }

const MapView = lazy(() => import('./MapView.tsx'))

export function CityMap(props: MapProps) {
  const t = useT()
  const name = useName()
  const { city } = useSession()
  const able = useMemo(hasWebGl, [])
  const [asList, setAsList] = useState(false)
  const [view, setView] = useState<View>({ opacity: {}, shown: props.shown ?? [], look: props.look ?? 'light' })
  const wanted = props.shown?.join()
  const [followed, setFollowed] = useState(wanted)
  if (wanted !== followed) {
    setFollowed(wanted)
    setView({ ...view, shown: props.shown ?? [] })
  }
  const turn = (next: View) => {
    setView(next)
    if (next.shown.join() !== view.shown.join()) props.onShown?.(next.shown)
  }
  const [found, setFound] = useState<Place | null>(null)
  const { layers = [], markers = [], list = true, search = true, height = 420, wall } = props
  const label = props.label ?? t('shell.map.of', { city: name(city.name) })
  const listing = (
    <MapList
      markers={markers}
      shapes={props.shapes ?? []}
      selected={props.selected}
      onMarker={props.onMarker}
      layers={layers.filter((layer) => view.shown.includes(layer.id))}
      onFeature={props.onFeature}
    />
  )
  if (!able)
    return (
      <div className="map map-list-only" style={{ minHeight: height }}>
        <p role="note">{t('shell.map.unable')}</p>
        {listing}
      </div>
    )
  return (
    <div className={`map map-${view.look}${wall ? ' map-wall' : ''}`} style={{ height }} role="region" aria-label={label}>
      {asList ? (
        <div className="map-as-list">{listing}</div>
      ) : (
        <Stay message={(error) => t('shell.map.failed', { error })} instead={listing}>
          <Suspense fallback={<div className="map-waiting" role="status" aria-label={t('shell.loading')} />}>
            <MapView
              {...props}
              markers={markers}
              layers={layers}
              view={view}
              found={found}
              center={props.center ?? city.center}
              zoom={props.zoom ?? city.zoom}
            />
          </Suspense>
        </Stay>
      )}
      {search && !asList && (
        <div className="map-search">
          <MapSearch
            onFound={(place) => {
              setFound(place)
              if (place) props.onPick?.(place)
            }}
          />
        </div>
      )}
      {!asList && (layers.length > 0 || !wall) && <LayerCard layers={layers} view={view} setView={turn} wall={wall} />}
      {list && !wall && markers.length + (props.shapes?.length ?? 0) + view.shown.length > 0 && (
        <Button
          className="map-switch"
          size="small"
          icon={asList ? <EnvironmentOutlined /> : <UnorderedListOutlined />}
          onClick={() => setAsList(!asList)}
        >
          {t(asList ? 'shell.map' : 'shell.map.list')}
        </Button>
      )}
    </div>
  )
}

/** A map that breaks (lost context, missing file) leaves its list, not a broken page. */
class Stay extends Component<{ children: ReactNode; instead: ReactNode; message: (error: string) => string }, { error?: Error }> {
  override state: { error?: Error } = {}
  static getDerivedStateFromError(error: Error) {
    return { error }
  }
  override render() {
    const { error } = this.state
    return error ? (
      <div className="map-as-list">
        <p role="alert">{this.props.message(error.message)}</p>
        {this.props.instead}
      </div>
    ) : (
      this.props.children
    )
  }
}
