// The layers at work: the first lies on top; each can be moved, hidden or put away.
import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined, EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useName, useT } from '#web/i18n.ts'
import { Empty } from '#web/list/States.tsx'
import type { Card } from './api.ts'
import { Paper } from './CataloguePanel.tsx'

type Props = { cards: Card[]; hidden: Set<string>; onOrder: (ids: string[]) => void; onHide: (ids: string[]) => void }

export function WorkbenchPanel({ cards, hidden, onOrder, onHide }: Props) {
  const t = useT()
  const name = useName()
  const ids = cards.map((card) => card.id)
  const move = (at: number, by: number) => onOrder(ids.with(at, ids[at + by]!).with(at + by, ids[at]!))
  if (!cards.length) return <Empty text={t('geo.work.none')} />
  return (
    <ol className="geo-layers">
      {cards.map((card, at) => {
        const layer = name(card.name)
        const away = hidden.has(card.id)
        return (
          <li key={card.id}>
            <div className="geo-layer-head">
              <i className={`geo-sign geo-sign-${card.geometry}`} style={{ color: card.color }} aria-hidden="true" />
              <strong>{layer}</strong>
              <Button
                type="text"
                size="small"
                icon={away ? <EyeInvisibleOutlined /> : <EyeOutlined />}
                aria-label={t(away ? 'geo.work.show' : 'geo.work.hide', { layer })}
                onClick={() => onHide(away ? [...hidden].filter((id) => id !== card.id) : [...hidden, card.id])}
              />
              <Button
                type="text"
                size="small"
                icon={<ArrowUpOutlined />}
                disabled={at === 0}
                aria-label={t('geo.work.up', { layer })}
                onClick={() => move(at, -1)}
              />
              <Button
                type="text"
                size="small"
                icon={<ArrowDownOutlined />}
                disabled={at === cards.length - 1}
                aria-label={t('geo.work.down', { layer })}
                onClick={() => move(at, 1)}
              />
              <Button
                type="text"
                size="small"
                icon={<CloseOutlined />}
                aria-label={t('geo.work.remove', { layer })}
                onClick={() => onOrder(ids.filter((id) => id !== card.id))}
              />
            </div>
            <Paper card={card} />
          </li>
        )
      })}
    </ol>
  )
}
