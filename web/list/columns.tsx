// How a column's values look on the screen and in an export.

import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { Due } from '../detail/Due.tsx'
import { useFormat, useLang, useT } from '../i18n.ts'

export type Column<Row> = {
  /** Field of the row, also the sort key unless `sort` names another. */
  key: string
  title: string
  as?: 'text' | 'code' | 'time' | 'date' | 'number' | 'fen' | 'due' | 'tag' | 'yes'
  /** true, or the server's sort key. */
  sort?: boolean | string
  width?: number
  /** Takes the room that is left; one column per list. */
  grow?: boolean
  render?: (row: Row) => ReactNode
  /** Plain text for the export; needed where `render` shows something else than the field. */
  text?: (row: Row) => string | number | null | undefined
  /** Left out on phones. */
  wide?: boolean
}

/** Value and text of a cell by the column's kind. A `{ zh, en }` value is shown in the page's language. */
export function useCells<Row extends Record<string, any>>() {
  const format = useFormat()
  const lang = useLang()
  const t = useT()
  const named = (value: any) => (value && typeof value === 'object' && 'zh' in value ? value[lang] || value.zh : value)

  const text = (column: Column<Row>, row: Row): string | number => {
    if (column.text) return column.text(row) ?? ''
    const value = named(row[column.key])
    if (value === null || value === undefined) return ''
    if (column.as === 'time' || column.as === 'due') return format.time(value)
    if (column.as === 'date') return format.date(value)
    if (column.as === 'fen') return (value / 100).toFixed(2)
    if (column.as === 'yes') return value ? t('shell.yes') : t('shell.no')
    return typeof value === 'object' ? JSON.stringify(value) : value
  }

  const show = (column: Column<Row>, row: Row): ReactNode => {
    if (column.render) return column.render(row)
    const value = named(row[column.key])
    if (column.as === 'due') return <Due at={value} warnAt={row.warnAt} flags={row.flags} />
    if (value === null || value === undefined || value === '') return <span className="quiet">—</span>
    if (column.as === 'code') return <span className="code">{value}</span>
    if (column.as === 'time') return <time className="num">{format.time(value)}</time>
    if (column.as === 'date') return <time className="num">{format.date(value)}</time>
    if (column.as === 'number') return <span className="num">{format.number(value)}</span>
    if (column.as === 'fen') return <span className="num">{format.fen(value)}</span>
    if (column.as === 'tag') return <Tag>{value}</Tag>
    return text(column, row)
  }
  return { text, show }
}

export const atEnd = (column: Column<any>) => column.as === 'number' || column.as === 'fen'
