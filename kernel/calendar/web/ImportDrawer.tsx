// Importing a year from the State Council's notice: holidays and make-up days as lines of text.

import { App } from 'antd'
import { useT } from '#web/i18n.ts'
import { FormDrawer } from '#web/form/Drawer.tsx'
import { ChoiceField, LongField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { refresh } from '#web/use-api.ts'
import { calendarApi } from './api.ts'
import { readNotice } from './notice.ts'

export function ImportDrawer({ year, open, onClose }: { year: number; open: boolean; onClose: () => void }) {
  const t = useT()
  const { message } = App.useApp()
  return (
    <FormDrawer title={t('calendar.import.open', { year })} open={open} onClose={onClose}>
      <EditForm
        initial={{ status: 'official' }}
        shape={(values) => ({
          year,
          status: values.status,
          source: values.source,
          ...readNotice(values.off ?? '', values.work ?? '', year),
        })}
        onSave={(body, key) => calendarApi('POST /calendar/years', { body, key } as any)}
        onDone={(reply: any) => {
          void message.success(t('calendar.import.done', { year, n: reply.workdays }))
          void refresh('/calendar')
          onClose()
        }}
        onCancel={onClose}
        submit={t('calendar.import.save', { year })}
      >
        <TextField name="source" label={t('calendar.import.source')} required hint={t('calendar.import.sourceHint')} />
        <ChoiceField
          name="status"
          label={t('calendar.import.status')}
          required
          options={(['official', 'provisional'] as const).map((value) => ({ value, label: t(`calendar.status.${value}`) }))}
        />
        <LongField name="off" label={t('calendar.import.off')} hint={t('calendar.import.offHint')} rows={8} />
        <LongField name="work" label={t('calendar.import.work')} hint={t('calendar.import.workHint')} rows={4} />
      </EditForm>
    </FormDrawer>
  )
}
