// The clocks of a case: what is left in their own unit, what was warned of and missed, and what stands still.

import { Tag } from 'antd'
import { Due } from '../detail/Due.tsx'
import { useFormat, useT } from '../i18n.ts'
import { useFlowWords, type Clock } from './cases.ts'

const color: Record<Clock['result'], string> = {
  RUNNING: 'blue',
  PAUSED: 'default',
  MET: 'green',
  BREACHED: 'error',
  EXEMPT: 'gold',
}

export function ClockList({ clocks }: { clocks: Clock[] }) {
  const t = useT()
  const words = useFlowWords()
  const format = useFormat()
  // What still runs first; of the rest the newest.
  const shown = clocks
    .filter((clock) => clock.kind !== 'task')
    .sort((a, b) => Number(a.stoppedAt !== null) - Number(b.stoppedAt !== null) || b.startedAt.localeCompare(a.startedAt))
  if (!shown.length) return <span className="quiet">{t('cases.clock.none')}</span>
  return (
    <div>
      {shown.map((clock) => {
        const share = clock.amount > 0 ? Math.min(clock.used / clock.amount, 1) : 0
        return (
          <div key={clock.id} className="clock-row">
            <div className="clock-line">
              <span>
                {words.name(clock.name)} <span className="quiet">{words.limit(clock.allowance)}</span>
                {clock.allowance !== clock.original && (
                  <Tag className="flow-tag">{t('cases.clock.extended', { from: words.limit(clock.original) })}</Tag>
                )}
                {clock.provisional && <Tag className="flow-tag">{t('shell.flag.provisional')}</Tag>}
              </span>
              {clock.stoppedAt || clock.pausedAt ? (
                <Tag color={color[clock.result]}>{t(`cases.clock.${clock.result}`)}</Tag>
              ) : (
                <Due at={clock.dueAt} warnAt={clock.warnAt} />
              )}
            </div>
            {!clock.stoppedAt && (
              <div className={clock.breachedAt || clock.remaining < 0 ? 'clock-bar clock-bar-late' : 'clock-bar'} aria-hidden>
                <i style={{ width: `${share * 100}%` }} />
              </div>
            )}
            <span className="quiet num">
              {clock.breachedAt
                ? t('cases.clock.breachedAt', { at: format.time(clock.breachedAt) })
                : t('cases.clock.dueAt', { at: format.time(clock.dueAt) })}
              {clock.exemptAt && <> · {t('cases.clock.exemptAt', { at: format.time(clock.exemptAt) })}</>}
            </span>
          </div>
        )
      })}
    </div>
  )
}
