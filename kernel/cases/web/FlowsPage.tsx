// All flows of the city: whose they are, which version is live, what waits as a draft, how many cases are open.

import { Tag } from 'antd'
import { cases } from '#web/flow/cases.ts'
import { useName, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'

export default function FlowsPage() {
  const t = useT()
  const name = useName()
  return (
    <ListPage
      title={t('cases.flows')}
      api={cases}
      route="GET /cases/flows"
      columns={[
        { key: 'name', title: t('cases.flow.title'), render: (row) => name(row.name), text: (row) => name(row.name), grow: true },
        { key: 'id', title: t('cases.flow.id'), as: 'code' },
        { key: 'version', title: t('cases.flow.live'), as: 'number' },
        {
          key: 'drafts',
          title: t('cases.flow.drafts'),
          render: (row) => (row.drafts ? <Tag color="orange">{row.drafts}</Tag> : '—'),
          text: (row) => String(row.drafts),
        },
        { key: 'open', title: t('cases.flow.openCases'), as: 'number' },
      ]}
      page={(row) => `/admin/flows/${row.id}`}
    />
  )
}
