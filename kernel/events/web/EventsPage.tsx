// Events: what reactions still owe or gave up, and the log.

import { Button, Table, Tag } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Facts } from '#web/detail/Facts.tsx'
import { useConfirm } from '#web/form/Drawer.tsx'
import { useFormat, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { Empty, Failed, Loading } from '#web/list/States.tsx'
import { useMay } from '#web/session.ts'
import { useGet, useSend } from '#web/use-api.ts'
import { events, type Row } from './api.ts'

type Delivery = Row<'GET /events/deliveries'>
const tabs = ['owed', 'log'] as const

export default function EventsPage() {
  const t = useT()
  const [address, setAddress] = useSearchParams()
  const tab = address.get('tab') ?? 'owed'
  return (
    <>
      <PageHead
        title={t('events.title')}
        tabs={tabs.map((key) => ({ key, label: t(`events.tab.${key}`) }))}
        tab={tab}
        onTab={(key) => setAddress({ tab: key })}
      />
      <Page>{tab === 'owed' ? <Owed /> : <Log />}</Page>
    </>
  )
}

function Owed() {
  const t = useT()
  return (
    <ListPage
      embedded
      title={t('events.tab.owed')}
      api={events}
      route="GET /events/deliveries"
      rowKey="key"
      empty={t('events.noneOwed')}
      filters={[{ key: 'dead', as: 'flag', label: t('events.dead') }]}
      columns={[
        { key: 'name', title: t('events.name'), as: 'code' },
        { key: 'module', title: t('events.module'), as: 'code' },
        { key: 'at', title: t('events.at'), as: 'time' },
        { key: 'attempts', title: t('events.attempts'), as: 'number' },
        {
          key: 'deadAt',
          title: t('events.state'),
          render: (row) =>
            row.deadAt ? <Tag color="red">{t('events.dead')}</Tag> : <Tag color="orange">{t('events.waiting')}</Tag>,
          text: (row) => t(row.deadAt ? 'events.dead' : 'events.waiting'),
        },
        { key: 'error', title: t('events.error'), grow: true },
      ]}
      drawerTitle={(row) => row.name}
      drawer={(row, close) => <DeliveryPanel one={row} close={close} />}
    />
  )
}

function DeliveryPanel({ one, close }: { one: Delivery; close: () => void }) {
  const t = useT()
  const format = useFormat()
  const confirm = useConfirm()
  const manage = useMay('events.delivery.manage')
  const retry = useSend(events, 'POST /events/deliveries/retry', {
    refresh: ['/events'],
    success: t('events.retried'),
    onDone: close,
  })
  const drop = useSend(events, 'POST /events/deliveries/drop', {
    refresh: ['/events'],
    success: t('events.dropped'),
    onDone: close,
  })
  const body = { module: one.module, eventId: one.eventId }
  const giveUp = async () => {
    if (
      await confirm({
        title: t('events.drop.ask', { name: one.name }),
        text: t('events.drop.text'),
        ok: t('events.drop'),
        danger: true,
      })
    )
      drop.mutate({ body })
  }
  return (
    <>
      <Facts
        columns={1}
        items={[
          { label: t('events.module'), value: one.module },
          { label: t('events.at'), value: format.time(one.at) },
          { label: t('events.attempts'), value: one.attempts },
          { label: t('events.next'), value: one.deadAt ? '—' : format.time(one.nextAt) },
          { label: t('events.error'), value: one.error ?? '—', wide: true },
          { label: t('events.payload'), value: <pre className="code">{JSON.stringify(one.payload, null, 2)}</pre>, wide: true },
        ]}
      />
      {manage && (
        <div className="list-bar">
          {one.deadAt && (
            <Button danger loading={drop.isPending} onClick={() => void giveUp()}>
              {t('events.drop')}
            </Button>
          )}
          <Button type="primary" loading={retry.isPending} onClick={() => retry.mutate({ body })}>
            {t('events.retry')}
          </Button>
        </div>
      )}
    </>
  )
}

function Log() {
  const t = useT()
  const format = useFormat()
  const [cursors, setCursors] = useState<string[]>([])
  const after = cursors.at(-1)
  const answer = useGet(events, 'GET /events/log', { query: { size: 50, ...(after ? { after } : {}) } }, { keep: true })
  if (answer.isPending) return <Loading rows={12} />
  if (answer.isError && !answer.data) return <Failed error={answer.error} retry={() => void answer.refetch()} />
  return (
    <section className="panel">
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty small /> }}
        dataSource={answer.data.items}
        columns={[
          { title: t('events.at'), render: (_, one) => <time className="num">{format.time(one.at)}</time> },
          { title: t('events.name'), dataIndex: 'name', className: 'code' },
          {
            title: t('events.payload'),
            render: (_, one) => <span className="code">{JSON.stringify(one.payload).slice(0, 160)}</span>,
          },
          { title: t('events.trace'), dataIndex: 'trace', className: 'code' },
        ]}
      />
      <div className="list-bar">
        {cursors.length > 0 && <Button onClick={() => setCursors(cursors.slice(0, -1))}>{t('events.newer')}</Button>}
        {answer.data.next && <Button onClick={() => setCursors([...cursors, answer.data.next!])}>{t('events.older')}</Button>}
      </div>
    </section>
  )
}
