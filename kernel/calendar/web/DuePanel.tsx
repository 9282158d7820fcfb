// The tool that answers any clerk: when does a period end?

import { Alert, Checkbox, DatePicker, Input, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useFormat, useT } from '#web/i18n.ts'
import { Failed } from '#web/list/States.tsx'
import { useGet } from '#web/use-api.ts'
import { calendarApi } from './api.ts'

const units = ['wd', 'wh', 'wm', 'ws', 'd', 'd+', 'mo', 'h', 'um'] as const

export function DuePanel() {
  const t = useT()
  const format = useFormat()
  // The picker shows the city's wall clock whatever zone the machine is in.
  const [from, setFrom] = useState(() => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16))
  const [duration, setDuration] = useState('5wd')
  const [officeClose, setOfficeClose] = useState(false)
  const complete = /^\d+[a-z]+\+?$/.test(duration)
  const answer = useGet(
    calendarApi,
    'GET /calendar/due',
    { query: { from: `${from}:00+08:00`, duration, officeClose } },
    { enabled: complete, keep: true },
  )
  return (
    <section className="panel calendar-month">
      <div className="filters">
        <label className="filter filter-dates">
          <span className="filter-label">{t('calendar.due.from')}</span>
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            allowClear={false}
            value={dayjs(from)}
            onChange={(value) => value && setFrom(value.format('YYYY-MM-DDTHH:mm'))}
          />
        </label>
        <label className="filter">
          <span className="filter-label">{t('calendar.due.duration')}</span>
          <Input value={duration} maxLength={10} onChange={(event) => setDuration(event.target.value.trim())} />
        </label>
        <Checkbox checked={officeClose} onChange={(event) => setOfficeClose(event.target.checked)}>
          {t('calendar.due.officeClose')}
        </Checkbox>
      </div>
      <p className="quiet">{units.map((unit) => `5${unit} ${t(`calendar.unit.${unit}`)}`).join(' · ')}</p>
      {answer.error && complete ? (
        <Failed small error={answer.error} />
      ) : (
        answer.data && (
          <p role="status">
            {/* The end of a day is the next midnight as an instant; people say 24:00. */}
            <strong className="num">
              {format.time(answer.data.at).endsWith(' 00:00') ? `${answer.data.day} 24:00` : format.time(answer.data.at)}
            </strong>{' '}
            {answer.data.provisional && <Tag color="orange">{t('calendar.due.provisional')}</Tag>}
          </p>
        )
      )}
      {answer.data?.provisional && (
        <Alert type="warning" showIcon title={t('calendar.due.missing', { years: answer.data.missing.join(', ') })} />
      )}
    </section>
  )
}
