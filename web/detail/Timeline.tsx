// What happened to a matter, newest first: who did what, when, in whose place, with the words and files they left.

import type { ReactNode } from 'react'
import { useFormat, useT } from '../i18n.ts'
import { Files, type FileItem } from './Files.tsx'
import { Empty } from '../list/States.tsx'

export type Moment = {
  id?: string
  at: string
  who?: ReactNode
  /** Acting for whom, by delegation. */
  onBehalfOf?: ReactNode
  what: ReactNode
  note?: ReactNode
  kind?: 'plain' | 'good' | 'warn' | 'late' | 'public'
  files?: FileItem[]
}

/** `order="up"` shows the oldest first. */
export function Timeline({ items, order = 'down' }: { items: Moment[]; order?: 'up' | 'down' }) {
  const t = useT()
  const format = useFormat()
  if (items.length === 0) return <Empty small text={t('shell.timeline.empty')} />
  const sorted = [...items].sort((a, b) => (order === 'down' ? b.at.localeCompare(a.at) : a.at.localeCompare(b.at)))
  return (
    <ol className="timeline">
      {sorted.map((item, i) => (
        <li key={item.id ?? `${item.at}${i}`} className={`moment moment-${item.kind ?? 'plain'}`}>
          <div className="moment-head">
            <strong>{item.what}</strong>
            {item.who && <span>{item.who}</span>}
            {item.onBehalfOf && <span className="quiet">{t('shell.behalf', { name: String(item.onBehalfOf) })}</span>}
            <time className="quiet num" dateTime={item.at} title={format.ago(item.at)}>
              {format.time(item.at, true)}
            </time>
          </div>
          {item.note && <div className="moment-note">{item.note}</div>}
          {item.files && item.files.length > 0 && <Files items={item.files} />}
        </li>
      ))}
    </ol>
  )
}
