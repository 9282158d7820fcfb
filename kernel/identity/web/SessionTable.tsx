// Sessions as a table: when, from where, with what, still open or not.

import { Button, Table, Tag } from 'antd'
import { useFormat, useT } from '#web/i18n.ts'
import { Empty } from '#web/list/States.tsx'
import type { Reply } from '#web/client.ts'
import type contract from '../contract.ts'

export type SessionRow = Reply<(typeof contract)['GET /identity/me/sessions']>['items'][number]

export function SessionTable({ rows, end }: { rows: SessionRow[]; end?: (row: SessionRow) => void }) {
  const t = useT()
  const format = useFormat()
  return (
    <Table<SessionRow>
      size="small"
      rowKey="id"
      pagination={rows.length > 10 ? { pageSize: 10, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      dataSource={rows}
      locale={{ emptyText: <Empty small text={t('identity.web.session.none')} /> }}
      columns={[
        { title: t('identity.web.session.from'), className: 'num', render: (_, row) => format.time(row.createdAt) },
        { title: t('identity.web.session.seen'), className: 'num', render: (_, row) => format.time(row.lastSeenAt) },
        { title: t('identity.web.session.where'), dataIndex: 'ip', className: 'code' },
        { title: t('identity.web.session.with'), render: (_, row) => <span title={row.agent}>{browserOf(row.agent)}</span> },
        {
          title: t('identity.web.state'),
          render: (_, row) =>
            row.current ? (
              <Tag color="green">{t('identity.web.session.this')}</Tag>
            ) : row.open ? (
              <Tag color="blue">{t('identity.web.session.open')}</Tag>
            ) : (
              <Tag>{t('identity.web.session.ended')}</Tag>
            ),
        },
        ...(end
          ? [
              {
                title: '',
                render: (_: unknown, row: SessionRow) =>
                  row.open &&
                  !row.current && (
                    <Button size="small" onClick={() => end(row)}>
                      {t('identity.web.session.end')}
                    </Button>
                  ),
              },
            ]
          : []),
      ]}
    />
  )
}

function browserOf(agent: string): string {
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux|HarmonyOS/.exec(agent)?.[0]
  const browser = /Edg|Firefox|Chrome|Safari/.exec(agent)?.[0]?.replace('Edg', 'Edge')
  return [system, browser].filter(Boolean).join(' · ') || agent.slice(0, 40) || '—'
}
