// What lies at a point: address, areas, grid cell, coordinates in the datums people use, and the places around it.
import { Button } from 'antd'
import { Facts } from '#web/detail/Facts.tsx'
import { useName, useT } from '#web/i18n.ts'
import { Empty, Failed, Loading } from '#web/list/States.tsx'
import type { Spot } from '#web/map/CityMap.tsx'
import { useGet } from '#web/use-api.ts'
import { geo, type Card } from './api.ts'

export type Feature = { card: Card | undefined; id: string; properties: Record<string, unknown> }

export function HerePanel({
  spot,
  feature,
  onSpot,
}: {
  spot: Spot | null
  feature: Feature | null
  onSpot: (spot: Spot) => void
}) {
  const t = useT()
  const name = useName()
  const at = spot ?? { lng: 0, lat: 0 }
  const here = useGet(geo, 'GET /geo/at', { query: at }, { enabled: spot !== null, keep: true })
  const near = useGet(
    geo,
    'GET /geo/nearest',
    { query: { ...at, layer: 'place', n: 8, metres: 1000 } },
    { enabled: spot !== null, keep: true },
  )
  if (feature)
    return (
      <>
        <h2 className="geo-group">{feature.card ? name(feature.card.name) : feature.id}</h2>
        <Facts
          columns={1}
          items={Object.entries(feature.properties).map(([key, value]) => ({ label: key, value: String(value) }))}
        />
      </>
    )
  if (!spot) return <Empty text={t('geo.here.none')} />
  if (here.error) return <Failed error={here.error} retry={() => void here.refetch()} small />
  if (!here.data) return <Loading rows={4} />
  const { area, cell } = here.data
  return (
    <>
      <Facts
        columns={1}
        items={[
          { label: t('geo.here.address'), value: here.data.address },
          {
            label: t('geo.here.area'),
            value: area
              ? [area.county, area.township, area.community].flatMap((one) => (one ? [one.name] : [])).join(' / ')
              : t('geo.here.outside'),
          },
          {
            label: t('geo.here.code'),
            value: <span className="num">{(area?.community ?? area?.township ?? area?.county)?.code}</span>,
            hide: !area,
          },
          {
            label: t('geo.here.cell'),
            value: cell ? (
              <>
                <span className="num">{cell.code}</span> {cell.near && t('geo.here.near', { metres: Math.round(cell.metres) })}
              </>
            ) : (
              t('geo.here.noCell')
            ),
          },
          { label: t('geo.here.lnglat'), value: <span className="num">{`${spot.lng.toFixed(6)}, ${spot.lat.toFixed(6)}`}</span> },
        ]}
      />
      <h2 className="geo-group">{t('geo.here.around')}</h2>
      {near.data?.items.length === 0 && <p className="quiet">{t('geo.here.nothing')}</p>}
      <ul className="geo-near">
        {near.data?.items.map((one) => (
          <li key={one.id}>
            <Button type="link" size="small" onClick={() => onSpot({ lng: one.lng, lat: one.lat })}>
              {String(one.properties['name'])}
            </Button>
            <span className="quiet num">{t('geo.metres', { n: Math.round(one.metres) })}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
