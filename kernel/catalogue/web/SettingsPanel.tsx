// Settings with their values by day; proposing a new value.

import { DateField, NumberField, TextField, FlagField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { useFormat, useName, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { useMay } from '#web/session.ts'
import { refresh } from '#web/use-api.ts'
import { catalogue, today, type Row } from './api.ts'

type Setting = Row<'GET /catalogue/settings'>

export function SettingsPanel() {
  const t = useT()
  const name = useName()
  const shown = (row: Setting, value: unknown) =>
    row.type === 'flag' ? t(value ? 'shell.yes' : 'shell.no') : `${String(value ?? '—')} ${row.unit}`
  return (
    <ListPage
      embedded
      title={t('catalogue.tab.settings')}
      api={catalogue}
      route="GET /catalogue/settings"
      rowKey="key"
      live={['catalogue.changes']}
      filters={[{ key: 'q', as: 'text', label: t('catalogue.search') }]}
      columns={[
        { key: 'name', title: t('catalogue.setting'), grow: true },
        { key: 'key', title: t('catalogue.id'), as: 'code' },
        {
          key: 'value',
          title: t('catalogue.value'),
          render: (row) => <span className="num">{shown(row, row.value)}</span>,
          text: (row) => shown(row, row.value),
        },
        { key: 'validFrom', title: t('catalogue.validFrom'), as: 'date' },
        { key: 'source', title: t('catalogue.source'), wide: true },
        { key: 'drafts', title: t('catalogue.drafts'), as: 'number' },
      ]}
      drawerTitle={(row) => name(row.name)}
      drawer={(row, close) => <SettingForm setting={row} shown={(value) => shown(row, value)} close={close} />}
    />
  )
}

function SettingForm({ setting, shown, close }: { setting: Setting; shown: (value: unknown) => string; close: () => void }) {
  const t = useT()
  const format = useFormat()
  const edit = useMay('catalogue.code.edit')
  const limits = [setting.least, setting.most].every((one) => one !== null)
    ? t('catalogue.limits', { least: setting.least!, most: setting.most! })
    : undefined
  return (
    <>
      <h3>{t('catalogue.history')}</h3>
      <ul className="plain">
        {((setting.history ?? []) as { validFrom: string; value: unknown }[]).map((one) => (
          <li key={one.validFrom}>
            <time className="num">{format.date(one.validFrom)}</time> {shown(one.value)}
          </li>
        ))}
      </ul>
      <EditForm<any>
        initial={{ value: setting.value, validFrom: today() }}
        submit={t('catalogue.propose')}
        disabled={!edit}
        onCancel={close}
        shape={(values) => ({
          setting: setting.key,
          value: setting.type === 'flag' ? Boolean(values.value) : values.value,
          validFrom: values.validFrom,
          note: values.note ?? '',
        })}
        onSave={(body, key) => catalogue('POST /catalogue/changes/setting', { body, key })}
        onDone={() => {
          close()
          void refresh('/catalogue')
        }}
      >
        {setting.type === 'number' ? (
          <NumberField name="value" label={t('catalogue.value')} required digits={4} unit={setting.unit} hint={limits} />
        ) : setting.type === 'flag' ? (
          <FlagField name="value" label={t('catalogue.value')} />
        ) : (
          <TextField name="value" label={t('catalogue.value')} required max={1000} />
        )}
        <DateField name="validFrom" label={t('catalogue.validFrom')} required min={today()} />
        <TextField name="note" label={t('catalogue.note')} />
      </EditForm>
    </>
  )
}
