// One flow: its drawing and table, where time goes, its versions with drafts, rehearsal, approval and export.

import { Alert, App, Button, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { cases, useFlowWords, type Flow } from '#web/flow/cases.ts'
import { FlowChart } from '#web/flow/FlowChart.tsx'
import { useConfirm } from '#web/form/Drawer.tsx'
import { useFormat, useName, useT } from '#web/i18n.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { Failed, Loading } from '#web/list/States.tsx'
import { useMay } from '#web/session.ts'
import { refresh, useGet, useSend } from '#web/use-api.ts'
import { FlowEditor } from './FlowEditor.tsx'
import { RehearsalPanel } from './RehearsalPanel.tsx'

const status: Record<string, string> = { live: 'green', draft: 'orange', retired: 'default' }

export default function FlowPage() {
  const t = useT()
  const name = useName()
  const { flow: id = '' } = useParams()
  const [address, setAddress] = useSearchParams()
  const tab = address.get('tab') ?? 'drawing'
  const head = useGet(cases, 'GET /cases/flows/:flow', { params: { flow: id } })
  const chosen = Number(address.get('version')) || head.data?.live || head.data?.versions[0]?.version
  const go = (change: Record<string, string>) =>
    setAddress({ tab, ...(chosen ? { version: String(chosen) } : {}), ...change }, { replace: true })
  const one = useGet(
    cases,
    'GET /cases/flows/:flow/:version',
    { params: { flow: id, version: chosen ?? 0 } },
    { enabled: Boolean(chosen), keep: true },
  )
  const mayEdit = useMay('cases.flow.edit')
  const [editing, setEditing] = useState(false)
  if (head.error) return <Failed error={head.error} retry={() => void head.refetch()} />
  if (!head.data) return <Loading rows={10} />
  const definition = one.data?.definition as Flow | undefined
  return (
    <>
      <PageHead
        title={name(head.data.name)}
        back="/admin/flows"
        sub={
          <Select
            size="small"
            aria-label={t('cases.flow.version')}
            value={chosen}
            onChange={(version) => go({ version: String(version) })}
            options={head.data.versions.map((each) => ({
              value: each.version,
              label: `v${each.version} ${t(`cases.flow.status.${each.status}`)}`,
            }))}
          />
        }
        tabs={['drawing', 'traffic', 'versions'].map((key) => ({ key, label: t(`cases.flow.tab.${key}`) }))}
        tab={tab}
        onTab={(key) => go({ tab: key })}
        actions={
          <>
            {chosen && (
              <Button href={cases.url('GET /cases/flows/:flow/:version/bpmn', { params: { flow: id, version: chosen } })}>
                {t('cases.flow.bpmn')}
              </Button>
            )}
            {mayEdit && definition && !editing && (
              <Button type="primary" onClick={() => (setEditing(true), go({ tab: 'drawing' }))}>
                {one.data?.status === 'draft' ? t('cases.flow.editDraft') : t('cases.flow.newDraft')}
              </Button>
            )}
          </>
        }
      />
      <Page>
        {!definition ? (
          <Loading rows={8} />
        ) : tab === 'traffic' ? (
          <TrafficPanel id={id} flow={definition} />
        ) : tab === 'versions' ? (
          <Versions id={id} head={head.data} onPick={(version) => go({ version: String(version), tab: 'drawing' })} />
        ) : editing ? (
          <FlowEditor
            id={id}
            flow={definition}
            version={one.data?.status === 'draft' ? chosen : undefined}
            onClose={() => setEditing(false)}
            onSaved={(version) => {
              setEditing(false)
              go({ version: String(version), tab: 'drawing' })
            }}
          />
        ) : (
          <>
            {one.data?.wrong.length ? (
              <Alert
                type="error"
                showIcon
                title={t('cases.flow.wrong')}
                description={
                  <ul>
                    {one.data.wrong.map((text) => (
                      <li key={text}>{text}</li>
                    ))}
                  </ul>
                }
                className="calendar-note"
              />
            ) : null}
            {one.data?.differences.length ? <Differences items={one.data.differences} flow={definition} /> : null}
            <div className="panel">
              <FlowChart flow={definition} height={460} />
            </div>
            {one.data?.status === 'draft' && chosen && <RehearsalPanel id={id} version={chosen} flow={definition} />}
          </>
        )}
      </Page>
    </>
  )
}

function TrafficPanel({ id, flow }: { id: string; flow: Flow }) {
  const answer = useGet(cases, 'GET /cases/flows/:flow/traffic', { params: { flow: id } })
  if (answer.error) return <Failed error={answer.error} retry={() => void answer.refetch()} />
  if (!answer.data) return <Loading rows={8} />
  return (
    <div className="panel">
      <FlowChart flow={flow} traffic={answer.data} height={460} />
    </div>
  )
}

function Differences({ items, flow }: { items: { path: string; from: unknown; to: unknown }[]; flow: Flow }) {
  const t = useT()
  const words = useFlowWords()
  // states.sent.on.sign.need.0 → 已派发 · sign.need.0
  const where = (path: string) =>
    path.replace(/^states\.(\w+)\.(?:on\.)?/, (_, state: string) => `${words.state(flow, state)} · `)
  const said = (value: unknown) => (value === null ? '—' : typeof value === 'string' ? value : JSON.stringify(value))
  return (
    <section className="panel" aria-label={t('cases.flow.differences')}>
      <h3>{t('cases.flow.differences')}</h3>
      <Table
        size="small"
        rowKey="path"
        dataSource={items}
        pagination={items.length > 20 ? { pageSize: 20 } : false}
        columns={[
          { title: t('cases.flow.where'), render: (_, row) => where(row.path) },
          { title: t('cases.flow.before'), render: (_, row) => said(row.from) },
          { title: t('cases.flow.after'), render: (_, row) => said(row.to) },
        ]}
      />
    </section>
  )
}

type Head = {
  live: number | null
  versions: {
    version: number
    status: string
    source: string
    note: string
    madeByName: string
    madeAt: string
    approvedByName: string | null
    publishedAt: string | null
    open: number
  }[]
}

function Versions({ id, head, onPick }: { id: string; head: Head; onPick: (version: number) => void }) {
  const t = useT()
  const format = useFormat()
  const confirm = useConfirm()
  const { message } = App.useApp()
  const mayPublish = useMay('cases.flow.publish')
  const mayEdit = useMay('cases.flow.edit')
  const publish = useSend(cases, 'POST /cases/flows/:flow/:version/publish', {
    refresh: ['/cases'],
    onDone: () => void message.success(t('cases.flow.published')),
  })
  const drop = async (version: number) => {
    if (!(await confirm({ title: t('cases.flow.dropAsk', { version }), ok: t('cases.flow.drop'), danger: true }))) return
    await cases('DELETE /cases/flows/:flow/:version', { params: { flow: id, version } })
    await refresh('/cases')
  }
  const ask = async (version: number) => {
    if (
      await confirm({
        title: t('cases.flow.publishAsk', { version }),
        text: t('cases.flow.publishText'),
        ok: t('cases.flow.publish'),
      })
    )
      publish.mutate({ params: { flow: id, version } })
  }
  return (
    <Table
      size="small"
      rowKey="version"
      dataSource={head.versions}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        {
          title: t('cases.flow.version'),
          render: (_, row) => (
            <Button type="link" size="small" onClick={() => onPick(row.version)}>
              v{row.version}
            </Button>
          ),
        },
        {
          title: t('cases.state'),
          render: (_, row) => <Tag color={status[row.status]}>{t(`cases.flow.status.${row.status}`)}</Tag>,
        },
        { title: t('cases.flow.source'), render: (_, row) => t(`cases.flow.source.${row.source}`) },
        {
          title: t('cases.flow.made'),
          render: (_, row) => (
            <>
              {row.madeByName} <span className="quiet num">{format.time(row.madeAt)}</span>
            </>
          ),
        },
        {
          title: t('cases.flow.approved'),
          render: (_, row) =>
            row.publishedAt ? (
              <>
                {row.approvedByName} <span className="quiet num">{format.time(row.publishedAt)}</span>
              </>
            ) : (
              '—'
            ),
        },
        { title: t('cases.flow.openCases'), align: 'right', render: (_, row) => <span className="num">{row.open}</span> },
        { title: t('cases.flow.note'), dataIndex: 'note' },
        {
          title: '',
          render: (_, row) =>
            row.status === 'draft' && (
              <div className="flow-bar">
                {mayPublish && (
                  <Button size="small" type="primary" onClick={() => void ask(row.version)}>
                    {t('cases.flow.publish')}
                  </Button>
                )}
                {mayEdit && (
                  <Button size="small" danger onClick={() => void drop(row.version)}>
                    {t('cases.flow.drop')}
                  </Button>
                )}
              </div>
            ),
        },
      ]}
    />
  )
}
