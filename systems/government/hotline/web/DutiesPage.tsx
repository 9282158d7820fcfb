// The duty list: which agency answers for which class where, from when to when.

import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { DateField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { FormDrawer } from '#web/form/Drawer.tsx'
import { OrgField } from '#web/form/pickers.tsx'
import { useName, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { useMay } from '#web/session.ts'
import { refresh } from '#web/use-api.ts'
import { hotline } from './api.ts'
import { findOrgs, useCodes } from './codes.ts'

export default function DutiesPage() {
  const t = useT()
  const name = useName()
  const may = useMay('hotline.duty.manage')
  const { tree } = useCodes()
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<string | null>(null)
  const done = () => {
    setAdding(false)
    setEnding(null)
    void refresh('/hotline/duties')
  }
  return (
    <>
      <ListPage
        title={t('hotline.duties')}
        api={hotline}
        route="GET /hotline/duties"
        actions={
          may && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
              {t('hotline.duty.add')}
            </Button>
          )
        }
        columns={[
          {
            key: 'contentPrefix',
            title: t('hotline.duty.class'),
            render: (row) => `${row.contentPrefix} ${name(row.contentName)}`,
            text: (row) => row.contentPrefix,
          },
          {
            key: 'areaPrefix',
            title: t('hotline.duty.area'),
            render: (row) => row.areaPrefix || t('hotline.duty.wholeCity'),
            text: (row) => row.areaPrefix,
          },
          { key: 'org', title: t('hotline.org'), grow: true, render: (row) => row.org?.name, text: (row) => row.org?.name ?? '' },
          { key: 'basis', title: t('hotline.basis'), wide: true },
          { key: 'validFrom', title: t('hotline.duty.from'), as: 'date' },
          { key: 'validTo', title: t('hotline.duty.to'), as: 'date' },
          ...(may
            ? [
                {
                  key: 'id',
                  title: '',
                  render: (row: { id: string; validTo: string | null }) =>
                    row.validTo ? null : (
                      <Button size="small" onClick={() => setEnding(row.id)}>
                        {t('hotline.duty.end')}
                      </Button>
                    ),
                  text: () => '',
                },
              ]
            : []),
        ]}
        filters={[
          { key: 'q', as: 'text', label: t('hotline.basis') },
          {
            key: 'content',
            as: 'choice',
            label: t('hotline.duty.class'),
            options: tree.flatMap((one) => [one, ...(one.children ?? [])]),
          },
          { key: 'org', as: 'org', label: t('hotline.org'), search: findOrgs },
        ]}
      />
      <FormDrawer title={t('hotline.duty.add')} open={adding} onClose={() => setAdding(false)}>
        <EditForm
          shape={(values) => ({ contentPrefix: '', areaPrefix: '', basis: '', ...values })}
          onSave={(body, key) => hotline('POST /hotline/duties', { body: body as any, key })}
          onDone={done}
          onCancel={() => setAdding(false)}
          submit={t('hotline.duty.add')}
        >
          <TextField
            name="contentPrefix"
            label={t('hotline.duty.class')}
            hint={t('hotline.duty.classHint')}
            max={6}
            pattern={/^(\d{2}){0,3}$/}
          />
          <TextField
            name="areaPrefix"
            label={t('hotline.duty.area')}
            hint={t('hotline.duty.areaHint')}
            max={12}
            pattern={/^(\d{6}|\d{9}|\d{12})?$/}
          />
          <OrgField name="orgId" label={t('hotline.org')} required search={findOrgs} />
          <TextField name="basis" label={t('hotline.basis')} required />
          <DateField name="validFrom" label={t('hotline.duty.from')} required />
        </EditForm>
      </FormDrawer>
      <FormDrawer title={t('hotline.duty.end')} open={ending !== null} onClose={() => setEnding(null)}>
        <EditForm
          onSave={(body, key) => hotline('POST /hotline/duties/:id/end', { params: { id: ending! }, body: body as any, key })}
          onDone={done}
          onCancel={() => setEnding(null)}
          submit={t('hotline.duty.end')}
        >
          <DateField name="validTo" label={t('hotline.duty.to')} required />
        </EditForm>
      </FormDrawer>
    </>
  )
}
