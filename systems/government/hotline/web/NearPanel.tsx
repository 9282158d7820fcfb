// Beside a ticket: what may be the same matter, and whom the duty list names for it.

import { Tag } from 'antd'
import { Link } from 'react-router'
import { useT } from '#web/i18n.ts'
import { Empty, Loading } from '#web/list/States.tsx'
import { useGet } from '#web/use-api.ts'
import { hotline } from './api.ts'
import { StateTag } from './tags.tsx'

export function NearPanel({ id }: { id: string }) {
  const t = useT()
  const { data } = useGet(hotline, 'GET /hotline/tickets/:id/near', { params: { id } })
  if (!data) return <Loading rows={2} />
  if (!data.items.length) return <Empty small text={t('hotline.nearNone')} />
  return (
    <ul className="plain-list">
      {data.items.map((one) => (
        <li key={one.id}>
          <Link to={`/hotline/tickets/${one.id}`}>{one.title}</Link> <StateTag row={one} />
          <br />
          <span className="quiet">
            <span className="code">{one.no}</span> · {t(`hotline.near.${one.kind}`)}
            {one.metres !== null && ` · ${t('hotline.metres', { n: one.metres })}`} ·{' '}
            {t('hotline.likeness', { n: Math.round(one.likeness * 100) })}
          </span>
        </li>
      ))}
    </ul>
  )
}

export function SuggestionsPanel({ id }: { id: string }) {
  const t = useT()
  const { data } = useGet(hotline, 'GET /hotline/tickets/:id/suggestions', { params: { id } })
  if (!data) return <Loading rows={2} />
  if (!data.items.length) return <Empty small text={t('hotline.noSuggestion')} />
  return (
    <ol className="plain-list">
      {data.items.map((one) => (
        <li key={one.org?.id}>
          <strong>{one.org?.name}</strong>{' '}
          <Tag color={one.certain ? 'success' : 'default'}>{t(one.certain ? 'hotline.certain' : 'hotline.unsure')}</Tag>
          <br />
          <span className="quiet">
            {one.basis} · {t('hotline.past', { n: one.past })}
          </span>
        </li>
      ))}
    </ol>
  )
}
