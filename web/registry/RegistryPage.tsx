// The page of any registry: list, filters, form, history, import and export, drawn from what the server says of its fields.

import { App, Button, Upload } from 'antd'
import { useState } from 'react'
import { client, send } from '../client.ts'
import { Files } from '../detail/Files.tsx'
import { Timeline } from '../detail/Timeline.tsx'
import { FormDrawer, useConfirm } from '../form/Drawer.tsx'
import { EditForm } from '../form/Form.tsx'
import { FilesField } from '../form/pickers.tsx'
import { useName, useProblemText, useT } from '../i18n.ts'
import type { Column } from '../list/columns.tsx'
import type { Filter } from '../list/filters.tsx'
import { ListPage } from '../list/ListPage.tsx'
import { PageHead } from '../list/PageHead.tsx'
import { Failed, Loading } from '../list/States.tsx'
import { useMay } from '../session.ts'
import { refresh, useGet } from '../use-api.ts'
import { RegistryField, textOf, type Shape } from './RegistryField.tsx'

type Form = { id: string; name: { zh: string; en: string }; write: string; files: boolean; fields: Shape[] }
const api = client<any>() as any

/** `path` as in the contract: '/registry/contacts'. */
export function RegistryPage({ path }: { path: string }) {
  const answer = useGet(api, `GET ${path}/form`) as { data?: Form; error: unknown; refetch: () => unknown }
  if (answer.data) return <Registry path={path} form={answer.data} />
  return answer.error ? <Failed error={answer.error} retry={() => void answer.refetch()} /> : <Loading rows={8} />
}

function Registry({ path, form }: { path: string; form: Form }) {
  const t = useT()
  const name = useName()
  const say = useProblemText()
  const { message } = App.useApp()
  const write = useMay(form.write)
  const [adding, setAdding] = useState(false)
  const text = (field: Shape, row: any) => textOf(field, row, t)
  const columns = form.fields
    .filter((field) => field.list)
    .map((field): Column<any> => {
      const of = { key: field.key, title: name(field.name), sort: true, grow: field === form.fields[0] }
      return field.type === 'date' || field.type === 'time' || field.type === 'number'
        ? { ...of, as: field.type }
        : { ...of, render: (row) => text(field, row), text: (row) => text(field, row) }
    })
  const filters: Filter[] = [{ key: 'q', as: 'text', label: t('registry.search') }]
  for (const field of form.fields.filter((one) => one.filter)) {
    const yesNo = [true, false].map((value) => ({ value: String(value), label: t(value ? 'shell.yes' : 'shell.no') }))
    const options = field.options ?? (field.type === 'bool' ? yesNo : undefined)
    filters.push(
      options
        ? { key: field.key, as: 'choice', label: name(field.name), options }
        : { key: field.key, as: 'text', label: name(field.name) },
    )
  }
  const take = async (file: File) => {
    const body = new FormData()
    body.append('file', file, file.name)
    try {
      message.success(t('registry.imported', await send('POST', `/api${path}/imports`, { body })))
      await refresh(path)
    } catch (problem) {
      message.error(say(problem))
    }
  }
  const actions = (
    <>
      <Button href={`/api${path}/sheet`}>{t('registry.export')}</Button>
      {write && (
        <>
          <Upload accept=".csv" showUploadList={false} beforeUpload={(file) => (void take(file), false)}>
            <Button>{t('registry.import')}</Button>
          </Upload>
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('registry.add')}
          </Button>
        </>
      )}
    </>
  )
  return (
    <>
      <PageHead title={name(form.name)} actions={actions} />
      <div className="page">
        <ListPage
          embedded
          title={name(form.name)}
          api={api}
          route={`GET ${path}`}
          columns={columns}
          filters={filters}
          live={[form.id]}
          drawerTitle={(row: any) => row[form.fields[0]!.key]}
          drawer={(row: any, close) => <Entry key={row.id} path={path} form={form} id={row.id} write={write} close={close} />}
        />
      </div>
      <FormDrawer title={t('registry.add')} open={adding} onClose={() => setAdding(false)}>
        <EntryForm path={path} form={form} write={write} close={() => setAdding(false)} />
      </FormDrawer>
    </>
  )
}

type EntryProps = { path: string; form: Form; write: boolean; close: () => void }

function Entry({ id, ...props }: EntryProps & { id: string }) {
  const t = useT()
  const name = useName()
  const row = useGet(api, `GET ${props.path}/:id`, { params: { id } }) as any
  const history = useGet(api, `GET ${props.path}/:id/history`, { params: { id } }) as any
  if (!row.data) return row.error ? <Failed error={row.error} retry={() => void row.refetch()} /> : <Loading rows={8} />
  const changed = (one: any) =>
    props.form.fields
      .filter((field) => field.key in one.after)
      .map((field) => `${name(field.name)}: ${textOf(field, one.before, t) || '—'} → ${textOf(field, one.after, t) || '—'}`)
  return (
    <>
      <EntryForm {...props} row={row.data} key={row.data.rev} />
      {row.data.files?.length > 0 && <Files items={row.data.files} />}
      <h3>{t('registry.history')}</h3>
      <Timeline
        items={(history.data?.items ?? []).map((one: any) => ({
          at: one.at,
          who: one.byName,
          what: t(`registry.op.${one.op}`),
          note: changed(one).join('\n'),
        }))}
      />
    </>
  )
}

function EntryForm({ path, form, row, write, close }: EntryProps & { row?: any }) {
  const t = useT()
  const confirm = useConfirm()
  const done = () => {
    close()
    void refresh(path)
  }
  const remove = async () => {
    const question = {
      title: t('registry.delete.ask', { name: row[form.fields[0]!.key] }),
      text: t('registry.delete.text'),
      ok: t('registry.delete'),
      danger: true,
    }
    if (await confirm(question)) await api(`DELETE ${path}/:id`, { params: { id: row.id }, query: { rev: row.rev } }).then(done)
  }
  const shape = (values: any) => {
    const body = Object.fromEntries(
      form.fields.map(({ key, type, need }) => [key, values[key] ?? (type === 'bool' && need ? false : null)]),
    )
    return { ...body, ...(values.files?.length ? { files: values.files } : {}), ...(row ? { rev: row.rev } : {}) }
  }
  return (
    <EditForm<any>
      initial={row ?? {}}
      disabled={!write}
      submit={t(row ? 'registry.save' : 'registry.add')}
      onCancel={close}
      shape={(values) => shape({ ...values, files: values.newFiles })}
      onSave={(body, key) =>
        row ? api(`PATCH ${path}/:id`, { params: { id: row.id }, body, key }) : api(`POST ${path}`, { body, key })
      }
      onDone={done}
      more={
        row &&
        write && (
          <Button danger onClick={() => void remove()}>
            {t('registry.delete')}
          </Button>
        )
      }
    >
      {form.fields.map((field) => (
        <RegistryField key={field.key} field={field} />
      ))}
      {form.files && write && <FilesField name="newFiles" label={t('registry.files')} />}
    </EditForm>
  )
}
