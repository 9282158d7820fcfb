// What happens in the city, newest first: begins with the cases that came in last, then follows the live line.

import { useEffect, useMemo, useRef, useState } from 'react'
import { formatTime } from '../format.ts'
import { useName, useT } from '../i18n.ts'
import { useLive } from '../live.ts'
import { useMeta, type Name } from '../session.ts'
import { readCase, useNewest } from '../shell/data.ts'

type Happening = {
  key: string
  at: Date
  topic: string
  data: Record<string, unknown>
  title?: string
  no?: string
  state?: Name
  where?: string
}
const most = 20

export function Events() {
  const t = useT()
  const name = useName()
  const meta = useMeta()
  const [events, setEvents] = useState<Happening[]>([])
  const newest = useNewest(most).data
  const first = useMemo(
    (): Happening[] =>
      (newest?.items ?? []).map((one) => ({
        key: one.id,
        at: new Date(one.openedAt),
        topic: 'cases.case',
        data: {},
        title: one.title,
        no: one.no,
        state: one.stateName,
        where: one.orgName,
      })),
    [newest],
  )
  const topics = useMemo(() => meta.modules.flatMap((m) => m.topics ?? []), [meta])
  const serial = useRef(0)
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => {
      alive.current = false
    }
  }, [])
  useLive(topics, (topic, data) => {
    const happening: Happening = { key: `live${serial.current++}`, at: new Date(), topic, data: data ?? {} }
    const add = (one: Happening) =>
      alive.current && setEvents((before) => [one, ...before.filter((old) => !one.no || old.no !== one.no)].slice(0, most))
    if (topic !== 'cases.case' || typeof data?.id !== 'string') return void add(happening)
    // A notice carries only the id: what may be seen of the case is asked for with this person's own rights.
    readCase(data.id).then(
      ({ case: inner, ...one }) => {
        const found = inner ?? one
        add({ ...happening, title: found.title, no: found.no, state: found.stateName, where: found.orgName })
      },
      () => {},
    )
  })
  const seen = new Set(events.map((one) => one.no))
  const all = [...events, ...first.filter((one) => !seen.has(one.no))].slice(0, most)
  const said = (event: Happening) => {
    if (event.title) return event.title
    const key = `topic.${event.topic}`
    const words = t(key, event.data)
    if (words !== key) return words
    const module = meta.modules.find((m) => m.id === event.topic.split('.')[0])
    return t('shell.events.changed', { name: name(module?.name) || event.topic })
  }
  return (
    <section className="wall-panel wall-events" aria-label={t('shell.events')}>
      <h2>{t('shell.events')}</h2>
      {all.length === 0 && <p className="wall-none">{t('shell.events.none')}</p>}
      <ol aria-live="polite" aria-relevant="additions">
        {all.map((event) => (
          <li key={event.key} className={event.key.startsWith('live') ? 'event-new' : undefined}>
            <time className="num">{formatTime(event.at).slice(11)}</time>
            <span>
              <span className="event-title">{said(event)}</span>
              {(event.state || event.where) && <small>{[name(event.state), event.where].filter(Boolean).join(' · ')}</small>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
