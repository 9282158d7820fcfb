// Work windows: the hours in which work hours run, ended and followed by others.

import { App, Button, DatePicker, Table } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useT } from '#web/i18n.ts'
import { FormDrawer } from '#web/form/Drawer.tsx'
import { ChoicesField, DateField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { Failed, Loading } from '#web/list/States.tsx'
import { useMay } from '#web/session.ts'
import { refresh, useGet, useSend } from '#web/use-api.ts'
import { calendarApi, type Window } from './api.ts'

const week = [1, 2, 3, 4, 5, 6, 7]

export function WindowsPanel() {
  const t = useT()
  const { message, modal } = App.useApp()
  const mayManage = useMay('calendar.window.manage')
  const [adding, setAdding] = useState(false)
  const answer = useGet(calendarApi, 'GET /calendar/windows', { query: {} }, { live: ['calendar.changed'] })
  const end = useSend(calendarApi, 'PATCH /calendar/windows/:id', { refresh: ['/calendar'], success: t('calendar.window.ended') })
  if (answer.error) return <Failed error={answer.error} retry={() => void answer.refetch()} />
  if (!answer.data) return <Loading />
  const askEnd = (one: Window) => {
    let last = ''
    modal.confirm({
      title: t('calendar.window.endTitle', { start: one.start, end: one.end }),
      content: (
        <DatePicker
          aria-label={t('calendar.window.validTo')}
          minDate={dayjs(one.validFrom)}
          onChange={(day) => (last = day?.format('YYYY-MM-DD') ?? '')}
        />
      ),
      okText: t('calendar.window.end'),
      cancelText: t('shell.form.cancel'),
      onOk: async () => {
        if (last) await end.mutateAsync({ params: { id: one.id }, query: {}, body: { validTo: last } })
      },
    })
  }
  const time = { required: true, pattern: /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, placeholder: '08:00' }
  return (
    <section className="panel">
      {mayManage && (
        <div className="list-bar">
          <Button onClick={() => setAdding(true)}>{t('calendar.window.add')}</Button>
        </div>
      )}
      <Table<Window>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={answer.data.items as Window[]}
        columns={[
          { title: t('calendar.window.hours'), render: (_, one) => <span className="num">{`${one.start}–${one.end}`}</span> },
          {
            title: t('calendar.window.weekdays'),
            render: (_, one) =>
              one.weekdays.length === 7
                ? t('calendar.window.all')
                : one.weekdays.map((day) => t(`calendar.weekday.${day}`)).join(' '),
          },
          { title: t('calendar.window.validFrom'), dataIndex: 'validFrom', className: 'num' },
          { title: t('calendar.window.validTo'), className: 'num', render: (_, one) => one.validTo ?? '—' },
          {
            title: '',
            render: (_, one) =>
              mayManage &&
              one.validTo === null && (
                <Button size="small" onClick={() => askEnd(one)}>
                  {t('calendar.window.end')}
                </Button>
              ),
          },
        ]}
      />
      <FormDrawer title={t('calendar.window.add')} open={adding} onClose={() => setAdding(false)}>
        <EditForm
          initial={{ weekdays: week }}
          shape={(values) => ({
            weekdays: values.weekdays,
            start: values.start,
            end: values.end,
            validFrom: values.validFrom,
            validTo: values.validTo ?? null,
          })}
          onSave={(body, key) => calendarApi('POST /calendar/windows', { body, key } as any)}
          onDone={() => {
            void message.success(t('calendar.window.added'))
            void refresh('/calendar')
            setAdding(false)
          }}
          onCancel={() => setAdding(false)}
          submit={t('calendar.window.add')}
        >
          <TextField name="start" label={t('calendar.window.start')} {...time} />
          <TextField name="end" label={t('calendar.window.finish')} {...time} placeholder="12:00" />
          <ChoicesField
            name="weekdays"
            label={t('calendar.window.weekdays')}
            required
            options={week.map((value) => ({ value: value as any, label: t(`calendar.weekday.${value}`) }))}
          />
          <DateField name="validFrom" label={t('calendar.window.validFrom')} required />
          <DateField name="validTo" label={t('calendar.window.validTo')} />
        </EditForm>
      </FormDrawer>
    </section>
  )
}
