// All indicators with their newest value and course; one of them in full.

import { Drawer, Table, Tag } from 'antd'
import { useState } from 'react'
import { Chart, Spark } from '#web/chart/Chart.tsx'
import { useFormat, useName, useT } from '#web/i18n.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { Empty, Failed, Loading } from '#web/list/States.tsx'
import { useGet } from '#web/use-api.ts'
import { catalogue, type Row } from './api.ts'

type Indicator = Row<'GET /catalogue/indicators'>

/** Whether the newest value lies outside its bounds. */
export function warns(one: Pick<Indicator, 'value' | 'warnAbove' | 'warnBelow'>): boolean {
  if (one.value === null) return false
  return (one.warnAbove !== null && one.value > one.warnAbove) || (one.warnBelow !== null && one.value < one.warnBelow)
}

export default function IndicatorsPage() {
  const t = useT()
  const name = useName()
  const format = useFormat()
  const answer = useGet(catalogue, 'GET /catalogue/indicators', {}, { live: ['catalogue.indicators'] })
  const [id, setId] = useState<string>()
  const shown = answer.data?.items.find((one) => one.id === id)
  return (
    <>
      <PageHead title={t('catalogue.indicators')} />
      <Page>
        <section className="panel">
          {answer.data ? (
            <Table<Indicator>
              size="middle"
              rowKey="id"
              pagination={false}
              scroll={{ x: 'max-content' }}
              locale={{ emptyText: <Empty small text={t('catalogue.noIndicators')} /> }}
              dataSource={answer.data.items}
              columns={[
                {
                  title: t('catalogue.indicator'),
                  render: (_, one) => (
                    <button type="button" className="row-link" onClick={() => setId(one.id)}>
                      {name(one.name)}
                    </button>
                  ),
                },
                {
                  title: t('catalogue.value'),
                  align: 'end',
                  render: (_, one) => (
                    <span className="num">
                      {one.value === null ? '—' : format.number(one.value)} {one.unit}
                    </span>
                  ),
                },
                {
                  title: t('catalogue.state'),
                  render: (_, one) =>
                    one.value === null ? (
                      <Tag>{t('catalogue.noValue')}</Tag>
                    ) : warns(one) ? (
                      <Tag color="red">{t('catalogue.warning')}</Tag>
                    ) : (
                      <Tag color="green">{t('catalogue.normal')}</Tag>
                    ),
                },
                {
                  title: t('catalogue.course'),
                  render: (_, one) => <Spark values={one.history.flatMap((point) => point.value ?? [])} />,
                },
                {
                  title: t('catalogue.asOf'),
                  render: (_, one) => (one.at ? <time className="num">{format.time(one.at)}</time> : '—'),
                },
                { title: t('catalogue.every'), dataIndex: 'every', className: 'code' },
              ]}
            />
          ) : answer.error ? (
            <Failed error={answer.error} retry={() => void answer.refetch()} />
          ) : (
            <Loading rows={8} />
          )}
        </section>
      </Page>
      <Drawer open={Boolean(shown)} onClose={() => setId(undefined)} title={shown && name(shown.name)} size={720} destroyOnHidden>
        {shown && (
          <Chart
            title={name(shown.name)}
            kind="line"
            unit={shown.unit}
            at={shown.at}
            x={shown.history.map((point) => format.time(point.at))}
            series={[{ name: name(shown.name), values: shown.history.map((point) => point.value) }]}
          />
        )}
      </Drawer>
    </>
  )
}
