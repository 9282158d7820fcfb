// The dialog of an action, drawn from what it needs; no action brings a form of its own.

import { Alert } from 'antd'
import { ApiProblem } from '../client.ts'
import { EditForm } from '../form/Form.tsx'
import { FormDrawer } from '../form/Drawer.tsx'
import { ChoiceField, ChoicesField, DateField, FenField, LongField, TextField } from '../form/fields.tsx'
import { FilesField, OrgField, PersonField, PlaceField } from '../form/pickers.tsx'
import { useName, useT } from '../i18n.ts'
import { refresh } from '../use-api.ts'
import { cases, useFlowWords, type Action, type Clock, type Field } from './cases.ts'
import { searchOrgs, searchStaff } from './people.ts'

type Props = {
  id: string
  rev: number
  action: Action | undefined
  clocks?: Clock[]
  onClose: () => void
  onDone?: (reply: { state: string; rev: number }) => void
}

/** Asks what the action needs and takes it. What the form cannot know (rev, task) goes along. */
export function ActionDialog({ id, rev, action, clocks = [], onClose, onDone }: Props) {
  const t = useT()
  const name = useName()
  return (
    <FormDrawer title={action ? name(action.name) : ''} open={action !== undefined} onClose={onClose}>
      {action && (
        <EditForm
          submit={name(action.name)}
          danger={action.danger}
          onCancel={onClose}
          shape={(values) =>
            Object.fromEntries(
              Object.entries(values).filter(
                ([, value]) => value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && !value.length),
              ),
            )
          }
          onSave={async (values, key) => {
            const input =
              action.need.some((field) => field.key === 'task') && action.taskId ? { ...values, task: action.taskId } : values
            try {
              return await cases('POST /cases/:id/:action', { params: { id, action: action.action }, body: { input, rev }, key })
            } catch (error) {
              // Somebody was quicker: show what they did beside the message.
              if (error instanceof ApiProblem && error.status === 409) void refresh('/cases')
              throw error
            }
          }}
          onDone={(reply) => {
            onClose()
            void refresh('/cases')
            onDone?.(reply as { state: string; rev: number })
          }}
        >
          {action.danger && <Alert type="warning" showIcon title={t('cases.dialog.danger')} className="calendar-note" />}
          {action.need
            .filter((field) => field.key !== 'task')
            .map((field) => (
              <NeedField key={field.key} field={field} clocks={clocks} />
            ))}
          <LongField name="note" label={t('cases.dialog.note')} rows={2} max={2000} />
        </EditForm>
      )}
    </FormDrawer>
  )
}

/** One required input as a field of the shell. */
export function NeedField({ field, clocks = [] }: { field: Field; clocks?: Clock[] }) {
  const t = useT()
  const name = useName()
  const words = useFlowWords()
  const said = t(`cases.need.${field.key}`)
  const common = {
    name: field.key,
    label: field.name ? name(field.name) : said === `cases.need.${field.key}` ? t(`cases.need.${field.kind}`) : said,
    required: !field.optional,
  }
  if (field.key === 'clock') {
    const running = clocks.filter((clock) => clock.kind !== 'task' && !clock.stoppedAt && !clock.pausedAt)
    return running.length > 1 ? (
      <ChoiceField
        {...common}
        options={running.map((clock) => ({ value: clock.id, label: `${name(clock.name)}（${words.limit(clock.allowance)}）` }))}
      />
    ) : null
  }
  switch (field.kind) {
    case 'reason':
      return <LongField {...common} max={field.max} rows={3} />
    case 'text':
      return field.max <= 100 ? <TextField {...common} max={field.max} /> : <LongField {...common} max={field.max} rows={6} />
    case 'photo':
      return <FilesField {...common} most={field.max} accept="image/*" />
    case 'file':
      return <FilesField {...common} most={field.max} />
    case 'place':
      return <PlaceField {...common} />
    case 'person':
      return <PersonField {...common} search={searchStaff} />
    case 'org':
      return <OrgField {...common} search={searchOrgs} />
    case 'date':
      return <DateField {...common} />
    case 'money':
      return <FenField {...common} />
    case 'rating':
      return <ChoiceField {...common} options={[5, 4, 3, 2, 1].map((value) => ({ value, label: t(`cases.rating.${value}`) }))} />
    case 'choice': {
      const options = field.options.map((option) => ({ value: option.value, label: name(option.name) }))
      return field.many ? <ChoicesField {...common} options={options} /> : <ChoiceField {...common} options={options} />
    }
  }
}
