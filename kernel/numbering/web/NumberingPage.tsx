// Formats of numbers as dated data, and the register of voided numbers.

import { App, Button, Table, Tag } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { client, type Reply } from '#web/client.ts'
import { FormDrawer } from '#web/form/Drawer.tsx'
import { DateField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { Failed, Loading } from '#web/list/States.tsx'
import { useMay } from '#web/session.ts'
import { refresh, useGet } from '#web/use-api.ts'
import type contract from '../contract.ts'

const numbering = client<typeof contract>()
type Format = Reply<(typeof contract)['GET /numbering/formats']>['items'][number]

export default function NumberingPage() {
  const t = useT()
  const [address, setAddress] = useSearchParams()
  const tab = address.get('tab') ?? 'formats'
  return (
    <>
      <PageHead
        title={t('numbering.title')}
        tabs={['formats', 'voids'].map((key) => ({ key, label: t(`numbering.tab.${key}`) }))}
        tab={tab}
        onTab={(key) => setAddress({ tab: key })}
      />
      <Page>
        {tab === 'formats' ? (
          <Formats />
        ) : (
          <ListPage
            embedded
            title={t('numbering.tab.voids')}
            api={numbering}
            route="GET /numbering/voids"
            rowKey="number"
            columns={[
              { key: 'number', title: t('numbering.number'), as: 'code' },
              { key: 'kind', title: t('numbering.kind') },
              { key: 'reason', title: t('numbering.reason'), grow: true },
              { key: 'at', title: t('numbering.at'), as: 'time' },
            ]}
          />
        )}
      </Page>
    </>
  )
}

function Formats() {
  const t = useT()
  const { message } = App.useApp()
  const mayManage = useMay('numbering.format.manage')
  const [kind, setKind] = useState<string>()
  const answer = useGet(numbering, 'GET /numbering/formats')
  if (answer.error) return <Failed error={answer.error} retry={() => void answer.refetch()} />
  if (!answer.data) return <Loading />
  return (
    <section className="panel">
      <Table<Format>
        size="small"
        rowKey={(one) => `${one.kind} ${one.validFrom}`}
        pagination={false}
        dataSource={answer.data.items as Format[]}
        columns={[
          { title: t('numbering.kind'), dataIndex: 'kind', className: 'code' },
          { title: t('numbering.pattern'), dataIndex: 'pattern', className: 'code' },
          { title: t('numbering.restart'), render: (_, one) => t(`numbering.restart.${one.restart}`) },
          {
            title: t('numbering.gapless'),
            render: (_, one) => <Tag>{t(one.gapless ? 'numbering.gapless.yes' : 'numbering.gapless.no')}</Tag>,
          },
          { title: t('numbering.validFrom'), dataIndex: 'validFrom', className: 'num' },
          {
            title: '',
            render: (_, one) =>
              mayManage && (
                <Button size="small" onClick={() => setKind(one.kind)}>
                  {t('numbering.change')}
                </Button>
              ),
          },
        ]}
      />
      <FormDrawer
        title={t('numbering.changeTitle', { kind: kind ?? '' })}
        open={kind !== undefined}
        onClose={() => setKind(undefined)}
      >
        <EditForm
          shape={(values) => ({ kind, pattern: values.pattern, validFrom: values.validFrom })}
          onSave={(body, key) => numbering('POST /numbering/formats', { body, key } as any)}
          onDone={() => {
            void message.success(t('numbering.changed'))
            void refresh('/numbering')
            setKind(undefined)
          }}
          onCancel={() => setKind(undefined)}
          submit={t('numbering.change')}
        >
          <TextField name="pattern" label={t('numbering.pattern')} required max={100} hint={t('numbering.patternHint')} code />
          <DateField name="validFrom" label={t('numbering.validFrom')} required />
        </EditForm>
      </FormDrawer>
    </section>
  )
}
