// Twelve months of days; each kind has a colour and a word, so that the grid reads without colour too.

import { Tooltip } from 'antd'
import { useLang, useT } from '#web/i18n.ts'
import type { Day } from './api.ts'
import './calendar.css'

type Props = { days: readonly Day[]; onDay?: ((day: Day) => void) | undefined }

export function YearGrid({ days, onDay }: Props) {
  const t = useT()
  const lang = useLang()
  const monthName = new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { month: 'long', timeZone: 'UTC' })
  const months = Map.groupBy(days, (day) => day.date.slice(0, 7))
  return (
    <>
      <ul className="calendar-key">
        {(['HOLIDAY', 'MAKEUP', 'WORKDAY', 'WEEKEND'] as const).map((kind) => (
          <li key={kind}>
            <span className={`calendar-day ${kind}`}>{t(`calendar.mark.${kind}`)}</span> {t(`calendar.kind.${kind}`)}
          </li>
        ))}
      </ul>
      <div className="calendar-year">
        {[...months].map(([month, own]) => (
          <section key={month} className="panel calendar-month">
            <h2>
              {monthName.format(new Date(`${month}-01T00:00:00Z`))}
              <span className="quiet num">{own.filter((day) => day.kind === 'WORKDAY' || day.kind === 'MAKEUP').length}</span>
            </h2>
            <div className="calendar-days">
              {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
                <span key={weekday} className="calendar-weekday">
                  {t(`calendar.weekday.${weekday}`)}
                </span>
              ))}
              {own.map((day, index) => (
                <DayCell key={day.date} day={day} column={index === 0 ? weekdayOf(day.date) : undefined} onDay={onDay} />
              ))}
            </div>
          </section>
        ))}
      </div>
    </>
  )
}

function DayCell({ day, column, onDay }: { day: Day; column: number | undefined; onDay: Props['onDay'] }) {
  const t = useT()
  const said = `${day.date} ${t(`calendar.kind.${day.kind}`)} ${day.name}`
  const mark = day.kind === 'HOLIDAY' || day.kind === 'MAKEUP' ? t(`calendar.mark.${day.kind}`) : ''
  const cell = {
    className: `calendar-day ${day.kind}${day.certain ? '' : ' unsure'}`,
    style: column ? { gridColumnStart: column } : undefined,
  }
  const inside = (
    <>
      {Number(day.date.slice(8))}
      {mark && <sup aria-hidden="true">{mark}</sup>}
    </>
  )
  return (
    <Tooltip title={said} mouseEnterDelay={0.3}>
      {onDay ? (
        <button type="button" {...cell} aria-label={said} onClick={() => onDay(day)}>
          {inside}
        </button>
      ) : (
        <span {...cell}>{inside}</span>
      )}
    </Tooltip>
  )
}

const weekdayOf = (date: string) => ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
