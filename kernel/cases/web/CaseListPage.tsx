// All cases that I may see, of every system: by flow, state, organisation, time and words; one action on several.

import { App, Button, Tag } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { FlagTags } from '#web/detail/Due.tsx'
import { cases } from '#web/flow/cases.ts'
import { searchOrgs } from '#web/flow/people.ts'
import { useName, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { useMay } from '#web/session.ts'
import { refresh, useGet } from '#web/use-api.ts'

type Row = { id: string; rev: number }

export default function CaseListPage() {
  const t = useT()
  const name = useName()
  const [address] = useSearchParams()
  const flow = address.get('flow') ?? undefined
  const counts = useGet(cases, 'GET /cases/counts', { query: { flow } }, { live: ['cases.case'], keep: true }).data?.items ?? []
  const flows = useGet(cases, 'GET /cases/flows', {}, { enabled: useMay('cases.flow.read') }).data?.items ?? []
  const states = new Map(counts.map((one) => [one.state, name(one.stateName)]))
  return (
    <ListPage
      title={t('cases.list')}
      api={cases}
      route="GET /cases"
      sort="-openedAt"
      columns={[
        { key: 'no', title: t('cases.no'), as: 'code' },
        { key: 'title', title: t('cases.title'), grow: true },
        { key: 'flowName', title: t('cases.flow.title'), render: (row) => name(row.flowName), text: (row) => name(row.flowName) },
        {
          key: 'stateName',
          title: t('cases.state'),
          render: (row) => <Tag color={row.endedAt ? 'default' : 'blue'}>{name(row.stateName)}</Tag>,
          text: (row) => name(row.stateName),
        },
        { key: 'orgName', title: t('cases.org') },
        { key: 'openedAt', title: t('cases.openedAt'), as: 'time', sort: true },
        { key: 'dueAt', title: t('cases.dueAt'), as: 'due', sort: true },
        {
          key: 'flags',
          title: t('cases.flags'),
          render: (row) => <FlagTags flags={row.flags} without={['overdue', 'paused']} />,
          text: (row) => row.flags.join(' '),
        },
      ]}
      filters={[
        { key: 'q', as: 'text', label: t('cases.search') },
        ...(flows.length
          ? [
              {
                key: 'flow',
                as: 'choice' as const,
                label: t('cases.flow.title'),
                options: flows.map((one) => ({ value: one.id, label: name(one.name) })),
              },
            ]
          : []),
        ...(flow && states.size
          ? [
              {
                key: 'state',
                as: 'choices' as const,
                label: t('cases.state'),
                options: [...states].map(([value, label]) => ({ value, label })),
              },
            ]
          : []),
        { key: 'org', as: 'org', label: t('cases.org'), search: searchOrgs },
        { keys: ['from', 'to'], as: 'dates', label: t('cases.openedAt') },
        { key: 'open', as: 'flag', label: t('cases.open') },
        { key: 'overdue', as: 'flag', label: t('shell.flag.overdue') },
      ]}
      above={flow ? <Counts counts={counts} /> : undefined}
      page={(row) => row.page}
      live={['cases.case']}
      chosen={(rows, clear) => <Several rows={rows as Row[]} clear={clear} />}
    />
  )
}

function Counts({ counts }: { counts: { state: string; stateName: { zh: string; en: string }; count: number }[] }) {
  const name = useName()
  return (
    <div className="flow-bar">
      {counts.map((one) => (
        <Tag key={one.state}>
          {name(one.stateName)} <span className="num">{one.count}</span>
        </Tag>
      ))}
    </div>
  )
}

/** Claims or urges what was chosen; each answers for itself. */
function Several({ rows, clear }: { rows: Row[]; clear: () => void }) {
  const t = useT()
  const { message } = App.useApp()
  const [busy, setBusy] = useState('')
  const take = async (action: string) => {
    setBusy(action)
    try {
      const { items } = await cases('POST /cases/bulk', { body: { action, cases: rows.map(({ id, rev }) => ({ id, rev })) } })
      const done = items.filter((item) => item.done).length
      void message.info(t('cases.several', { done, all: items.length }))
      clear()
      await refresh('/cases')
    } finally {
      setBusy('')
    }
  }
  return (
    <>
      {['claim', 'urge'].map((action) => (
        <Button key={action} size="small" loading={busy === action} onClick={() => void take(action)}>
          {t(`cases.action.${action}`)}
        </Button>
      ))}
    </>
  )
}
