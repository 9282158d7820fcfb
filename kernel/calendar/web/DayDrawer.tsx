// Correcting one day: its kind, its name and the document that says so.

import { App } from 'antd'
import { useT } from '#web/i18n.ts'
import { FormDrawer } from '#web/form/Drawer.tsx'
import { ChoiceField, FlagField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { refresh } from '#web/use-api.ts'
import { calendarApi, type Day } from './api.ts'

export function DayDrawer({ day, onClose }: { day: Day | undefined; onClose: () => void }) {
  const t = useT()
  const { message } = App.useApp()
  const weekend = day ? [0, 6].includes(new Date(`${day.date}T00:00:00Z`).getUTCDay()) : false
  const kinds = weekend ? (['WEEKEND', 'MAKEUP', 'HOLIDAY'] as const) : (['WORKDAY', 'HOLIDAY'] as const)
  return (
    <FormDrawer title={t('calendar.day.title', { date: day?.date ?? '' })} open={day !== undefined} onClose={onClose}>
      {day && (
        <EditForm
          initial={{ kind: day.kind, name: day.name, sourceDoc: day.sourceDoc, certain: day.certain }}
          shape={(values) => ({
            kind: values.kind,
            name: values.name ?? '',
            sourceDoc: values.sourceDoc ?? '',
            certain: values.certain ?? false,
          })}
          onSave={(body, key) =>
            calendarApi('PATCH /calendar/days/:date', { params: { date: day.date }, query: {}, body, key } as any)
          }
          onDone={() => {
            void message.success(t('calendar.day.saved', { date: day.date }))
            void refresh('/calendar')
            onClose()
          }}
          onCancel={onClose}
          submit={t('calendar.day.save')}
        >
          <ChoiceField
            name="kind"
            label={t('calendar.day.kind')}
            required
            options={kinds.map((value) => ({ value, label: t(`calendar.kind.${value}`) }))}
          />
          <TextField name="name" label={t('calendar.day.name')} />
          <TextField name="sourceDoc" label={t('calendar.day.source')} hint={t('calendar.day.sourceHint')} />
          <FlagField name="certain" label={t('calendar.day.certain')} />
        </EditForm>
      )}
    </FormDrawer>
  )
}
