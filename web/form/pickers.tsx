// Fields that find something: a person, an organisation, a place on the map, files.

import { DeleteOutlined, FileOutlined, InboxOutlined } from '@ant-design/icons'
import { App, Button, Progress, Upload } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { upload } from '../client.ts'
import { useFormat, useProblemText, useT } from '../i18n.ts'
import { Field, type FieldProps } from './fields.tsx'
import { SearchSelect, type Search } from './SearchSelect.tsx'

export type { Found, Search } from './SearchSelect.tsx'

type PickProps = FieldProps & { search: Search; nameOf?: (id: string) => Promise<string>; placeholder?: string }

/** Anything that a search endpoint finds; the value is the found one's `value`. */
export function PickField({ search, nameOf, placeholder, ...field }: PickProps) {
  return (
    <Field {...field}>
      <SearchSelect search={search} name={nameOf} placeholder={placeholder} disabled={field.disabled} />
    </Field>
  )
}

export function PersonField(props: PickProps) {
  const t = useT()
  return <PickField placeholder={t('shell.pick.person')} {...props} />
}

export function OrgField(props: PickProps) {
  const t = useT()
  return <PickField placeholder={t('shell.pick.org')} {...props} />
}

const PlacePicker = lazy(() => import('../map/PlacePicker.tsx'))

/** A place: `{ lng, lat, address? }`, found by name or picked on the map. */
export function PlaceField(field: FieldProps) {
  return (
    <Field {...field}>
      <Slot />
    </Field>
  )
}
function Slot(props: { value?: any; onChange?: (value: any) => void; id?: string }) {
  return (
    <Suspense fallback={<div className="map-waiting" />}>
      <PlacePicker {...props} />
    </Suspense>
  )
}

export type FileInfo = { id: string; name: string; type?: string; size?: number }
type FilesProps = FieldProps & { most?: number; accept?: string; fields?: Record<string, string>; maxBytes?: number }

/** Files uploaded to /api/files as they are chosen; the value is the list of their ids. `fields` goes along with each upload. */
export function FilesField({ most = 9, accept, fields, maxBytes, ...field }: FilesProps) {
  return (
    <Field {...field}>
      <FilesControl most={most} accept={accept} fields={fields} maxBytes={maxBytes} disabled={field.disabled} />
    </Field>
  )
}

type Row = { key: string; name: string; size: number; part?: number; error?: string; id?: string }
type ControlProps = {
  most: number
  accept?: string
  fields?: Record<string, string>
  maxBytes?: number
  disabled?: boolean
  value?: string[]
  onChange?: (ids: string[]) => void
  id?: string
}

export function FilesControl({ most, accept, fields, maxBytes = 50 << 20, disabled, onChange, id }: ControlProps) {
  const t = useT()
  const say = useProblemText()
  const format = useFormat()
  const { message } = App.useApp()
  const [rows, setRows] = useState<Row[]>([])

  const update = (change: (rows: Row[]) => Row[]) =>
    setRows((before) => {
      const after = change(before)
      const ids = after.flatMap((row) => row.id ?? [])
      if (ids.join() !== before.flatMap((row) => row.id ?? []).join()) queueMicrotask(() => onChange?.(ids))
      return after
    })

  const add = async (file: File) => {
    const key = `${file.name}-${file.size}-${file.lastModified}`
    if (rows.some((row) => row.key === key)) return
    if (rows.length >= most) return void message.warning(t('shell.files.most', { most }))
    if (file.size > maxBytes) return void message.warning(t('shell.files.big', { name: file.name, max: format.bytes(maxBytes) }))
    update((all) => [...all, { key, name: file.name, size: file.size, part: 0 }])
    const set = (part: Partial<Row>) => update((all) => all.map((row) => (row.key === key ? { ...row, ...part } : row)))
    try {
      const stored = await upload(file, fields, (part) => set({ part }))
      set({ id: stored.id, part: undefined })
    } catch (error) {
      set({ error: say(error), part: undefined })
    }
  }

  return (
    <div className="files-field">
      {rows.length < most && (
        <Upload.Dragger
          id={id}
          multiple
          accept={accept}
          disabled={disabled}
          showUploadList={false}
          beforeUpload={(file) => {
            void add(file)
            return false
          }}
        >
          <span className="files-drop">
            <InboxOutlined aria-hidden /> {t('shell.files.drop')}
            <span className="quiet">{t('shell.files.limits', { most, max: format.bytes(maxBytes) })}</span>
          </span>
        </Upload.Dragger>
      )}
      <ul className="files-list">
        {rows.map((row) => (
          <li key={row.key} className={row.error ? 'files-row files-bad' : 'files-row'}>
            <FileOutlined aria-hidden />
            <span className="files-name">{row.name}</span>
            <span className="quiet num">{format.bytes(row.size)}</span>
            {row.part !== undefined && (
              <Progress percent={Math.round(row.part * 100)} size="small" showInfo={false} className="files-bar" />
            )}
            {row.error && <span role="alert">{row.error}</span>}
            <Button
              type="text"
              size="small"
              disabled={disabled}
              icon={<DeleteOutlined />}
              aria-label={t('shell.files.remove', { name: row.name })}
              onClick={() => update((all) => all.filter((one) => one.key !== row.key))}
            />
          </li>
        ))}
      </ul>
    </div>
  )
}
