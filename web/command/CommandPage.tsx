// The command centre: indicators left, the city in the middle, what happens right, what is late below. Read from five metres away.

import { FullscreenOutlined, LogoutOutlined } from '@ant-design/icons'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { useNow } from '../detail/Due.tsx'
import { formatTime } from '../format.ts'
import { useFormat, useName, useT } from '../i18n.ts'
import { watchLine } from '../live.ts'
import { useTitle } from '../list/PageHead.tsx'
import { CityMap } from '../map/CityMap.tsx'
import { useMeta, useSession } from '../session.ts'
import { useDeskLive } from '../shell/data.ts'
import { LangSwitch } from '../shell/TopBar.tsx'
import { Events } from './Events.tsx'
import { Indicators } from './Indicators.tsx'
import { Late } from './Late.tsx'

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
