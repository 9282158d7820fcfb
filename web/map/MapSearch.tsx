// Finding a place on the map: name, address, pinyin, code or coordinate; the server decides what matches.

import { SearchOutlined } from '@ant-design/icons'
import { AutoComplete, Input } from 'antd'
import { useRef, useState } from 'react'
import { address, send } from '../client.ts'
import { useT } from '../i18n.ts'

export type Place = { lng: number; lat: number; label: string; address?: string; id?: string; kind?: string }

/** What /api/geo/search answers, whatever else it says about a place. */
export async function searchPlaces(q: string, signal?: AbortSignal, near?: { lng: number; lat: number }): Promise<Place[]> {
  const point = coordinate(q)
  if (point) return [{ ...point, label: `${point.lng}, ${point.lat}` }]
  const told = await send('GET', address('/geo/search', {}, { q, size: 8, ...near }), { signal })
  return (told.items ?? []).flatMap((item: any) => {
    const [lng, lat] = item.lng === undefined ? (item.point ?? item.center ?? item.geometry?.coordinates ?? []) : [item.lng, item.lat]
    if (typeof lng !== 'number' || typeof lat !== 'number') return []
    const label = typeof item.name === 'object' ? item.name?.zh : (item.name ?? item.label ?? item.text)
    return [{ lng, lat, label: label ?? '', address: item.address ?? item.areaName ?? item.note, id: item.id, kind: item.kind ?? item.type }]
  })
}

/** `113.13, 27.83` or `27.83 113.13`: which number is which is told by their size, as China has no overlap. */
export function coordinate(q: string): { lng: number; lat: number } | undefined {
  const found = /^\s*(-?\d{1,3}\.\d+)\s*[,，\s]\s*(-?\d{1,3}\.\d+)\s*$/.exec(q)
  if (!found) return undefined
  const [a, b] = [Number(found[1]), Number(found[2])]
  if (a >= 73 && a <= 136 && b >= 3 && b <= 54) return { lng: a, lat: b }
  if (b >= 73 && b <= 136 && a >= 3 && a <= 54) return { lng: b, lat: a }
  return undefined
}

export function MapSearch({ onFound, placeholder }: { onFound: (place: Place | null) => void; placeholder?: string }) {
  const t = useT()
  const [places, setPlaces] = useState<Place[]>([])
  const [asked, setAsked] = useState('')
  const running = useRef<AbortController>(undefined)
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)
  const ask = (q: string) => {
    clearTimeout(pause.current)
    running.current?.abort()
    if (q.trim().length < 1) return setPlaces([])
    const control = (running.current = new AbortController())
    pause.current = setTimeout(async () => {
      const found = await searchPlaces(q.trim(), control.signal).catch(() => [])
      if (control.signal.aborted) return
      setPlaces(found)
      setAsked(q.trim())
    }, 200)
  }
  return (
    <AutoComplete
      className="map-search-box"
      showSearch={{ onSearch: ask }}
      onSelect={(_: string, option: any) => onFound(option.place as Place)}
      onClear={() => onFound(null)}
      notFoundContent={asked ? t('shell.map.notFound', { q: asked }) : null}
      options={places.map((place, i) => ({
        key: place.id ?? i,
        value: place.label,
        place,
        label: (
          <div className="found">
            <span>{place.label}</span>
            {place.address && <span className="found-note">{place.address}</span>}
          </div>
        ),
      }))}
    >
      <Input allowClear prefix={<SearchOutlined className="quiet" />} placeholder={placeholder ?? t('shell.map.search')} aria-label={t('shell.map.search')} />
    </AutoComplete>
  )
}
