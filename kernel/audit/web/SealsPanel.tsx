// Sealed batches, the anchor to publish, and the verification of the whole log.

import { Alert, Button, Flex, Input, Table, Typography } from 'antd'
import { useState } from 'react'
import { useFormat, useT } from '#web/i18n.ts'
import { Failed, Loading } from '#web/list/States.tsx'
import { useMay } from '#web/session.ts'
import { useGet, useSend } from '#web/use-api.ts'
import { auditApi, type Batch } from './api.ts'

export function SealsPanel() {
  const t = useT()
  const format = useFormat()
  const mayVerify = useMay('audit.log.verify')
  const [anchors, setAnchors] = useState('')
  const anchor = useGet(auditApi, 'GET /audit/anchor')
  const batches = useGet(auditApi, 'GET /audit/batches', { query: { size: 50 } })
  const verify = useSend(auditApi, 'POST /audit/verify')
  const report = verify.data
  return (
    <Flex vertical gap={12}>
      {anchor.data?.anchor && (
        <Alert
          type="info"
          showIcon
          title={t('audit.anchor.title')}
          description={
            <>
              <Typography.Text code copyable>
                {anchor.data.anchor.text}
              </Typography.Text>
              <div>{t('audit.anchor.text')}</div>
            </>
          }
        />
      )}
      {mayVerify && (
        <div className="filters">
          <label className="filter" style={{ width: 'min(100%, 640px)' }}>
            <span className="filter-label">{t('audit.verify.anchors')}</span>
            <Input.TextArea
              autoSize={{ minRows: 1, maxRows: 6 }}
              value={anchors}
              onChange={(event) => setAnchors(event.target.value)}
            />
          </label>
          <Button
            type="primary"
            loading={verify.isPending}
            onClick={() =>
              verify.mutate({
                body: {
                  anchors: anchors
                    .split('\n')
                    .map((line) => line.trim())
                    .filter(Boolean),
                },
              })
            }
          >
            {t('audit.verify.run')}
          </Button>
        </div>
      )}
      {report && (
        <Alert
          type={report.ok ? 'success' : 'error'}
          showIcon
          title={t(report.ok ? 'audit.verify.ok' : 'audit.verify.differs', {
            sealed: report.sealed,
            batches: report.batches,
            unsealed: report.unsealed,
          })}
          description={
            report.ok ? undefined : (
              <ul>
                {report.differences.map((one) => (
                  <li key={`${one.what}/${one.batch}/${one.entry}`}>
                    {t(`audit.difference.${one.what}`, { batch: one.batch ?? '—', entry: one.entry ?? '—' })}
                  </li>
                ))}
                {report.more > 0 && <li>{t('audit.verify.more', { n: report.more })}</li>}
              </ul>
            )
          }
        />
      )}
      <section className="panel">
        {batches.data ? (
          <Table<Batch>
            size="small"
            rowKey="no"
            pagination={false}
            scroll={{ x: 'max-content' }}
            dataSource={batches.data.items as Batch[]}
            columns={[
              { title: t('audit.batch.no'), dataIndex: 'no', className: 'num' },
              { title: t('audit.batch.at'), render: (_, one) => <time className="num">{format.time(one.at)}</time> },
              { title: t('audit.batch.count'), dataIndex: 'count', className: 'num' },
              { title: t('audit.batch.root'), render: (_, one) => <code title={one.root}>{one.root.slice(0, 16)}…</code> },
              { title: t('audit.batch.chain'), render: (_, one) => <code title={one.chain}>{one.chain.slice(0, 16)}…</code> },
            ]}
          />
        ) : batches.error ? (
          <Failed error={batches.error} retry={() => void batches.refetch()} />
        ) : (
          <Loading />
        )}
      </section>
    </Flex>
  )
}
