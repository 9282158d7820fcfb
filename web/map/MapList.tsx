// The same things as on the map, as a list: for keyboards, screen readers, and machines that cannot draw.

import { useT } from '../i18n.ts'
import { Empty } from '../list/States.tsx'
import type { Marker, Shape } from './CityMap.tsx'

type Props = { markers: Marker[]; shapes: Shape[]; selected?: string | null; onMarker?: (id: string) => void }

export function MapList({ markers, shapes, selected, onMarker }: Props) {
  const t = useT()
  if (markers.length + shapes.length === 0) return <Empty small text={t('shell.map.nothing')} />
  return (
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
          <li key={marker.id} className={`map-item map-item-${marker.kind ?? 'plain'}`} aria-current={marker.id === selected || undefined}>
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
  )
}
