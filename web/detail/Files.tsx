// Attachments: pictures as thumbnails with a viewer, everything else as a named download.

import {
  FileExcelOutlined,
  FileImageOutlined,
  FileOutlined,
  FilePdfOutlined,
  FileTextOutlined,
  FileWordOutlined,
} from '@ant-design/icons'
import { Image } from 'antd'
import { useFormat, useT } from '../i18n.ts'

export type FileItem = {
  id: string
  name: string
  type?: string | null
  size?: number | null
  /** Where it lies, when not /api/files/:id. */ url?: string
}

const address = (file: FileItem) => file.url ?? `/api/files/${file.id}`

export function Files({ items }: { items: FileItem[] }) {
  const t = useT()
  const format = useFormat()
  if (items.length === 0) return <span className="quiet">{t('shell.files.none')}</span>
  const pictures = items.filter((file) => file.type?.startsWith('image/'))
  const others = items.filter((file) => !pictures.includes(file))
  return (
    <div className="files">
      {pictures.length > 0 && (
        <Image.PreviewGroup>
          {pictures.map((file) => (
            <Image key={file.id} src={address(file)} alt={file.name} width={88} height={66} className="files-thumb" />
          ))}
        </Image.PreviewGroup>
      )}
      {others.map((file) => (
        <a key={file.id} href={address(file)} download={file.name} className="files-link">
          <Icon type={file.type} name={file.name} />
          <span>{file.name}</span>
          {file.size ? <span className="quiet num">{format.bytes(file.size)}</span> : null}
        </a>
      ))}
    </div>
  )
}

function Icon({ type, name }: { type?: string | null; name: string }) {
  const said = `${type ?? ''} ${name.split('.').at(-1)}`
  if (said.includes('pdf')) return <FilePdfOutlined aria-hidden />
  if (/word|docx?|wps/.test(said)) return <FileWordOutlined aria-hidden />
  if (/sheet|excel|xlsx?|csv/.test(said)) return <FileExcelOutlined aria-hidden />
  if (/image/.test(said)) return <FileImageOutlined aria-hidden />
  if (/text/.test(said)) return <FileTextOutlined aria-hidden />
  return <FileOutlined aria-hidden />
}
