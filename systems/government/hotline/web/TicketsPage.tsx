// The list of tickets with its filters and figures.

import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from 'react-router'
import { Due } from '#web/detail/Due.tsx'
import { useName, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { useMay } from '#web/session.ts'
import { hotline } from './api.ts'
import { findOrgs, useCodes } from './codes.ts'
import { StatsPanel } from './StatsPanel.tsx'
import { Marks, StateTag } from './tags.tsx'

export default function TicketsPage() {
  const t = useT()
  const name = useName()
  const may = useMay('hotline.ticket.create')
  const { options, label, states, tree } = useCodes()
  return (
    <ListPage
      title={t('hotline.tickets')}
      api={hotline}
      route="GET /hotline/tickets"
      sort="-createdAt"
      above={<StatsPanel />}
      empty={t('hotline.none')}
      live={['hotline.ticket']}
      page={(row) => `/hotline/tickets/${row.id}`}
      actions={
        may && (
          <Link to="/hotline/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t('hotline.new')}
            </Button>
          </Link>
        )
      }
      columns={[
        { key: 'no', title: t('hotline.no'), as: 'code', sort: true },
        {
          key: 'title',
          title: t('hotline.title'),
          grow: true,
          render: (row) => (
            <>
              {row.title} <Marks row={row} />
            </>
          ),
          text: (row) => row.title,
        },
        { key: 'state', title: t('hotline.state'), render: (row) => <StateTag row={row} />, text: (row) => name(row.stateName) },
        {
          key: 'requestType',
          title: t('hotline.type'),
          render: (row) => label('request-type', row.requestType),
          text: (row) => label('request-type', row.requestType),
        },
        { key: 'contentName', title: t('hotline.class'), wide: true },
        {
          key: 'org',
          title: t('hotline.org'),
          render: (row) => row.org?.name ?? <span className="quiet">—</span>,
          text: (row) => row.org?.name ?? '',
        },
        {
          key: 'dueAt',
          title: t('hotline.due'),
          sort: true,
          render: (row) => <Due at={row.dueAt} ended={!row.open} />,
          text: (row) => row.dueAt ?? '',
        },
        { key: 'createdAt', title: t('hotline.created'), as: 'time', sort: true },
      ]}
      filters={[
        { key: 'q', as: 'text', label: t('hotline.search') },
        { key: 'state', as: 'choices', label: t('hotline.state'), options: states },
        {
          key: 'open',
          as: 'choice',
          label: t('hotline.open'),
          options: [
            { value: 'true', label: t('hotline.open') },
            { value: 'false', label: t('hotline.closed') },
          ],
        },
        { key: 'late', as: 'flag', label: t('hotline.onlyLate') },
        { key: 'requestType', as: 'choice', label: t('hotline.type'), options: options('request-type') },
        {
          key: 'content',
          as: 'choice',
          label: t('hotline.class'),
          options: tree.flatMap((one) => [
            one,
            ...(one.children ?? []).map((two) => ({ ...two, label: `${one.label} · ${two.label}` })),
          ]),
        },
        { key: 'org', as: 'org', label: t('hotline.org'), search: findOrgs },
        { key: 'urgency', as: 'choice', label: t('hotline.urgency'), options: options('urgency') },
        { key: 'channel', as: 'choice', label: t('hotline.channel'), options: options('channel') },
        { keys: ['from', 'to'], as: 'dates', label: t('hotline.when') },
      ]}
    />
  )
}
