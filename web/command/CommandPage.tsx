// The command centre: indicators left, the city in the middle, what happens right, what is late below. Read from five metres away.

import { FullscreenOutlined, LogoutOutlined } from '@ant-design/icons'
import { useEffect, useMemo, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { Spark } from '../chart/Spark.tsx'
import { useNow } from '../detail/Due.tsx'
import { dueState, formatTime } from '../format.ts'
import { useFormat, useName, useT } from '../i18n.ts'
import { useLive, watchLine } from '../live.ts'
import { useTitle } from '../list/PageHead.tsx'
import { CityMap } from '../map/CityMap.tsx'
import { useMeta, useSession } from '../session.ts'
import { useDeskLive, useIndicators, useLate, type IndicatorNow } from '../shell/data.ts'
import { LangSwitch } from '../shell/TopBar.tsx'

export default function CommandPage() {
  const t = useT()
  const name = useName()
  const session = useSession()
  const title = t('shell.command.title', { city: name(session.city.name) })
  useTitle(t('shell.command'))
  useDeskLive()
  const modules = useMeta().modules
  const layers = modules.flatMap((m) => m.layers)
  // What the systems draw is on at first; what only describes the ground waits to be asked for.
  const shown = modules
    .filter((m) => m.pillar !== 'kernel')
    .flatMap((m) => m.layers.map((layer) => layer.id))
    .slice(0, 6)
  return (
    <div className="wall">
      <header className="wall-head">
        <h1>{title}</h1>
        <Clock />
      </header>
      <Indicators />
      <section className="wall-map" aria-label={t('shell.map')}>
        <CityMap key={shown.join()} look="dark" layers={layers} shown={shown} height="100%" search={false} wall />
      </section>
      <Events />
      <Late />
    </div>
  )
}

function Clock() {
  const t = useT()
  const now = useNow(1000)
  const format = useFormat()
  const go = useNavigate()
  const [up, setUp] = useState(true)
  useEffect(() => watchLine(setUp), [])
  const whole = () =>
    (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {})
  return (
    <div className="wall-tools">
      <span className={up ? 'wall-line' : 'wall-line wall-line-down'} role="status">
        {t(up ? 'shell.live.up' : 'shell.live.down')}
      </span>
      <span className="wall-date">{format.day(now)}</span>
      <time className="wall-clock num">{formatTime(now, true).slice(11)}</time>
      <span className="wall-buttons">
        <LangSwitch />
        <button type="button" onClick={() => void whole()} aria-label={t('shell.command.whole')} title={t('shell.command.whole')}>
          <FullscreenOutlined />
        </button>
        <button type="button" onClick={() => void go('/')} aria-label={t('shell.command.leave')} title={t('shell.command.leave')}>
          <LogoutOutlined />
        </button>
      </span>
    </div>
  )
}

function Indicators() {
  const t = useT()
  const answer = useIndicators()
  const items = answer.data?.items ?? []
  return (
    <section className="wall-panel wall-indicators" aria-label={t('shell.indicators')}>
      <h2>{t('shell.indicators')}</h2>
      {answer.isError && items.length === 0 && <p className="wall-none">{t('shell.indicators.failed')}</p>}
      {!answer.isPending && !answer.isError && items.length === 0 && <p className="wall-none">{t('shell.indicators.none')}</p>}
      <ul>
        {items.slice(0, 9).map((item) => (
          <Indicator key={item.id} item={item} />
        ))}
      </ul>
    </section>
  )
}

/** Whether a value is outside what its module calls normal. */
export function outside(item: Pick<IndicatorNow, 'value' | 'warnAbove' | 'warnBelow'>): boolean {
  const { value, warnAbove, warnBelow } = item
  if (value === null) return false
  return (warnAbove != null && value > warnAbove) || (warnBelow != null && value < warnBelow)
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

type Happening = { key: string; at: Date; topic: string; data: any }

function Events() {
  const t = useT()
  const name = useName()
  const meta = useMeta()
  const [events, setEvents] = useState<Happening[]>([])
  const topics = useMemo(() => meta.modules.flatMap((m) => m.topics ?? []), [meta])
  useLive(topics, (topic, data) =>
    setEvents((before) =>
      [{ key: `${Date.now()}-${Math.random()}`, at: new Date(), topic, data: data ?? {} }, ...before].slice(0, 30),
    ),
  )
  const said = (event: Happening) => {
    const key = `topic.${event.topic}`
    const words = t(key, event.data)
    if (words !== key) return words
    const module = meta.modules.find((m) => m.id === event.topic.split('.')[0])
    return t('shell.events.changed', { name: name(module?.name) || event.topic })
  }
  return (
    <section className="wall-panel wall-events" aria-label={t('shell.events')}>
      <h2>{t('shell.events')}</h2>
      {events.length === 0 && <p className="wall-none">{t('shell.events.none')}</p>}
      <ol aria-live="polite">
        {events.map((event) => (
          <li key={event.key}>
            <time className="num">{formatTime(event.at, true).slice(11)}</time>
            <span>
              {said(event)}
              {(event.data.title || event.data.no) && (
                <small>{[event.data.no, event.data.title].filter(Boolean).join(' ')}</small>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Late() {
  const t = useT()
  const name = useName()
  const format = useFormat()
  const now = useNow()
  const late = useLate(12)
  const items = late.data?.items ?? []
  return (
    <section className="wall-panel wall-late" aria-label={t('shell.late')}>
      <h2>
        {t('shell.late')}
        {late.data && <b className="num">{format.number(late.data.total)}</b>}
      </h2>
      {!late.isPending && items.length === 0 && (
        <p className="wall-none">{t(late.isError ? 'shell.late.failed' : 'shell.late.none')}</p>
      )}
      <ul>
        {items.map((item) => (
          <li key={item.taskId ?? item.caseId}>
            <Link to={item.page}>
              <b className="late-time">
                {t('shell.due.late', { time: format.duration(dueState(item.dueAt, null, now).leftMs) })}
              </b>
              <span className="late-title">{item.title}</span>
              <span className="late-meta">
                <span className="code">{item.no}</span> {item.orgName} · {name(item.stateName)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
