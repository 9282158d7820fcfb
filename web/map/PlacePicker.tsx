// Picking one place: search it, or click it on the map; the address that the city knows for it is filled in.

import { useEffect, useState } from 'react'
import { Input } from 'antd'
import { useT } from '../i18n.ts'
import { CityMap, type Spot } from './CityMap.tsx'
import { addressAt } from './places.ts'

export type PickedPlace = Spot & { address?: string }
type Props = { value?: PickedPlace | null; onChange?: (value: PickedPlace | null) => void; height?: number; id?: string }

export default function PlacePicker({ value, onChange, height = 300, id }: Props) {
  const t = useT()
  const [typed, setTyped] = useState(value?.address ?? '')
  useEffect(() => setTyped(value?.address ?? ''), [value?.address])
  const pick = async (spot: Spot & { label?: string; address?: string }) => {
    const given = [spot.address, spot.label].filter(Boolean).join(' ')
    onChange?.({ lng: spot.lng, lat: spot.lat, ...(given ? { address: given } : {}) })
    if (given) return
    // Best effort: the words for a point on the map, when the city has an address nearby.
    const text = await addressAt(spot)
    if (text) onChange?.({ lng: spot.lng, lat: spot.lat, address: text })
  }
  return (
    <div className="place-picker">
      <CityMap
        picked={value ?? null}
        onPick={(spot) => void pick(spot)}
        height={height}
        list={false}
        label={t('shell.place.map')}
      />
      <Input
        id={id}
        value={typed}
        maxLength={200}
        placeholder={t('shell.place.address')}
        aria-label={t('shell.place.address')}
        disabled={!value}
        onChange={(e) => setTyped(e.target.value)}
        onBlur={() => value && onChange?.({ ...value, address: typed.trim() || undefined })}
        suffix={value && <span className="quiet num">{`${value.lng.toFixed(5)}, ${value.lat.toFixed(5)}`}</span>}
      />
    </div>
  )
}
