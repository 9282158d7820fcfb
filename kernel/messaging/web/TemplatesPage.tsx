// Message templates: the wording by channel and day, and a new wording from a day on.

import { Alert, Tag } from 'antd'
import { ChoiceField, DateField, FlagField, LongField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { useMay } from '#web/session.ts'
import { refresh } from '#web/use-api.ts'
import { messaging, today, type Row } from './api.ts'

type Template = Row<'GET /messaging/templates'>
const channels = ['any', 'inapp', 'sms', 'mail', 'webhook']

export default function TemplatesPage() {
  const t = useT()
  return (
    <ListPage
      title={t('messaging.templates')}
      api={messaging}
      route="GET /messaging/templates"
      rowKey="key"
      size={50}
      filters={[{ key: 'q', as: 'text', label: t('messaging.search') }]}
      columns={[
        { key: 'id', title: t('messaging.template'), as: 'code' },
        {
          key: 'channel',
          title: t('messaging.channel'),
          render: (row) => t(`messaging.channel.${row.channel}`),
          text: (row) => t(`messaging.channel.${row.channel}`),
        },
        { key: 'validFrom', title: t('messaging.validFrom'), as: 'date' },
        {
          key: 'live',
          title: t('messaging.live'),
          render: (row) => (row.live ? <Tag color="green">{t('messaging.live')}</Tag> : <span className="quiet">—</span>),
          text: (row) => (row.live ? t('messaging.live') : ''),
        },
        {
          key: 'bodyZh',
          title: t('messaging.text'),
          grow: true,
          render: (row) => row.bodyZh || row.titleZh,
          text: (row) => row.bodyZh || row.titleZh,
        },
        { key: 'urgent', title: t('messaging.urgent'), as: 'yes', wide: true },
        { key: 'madeByName', title: t('messaging.madeBy') },
      ]}
      drawerTitle={(row) => row.id}
      drawerWidth={640}
      drawer={(row, close) => <TemplatePanel template={row} close={close} />}
    />
  )
}

function TemplatePanel({ template, close }: { template: Template; close: () => void }) {
  const t = useT()
  const manage = useMay('messaging.template.manage')
  const { titleZh, titleEn, bodyZh, bodyEn, urgent, secret, channel } = template
  const variables = [...new Set([...`${titleZh}${bodyZh}${titleEn}${bodyEn}`.matchAll(/\{\w+\}/g)].map((match) => match[0]))]
  return (
    <>
      <Alert type="info" showIcon title={t('messaging.variables', { list: variables.join(' ') || '—' })} />
      <EditForm<any>
        initial={{ channel, validFrom: today(), titleZh, titleEn, bodyZh, bodyEn, urgent, secret }}
        submit={t('messaging.reword')}
        disabled={!manage}
        onCancel={close}
        shape={(values) => ({
          titleZh: '',
          titleEn: '',
          bodyZh: '',
          bodyEn: '',
          ...values,
          urgent: Boolean(values.urgent),
          secret: Boolean(values.secret),
          id: template.id,
        })}
        onSave={(body, key) => messaging('POST /messaging/templates', { body, key })}
        onDone={() => {
          close()
          void refresh('/messaging')
        }}
      >
        <ChoiceField
          name="channel"
          label={t('messaging.channel')}
          as="select"
          required
          options={channels.map((value) => ({ value, label: t(`messaging.channel.${value}`) }))}
        />
        <DateField name="validFrom" label={t('messaging.validFrom')} required min={today()} />
        <TextField name="titleZh" label={t('messaging.titleZh')} />
        <LongField name="bodyZh" label={t('messaging.bodyZh')} max={2000} />
        <TextField name="titleEn" label={t('messaging.titleEn')} />
        <LongField name="bodyEn" label={t('messaging.bodyEn')} max={2000} />
        <FlagField name="urgent" label={t('messaging.urgent')} />
        <FlagField name="secret" label={t('messaging.secret')} />
      </EditForm>
    </>
  )
}
