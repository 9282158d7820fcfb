// One ticket: what was asked, where, by whom; its flow with the actions due now; reply, hand-outs, returns, call-backs.

import { Alert, Col, Row, Tag } from 'antd'
import { Link, useParams } from 'react-router'
import type { Reply } from '#web/client.ts'
import { Due } from '#web/detail/Due.tsx'
import { Facts } from '#web/detail/Facts.tsx'
import { Files } from '#web/detail/Files.tsx'
import { CasePanel } from '#web/flow/CasePanel.tsx'
import { useFormat, useName, useT } from '#web/i18n.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { Failed, Loading } from '#web/list/States.tsx'
import { CityMap } from '#web/map/CityMap.tsx'
import { useMay } from '#web/session.ts'
import { refresh, useGet } from '#web/use-api.ts'
import { hotline } from './api.ts'
import { CallerPanel } from './CallerPanel.tsx'
import { useCodes } from './codes.ts'
import { NearPanel, SuggestionsPanel } from './NearPanel.tsx'
import { Part } from './Part.tsx'
import { Marks, StateTag } from './tags.tsx'
import { TicketActions } from './TicketDrawers.tsx'
import { TicketHistory } from './TicketHistory.tsx'

type Contract = typeof import('../contract.ts').default
export type Ticket = Reply<Contract['GET /hotline/tickets/:id']>

export default function TicketPage() {
  const t = useT()
  const { id = '' } = useParams()
  const answer = useGet(
    hotline,
    'GET /hotline/tickets/:id',
    { params: { id } },
    { live: ['hotline.ticket', 'cases.case'], keep: true },
  )
  if (answer.isPending) return <Loading rows={8} />
  if (answer.isError && !answer.data) return <Failed error={answer.error} retry={() => void answer.refetch()} />
  const ticket = answer.data as Ticket
  return (
    <>
      <PageHead
        back="/hotline/tickets"
        title={ticket.title}
        sub={
          <>
            <span className="code">{ticket.no}</span> <StateTag row={ticket} /> <Marks row={ticket} />
            {!ticket.classified && <Tag color="gold">{t('hotline.unclassified')}</Tag>}
          </>
        }
        actions={<TicketActions ticket={ticket} />}
      />
      <Page>
        <Row gutter={[16, 16]}>
          <Col xs={24} lg={15}>
            <Main ticket={ticket} />
          </Col>
          <Col xs={24} lg={9}>
            <Side ticket={ticket} />
          </Col>
        </Row>
      </Page>
    </>
  )
}

function Main({ ticket }: { ticket: Ticket }) {
  const t = useT()
  return (
    <>
      <section className="panel" style={{ marginBlockEnd: 16 }}>
        {ticket.caseId ? (
          <CasePanel id={ticket.caseId} bare onDone={() => void refresh('/hotline')}>
            <Content ticket={ticket} />
          </CasePanel>
        ) : (
          <Content ticket={ticket} />
        )}
      </section>
      {ticket.place && (
        <Part title={t('hotline.place')}>
          <CityMap
            center={[ticket.place.lng, ticket.place.lat]}
            zoom={15}
            picked={ticket.place}
            height={260}
            label={ticket.address || t('hotline.place')}
            search={false}
          />
        </Part>
      )}
      {ticket.files.length > 0 && (
        <Part title={t('hotline.photos')}>
          <Files items={ticket.files} />
        </Part>
      )}
      <TicketHistory ticket={ticket} />
    </>
  )
}

/** '5wd' in words, by the same words as the clocks of every case. */
function spoken(t: ReturnType<typeof useT>, allowance: string): string {
  const [, n = '', unit = ''] = /^(\d+)([a-z]+)$/.exec(allowance) ?? []
  return unit ? t(`cases.unit.${unit}`, { n }) : allowance
}

/** What was asked and the facts of it, between the case's buttons and its progress. */
function Content({ ticket }: { ticket: Ticket }) {
  const t = useT()
  const name = useName()
  const format = useFormat()
  const { label } = useCodes()
  return (
    <>
      {ticket.outOfArea && <Alert type="warning" showIcon title={t('hotline.outOfArea')} style={{ marginBlockEnd: 8 }} />}
      <p style={{ whiteSpace: 'pre-wrap' }}>{ticket.content}</p>
      <Facts
        items={[
          { label: t('hotline.type'), value: label('request-type', ticket.requestType) },
          { label: t('hotline.class'), value: name(ticket.contentName) },
          { label: t('hotline.channel'), value: `${label('channel', ticket.channel)} · ${label('line', ticket.sourceLine)}` },
          { label: t('hotline.created'), value: format.time(ticket.createdAt) },
          { label: t('hotline.org'), value: ticket.org?.name },
          { label: t('hotline.due'), value: <Due at={ticket.dueAt} ended={!ticket.open} full /> },
          {
            label: t('hotline.limit'),
            value: ticket.limit ? `${spoken(t, ticket.limit)}${ticket.extended ? ` · ${t('hotline.extended')}` : ''}` : null,
          },
          { label: t('hotline.address'), value: ticket.address, wide: true },
          {
            label: t('hotline.parent'),
            value: ticket.parent && <Link to={`/hotline/tickets/${ticket.parent.id}`}>{ticket.parent.no}</Link>,
            hide: !ticket.parent,
          },
          { label: t('hotline.refusal'), value: ticket.refusal && name(ticket.refusal.name), hide: !ticket.refusal },
          {
            label: t('hotline.mediaUrl'),
            value: ticket.mediaUrl && (
              <a href={ticket.mediaUrl} rel="noreferrer noopener nofollow" target="_blank">
                {ticket.mediaUrl}
              </a>
            ),
            hide: !ticket.mediaUrl,
            wide: true,
          },
        ]}
      />
    </>
  )
}

function Side({ ticket }: { ticket: Ticket }) {
  const t = useT()
  const mayDispatch = useMay('hotline.ticket.dispatch') && ['pending', 'redo', 'returning', 'registered'].includes(ticket.state)
  return (
    <>
      <Part title={t('hotline.caller')}>
        <CallerPanel ticket={ticket} />
      </Part>
      {mayDispatch && (
        <Part title={t('hotline.suggestions')}>
          <SuggestionsPanel id={ticket.id} />
        </Part>
      )}
      <Part title={t('hotline.near')}>
        <NearPanel id={ticket.id} />
      </Part>
    </>
  )
}
