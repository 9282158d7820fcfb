// Entries newest first, with filters kept in the address and older ones fetched on request.

import { Button, Drawer, Input, Table, Tag } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Facts } from '#web/detail/Facts.tsx'
import { useFormat, useT } from '#web/i18n.ts'
import { Empty, Failed, Loading } from '#web/list/States.tsx'
import { useGet } from '#web/use-api.ts'
import { auditApi, type Entry } from './api.ts'

const filters = ['action', 'subject', 'actor'] as const

export function EntriesPanel() {
  const t = useT()
  const format = useFormat()
  const [address, setAddress] = useSearchParams()
  const chosen = Object.fromEntries(filters.flatMap((key) => (address.get(key) ? [[key, address.get(key)!]] : [])))
  const after = address.get('after') ?? undefined
  const [entry, setEntry] = useState<Entry>()
  const answer = useGet(
    auditApi,
    'GET /audit/entries',
    { query: { ...chosen, ...(after ? { after } : {}), size: 50 } },
    { keep: true },
  )
  const go = (change: Record<string, string>) =>
    setAddress(Object.fromEntries(Object.entries({ ...chosen, ...change }).filter(([, value]) => value)))
  return (
    <>
      <div className="filters">
        {filters.map((key) => (
          <label key={key} className="filter filter-wide">
            <span className="filter-label">{t(`audit.filter.${key}`)}</span>
            <Input.Search allowClear defaultValue={chosen[key]} onSearch={(value) => go({ [key]: value.trim() })} />
          </label>
        ))}
      </div>
      <section className="panel">
        {answer.data ? (
          <Table<Entry>
            size="small"
            rowKey="id"
            pagination={false}
            scroll={{ x: 'max-content' }}
            locale={{ emptyText: <Empty small /> }}
            dataSource={answer.data.items as Entry[]}
            columns={[
              { title: t('audit.entry.at'), render: (_, one) => <time className="num">{format.time(one.at)}</time> },
              { title: t('audit.entry.action'), dataIndex: 'action', className: 'code' },
              { title: t('audit.entry.subject'), dataIndex: 'subject', ellipsis: true },
              {
                title: t('audit.entry.actor'),
                render: (_, one) => `${t(`audit.kind.${one.actorKind}`)} ${one.actorId?.slice(-8) ?? ''}`,
              },
              { title: t('audit.entry.ip'), dataIndex: 'ip', className: 'num' },
              { title: t('audit.entry.seal'), render: (_, one) => <Seal batch={one.batch} /> },
              {
                title: '',
                render: (_, one) => (
                  <Button size="small" onClick={() => setEntry(one)}>
                    {t('audit.entry.open')}
                  </Button>
                ),
              },
            ]}
          />
        ) : answer.error ? (
          <Failed error={answer.error} retry={() => void answer.refetch()} />
        ) : (
          <Loading rows={12} />
        )}
        <div className="list-bar">
          {after && <Button onClick={() => go({})}>{t('audit.newest')}</Button>}
          {answer.data?.next && <Button onClick={() => go({ after: answer.data.next! })}>{t('audit.older')}</Button>}
        </div>
      </section>
      <EntryDrawer entry={entry} onClose={() => setEntry(undefined)} />
    </>
  )
}

function Seal({ batch }: { batch: string | null }) {
  const t = useT()
  return batch === null ? <Tag color="orange">{t('audit.unsealed')}</Tag> : <span className="num">{batch}</span>
}

function EntryDrawer({ entry, onClose }: { entry: Entry | undefined; onClose: () => void }) {
  const t = useT()
  const format = useFormat()
  return (
    <Drawer open={entry !== undefined} onClose={onClose} title={t('audit.entry.title', { id: entry?.id ?? '' })} size={640}>
      {entry && (
        <>
          <Facts
            items={[
              { label: t('audit.entry.at'), value: format.time(entry.at) },
              { label: t('audit.entry.seal'), value: <Seal batch={entry.batch} /> },
              { label: t('audit.entry.action'), value: entry.action, wide: true },
              { label: t('audit.entry.subject'), value: entry.subject, wide: true },
              {
                label: t('audit.entry.actor'),
                value: `${t(`audit.kind.${entry.actorKind}`)} ${entry.actorId ?? ''}`,
                wide: true,
              },
              { label: t('audit.entry.onBehalfOf'), value: entry.onBehalfOf ?? '—' },
              { label: t('audit.entry.org'), value: entry.orgId ?? '—' },
              { label: t('audit.entry.ip'), value: entry.ip || '—' },
              { label: t('audit.entry.trace'), value: <code className="trace">{entry.trace}</code> },
            ]}
          />
          {entry.detail !== null && <pre className="code">{JSON.stringify(entry.detail, null, 2)}</pre>}
          {entry.batch !== null && (
            <Button href={`/api/audit/entries/${entry.id}/proof`} download={`audit-${entry.id}.json`}>
              {t('audit.entry.proof')}
            </Button>
          )}
        </>
      )}
    </Drawer>
  )
}
