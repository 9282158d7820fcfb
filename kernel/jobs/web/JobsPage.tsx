// Jobs: each with its timetable and last run; single runs with their errors, to be run again.

import { Button, Tag } from 'antd'
import { useSearchParams } from 'react-router'
import { Facts } from '#web/detail/Facts.tsx'
import { useConfirm } from '#web/form/Drawer.tsx'
import { useFormat, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { useMay } from '#web/session.ts'
import { useSend } from '#web/use-api.ts'
import { jobs, type Row } from './api.ts'

type Run = Row<'GET /jobs/runs'>
const tabs = ['queues', 'failed', 'runs'] as const

export default function JobsPage() {
  const t = useT()
  const [address, setAddress] = useSearchParams()
  const tab = address.get('tab') ?? 'queues'
  return (
    <>
      <PageHead
        title={t('jobs.title')}
        tabs={tabs.map((key) => ({ key, label: t(`jobs.tab.${key}`) }))}
        tab={tab}
        onTab={(key) => setAddress({ tab: key })}
      />
      <Page>{tab === 'queues' ? <Queues /> : <Runs key={tab} failed={tab === 'failed'} />}</Page>
    </>
  )
}

function Queues() {
  const t = useT()
  const format = useFormat()
  const confirm = useConfirm()
  const manage = useMay('jobs.queue.manage')
  const run = useSend(jobs, 'POST /jobs/queues/:name/run', { refresh: ['/jobs'], success: t('jobs.started') })
  const start = async (name: string) => {
    if (await confirm({ title: t('jobs.run.ask', { name }), ok: t('jobs.run') })) run.mutate({ params: { name } })
  }
  return (
    <ListPage
      embedded
      title={t('jobs.tab.queues')}
      api={jobs}
      route="GET /jobs/queues"
      rowKey="name"
      size={50}
      filters={[{ key: 'q', as: 'text', label: t('jobs.search') }]}
      columns={[
        { key: 'name', title: t('jobs.name'), as: 'code' },
        { key: 'module', title: t('jobs.module') },
        { key: 'cron', title: t('jobs.cron'), as: 'code', wide: true },
        { key: 'nextAt', title: t('jobs.next'), as: 'time' },
        { key: 'lastAt', title: t('jobs.last'), as: 'time' },
        {
          key: 'lastMs',
          title: t('jobs.took'),
          render: (row) =>
            row.lastMs === null ? <span className="quiet">—</span> : <span className="num">{format.number(row.lastMs)} ms</span>,
        },
        { key: 'waiting', title: t('jobs.waiting'), as: 'number' },
        { key: 'done', title: t('jobs.done'), as: 'number' },
        {
          key: 'failed',
          title: t('jobs.failed'),
          render: (row) => (row.failed > 0 ? <Tag color="red">{row.failed}</Tag> : <span className="num">0</span>),
          text: (row) => row.failed,
        },
        ...(manage
          ? [
              {
                key: 'run',
                title: '',
                render: (row: Row<'GET /jobs/queues'>) => (
                  <Button size="small" onClick={() => void start(row.name)}>
                    {t('jobs.run')}
                  </Button>
                ),
                text: () => '',
              },
            ]
          : []),
      ]}
    />
  )
}

const colors: Record<string, string> = { failed: 'red', retry: 'orange', active: 'blue', completed: 'green' }

function Runs({ failed }: { failed: boolean }) {
  const t = useT()
  const manage = useMay('jobs.queue.manage')
  return (
    <ListPage
      embedded
      title={t(failed ? 'jobs.tab.failed' : 'jobs.tab.runs')}
      api={jobs}
      route="GET /jobs/runs"
      query={failed ? { state: 'failed' } : {}}
      filters={[
        { key: 'name', as: 'text', label: t('jobs.name') },
        ...(failed
          ? []
          : [
              {
                key: 'state',
                as: 'choice' as const,
                label: t('jobs.state'),
                options: ['waiting', 'active', 'failed', 'completed'].map((value) => ({
                  value,
                  label: t(`jobs.filter.${value}`),
                })),
              },
            ]),
      ]}
      empty={t(failed ? 'jobs.nofailures' : 'jobs.noruns')}
      columns={[
        { key: 'name', title: t('jobs.name'), as: 'code' },
        {
          key: 'state',
          title: t('jobs.state'),
          render: (row) => <Tag color={colors[row.state]}>{t(`jobs.state.${row.state}`)}</Tag>,
          text: (row) => t(`jobs.state.${row.state}`),
        },
        { key: 'attempts', title: t('jobs.attempts'), as: 'number' },
        { key: 'createdAt', title: t('jobs.created'), as: 'time' },
        { key: 'startedAt', title: t('jobs.startedAt'), as: 'time' },
        { key: 'message', title: t('jobs.message'), grow: true },
      ]}
      drawerTitle={(row) => row.name}
      drawer={(row, close) => <RunPanel run={row} manage={manage} close={close} />}
    />
  )
}

function RunPanel({ run, manage, close }: { run: Run; manage: boolean; close: () => void }) {
  const t = useT()
  const format = useFormat()
  const retry = useSend(jobs, 'POST /jobs/runs/:id/retry', { refresh: ['/jobs'], success: t('jobs.started'), onDone: close })
  return (
    <>
      <Facts
        columns={1}
        items={[
          { label: t('jobs.state'), value: t(`jobs.state.${run.state}`) },
          { label: t('jobs.attempts'), value: run.attempts },
          { label: t('jobs.created'), value: format.time(run.createdAt) },
          { label: t('jobs.due'), value: format.time(run.startAfter) },
          { label: t('jobs.ended'), value: run.endedAt ? format.time(run.endedAt) : '—' },
          { label: t('jobs.message'), value: run.message ?? '—' },
          { label: t('jobs.data'), value: <pre className="code">{JSON.stringify(run.data, null, 2)}</pre>, wide: true },
        ]}
      />
      {manage && (run.state === 'failed' || run.state === 'retry') && (
        <Button
          type="primary"
          loading={retry.isPending}
          onClick={() => retry.mutate({ params: { id: run.id }, body: { name: run.name } })}
        >
          {t('jobs.retry')}
        </Button>
      )}
    </>
  )
}
