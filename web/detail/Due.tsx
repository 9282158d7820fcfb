// What is left of a deadline, in words and colour (never colour alone), and the flags that stand beside a case's state.

import { ClockCircleOutlined } from '@ant-design/icons'
import { Tag, Tooltip } from 'antd'
import { useEffect, useState } from 'react'
import { dueState } from '../format.ts'
import { useFormat, useT } from '../i18n.ts'

/** The time, once a minute: what shows a remaining time stays true without reloading. */
export function useNow(every = 60_000): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}

type Props = { at: string | null | undefined; warnAt?: string | null; flags?: string[]; ended?: boolean; full?: boolean }

/** `还剩 3小时20分` / `超期 2天`; the exact time on hover, or below when `full`. */
export function Due({ at, warnAt, flags, ended, full }: Props) {
  const t = useT()
  const format = useFormat()
  const now = useNow()
  if (!at) return <span className="quiet">{t('shell.due.none')}</span>
  if (ended) return <time className="num">{format.time(at)}</time>
  if (flags?.includes('paused')) return <span className="due due-none">{t('shell.due.paused')}</span>
  const { kind, leftMs } = dueState(at, warnAt, now)
  const said = t(kind === 'late' ? 'shell.due.late' : 'shell.due.left', { time: format.duration(leftMs) })
  const text = (
    <span className={`due due-${kind}`}>
      {kind !== 'calm' && <ClockCircleOutlined aria-hidden />} {said}
    </span>
  )
  return full ? (
    <span>
      {text} <time className="quiet num">{format.time(at)}</time>
    </span>
  ) : (
    <Tooltip title={t('shell.due.at', { time: format.time(at) })}>{text}</Tooltip>
  )
}

const flagColor: Record<string, string> = {
  overdue: 'error',
  urged: 'warning',
  supervised: 'magenta',
  escalated: 'volcano',
  paused: 'default',
}

/** Flags as small words: 超期, 催办, 督办, 升级; `overdue` may be left out where a Due already says it. */
export function FlagTags({ flags, without = [] }: { flags?: string[] | null; without?: string[] }) {
  const t = useT()
  return (
    <>
      {(flags ?? [])
        .filter((flag) => !without.includes(flag))
        .map((flag) => {
          const key = `shell.flag.${flag}`
          const said = t(key)
          return (
            <Tag key={flag} color={flagColor[flag] ?? 'default'} className="flag">
              {said === key ? flag : said}
            </Tag>
          )
        })}
    </>
  )
}
