// The rows of a list: a table, or cards where the window is as narrow as a phone.

import { Table } from 'antd'
import type { MouseEvent, ReactNode } from 'react'
import { Link } from 'react-router'
import { useNarrow } from '../shell/narrow.ts'
import { atEnd, useCells, type Column } from './columns.tsx'

type Row = Record<string, any>
type Props = {
  rows: Row[]
  columns: Column<any>[]
  rowKey: string
  /** Which row the keyboard stands on; -1 for none. */
  at: number
  sort: string
  setSort: (sort: string) => void
  density: 'small' | 'middle'
  waiting: boolean
  rowClass?: (row: any) => string
  page?: (row: any) => string
  open?: (row: Row) => void
  chosen?: { rows: Row[]; set: (rows: Row[]) => void }
}

export function Rows(props: Props) {
  const { rows, columns, rowKey, at, sort, page, open } = props
  const narrow = useNarrow()
  const cells = useCells<Row>()

  // The first cell is a real link or button: so rows open by keyboard, in a new tab, and by name.
  const cell = (column: Column<any>, row: Row, first: boolean): ReactNode => {
    const shown = cells.show(column, row)
    if (!first || !open) return shown
    return page ? (
      <Link to={page(row)} className="row-link">
        {shown}
      </Link>
    ) : (
      <button type="button" className="row-link" onClick={() => open(row)}>
        {shown}
      </button>
    )
  }
  const clicked = (event: MouseEvent, row: Row) => {
    // A link or button inside the row has its own meaning, and selecting text is not a click.
    if ((event.target as HTMLElement).closest('a, button, label, input') || window.getSelection()?.toString()) return
    open?.(row)
  }
  const mark = (row: Row, i: number) => `${open ? 'row-opens' : ''} ${i === at ? 'row-at' : ''} ${props.rowClass?.(row) ?? ''}`

  if (narrow)
    return (
      <ul className="cards">
        {rows.map((row, i) => (
          <li key={row[rowKey]} data-row className={`card ${mark(row, i)}`} onClick={(e) => clicked(e, row)}>
            {columns
              .filter((c) => !c.wide)
              .map((column, c) => (
                <div key={column.key} className={c === 0 ? 'card-first' : column.grow ? 'card-main' : 'card-line'}>
                  {c > 0 && !column.grow && <span className="card-label">{column.title}</span>}
                  <span>{cell(column, row, c === 0)}</span>
                </div>
              ))}
          </li>
        ))}
      </ul>
    )
  return (
    <Table<Row>
      size={props.density}
      rowKey={rowKey}
      dataSource={rows}
      pagination={false}
      loading={props.waiting}
      scroll={{ x: 'max-content' }}
      rowClassName={mark}
      onRow={(row) => ({ 'data-row': true, onClick: (e: MouseEvent) => clicked(e, row) }) as object}
      rowSelection={
        props.chosen && {
          selectedRowKeys: props.chosen.rows.map((row) => row[rowKey]),
          onChange: (_, picked) => props.chosen?.set(picked),
          preserveSelectedRowKeys: true,
        }
      }
      onChange={(_, __, sorter) => {
        const one = Array.isArray(sorter) ? sorter[0] : sorter
        props.setSort(one?.order ? `${one.order === 'descend' ? '-' : ''}${String(one.columnKey)}` : '')
      }}
      columns={columns.map((column, c) => {
        const field = typeof column.sort === 'string' ? column.sort : column.key
        return {
          key: field,
          title: column.title,
          width: column.grow ? undefined : column.width,
          align: atEnd(column) ? 'end' : undefined,
          className: column.grow ? 'col-grow' : undefined,
          sorter: column.sort ? true : undefined,
          sortOrder: !column.sort ? undefined : sort === field ? 'ascend' : sort === `-${field}` ? 'descend' : null,
          showSorterTooltip: false,
          render: (_: unknown, row: Row) => cell(column, row, c === 0),
        }
      })}
    />
  )
}
