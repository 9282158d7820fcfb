// Charts by ECharts, drawn when they come into being; the same numbers are one button away as a table.

import { BarChartOutlined, TableOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useId, useState, type ReactNode } from 'react'
import { useFormat, useT } from '../i18n.ts'
import { Empty, Loading } from '../list/States.tsx'

export { Spark } from './Spark.tsx'

export type Series = { name: string; values: (number | null)[] }
export type ChartProps = {
  title: string
  kind: 'line' | 'bar' | 'stack' | 'pie' | 'rows'
  /** Names along the axis, or of the slices. */
  x: string[]
  series: Series[]
  unit?: string
  /** Where the numbers come from and as of when; every chart says it. */
  source?: ReactNode
  at?: string | null
  height?: number
  dark?: boolean
  /** A chosen point leads to what it counts. */
  onPick?: (x: string, series: string, index: number) => void
  /** Without its own heading, inside a card that has one. */
  bare?: boolean
}

const ChartView = lazy(() => import('./ChartView.tsx'))

export function Chart(props: ChartProps) {
  const t = useT()
  const format = useFormat()
  const heading = useId()
  const [table, setTable] = useState(false)
  const { title, x, series, unit, height = 260, source, at } = props
  const nothing = x.length === 0 || series.every((s) => s.values.every((v) => v === null || v === undefined))
  return (
    <figure className={props.dark ? 'chart chart-dark' : 'chart'} aria-labelledby={heading}>
      <div className="chart-head">
        <figcaption id={heading} className={props.bare ? 'sr-only' : undefined}>
          {title}
          {unit && <small> ({unit})</small>}
        </figcaption>
        <Button
          type="text"
          size="small"
          icon={table ? <BarChartOutlined /> : <TableOutlined />}
          aria-pressed={table}
          aria-label={t('shell.chart.table', { title })}
          onClick={() => setTable(!table)}
        />
      </div>
      {nothing ? (
        <Empty small text={t('shell.chart.empty')} />
      ) : table ? (
        <div className="chart-table" style={{ maxHeight: height }} tabIndex={0} role="region" aria-label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('shell.chart.x')}</th>
                {series.map((s) => (
                  <th key={s.name} scope="col">
                    {s.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {x.map((label, i) => (
                <tr key={`${label}${i}`}>
                  <th scope="row">{label}</th>
                  {series.map((s) => (
                    <td key={s.name} className="num">
                      {format.number(s.values[i])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <Suspense
          fallback={
            <div style={{ height }}>
              <Loading rows={3} />
            </div>
          }
        >
          <ChartView {...props} height={height} />
        </Suspense>
      )}
      {(source || at) && (
        <p className="chart-source">
          {source && <span>{t('shell.chart.source', { source: String(source) })}</span>}
          {at && <time className="num">{format.time(at)}</time>}
        </p>
      )}
    </figure>
  )
}
