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
import { ListPage } from '../list/ListPage.tsx'
import { Failed, Loading } from '../list/States.tsx'
import { useMay } from '../session.ts'
import { refresh, useGet } from '../use-api.ts'
import { RegistryField, textOf, type Shape } from './RegistryField.tsx'

type Form = { id: string; name: { zh: string; en: string }; write: string; files: boolean; fields: Shape[] }
type Answer = { data?: any; error: unknown; refetch: () => unknown }
// Routes are known at run time only.
const api = client<any>() as any
const useRead = useGet as unknown as (from: unknown, route: string, given?: object) => Answer

/** `path` as in the contract: '/contacts/contacts'. */
export function RegistryPage({ path }: { path: string }) {
  const answer = useRead(api, `GET ${path}/form`)
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
  const column = (field: Shape): Column<any> => {
    const text = (row: any) => textOf(field, row, t)
    const shown =
      field.type === 'date' || field.type === 'time' || field.type === 'number' ? { as: field.type } : { render: text, text }
    return { key: field.key, title: name(field.name), sort: true, grow: field === form.fields[0], ...shown }
  }
  const yesNo = [true, false].map((value) => ({ value: String(value), label: t(value ? 'shell.yes' : 'shell.no') }))
  const filter = (field: Shape) => {
    const options = field.type === 'bool' ? yesNo : field.options
    return {
      key: field.key,
      label: name(field.name),
      ...(options ? { as: 'choice' as const, options } : { as: 'text' as const }),
    }
  }
  const take = async (file: File) => {
    const body = new FormData()
    body.append('file', file, file.name)
    const sent = send('POST', `/api${path}/imports`, { body }).then((done) => message.success(t('registry.imported', done)))
    await sent.catch((problem) => message.error(say(problem)))
    await refresh(path)
  }
  const actions = (
    <>
      <Button href={`/api${path}/sheet`}>{t('registry.export')}</Button>
      <Upload accept=".csv" showUploadList={false} beforeUpload={(file) => (void take(file), false)} disabled={!write}>
        <Button disabled={!write}>{t('registry.import')}</Button>
      </Upload>
      <Button type="primary" onClick={() => setAdding(true)} disabled={!write}>
        {t('registry.add')}
      </Button>
    </>
  )
  const shared = { path, form, write }
  return (
    <>
      <ListPage
        title={name(form.name)}
        api={api}
        route={`GET ${path}` as never}
        columns={form.fields.filter((field) => field.list).map(column)}
        filters={[{ key: 'q', as: 'text', label: t('registry.search') }, ...form.fields.filter((one) => one.filter).map(filter)]}
        live={[form.id]}
        actions={actions}
        drawerTitle={(row: any) => row[form.fields[0]!.key]}
        drawer={(row: any, close) => <Entry key={row.id} id={row.id} close={close} {...shared} />}
      />
      <FormDrawer title={t('registry.add')} open={adding} onClose={() => setAdding(false)}>
        <EntryForm close={() => setAdding(false)} {...shared} />
      </FormDrawer>
    </>
  )
}

type EntryProps = { path: string; form: Form; write: boolean; close: () => void }

function Entry({ id, ...props }: EntryProps & { id: string }) {
  const t = useT()
  const name = useName()
  const row = useRead(api, `GET ${props.path}/:id`, { params: { id } })
  const history = useRead(api, `GET ${props.path}/:id/history`, { params: { id } })
  if (!row.data) return row.error ? <Failed error={row.error} retry={() => void row.refetch()} /> : <Loading rows={8} />
  const moment = (one: any) => {
    const text = (field: Shape, of: any) => textOf(field, of, t) || '—'
    const changed = props.form.fields.filter((field) => field.key in one.after)
    const lines = changed.map((field) => `${name(field.name)}: ${text(field, one.before)} → ${text(field, one.after)}`)
    return { at: one.at, who: one.byName, what: t(`registry.op.${one.op}`), note: lines.join('\n') }
  }
  return (
    <>
      <EntryForm {...props} row={row.data} key={row.data.rev} />
      {row.data.files?.length > 0 && <Files items={row.data.files} />}
      <h3>{t('registry.history')}</h3>
      <Timeline items={(history.data?.items ?? []).map(moment)} />
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
    const title = t('registry.delete.ask', { name: row[form.fields[0]!.key] })
    if (!(await confirm({ title, text: t('registry.delete.text'), ok: t('registry.delete'), danger: true }))) return
    await api(`DELETE ${path}/:id`, { params: { id: row.id }, query: { rev: row.rev } }).then(done)
  }
  const shape = ({ newFiles, ...values }: any) => {
    const value = ({ key, type, need }: Shape) => [key, values[key] ?? (type === 'bool' && need ? false : null)]
    return {
      ...Object.fromEntries(form.fields.map(value)),
      ...(newFiles?.length ? { files: newFiles } : {}),
      ...(row && { rev: row.rev }),
    }
  }
  const save = (body: any, key: string) =>
    api(row ? `PATCH ${path}/:id` : `POST ${path}`, { ...(row && { params: { id: row.id } }), body, key })
  const remover = row && write && (
    <Button danger onClick={() => void remove()}>
      {t('registry.delete')}
    </Button>
  )
  const submit = t(row ? 'registry.save' : 'registry.add')
  return (
    <EditForm<any>
      initial={row}
      disabled={!write}
      {...{ submit, shape }}
      onSave={save}
      onDone={done}
      onCancel={close}
      more={remover}
    >
      {form.fields.map((field) => (
        <RegistryField key={field.key} field={field} />
      ))}
      {form.files && write && <FilesField name="newFiles" label={t('registry.files')} />}
    </EditForm>
  )
}
