// What has been done about a ticket, by kind: reply and rating, urgings, hand-outs, returns, call-backs.

import { Tag } from 'antd'
import { Facts } from '#web/detail/Facts.tsx'
import { Timeline } from '#web/detail/Timeline.tsx'
import { useName, useT } from '#web/i18n.ts'
import { useCodes } from './codes.ts'
import { Part } from './Part.tsx'
import type { Ticket } from './TicketPage.tsx'

export function TicketHistory({ ticket }: { ticket: Ticket }) {
  const t = useT()
  const name = useName()
  const { label } = useCodes()
  const reply = ticket.reply as Record<string, string> | null
  return (
    <>
      {reply && (
        <Part title={t('hotline.reply')}>
          <Facts
            columns={1}
            items={[
              ...['contact', 'found', 'basis', 'result', 'next'].map((part) => ({
                label: t(`hotline.reply.${part}`),
                value: <span style={{ whiteSpace: 'pre-wrap' }}>{reply[part]}</span>,
                hide: !reply[part],
                wide: true,
              })),
              { label: t('hotline.solved'), value: ticket.solved && t(`hotline.solved.${ticket.solved}`), hide: !ticket.solved },
              {
                label: t('hotline.rating'),
                value: ticket.satisfaction && (
                  <>
                    {t(`hotline.rating.${ticket.satisfaction}`)}{' '}
                    <span className="quiet">{ticket.dissatisfied.map((one) => name(one.name)).join('、')}</span>{' '}
                    {ticket.ratingNote}
                    {ticket.excluded && <Tag>{t('hotline.excluded', { n: 1 })}</Tag>}
                  </>
                ),
                hide: !ticket.satisfaction,
              },
            ]}
          />
        </Part>
      )}
      {ticket.urgeList.length > 0 && (
        <Part title={t('hotline.urges')}>
          <Timeline
            items={ticket.urgeList.map((one) => ({
              at: one.at,
              what: `${t('hotline.urged', { n: one.n })} · ${label('channel', one.channel)}`,
              note: one.content,
              kind: 'warn' as const,
            }))}
          />
        </Part>
      )}
      {ticket.dispatches.length > 0 && (
        <Part title={t('hotline.dispatches')}>
          <Timeline
            items={ticket.dispatches.map((one) => ({
              at: one.at,
              what: `${one.org?.name ?? ''}（${one.allowance}）${one.designated ? ` · ${t('hotline.designated')}` : ''}`,
              note: one.opinion,
            }))}
          />
        </Part>
      )}
      {ticket.returnSteps.length > 0 && (
        <Part title={t('hotline.returns')}>
          <Timeline
            items={ticket.returnSteps.map((one) => ({
              at: one.at,
              who: one.org?.name,
              what: `${t(`hotline.return.${one.kind}`)}${one.code ? ` · ${name(one.code.name)}` : ''}`,
              note: `${one.basis}${one.suggested ? ` · ${t('hotline.suggested')}：${one.suggested.name}` : ''}`,
            }))}
          />
        </Part>
      )}
      {ticket.tries.length > 0 && (
        <Part title={t('hotline.tries')}>
          <Timeline items={ticket.tries.map((one) => ({ at: one.at, what: t(`hotline.try.${one.outcome}`), note: one.note }))} />
        </Part>
      )}
    </>
  )
}
