// Finding a place on the map: name, address, pinyin, code or coordinate; the server decides what matches.

import { SearchOutlined } from '@ant-design/icons'
import { AutoComplete, Input } from 'antd'
import { useRef, useState } from 'react'
import { useT } from '../i18n.ts'
import { searchPlaces, type Place } from './places.ts'

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
        key: `${place.id}${i}`,
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
      <Input
        allowClear
        prefix={<SearchOutlined className="quiet" />}
        placeholder={placeholder ?? t('shell.map.search')}
        aria-label={t('shell.map.search')}
      />
    </AutoComplete>
  )
}
