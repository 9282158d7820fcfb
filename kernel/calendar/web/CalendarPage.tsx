// The calendar of a year, its work windows, and the tool that answers when a period ends.

import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Alert, Button, Tag } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { useT } from '#web/i18n.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { Failed, Loading } from '#web/list/States.tsx'
import { useMay } from '#web/session.ts'
import { useGet } from '#web/use-api.ts'
import { calendarApi, type Day } from './api.ts'
import { DayDrawer } from './DayDrawer.tsx'
import { DuePanel } from './DuePanel.tsx'
import { ImportDrawer } from './ImportDrawer.tsx'
import { WindowsPanel } from './WindowsPanel.tsx'
import { YearGrid } from './YearGrid.tsx'

export default function CalendarPage() {
  const t = useT()
  const [thisYear] = useState(() => new Date().getFullYear())
  const [address, setAddress] = useSearchParams()
  const year = Math.min(Math.max(Number(address.get('year')) || thisYear, 1990), 2099)
  const tab = address.get('tab') ?? 'days'
  const go = (change: Record<string, string>) => setAddress({ year: String(year), tab, ...change }, { replace: true })
  const mayManage = useMay('calendar.day.manage')
  const [importing, setImporting] = useState(false)
  const [day, setDay] = useState<Day>()
  const answer = useGet(calendarApi, 'GET /calendar/days', { query: { year } }, { live: ['calendar.changed'], keep: true })
  return (
    <>
      <PageHead
        title={t('calendar.title')}
        tabs={['days', 'windows', 'due'].map((key) => ({ key, label: t(`calendar.tab.${key}`) }))}
        tab={tab}
        onTab={(key) => go({ tab: key })}
        actions={
          mayManage && tab === 'days' && <Button onClick={() => setImporting(true)}>{t('calendar.import.open', { year })}</Button>
        }
      />
      <Page>
        {tab === 'windows' && <WindowsPanel />}
        {tab === 'due' && <DuePanel />}
        {tab === 'days' && (
          <>
            <div className="calendar-bar">
              <Button
                icon={<LeftOutlined />}
                aria-label={t('calendar.year.before')}
                disabled={year <= 1990}
                onClick={() => go({ year: String(year - 1) })}
              />
              <strong className="num">{year}</strong>
              <Button
                icon={<RightOutlined />}
                aria-label={t('calendar.year.after')}
                disabled={year >= 2099}
                onClick={() => go({ year: String(year + 1) })}
              />
              {answer.data && (
                <>
                  <Tag color={answer.data.status === 'official' ? 'green' : 'orange'}>
                    {t(`calendar.status.${answer.data.status ?? 'missing'}`)}
                  </Tag>
                  <span className="quiet">{t('calendar.workdays', { n: answer.data.workdays })}</span>
                  <span className="quiet">{answer.data.source}</span>
                </>
              )}
            </div>
            {answer.data && answer.data.status !== 'official' && (
              <Alert type="warning" showIcon title={t('calendar.estimate')} className="calendar-note" />
            )}
            {answer.data ? (
              <YearGrid days={answer.data.days} onDay={mayManage && answer.data.status ? setDay : undefined} />
            ) : answer.error ? (
              <Failed error={answer.error} retry={() => void answer.refetch()} />
            ) : (
              <Loading rows={12} />
            )}
          </>
        )}
      </Page>
      <ImportDrawer year={year} open={importing} onClose={() => setImporting(false)} />
      <DayDrawer day={day} onClose={() => setDay(undefined)} />
    </>
  )
}
