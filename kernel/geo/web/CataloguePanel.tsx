// All layers that the reader may see, with what each is made from; one switch puts a layer to work.
import { Input, Switch, Tag } from 'antd'
import { useState } from 'react'
import { useFormat, useName, useT } from '#web/i18n.ts'
import { Empty } from '#web/list/States.tsx'
import type { Card } from './api.ts'

export function CataloguePanel({ cards, chosen, onToggle }: { cards: Card[]; chosen: string[]; onToggle: (id: string) => void }) {
  const t = useT()
  const name = useName()
  const [q, setQ] = useState('')
  const wanted = cards.filter((card) =>
    `${card.name.zh} ${card.name.en} ${card.id}`.toLowerCase().includes(q.trim().toLowerCase()),
  )
  const groups = [
    { key: 'systems', cards: wanted.filter((card) => !card.base) },
    { key: 'base', cards: wanted.filter((card) => card.base) },
  ]
  return (
    <>
      <Input
        allowClear
        value={q}
        onChange={(e) => setQ(e.target.value)}
        placeholder={t('geo.layer.find')}
        aria-label={t('geo.layer.find')}
      />
      {wanted.length === 0 && <Empty text={t('geo.layer.none')} />}
      {groups.map(
        (group) =>
          group.cards.length > 0 && (
            <section key={group.key} aria-label={t(`geo.group.${group.key}`)}>
              <h2 className="geo-group">{t(`geo.group.${group.key}`)}</h2>
              <ul className="geo-layers">
                {group.cards.map((card) => (
                  <li key={card.id}>
                    <div className="geo-layer-head">
                      <i className={`geo-sign geo-sign-${card.geometry}`} style={{ color: card.color }} aria-hidden="true" />
                      <strong>{name(card.name)}</strong>
                      <Switch
                        size="small"
                        checked={chosen.includes(card.id)}
                        onChange={() => onToggle(card.id)}
                        aria-label={t('geo.layer.use', { layer: name(card.name) })}
                      />
                    </div>
                    <Paper card={card} />
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
    </>
  )
}

/** Source, day, datum and secrecy of a layer's data. */
export function Paper({ card }: { card: Card }) {
  const t = useT()
  const format = useFormat()
  return (
    <p className="geo-paper quiet">
      {card.source ?? t('geo.layer.own')}
      {card.surveyed && ` · ${format.date(card.surveyed)}`} · {card.crs}{' '}
      {card.secrecy !== 'public' && <Tag color="gold">{t(`geo.secrecy.${card.secrecy}`)}</Tag>}
    </p>
  )
}
