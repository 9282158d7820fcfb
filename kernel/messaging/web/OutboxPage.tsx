// The outbox: all messages with their text as sent and their state, to be sent again; and what came in.

import { Button, Tag } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Facts } from '#web/detail/Facts.tsx'
import { FormDrawer } from '#web/form/Drawer.tsx'
import { LongField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { useFormat, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { useMay } from '#web/session.ts'
import { refresh, useSend } from '#web/use-api.ts'
import { messaging, type Row } from './api.ts'

type Message = Row<'GET /messaging/messages'>
const tabs = ['out', 'in'] as const
const colors: Record<string, string> = { queued: 'blue', sending: 'blue', sent: 'cyan', delivered: 'green', failed: 'red' }

export default function OutboxPage() {
  const t = useT()
  const [address, setAddress] = useSearchParams()
  const tab = address.get('tab') ?? 'out'
  return (
    <>
      <PageHead
        title={t('messaging.outbox')}
        tabs={tabs.map((key) => ({ key, label: t(`messaging.tab.${key}`) }))}
        tab={tab}
        onTab={(key) => setAddress({ tab: key })}
      />
      <Page>{tab === 'out' ? <Out /> : <In />}</Page>
    </>
  )
}

function Out() {
  const t = useT()
  const options = (keys: string[], of: string) => keys.map((value) => ({ value, label: t(`messaging.${of}.${value}`) }))
  return (
    <ListPage
      embedded
      title={t('messaging.tab.out')}
      api={messaging}
      route="GET /messaging/messages"
      live={['messaging.outbox']}
      empty={t('messaging.nothing')}
      filters={[
        { key: 'q', as: 'text', label: t('messaging.search') },
        {
          key: 'channel',
          as: 'choice',
          label: t('messaging.channel'),
          options: options(['sms', 'mail', 'webhook', 'inapp'], 'channel'),
        },
        {
          key: 'state',
          as: 'choice',
          label: t('messaging.state'),
          options: options(['queued', 'sending', 'sent', 'delivered', 'failed'], 'state'),
        },
        { keys: ['from', 'to'], as: 'dates', label: t('messaging.when') },
      ]}
      columns={[
        { key: 'createdAt', title: t('messaging.created'), as: 'time' },
        {
          key: 'channel',
          title: t('messaging.channel'),
          render: (row) => t(`messaging.channel.${row.channel}`),
          text: (row) => t(`messaging.channel.${row.channel}`),
        },
        { key: 'address', title: t('messaging.address'), as: 'code' },
        {
          key: 'body',
          title: t('messaging.text'),
          grow: true,
          render: (row) => row.body || row.title,
          text: (row) => row.body || row.title,
        },
        {
          key: 'state',
          title: t('messaging.state'),
          render: (row) => <Tag color={colors[row.state]}>{t(`messaging.state.${row.state}`)}</Tag>,
          text: (row) => t(`messaging.state.${row.state}`),
        },
        { key: 'attempts', title: t('messaging.attempts'), as: 'number', wide: true },
      ]}
      drawerTitle={(row) => row.title}
      drawer={(row, close) => <MessagePanel message={row} close={close} />}
    />
  )
}

function MessagePanel({ message, close }: { message: Message; close: () => void }) {
  const t = useT()
  const format = useFormat()
  const manage = useMay('messaging.outbox.manage')
  const resend = useSend(messaging, 'POST /messaging/messages/:id/resend', {
    refresh: ['/messaging'],
    success: t('messaging.resent'),
    onDone: close,
  })
  const time = (at: string | null) => (at ? format.time(at) : '—')
  return (
    <>
      <Facts
        columns={1}
        items={[
          { label: t('messaging.address'), value: message.address || '—' },
          { label: t('messaging.template'), value: <span className="code">{message.template}</span> },
          { label: t('messaging.state'), value: t(`messaging.state.${message.state}`) },
          { label: t('messaging.carrier'), value: message.carrier ?? '—' },
          { label: t('messaging.created'), value: time(message.createdAt) },
          { label: t('messaging.due'), value: time(message.dueAt), hide: message.state !== 'queued' },
          { label: t('messaging.sent'), value: time(message.sentAt) },
          { label: t('messaging.delivered'), value: time(message.deliveredAt) },
          { label: t('messaging.attempts'), value: message.attempts },
          { label: t('messaging.error'), value: message.error, hide: !message.error },
          {
            label: t('messaging.text'),
            value: <p style={{ whiteSpace: 'pre-wrap' }}>{message.body || message.title}</p>,
            wide: true,
          },
        ]}
      />
      {manage && message.state === 'failed' && (
        <Button type="primary" loading={resend.isPending} onClick={() => resend.mutate({ params: { id: message.id } })}>
          {t('messaging.resend')}
        </Button>
      )}
    </>
  )
}

function In() {
  const t = useT()
  const manage = useMay('messaging.outbox.manage')
  const [open, setOpen] = useState(false)
  return (
    <>
      <ListPage
        embedded
        title={t('messaging.tab.in')}
        api={messaging}
        route="GET /messaging/inbound"
        live={['messaging.outbox']}
        empty={t('messaging.noneIn')}
        filters={[{ key: 'q', as: 'text', label: t('messaging.search') }]}
        actions={manage && <Button onClick={() => setOpen(true)}>{t('messaging.enter')}</Button>}
        columns={[
          { key: 'receivedAt', title: t('messaging.received'), as: 'time' },
          { key: 'phone', title: t('messaging.from'), as: 'code' },
          { key: 'receiver', title: t('messaging.receiver'), as: 'code' },
          { key: 'text', title: t('messaging.text'), grow: true },
        ]}
      />
      <FormDrawer title={t('messaging.enter')} open={open} onClose={() => setOpen(false)}>
        <EditForm<{ phone: string; text: string }>
          submit={t('messaging.enter')}
          onCancel={() => setOpen(false)}
          onSave={(body, key) => messaging('POST /messaging/inbound', { body, key })}
          onDone={() => {
            setOpen(false)
            void refresh('/messaging')
          }}
        >
          <TextField name="phone" label={t('messaging.from')} required max={20} />
          <LongField name="text" label={t('messaging.text')} required max={2000} />
        </EditForm>
      </FormDrawer>
    </>
  )
}
