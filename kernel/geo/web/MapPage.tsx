// The city on one map: a catalogue of layers, those at work in their order, and what is at the point that was clicked; all of it in the URL.
import { Tabs } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { useT } from '#web/i18n.ts'
import { PageHead } from '#web/list/PageHead.tsx'
import { CityMap, type Spot } from '#web/map/CityMap.tsx'
import { useGet } from '#web/use-api.ts'
import { geo } from './api.ts'
import { CataloguePanel } from './CataloguePanel.tsx'
import { HerePanel, type Feature } from './HerePanel.tsx'
import { WorkbenchPanel } from './WorkbenchPanel.tsx'
import './map.css'

/** Reads 'lng,lat' of the URL; anything else is no point. */
function spotOf(text: string | null): Spot | null {
  const [lng, lat] = (text ?? '').split(',').map(Number)
  return lng && lat && Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? { lng, lat } : null
}

export default function MapPage() {
  const t = useT()
  const [search, setSearch] = useSearchParams()
  const [feature, setFeature] = useState<Feature | null>(null)
  const { data: cards = [] } = useGet(geo, 'GET /geo/layers')
  const spot = spotOf(search.get('at'))
  const ids = (search.get('layers') ?? '').split(',').filter(Boolean)
  const hidden = new Set((search.get('hidden') ?? '').split(',').filter(Boolean))
  const tab = search.get('tab') ?? (ids.length ? 'work' : 'all')
  const set = (change: Record<string, string | null>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        for (const [key, value] of Object.entries(change)) {
          if (value) next.set(key, value)
          else next.delete(key)
        }
        return next
      },
      { replace: true },
    )
  const working = ids.flatMap((id) => cards.find((card) => card.id === id) ?? [])
  // the first of the workbench lies on top, and what is drawn later lies on top
  const layers = working.toReversed().map((card) => ({
    id: card.id,
    name: card.name,
    geometry: card.geometry,
    color: card.color,
    minZoom: card.minZoom,
    ...(card.source ? { source: card.source } : {}),
    ...(card.surveyed ? { date: card.surveyed } : {}),
  }))
  const shown = layers.map((layer) => layer.id).filter((id) => !hidden.has(id))
  const work = (next: string[]) =>
    set({ layers: next.join() || null, hidden: [...hidden].filter((id) => next.includes(id)).join() || null })
  const toggle = (id: string) => work(ids.includes(id) ? ids.filter((one) => one !== id) : [id, ...ids])
  const picked = (at: Spot | null) => {
    setFeature(null)
    set({ at: at && `${at.lng.toFixed(6)},${at.lat.toFixed(6)}`, tab: at ? 'here' : null })
  }

  return (
    <div className="geo-page">
      <PageHead title={t('geo.page.map')} />
      <div className="geo-columns">
        <aside className="geo-side">
          <Tabs
            size="small"
            activeKey={tab}
            onChange={(key) => set({ tab: key })}
            items={[
              { key: 'all', label: t('geo.tab.all'), children: <CataloguePanel cards={cards} chosen={ids} onToggle={toggle} /> },
              {
                key: 'work',
                label: `${t('geo.tab.work')} ${ids.length || ''}`,
                children: (
                  <WorkbenchPanel
                    cards={working}
                    hidden={hidden}
                    onOrder={work}
                    onHide={(next) => set({ hidden: next.join() || null })}
                  />
                ),
              },
              { key: 'here', label: t('geo.tab.here'), children: <HerePanel spot={spot} feature={feature} onSpot={picked} /> },
            ]}
          />
        </aside>
        <CityMap
          height="100%"
          layers={layers}
          shown={shown}
          onShown={(now) => set({ hidden: ids.filter((id) => !now.includes(id)).join() || null })}
          picked={spot}
          onPick={picked}
          onFeature={(layer, id, properties) => {
            setFeature({ card: cards.find((card) => card.id === layer), id: String(id), properties })
            set({ tab: 'here' })
          }}
          {...(spot ? { center: [spot.lng, spot.lat] as [number, number], zoom: 15 } : {})}
        />
      </div>
    </div>
  )
}
