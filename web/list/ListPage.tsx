// The list page: search form, table (cards on a phone), paging and sorting in the address, export, keyboard, and all its states.

import { ColumnHeightOutlined, DownloadOutlined, ReloadOutlined } from '@ant-design/icons'
import { Button, Drawer, Pagination, Table, Tooltip } from 'antd'
import { useCallback, useEffect, useId, useState, type ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Api, Options, Reply } from '../client.ts'
import { useFormat, useT } from '../i18n.ts'
import { useKeys } from '../keys.ts'
import { useNarrow } from '../shell/narrow.ts'
import { useGet } from '../use-api.ts'
import { atEnd, useCells, type Column } from './columns.tsx'
import { filterKeys, Filters, manyKeys, type Filter } from './filters.tsx'
import { PageHead } from './PageHead.tsx'
import { Empty, Failed, Loading } from './States.tsx'
import { pageSizes, toQuery } from './urlState.ts'
import { useDensity, useExport, useListState, useSpec } from './use-list.ts'

export type { Column } from './columns.tsx'
export type { Filter } from './filters.tsx'

type RowOf<R> = R extends { items: (infer Row)[] } ? Row : never

export type ListPageProps<C, K extends keyof C & `GET ${string}`, Row = RowOf<Reply<C[K]>>> = {
  title: string
  sub?: ReactNode
  api: Api<C>
  route: K
  params?: Options<C[K]> extends { params: infer P } ? P : never
  /** Always sent along with the filters. */
  query?: Record<string, unknown>
  columns: Column<Row>[]
  filters?: Filter[]
  /** The field that identifies a row. */
  rowKey?: string
  /** Server's default order, such as '-createdAt'. */
  sort?: string
  size?: number
  actions?: ReactNode
  /** A row opens a page of its own … */
  page?: (row: Row) => string
  /** … or a drawer beside the list. */
  drawer?: (row: Row, close: () => void) => ReactNode
  drawerTitle?: (row: Row) => ReactNode
  drawerWidth?: number
  rowClass?: (row: Row) => string
  empty?: ReactNode
  live?: string[]
  /** Inside another page: no heading, state not in the address. */
  embedded?: boolean
  /** Between the heading and the filters: counts, tabs. */
  above?: ReactNode
  /** Rows may be chosen; gets the chosen rows and shows what can be done with them. */
  chosen?: (rows: Row[], clear: () => void) => ReactNode
}

