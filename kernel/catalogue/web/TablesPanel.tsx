// Code tables: the list, one table's codes on a day, proposing a code, sheets out and in.

import { Button, Checkbox, Upload } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { send } from '#web/client.ts'
import { FormDrawer, useConfirm } from '#web/form/Drawer.tsx'
import { DateField, LongField, NumberField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { useName, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { useMay } from '#web/session.ts'
import { refresh, useSend } from '#web/use-api.ts'
import { catalogue, today, type Row } from './api.ts'

type Code = Row<'GET /catalogue/tables/:id/codes'>

export function TablesPanel() {
  const t = useT()
  const [address, setAddress] = useSearchParams()
  const table = address.get('table')
  if (table) return <Codes table={table} back={() => setAddress({})} />
  return (
    <ListPage
      embedded
      title={t('catalogue.tab.tables')}
      api={catalogue}
      route="GET /catalogue/tables"
      live={['catalogue.changes']}
      filters={[{ key: 'q', as: 'text', label: t('catalogue.search') }]}
      columns={[
        {
          key: 'name',
          title: t('catalogue.table'),
          render: (row) => <TableLink row={row} open={() => setAddress({ table: row.id })} />,
          text: (row) => row.name.zh,
        },
        { key: 'id', title: t('catalogue.id'), as: 'code' },
        { key: 'count', title: t('catalogue.count'), as: 'number' },
        { key: 'drafts', title: t('catalogue.drafts'), as: 'number' },
        { key: 'source', title: t('catalogue.source'), grow: true },
      ]}
    />
  )
}

function TableLink({ row, open }: { row: Row<'GET /catalogue/tables'>; open: () => void }) {
  const name = useName()
  return (
    <button type="button" className="row-link" onClick={open}>
      {name(row.name)}
    </button>
  )
}

function Codes({ table, back }: { table: string; back: () => void }) {
  const t = useT()
  const edit = useMay('catalogue.code.edit')
  const [form, setForm] = useState<'new' | 'import' | null>(null)
  return (
    <>
      <ListPage
        embedded
        key={table}
        title={table}
        api={catalogue}
        route="GET /catalogue/tables/:id/codes"
        params={{ id: table } as any}
        rowKey="code"
        size={50}
        live={['catalogue.changes']}
        above={
          <div className="list-bar">
            <Button onClick={back}>{t('catalogue.back')}</Button>
            <strong className="code">{table}</strong>
          </div>
        }
        filters={[
          { key: 'q', as: 'text', label: t('catalogue.search') },
          { key: 'at', as: 'date', label: t('catalogue.at') },
        ]}
        actions={
          <span className="list-tools">
            <Button href={catalogue.url('GET /catalogue/tables/:id/sheet', { params: { id: table } })}>
              {t('catalogue.export')}
            </Button>
            {edit && <Button onClick={() => setForm('import')}>{t('catalogue.import')}</Button>}
            {edit && (
              <Button type="primary" onClick={() => setForm('new')}>
                {t('catalogue.propose')}
              </Button>
            )}
          </span>
        }
        columns={[
          { key: 'code', title: t('catalogue.code'), as: 'code' },
          {
            key: 'name',
            title: t('catalogue.name'),
            grow: true,
            render: (row) => `${row.name.zh} · ${row.name.en}`,
            text: (row) => row.name.zh,
          },
          { key: 'parent', title: t('catalogue.parent'), as: 'code' },
          { key: 'sort', title: t('catalogue.sort'), as: 'number', wide: true },
          { key: 'validFrom', title: t('catalogue.validFrom'), as: 'date' },
          { key: 'validTo', title: t('catalogue.validTo'), as: 'date' },
        ]}
        drawerTitle={(row) => row.code}
        drawer={(row, close) => <CodeForm table={table} code={row} close={close} edit={edit} />}
      />
      <FormDrawer title={t('catalogue.propose')} open={form === 'new'} onClose={() => setForm(null)}>
        <CodeForm table={table} close={() => setForm(null)} edit={edit} />
      </FormDrawer>
      <FormDrawer title={t('catalogue.import')} open={form === 'import'} onClose={() => setForm(null)}>
        <ImportForm table={table} close={() => setForm(null)} />
      </FormDrawer>
    </>
  )
}

function CodeForm({ table, code, close, edit }: { table: string; code?: Code; close: () => void; edit: boolean }) {
  const t = useT()
  const confirm = useConfirm()
  const done = () => {
    close()
    void refresh('/catalogue')
  }
  const end = useSend(catalogue, 'POST /catalogue/changes/code', { success: t('catalogue.proposed'), onDone: done })
  const ending = async () => {
    if (
      await confirm({
        title: t('catalogue.end.ask', { code: code!.code }),
        text: t('catalogue.end.text'),
        ok: t('catalogue.end'),
        danger: true,
      })
    )
      end.mutate({ body: { table, code: code!.code, op: 'end', validFrom: today() } })
  }
  return (
    <EditForm<any>
      initial={
        code
          ? {
              code: code.code,
              name: code.name,
              parent: code.parent,
              sort: code.sort,
              attributes: JSON.stringify(code.attributes),
              validFrom: today(),
            }
          : { sort: 0, attributes: '{}', validFrom: today() }
      }
      submit={t('catalogue.propose')}
      disabled={!edit}
      onCancel={close}
      shape={({ code: id, name, parent, sort, attributes, validFrom, note }) => ({
        table,
        code: id,
        op: 'put',
        value: { name, parent: parent || null, sort: sort ?? 0, attributes: objectOf(attributes) },
        validFrom,
        note: note ?? '',
      })}
      onSave={(body, key) => catalogue('POST /catalogue/changes/code', { body, key })}
      onDone={done}
      more={
        code &&
        edit && (
          <Button danger onClick={() => void ending()}>
            {t('catalogue.end')}
          </Button>
        )
      }
    >
      <TextField name="code" label={t('catalogue.code')} required max={60} code disabled={Boolean(code)} />
      <TextField name="name.zh" label={t('catalogue.nameZh')} required />
      <TextField name="name.en" label={t('catalogue.nameEn')} required />
      <TextField name="parent" label={t('catalogue.parent')} max={60} code />
      <NumberField name="sort" label={t('catalogue.sort')} />
      <LongField name="attributes" label={t('catalogue.attributes')} max={4000} rows={3} />
      <DateField name="validFrom" label={t('catalogue.validFrom')} required min={today()} />
      <TextField name="note" label={t('catalogue.note')} />
    </EditForm>
  )
}

function objectOf(text: string): any {
  try {
    return JSON.parse(text || '{}')
  } catch {
    // The server says which field is wrong.
    return text
  }
}

function ImportForm({ table, close }: { table: string; close: () => void }) {
  const t = useT()
  const [file, setFile] = useState<File>()
  const [endMissing, setEndMissing] = useState(false)
  const [result, setResult] = useState<{ put: number; ended: number; unchanged: number }>()
  if (result) return <p role="status">{t('catalogue.imported', result)}</p>
  return (
    <EditForm<any>
      initial={{ validFrom: today() }}
      submit={t('catalogue.import')}
      disabled={!file}
      onCancel={close}
      onSave={({ validFrom, note }, key) => {
        const body = new FormData()
        body.append('validFrom', validFrom)
        body.append('endMissing', String(endMissing))
        body.append('note', note ?? '')
        body.append('file', file!, file!.name)
        return send('POST', `/api/catalogue/tables/${encodeURIComponent(table)}/imports`, { body, key })
      }}
      onDone={(reply: any) => {
        setResult(reply)
        void refresh('/catalogue')
      }}
    >
      <Upload accept=".csv" maxCount={1} beforeUpload={(one) => (setFile(one), false)} onRemove={() => setFile(undefined)}>
        <Button>{t('catalogue.chooseFile')}</Button>
      </Upload>
      <p className="quiet">{t('catalogue.importHint')}</p>
      <Checkbox checked={endMissing} onChange={(e) => setEndMissing(e.target.checked)}>
        {t('catalogue.endMissing')}
      </Checkbox>
      <DateField name="validFrom" label={t('catalogue.validFrom')} required min={today()} />
      <TextField name="note" label={t('catalogue.note')} />
    </EditForm>
  )
}
