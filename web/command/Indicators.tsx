// The wall's indicators: value, small trend, where it comes from and as of when; what is outside its limits says so.

import { Spark } from '../chart/Spark.tsx'
import { useFormat, useName, useT } from '../i18n.ts'
import { useMay, useMeta } from '../session.ts'
import { useIndicators, type IndicatorNow } from '../shell/data.ts'
import { outside } from './outside.ts'

export function Indicators() {
  const t = useT()
  const answer = useIndicators()
  const allowed = useMay('catalogue.indicator.read')
  const items = answer.data?.items ?? []
  return (
    <section className="wall-panel wall-indicators" aria-label={t('shell.indicators')}>
      <h2>{t('shell.indicators')}</h2>
      {answer.isError && items.length === 0 && <p className="wall-none">{t('shell.indicators.failed')}</p>}
      {(!allowed || (answer.isSuccess && items.length === 0)) && <p className="wall-none">{t('shell.indicators.none')}</p>}
      <ul>
        {items.slice(0, 9).map((item) => (
          <Indicator key={item.id} item={item} />
        ))}
      </ul>
    </section>
  )
}

function Indicator({ item }: { item: IndicatorNow }) {
  const t = useT()
  const name = useName()
  const format = useFormat()
  const module = useMeta().modules.find((m) => item.id.startsWith(`${m.id}.`))
  const bad = outside(item)
  const known = item.history.flatMap((point) => (point.value === null ? [] : [point.value]))
  const unit = t(`shell.unit.${item.unit}`)
  return (
    <li className={bad ? 'tile tile-bad' : 'tile'}>
      <div className="tile-name">
        {name(item.name)}
        {bad && <b>{t('shell.indicators.outside')}</b>}
      </div>
      <div className="tile-value">
        <strong className="num">{item.value === null ? '—' : format.number(item.value, 1)}</strong>
        <span>{unit.startsWith('shell.unit.') ? item.unit : unit}</span>
        {known.length > 1 && <Spark values={known} label={t('shell.indicators.trend', { name: name(item.name) })} />}
      </div>
      <div className="tile-foot">
        {name(item.source as any) || name(module?.name)}
        {item.at && <time className="num">{format.short(item.at)}</time>}
      </div>
    </li>
  )
}
