// Rehearsal of a draft: what it would have refused of the cases closed lately, and how many it would have made late.

import { Alert, Button, Table } from 'antd'
import { useState } from 'react'
import { cases, useFlowWords, type Flow } from '#web/flow/cases.ts'
import { useT } from '#web/i18n.ts'
import { Facts } from '#web/detail/Facts.tsx'
import { Failed, Loading } from '#web/list/States.tsx'
import { useGet } from '#web/use-api.ts'

export function RehearsalPanel({ id, version, flow }: { id: string; version: number; flow: Flow }) {
  const t = useT()
  const words = useFlowWords()
  const [asked, setAsked] = useState(false)
  const answer = useGet(
    cases,
    'GET /cases/flows/:flow/:version/rehearsal',
    { params: { flow: id, version }, query: { days: 30 } },
    { enabled: asked },
  )
  const told = answer.data
  return (
    <section className="panel" aria-label={t('cases.rehearsal')}>
      <h3>{t('cases.rehearsal')}</h3>
      {!asked ? (
        <Button onClick={() => setAsked(true)}>{t('cases.rehearsal.start')}</Button>
      ) : answer.error ? (
        <Failed error={answer.error} retry={() => void answer.refetch()} />
      ) : !told ? (
        <Loading rows={3} />
      ) : (
        <>
          <Facts
            items={[
              { label: t('cases.rehearsal.cases'), value: told.cases },
              { label: t('cases.rehearsal.overdueBefore'), value: told.overdueBefore },
              { label: t('cases.rehearsal.overdueAfter'), value: told.overdueAfter },
            ]}
          />
          {told.illegal.length === 0 ? (
            <Alert type="success" showIcon title={t('cases.rehearsal.legal')} />
          ) : (
            <Table
              size="small"
              rowKey={(row) => `${row.from}/${row.action}/${row.why}`}
              dataSource={told.illegal}
              pagination={false}
              columns={[
                { title: t('cases.flow.state'), render: (_, row) => words.state(flow, row.from) },
                {
                  title: t('cases.flow.action'),
                  render: (_, row) => words.action(flow, { action: row.action, fromState: row.from }),
                },
                { title: t('cases.rehearsal.why'), render: (_, row) => t(`cases.rehearsal.why.${row.why}`) },
                {
                  title: t('cases.rehearsal.count'),
                  align: 'right',
                  render: (_, row) => <span className="num">{row.count}</span>,
                },
                {
                  title: t('cases.rehearsal.examples'),
                  render: (_, row) => <span className="code">{row.examples.join(' ')}</span>,
                },
              ]}
            />
          )}
        </>
      )}
    </section>
  )
}
