// Numbers, dates, money and durations as people read them; pure functions, zone Asia/Shanghai.

export type Lang = 'zh' | 'en'
const zone = 'Asia/Shanghai'
const locale = (lang: Lang) => (lang === 'zh' ? 'zh-CN' : 'en-GB')
const kept = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>()

function dateFormat(lang: Lang, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${lang}${JSON.stringify(options)}`
  if (!kept.has(key)) kept.set(key, new Intl.DateTimeFormat(locale(lang), { timeZone: zone, ...options }))
  return kept.get(key) as Intl.DateTimeFormat
}

function numberFormat(lang: Lang, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${lang}${JSON.stringify(options)}`
  if (!kept.has(key)) kept.set(key, new Intl.NumberFormat(locale(lang), options))
  return kept.get(key) as Intl.NumberFormat
}

type Moment = string | number | Date | null | undefined

/** An instant, or a plain 'YYYY-MM-DD' (a calendar date: never shifted by a zone). */
function instant(at: Moment): Date | undefined {
  if (at === null || at === undefined || at === '') return undefined
  const date = typeof at === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(at) ? new Date(`${at}T12:00:00+08:00`) : new Date(at)
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** 2026-11-22 (numbers sort and read the same in both languages); '' for nothing. */
export function formatDate(at: Moment): string {
  const date = instant(at)
  if (!date) return ''
  const p = parts(date)
  return `${p.year}-${p.month}-${p.day}`
}

/** 2026-11-22 14:05, with seconds on request. */
export function formatTime(at: Moment, seconds = false): string {
  const date = instant(at)
  if (!date) return ''
  const p = parts(date)
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}${seconds ? `:${p.second}` : ''}`
}

/** 14:05 today, 11-22 14:05 this year, else 2025-11-22: for narrow columns. */
export function formatShort(at: Moment, now: Date): string {
  const date = instant(at)
  if (!date) return ''
  const [p, n] = [parts(date), parts(now)]
  if (p.year !== n.year) return `${p.year}-${p.month}-${p.day}`
  return p.month === n.month && p.day === n.day ? `${p.hour}:${p.minute}` : `${p.month}-${p.day} ${p.hour}:${p.minute}`
}

function parts(date: Date): Record<string, string> {
  const format = dateFormat('zh', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  return Object.fromEntries(format.formatToParts(date).map((p) => [p.type, p.value]))
}

/** 11月22日 星期日 / Sunday 22 November. */
export function formatDay(at: Moment, lang: Lang): string {
  const date = instant(at)
  return date ? dateFormat(lang, { month: 'long', day: 'numeric', weekday: 'long' }).format(date) : ''
}

/** 12,345.6; '—' for nothing. `digits` = most decimals. */
export function formatNumber(value: number | string | null | undefined, lang: Lang, digits = 2): string {
  if (value === null || value === undefined || value === '') return '—'
  const number = Number(value)
  return Number.isFinite(number) ? numberFormat(lang, { maximumFractionDigits: digits }).format(number) : '—'
}

/** 1.2万 / 12K: for tiles where space is short. */
export function formatCompact(value: number, lang: Lang): string {
  return numberFormat(lang, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** Integer fen → ¥1,234.50. */
export function formatFen(fen: number | null | undefined, lang: Lang): string {
  if (fen === null || fen === undefined) return '—'
  return numberFormat(lang, { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' }).format(fen / 100)
}

/** 0.256 → 25.6%. */
export function formatPercent(part: number | null | undefined, lang: Lang, digits = 1): string {
  if (part === null || part === undefined || !Number.isFinite(part)) return '—'
  return numberFormat(lang, { style: 'percent', maximumFractionDigits: digits }).format(part)
}

/** 1536 → 1.5 KB. */
export function formatBytes(bytes: number, lang: Lang): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let [value, at] = [bytes, 0]
  while (value >= 1024 && at < units.length - 1) [value, at] = [value / 1024, at + 1]
  return `${formatNumber(value, lang, value < 10 && at > 0 ? 1 : 0)} ${units[at]}`
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** The two largest units of a length of time: 2天3小时, 45分钟, 不到1分钟. */
export function formatDuration(ms: number, lang: Lang): string {
  const length = Math.abs(ms)
  const zh = lang === 'zh'
  if (length < minute) return zh ? '不到1分钟' : 'under 1 min'
  const [d, h, m] = [Math.floor(length / day), Math.floor((length % day) / hour), Math.floor((length % hour) / minute)]
  const unit = (value: number, long: string, short: string) => (value ? (zh ? `${value}${long}` : `${value}${short}`) : '')
  const said =
    d >= 10
      ? [unit(d, '天', 'd')]
      : d > 0
        ? [unit(d, '天', 'd'), unit(h, '小时', 'h')]
        : [unit(h, '小时', 'h'), unit(m, h > 0 ? '分' : '分钟', 'min')]
  return said.filter(Boolean).join(zh ? '' : ' ')
}

/** 3分钟前 / 3 min ago; later than a week: the date. */
export function formatAgo(at: Moment, now: Date, lang: Lang): string {
  const date = instant(at)
  if (!date) return ''
  const past = now.getTime() - date.getTime()
  if (past < minute) return lang === 'zh' ? '刚刚' : 'just now'
  if (past > 7 * day) return formatDate(date)
  const one = past < hour ? past - (past % minute) : past < day ? past - (past % hour) : past - (past % day)
  return lang === 'zh' ? `${formatDuration(one, lang)}前` : `${formatDuration(one, lang)} ago`
}

export type DueState = { kind: 'none' | 'calm' | 'soon' | 'late'; leftMs: number }

/** How a deadline stands: `soon` once its own warning time has passed (without one: in the last 4 hours). */
export function dueState(dueAt: Moment, warnAt: Moment, now: Date): DueState {
  const due = instant(dueAt)
  if (!due) return { kind: 'none', leftMs: 0 }
  const leftMs = due.getTime() - now.getTime()
  if (leftMs < 0) return { kind: 'late', leftMs }
  const warn = instant(warnAt)
  const soon = warn ? now >= warn : leftMs < 4 * hour
  return { kind: soon ? 'soon' : 'calm', leftMs }
}
