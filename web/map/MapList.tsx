// The same things as on the map, as a list: for keyboards, screen readers, and machines that cannot draw.

import { useName, useT } from '../i18n.ts'
import { Empty } from '../list/States.tsx'
import { useQuery } from '@tanstack/react-query'
import type { LayerInfo } from '../session.ts'
import type { Marker, Shape } from './CityMap.tsx'
import { featureRows } from './places.ts'

type Props = {
  markers: Marker[]
  shapes: Shape[]
  selected?: string | null
  onMarker?: (id: string) => void
  layers?: LayerInfo[]
  onFeature?: (layer: string, id: string | number, properties: Record<string, unknown>) => void
}

export function MapList({ markers, shapes, selected, onMarker, layers = [], onFeature }: Props) {
  const t = useT()
  if (markers.length + shapes.length + layers.length === 0) return <Empty small text={t('shell.map.nothing')} />
  return (
    <>
      <ul className="map-list">
        {markers.map((marker) => {
          const words = (
            <>
              <strong>{marker.label || t('shell.map.point')}</strong>
              {marker.note && <span>{marker.note}</span>}
              <span className="quiet num">
                {marker.lng.toFixed(5)}, {marker.lat.toFixed(5)}
              </span>
            </>
          )
          return (
            <li
              key={marker.id}
              className={`map-item map-item-${marker.kind ?? 'plain'}`}
              aria-current={marker.id === selected || undefined}
            >
              {onMarker ? (
                <button type="button" onClick={() => onMarker(marker.id)}>
                  {words}
                </button>
              ) : (
                <div>{words}</div>
              )}
            </li>
          )
        })}
        {shapes.map((shape) => (
          <li key={shape.id} className="map-item">
            <div>
              <strong>{shape.label || t('shell.map.shape')}</strong>
            </div>
          </li>
        ))}
      </ul>
      {layers.map((layer) => (
        <LayerRows key={layer.id} layer={layer} onFeature={onFeature} />
      ))}
    </>
  )
}

function LayerRows({ layer, onFeature }: { layer: LayerInfo; onFeature: Props['onFeature'] }) {
  const name = useName()
  const t = useT()
  const rows = useQuery({ queryKey: ['/geo/layers', layer.id], queryFn: ({ signal }) => featureRows(layer.id, 200, signal) })
  return (
    <section>
      <h3 className="map-list-head">{name(layer.name)}</h3>
      {rows.isError && <p className="quiet">{t('shell.error.unknown')}</p>}
      <ul className="map-list">
        {rows.data?.map((row) => (
          <li key={row.id} className="map-item">
            {onFeature ? (
              <button type="button" onClick={() => onFeature(layer.id, row.id, {})}>
                <strong>{row.label || row.id}</strong>
              </button>
            ) : (
              <div>
                <strong>{row.label || row.id}</strong>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
