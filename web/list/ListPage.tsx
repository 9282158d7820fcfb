// The list page: search form, table (cards on a phone), paging and sorting in the address, export, keyboard, and all its states.

import { ColumnHeightOutlined, DownloadOutlined, ReloadOutlined } from '@ant-design/icons'
import { Button, Drawer, Pagination, Tooltip } from 'antd'
import { useCallback, useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { Api, Options, Reply } from '../client.ts'
import { useFormat, useT } from '../i18n.ts'
import { useKeys } from '../keys.ts'
import { useNarrow } from '../shell/narrow.ts'
import { useGet } from '../use-api.ts'
import { useCells, type Column } from './columns.tsx'
import { filterKeys, Filters, manyKeys, type Filter } from './filters.tsx'
import { PageHead } from './PageHead.tsx'
import { Rows } from './Rows.tsx'
import { Empty, Failed, Loading } from './States.tsx'
import { pageSizes, toQuery, type ListState } from './urlState.ts'
import { useDensity, useExport, useListState, useSpec } from './use-list.ts'

export type { Column } from './columns.tsx'
export type { Filter } from './filters.tsx'

type RowOf<R> = R extends { items: (infer Row)[] } ? Row : never
type Answer<Row> = { items: Row[]; total?: number; next?: string | null }

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
  /** The route is a stream (CursorQuery → { items, next }): older rows are asked for, there is no total and no sorting. */
  stream?: boolean
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
  const spec = useSpec({
    keys: [...filterKeys(filters), ...(props.stream ? ['after'] : [])],
    many: manyKeys(filters),
    size,
    sort,
  })
  const [state, setState, search, setOpen] = useListState(spec, Boolean(embedded))
  const query = { ...props.query, ...toQuery(state, props.stream) }
  const answer = useGet(api, route, { params: props.params, query } as any, { live, keep: true })
  const data = answer.data as Answer<Row> | undefined
  const rows = data?.items ?? []
  const [density, setDensity] = useDensity()
  const [at, setAt] = useState(-1)
  const [chosen, setChosen] = useState<Row[]>([])
  const exporting = useExport(
    api,
    route,
    props.params,
    {
      ...props.query,
      ...first(state.values),
      ...(state.sort ? { sort: state.sort } : {}),
    },
    props.stream,
  )

  const opens = Boolean(props.page || props.drawer)
  const openId = embedded ? null : search.get('open')
  const [local, setLocal] = useState<string | null>(null)
  const wanted = props.drawer ? (embedded ? local : openId) : null
  const kept = useRef<Row>(undefined)
  // A row that an action moved out of this list stays in its drawer until that is closed.
  const openRow =
    wanted === null
      ? undefined
      : (rows.find((row) => String(row[rowKey]) === wanted) ??
        (String(kept.current?.[rowKey]) === wanted ? kept.current : undefined))
  kept.current = openRow
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

  const filtered = Object.keys(first(state.values)).length > 0
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
  ) : (
    <Rows
      rows={rows}
      columns={columns}
      rowKey={rowKey}
      at={at}
      sort={state.sort}
      setSort={(next) => setState({ ...state, page: 1, sort: next || (sort ?? ''), values: first(state.values) })}
      density={density}
      waiting={answer.isPlaceholderData}
      rowClass={props.rowClass as any}
      page={props.page as any}
      open={opens ? (open as (row: any) => void) : undefined}
      chosen={props.chosen && { rows: chosen, set: (picked) => setChosen(picked as Row[]) }}
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
            values={first(state.values)}
            first={firstField}
            set={(values) => setState({ ...state, values, page: 1 })}
          />
        )}
        <section className="panel panel-flush" aria-label={props.title} aria-busy={answer.isFetching}>
          <div className="list-bar">
            <span className="list-total" role="status">
              {chosen.length > 0 && props.chosen
                ? props.chosen(chosen as any[], () => setChosen([]))
                : data?.total !== undefined
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
          {(state.values['after'] || data?.next) && (
            <div className="list-stream">
              {state.values['after'] && (
                <Button onClick={() => setState({ ...state, values: first(state.values) })}>{t('shell.list.newest')}</Button>
              )}
              {data?.next && (
                <Button onClick={() => setState({ ...state, values: { ...state.values, after: data.next! } })}>
                  {t('shell.list.older')}
                </Button>
              )}
            </div>
          )}
          {data?.total !== undefined && data.total > Math.min(state.size, pageSizes[0]!) && (
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

// Filters without the place in a stream: a changed filter or order begins at the newest again.
function first(values: ListState['values']): ListState['values'] {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== 'after'))
}

function Tool({ label, icon, run, busy }: { label: string; icon: ReactNode; run: () => void; busy?: boolean }) {
  return (
    <Tooltip title={label}>
      <Button type="text" size="small" aria-label={label} icon={icon} onClick={run} loading={busy} />
    </Tooltip>
  )
}
