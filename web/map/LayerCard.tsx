// The card of layers: what may be shown, its sign, how strong, where it comes from and as of when; and the look of the base map.

import { BlockOutlined, CloseOutlined } from '@ant-design/icons'
import { Button, Checkbox, Segmented, Slider } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormat, useName, useT } from '../i18n.ts'
import type { LayerInfo } from '../session.ts'
import type { Look, View } from './CityMap.tsx'
import { layerColor } from './overlays.ts'
import { layerPapers } from './places.ts'

type Props = { layers: LayerInfo[]; view: View; setView: (view: View) => void; wall?: boolean }

export function LayerCard({ layers, view, setView, wall }: Props) {
  const t = useT()
  const name = useName()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const papers = useQuery({
    queryKey: ['/geo/layers'],
    queryFn: ({ signal }) => layerPapers(signal),
    enabled: open,
    staleTime: 300_000,
  }).data
  const paper = (layer: LayerInfo) => {
    const found = papers?.find((one) => one.id === layer.id)
    const date = found?.surveyed ?? layer.date
    return [found?.source ?? name(layer.source), date && format.date(date), found?.crs, found?.secrecy]
      .filter(Boolean)
      .join(' · ')
  }
  const on = (id: string) => view.shown.includes(id)
  const turn = (id: string) => setView({ ...view, shown: on(id) ? view.shown.filter((one) => one !== id) : [...view.shown, id] })
  if (!open)
    return (
      <Button
        className="map-layers-open"
        size={wall ? 'middle' : 'small'}
        icon={<BlockOutlined />}
        onClick={() => setOpen(true)}
        aria-expanded={false}
      >
        {t('shell.map.layers')}
        {view.shown.length > 0 && <span className="num"> {view.shown.length}</span>}
      </Button>
    )
  return (
    <section className="map-layers" aria-label={t('shell.map.layers')}>
      <header>
        <strong>{t('shell.map.layers')}</strong>
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('shell.close')} onClick={() => setOpen(false)} />
      </header>
      {!wall && (
        <Segmented<Look>
          block
          size="small"
          value={view.look}
          onChange={(look) => setView({ ...view, look })}
          options={(['light', 'dark', 'imagery'] as const).map((look) => ({ value: look, label: t(`shell.map.look.${look}`) }))}
        />
      )}
      {layers.length === 0 && <p className="quiet">{t('shell.map.noLayers')}</p>}
      <ul>
        {layers.map((layer, at) => (
          <li key={layer.id}>
            <Checkbox checked={on(layer.id)} onChange={() => turn(layer.id)}>
              <Sign layer={layer} tone={layerColor(layer, at, view.look)} /> {name(layer.name)}
            </Checkbox>
            {on(layer.id) && (
              <>
                <Slider
                  min={10}
                  max={100}
                  step={10}
                  tooltip={{ formatter: (v) => `${v}%` }}
                  ariaLabelForHandle={t('shell.map.opacity', { layer: name(layer.name) })}
                  value={Math.round((view.opacity[layer.id] ?? 1) * 100)}
                  onChange={(v) => setView({ ...view, opacity: { ...view.opacity, [layer.id]: v / 100 } })}
                />
                {paper(layer) && <small className="quiet">{paper(layer)}</small>}
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Sign({ layer, tone }: { layer: LayerInfo; tone: string }) {
  return (
    <svg className="map-sign" width="16" height="12" viewBox="0 0 16 12" aria-hidden="true">
      {layer.geometry === 'point' && <circle cx="8" cy="6" r="4.5" fill={tone} />}
      {layer.geometry === 'line' && <path d="M1 10 6 3l4 5 5-6" fill="none" stroke={tone} strokeWidth="2.4" />}
      {layer.geometry === 'polygon' && (
        <rect x="1.5" y="1.5" width="13" height="9" fill={tone} fillOpacity=".25" stroke={tone} strokeWidth="1.5" />
      )}
    </svg>
  )
}
