// The same flow as a table: state, who, deadline, actions. What officials sign off, what a printer and a screen reader take.

import { Table, Tag } from 'antd'
import { useFormat, useT } from '../i18n.ts'
import { targets, useFlowWords } from './cases.ts'
import type { CanvasProps } from './FlowCanvas.tsx'
import { traceOf } from './graph.ts'

type Row = {
  id: string
  state: CanvasProps['flow']['states'][string]
  seen?: NonNullable<CanvasProps['traffic']>['states'][number] | undefined
}

export function FlowTable({ flow, trace, traffic, selected, onPick }: Omit<CanvasProps, 'height'>) {
  const t = useT()
  const words = useFlowWords()
  const format = useFormat()
  const walk = trace && traceOf(trace.steps)
  const rows: Row[] = Object.entries(flow.states).map(([id, state]) => ({
    id,
    state,
    seen: traffic?.states.find((one) => one.state === id),
  }))
  return (
    <Table<Row>
      size="small"
      rowKey="id"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      rowClassName={(row) => (row.id === selected ? 'row-at' : '')}
      {...(onPick ? { onRow: (row: Row) => ({ onClick: () => onPick(row.id), className: 'row-opens' }) } : {})}
      columns={[
        {
          title: t('cases.flow.state'),
          render: (_, { id, state }) => (
            <>
              <strong>{words.name(state.name)}</strong>
              {state.end !== undefined && <Tag className="flow-tag">{t('cases.flow.end')}</Tag>}
              {state.pause && <Tag className="flow-tag">{t('cases.flow.pause')}</Tag>}
              {state.tasks && state.tasks !== 'any' && <Tag className="flow-tag">{t(`cases.flow.tasks.${state.tasks}`)}</Tag>}
              {trace?.state === id && (
                <Tag color="blue" className="flow-tag">
                  {t('cases.flow.here')}
                </Tag>
              )}
              {walk && trace?.state !== id && walk.visited.has(id) && (
                <Tag color="green" className="flow-tag">
                  {t('cases.flow.walked')}
                </Tag>
              )}
            </>
          ),
        },
        { title: t('cases.flow.who'), render: (_, { state }) => words.who(state.by, flow) || '—' },
        { title: t('cases.flow.limit'), render: (_, { state }) => words.limit(state.limit) || '—' },
        ...(traffic
          ? [
              {
                title: t('cases.flow.open'),
                align: 'right' as const,
                render: (_: unknown, { seen }: Row) => <span className="num">{seen?.open ?? 0}</span>,
              },
              {
                title: t('cases.flow.overdue'),
                align: 'right' as const,
                render: (_: unknown, { seen }: Row) => <span className="num">{seen?.overdue ?? 0}</span>,
              },
              {
                title: t('cases.flow.visits'),
                align: 'right' as const,
                render: (_: unknown, { seen }: Row) => <span className="num">{seen?.visits ?? 0}</span>,
              },
              {
                title: t('cases.flow.medianHours'),
                align: 'right' as const,
                render: (_: unknown, { seen }: Row) => (
                  <span className="num">{seen?.medianHours == null ? '—' : format.number(seen.medianHours)}</span>
                ),
              },
            ]
          : []),
        {
          title: t('cases.flow.actions'),
          render: (_, { id, state }) => (
            <ul className="flow-actions">
              {Object.entries(state.on ?? {}).map(([action, move]) => {
                const count = traffic?.moves
                  .filter((one) => one.from === id && one.action === action)
                  .reduce((sum, one) => sum + one.count, 0)
                return (
                  <li key={action}>
                    {words.name(move.name)} →{' '}
                    {targets(move)
                      .map((to) => words.state(flow, to))
                      .join(' / ')}
                    {count ? <span className="quiet num"> · {count}</span> : null}
                    {move.need?.length ? (
                      <span className="quiet">
                        {' '}
                        ·{' '}
                        {move.need
                          .map((need) =>
                            typeof need === 'string'
                              ? t(`cases.need.${need}`)
                              : need.name
                                ? words.name(need.name)
                                : t(`cases.need.${need.kind}`),
                          )
                          .join('、')}
                      </span>
                    ) : null}
                  </li>
                )
              })}
            </ul>
          ),
        },
      ]}
    />
  )
}
