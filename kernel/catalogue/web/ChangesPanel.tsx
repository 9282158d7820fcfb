// Changes that wait for review and those that were decided; nobody reviews an own one.

import { Button, Tag } from 'antd'
import { Facts } from '#web/detail/Facts.tsx'
import { useFormat, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { useMay } from '#web/session.ts'
import { useSend } from '#web/use-api.ts'
import { catalogue, type Row } from './api.ts'

type Change = Row<'GET /catalogue/changes'>
const colors: Record<string, string> = { draft: 'blue', approved: 'green', refused: 'red', withdrawn: 'default' }

export function ChangesPanel() {
  const t = useT()
  const may = useMay('catalogue.code.review')
  const review = useSend(catalogue, 'POST /catalogue/changes/review', {
    refresh: ['/catalogue'],
    success: t('catalogue.reviewed'),
  })
  const decide = (rows: Change[], verdict: 'approved' | 'refused', clear: () => void) =>
    review.mutate(
      { body: { ids: rows.filter((one) => one.state === 'draft' && !one.mine).map((one) => one.id), verdict } },
      { onSuccess: clear },
    )
  return (
    <ListPage
      embedded
      title={t('catalogue.tab.changes')}
      api={catalogue}
      route="GET /catalogue/changes"
      size={50}
      live={['catalogue.changes']}
      filters={[
        {
          key: 'state',
          as: 'choice',
          label: t('catalogue.state'),
          options: Object.keys(colors).map((value) => ({ value, label: t(`catalogue.state.${value}`) })),
        },
      ]}
      {...(may
        ? {
            chosen: (rows: Change[], clear: () => void) => (
              <span className="list-tools">
                {t('catalogue.chosen', { count: rows.length })}
                <Button size="small" type="primary" onClick={() => decide(rows, 'approved', clear)}>
                  {t('catalogue.approve')}
                </Button>
                <Button size="small" danger onClick={() => decide(rows, 'refused', clear)}>
                  {t('catalogue.refuse')}
                </Button>
              </span>
            ),
          }
        : {})}
      columns={[
        {
          key: 'of',
          title: t('catalogue.what'),
          render: (row) => <span className="code">{row.setting ?? `${row.table} ${row.code}`}</span>,
          text: (row) => row.setting ?? `${row.table} ${row.code}`,
        },
        {
          key: 'value',
          title: t('catalogue.change'),
          grow: true,
          render: (row) => summary(t, row),
          text: (row) => summary(t, row),
        },
        { key: 'validFrom', title: t('catalogue.validFrom'), as: 'date' },
        {
          key: 'state',
          title: t('catalogue.state'),
          render: (row) => <Tag color={colors[row.state]}>{t(`catalogue.state.${row.state}`)}</Tag>,
          text: (row) => t(`catalogue.state.${row.state}`),
        },
        { key: 'madeByName', title: t('catalogue.madeBy') },
        { key: 'madeAt', title: t('catalogue.madeAt'), as: 'time' },
      ]}
      drawerTitle={(row) => row.setting ?? `${row.table} ${row.code}`}
      drawer={(row, close) => <ChangePanel change={row} may={may} close={close} />}
    />
  )
}

function summary(t: (key: string) => string, row: Change): string {
  if (row.op === 'end') return t('catalogue.end')
  const of = (value: any) =>
    value === null || value === undefined
      ? '—'
      : typeof value === 'object'
        ? `${value.name.zh} · ${value.name.en}`
        : String(value)
  return `${of(row.before)} → ${of(row.value)}`
}

function ChangePanel({ change, may, close }: { change: Change; may: boolean; close: () => void }) {
  const t = useT()
  const format = useFormat()
  const then = { refresh: ['/catalogue'], onDone: close }
  const review = useSend(catalogue, 'POST /catalogue/changes/review', { ...then, success: t('catalogue.reviewed') })
  const withdraw = useSend(catalogue, 'POST /catalogue/changes/:id/withdraw', {
    ...then,
    success: t('catalogue.state.withdrawn'),
  })
  const json = (value: unknown) => <pre className="code">{JSON.stringify(value, null, 2)}</pre>
  return (
    <>
      <Facts
        columns={1}
        items={[
          { label: t('catalogue.state'), value: t(`catalogue.state.${change.state}`) },
          { label: t('catalogue.validFrom'), value: format.date(change.validFrom) },
          { label: t('catalogue.madeBy'), value: `${change.madeByName} ${format.time(change.madeAt)}` },
          { label: t('catalogue.note'), value: change.note || '—' },
          {
            label: t('catalogue.reviewedBy'),
            value: `${change.reviewedByName ?? ''} ${change.reviewedAt ? format.time(change.reviewedAt) : ''}`,
            hide: !change.reviewedAt,
          },
          { label: t('catalogue.before'), value: json(change.before), wide: true },
          { label: t('catalogue.after'), value: change.op === 'end' ? t('catalogue.end') : json(change.value), wide: true },
        ]}
      />
      {change.state === 'draft' && (
        <div className="list-bar">
          {change.mine && (
            <Button onClick={() => withdraw.mutate({ params: { id: change.id } })}>{t('catalogue.withdraw')}</Button>
          )}
          {may && !change.mine && (
            <>
              <Button danger onClick={() => review.mutate({ body: { ids: [change.id], verdict: 'refused' } })}>
                {t('catalogue.refuse')}
              </Button>
              <Button type="primary" onClick={() => review.mutate({ body: { ids: [change.id], verdict: 'approved' } })}>
                {t('catalogue.approve')}
              </Button>
            </>
          )}
        </div>
      )}
    </>
  )
}