export function ListPage<C, K extends keyof C & `GET ${string}`>(props: ListPageProps<C, K>) {
  type Row = RowOf<Reply<C[K]>> & Record<string, any>
  const { api, route, filters = [], rowKey = 'id', sort, size, live, embedded } = props
  const columns = props.columns as Column<any>[]
  const t = useT()
  const format = useFormat()
  const narrow = useNarrow()
  const go = useNavigate()
  const firstField = useId()
  const cells = useCells<Row>()
  const spec = useSpec({ keys: filterKeys(filters), many: manyKeys(filters), size, sort })
  const [state, setState, search, setOpen] = useListState(spec, Boolean(embedded))
  const query = { ...props.query, ...toQuery(state) }
  const answer = useGet(api, route, { params: props.params, query } as any, { live, keep: true })
  const data = answer.data as { items: Row[]; total: number } | undefined
  const rows = data?.items ?? []
  const [density, setDensity] = useDensity()
  const [at, setAt] = useState(-1)
  const [chosen, setChosen] = useState<Row[]>([])
  const exporting = useExport(api, route, props.params, {
    ...props.query,
    ...state.values,
    ...(state.sort ? { sort: state.sort } : {}),
  })

  const opens = Boolean(props.page || props.drawer)
  const openId = embedded ? null : search.get('open')
  const [local, setLocal] = useState<string | null>(null)
  const openRow = props.drawer ? rows.find((row) => String(row[rowKey]) === (embedded ? local : openId)) : undefined
  const open = useCallback(
    (row: Row | undefined) => {
      if (!row) return
      if (props.page) void go(props.page(row))
      else if (embedded) setLocal(String(row[rowKey]))
      else setOpen(String(row[rowKey]))
    },
    [props.page, embedded, go, rowKey, setOpen],
  )
  const close = () => (embedded ? setLocal(null) : setOpen(null))

  const move = (step: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at + step))
    setAt(next)
    document.querySelectorAll(`[data-list="${CSS.escape(firstField)}"] [data-row]`)[next]?.scrollIntoView({ block: 'nearest' })
  }
  useKeys(
    props.title,
    [
      { key: 'j', label: t('shell.keys.next'), run: () => move(1) },
      { key: 'k', label: t('shell.keys.previous'), run: () => move(-1) },
      ...(opens ? [{ key: 'Enter', label: t('shell.keys.open'), run: () => open(rows[at]) }] : []),
      ...(filters.length > 0
        ? [{ key: '/', label: t('shell.keys.search'), run: () => document.getElementById(firstField)?.focus() }]
        : []),
      { key: 'r', label: t('shell.keys.refresh'), run: () => void answer.refetch() },
    ],
    !embedded && !openRow,
  )
  useEffect(() => setAt(-1), [state.page, state.sort, state.values])

  const title = (column: Column<any>, row: Row, first: boolean): ReactNode => {
    const shown = cells.show(column, row)
    if (!first || !opens) return shown
    return props.page ? (
      <Link to={props.page(row)} className="row-link">
        {shown}
      </Link>
    ) : (
      <button type="button" className="row-link" onClick={() => open(row)}>
        {shown}
      </button>
    )
  }
  const clicked = (event: React.MouseEvent, row: Row) => {
    // A link or button inside the row has its own meaning, and selecting text is not a click.
    if ((event.target as HTMLElement).closest('a, button, label, input') || window.getSelection()?.toString()) return
    open(row)
  }

  const filtered = Object.keys(state.values).length > 0
  const body = answer.isPending ? (
    <Loading rows={8} />
  ) : answer.isError && !data ? (
    <Failed error={answer.error} retry={() => void answer.refetch()} />
  ) : rows.length === 0 ? (
    <Empty
      text={filtered ? t('shell.list.none') : props.empty}
      hint={filtered ? t('shell.list.noneHint') : undefined}
      action={
        filtered ? (
          <Button onClick={() => setState({ ...state, values: {}, page: 1 })}>{t('shell.list.clear')}</Button>
        ) : undefined
      }
    />
  ) : narrow ? (
    <ul className="cards">
      {rows.map((row, i) => (
        <li
          key={row[rowKey]}
          data-row
          className={`card ${props.rowClass?.(row) ?? ''} ${i === at ? 'row-at' : ''}`}
          onClick={(e) => opens && clicked(e, row)}
        >
          {columns
            .filter((c) => !c.wide)
            .map((column, c) => (
              <div key={column.key} className={c === 0 ? 'card-first' : column.grow ? 'card-main' : 'card-line'}>
                {c > 0 && !column.grow && <span className="card-label">{column.title}</span>}
                <span>{title(column, row, c === 0)}</span>
              </div>
            ))}
        </li>
      ))}
    </ul>
  ) : (
    <Table<Row>
      size={density}
      rowKey={rowKey}
      dataSource={rows}
      pagination={false}
      loading={answer.isPlaceholderData}
      scroll={{ x: 'max-content' }}
      rowClassName={(row, i) => `${opens ? 'row-opens' : ''} ${i === at ? 'row-at' : ''} ${props.rowClass?.(row) ?? ''}`}
      onRow={(row) => ({ 'data-row': true, onClick: (e: React.MouseEvent) => opens && clicked(e, row) }) as object}
      rowSelection={
        props.chosen && {
          selectedRowKeys: chosen.map((row) => row[rowKey]),
          onChange: (_, picked) => setChosen(picked as Row[]),
          preserveSelectedRowKeys: true,
        }
      }
      onChange={(_, __, sorter) => {
        const one = Array.isArray(sorter) ? sorter[0] : sorter
        const field = one?.order ? String(one.columnKey) : ''
        setState({ ...state, page: 1, sort: field ? (one?.order === 'descend' ? `-${field}` : field) : (sort ?? '') })
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
          sortOrder: !column.sort ? undefined : state.sort === field ? 'ascend' : state.sort === `-${field}` ? 'descend' : null,
          showSorterTooltip: false,
          render: (_: unknown, row: Row) => title(column, row, c === 0),
        }
      })}
    />
  )

  return (
    <>
      {!embedded && <PageHead title={props.title} sub={props.sub} actions={props.actions} />}
      <div className={embedded ? 'list list-embedded' : 'page list'} data-list={firstField}>
        {props.above}
        {filters.length > 0 && (
          <Filters
            filters={filters}
            values={state.values}
            first={firstField}
            set={(values) => setState({ ...state, values, page: 1 })}
          />
        )}
        <section className="panel" aria-label={props.title} aria-busy={answer.isFetching}>
          <div className="list-bar">
            <span className="list-total" role="status">
              {chosen.length > 0 && props.chosen
                ? props.chosen(chosen as any[], () => setChosen([]))
                : data
                  ? t(data.total >= 10_000 ? 'shell.list.totalOver' : 'shell.list.total', { total: format.number(data.total) })
                  : ''}
            </span>
            {embedded && props.actions}
            <span className="list-tools">
              <Tool
                label={t('shell.list.refresh')}
                icon={<ReloadOutlined spin={answer.isFetching} />}
                run={() => void answer.refetch()}
              />
              {!narrow && (
                <Tool
                  label={t('shell.list.density')}
                  icon={<ColumnHeightOutlined />}
                  run={() => setDensity(density === 'small' ? 'middle' : 'small')}
                />
              )}
              <Tool
                label={t('shell.list.export')}
                icon={<DownloadOutlined />}
                busy={exporting.busy}
                run={() =>
                  void exporting.run(
                    props.title,
                    columns.map((c) => c.title),
                    (row: Row) => columns.map((c) => cells.text(c, row)),
                  )
                }
              />
            </span>
          </div>
          {answer.isError && data && <Failed small error={answer.error} retry={() => void answer.refetch()} />}
          {body}
          {data && data.total > Math.min(state.size, pageSizes[0]!) && (
            <Pagination
              className="list-pages"
              size="small"
              simple={narrow}
              current={state.page}
              pageSize={state.size}
              total={data.total}
              showSizeChanger={!narrow}
              pageSizeOptions={pageSizes}
              onChange={(page, size) => setState({ ...state, page: size === state.size ? page : 1, size })}
            />
          )}
        </section>
      </div>
      {props.drawer && (
        <Drawer
          open={Boolean(openRow)}
          onClose={close}
          size={narrow ? '100%' : (props.drawerWidth ?? 720)}
          title={openRow && (props.drawerTitle?.(openRow as any) ?? (columns[0] && cells.text(columns[0], openRow)))}
          destroyOnHidden
        >
          {openRow && props.drawer(openRow as any, close)}
        </Drawer>
      )}
    </>
  )
}

function Tool({ label, icon, run, busy }: { label: string; icon: ReactNode; run: () => void; busy?: boolean }) {
  return (
    <Tooltip title={label}>
      <Button type="text" size="small" aria-label={label} icon={icon} onClick={run} loading={busy} />
    </Tooltip>
  )
}
