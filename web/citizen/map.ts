// The map of a citizen's place field; fetched only when somebody asks for it.

import { Map, Marker, NavigationControl, setWorkerUrl, AttributionControl } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { hasChinese, hasWebGl } from '../map/capable.ts'
import { readStyle } from '../map/style.ts'

setWorkerUrl(workerUrl)

type At = { lng: number; lat: number }

/** Shows the map in `frame` and calls `pick` for each place chosen; rejects where the device cannot draw. */
export async function openMap(
  frame: HTMLElement,
  at: At | undefined,
  pick: (at: At) => void,
  zh: boolean,
): Promise<{ show(at: At): void }> {
  if (!hasWebGl()) throw new Error('WebGL 2 is missing')
  const [style, session] = await Promise.all([
    readStyle('light', !hasChinese()),
    fetch('/api/session')
      .then((answer) => answer.json())
      .catch(() => undefined),
  ])
  const box = document.createElement('div')
  frame.append(box)
  const map = new Map({
    container: box,
    style,
    center: at ? [at.lng, at.lat] : (session?.city?.center ?? style.center ?? [113.13, 27.83]),
    zoom: at ? 16 : (session?.city?.zoom ?? 11) + 1,
    dragRotate: false,
    attributionControl: false,
    locale: { 'NavigationControl.ZoomIn': zh ? '放大' : 'Zoom in', 'NavigationControl.ZoomOut': zh ? '缩小' : 'Zoom out' },
    transformRequest: (url) => ({ url: new URL(url, location.href).href }),
  })
  map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
  map.addControl(new AttributionControl({ compact: false }), 'bottom-right')
  const pin = new Marker({ color: '#b3261e' })
  const show = (spot: At) => {
    pin.setLngLat([spot.lng, spot.lat]).addTo(map)
    if (!map.getBounds().contains([spot.lng, spot.lat]))
      map.easeTo({ center: [spot.lng, spot.lat], zoom: Math.max(map.getZoom(), 15) })
  }
  if (at) show(at)
  map.on('click', ({ lngLat }) => pick({ lng: Math.round(lngLat.lng * 1e6) / 1e6, lat: Math.round(lngLat.lat * 1e6) / 1e6 }))
  // By keyboard: the arrows move the map, Enter takes its middle.
  map.getCanvas().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    const { lng, lat } = map.getCenter()
    pick({ lng, lat })
  })
  return { show }
}
