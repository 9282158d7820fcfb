// What is late in the city, the longest first.

import { Link } from 'react-router'
import { useNow } from '../detail/Due.tsx'
import { dueState } from '../format.ts'
import { useFormat, useName, useT } from '../i18n.ts'
import { useMay } from '../session.ts'
import { useLate } from '../shell/data.ts'

export function Late() {
  const t = useT()
  const name = useName()
  const format = useFormat()
  const now = useNow()
  const allowed = useMay('cases.case.read')
  const late = useLate(12)
  const items = late.data?.items ?? []
  return (
    <section className="wall-panel wall-late" aria-label={t('shell.late')}>
      <h2>
        {t('shell.late')}
        {late.data && late.data.total > 0 && <b className="num">{format.number(late.data.total)}</b>}
      </h2>
      {(!allowed || !late.isPending) && items.length === 0 && (
        <p className="wall-none">{t(allowed ? (late.isError ? 'shell.late.failed' : 'shell.late.none') : 'shell.late.hidden')}</p>
      )}
      <ul>
        {items.map((item) => (
          <li key={item.id}>
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
