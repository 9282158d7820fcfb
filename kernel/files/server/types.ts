// What a file really is, by its first bytes; its name and declared type are only compared.

import { fileTypeFromBuffer } from 'file-type'

// What an extension claims, by kind. A phone's .jpg that is a PNG is an honest mistake; a .jpg that is no picture is not.
const claims: Record<string, string> = {
  jpg: 'image',
  jpeg: 'image',
  png: 'image',
  gif: 'image',
  webp: 'image',
  tif: 'image',
  tiff: 'image',
  bmp: 'image',
  heic: 'image',
  svg: 'image',
  pdf: 'application/pdf',
  ofd: 'application/ofd',
  zip: 'application/zip',
  doc: 'office',
  docx: 'office',
  xls: 'office',
  xlsx: 'office',
  ppt: 'office',
  pptx: 'office',
  wps: 'office',
  et: 'office',
  mp4: 'video',
  mp3: 'audio',
  wav: 'audio',
  amr: 'audio',
  txt: 'text',
  csv: 'text',
  json: 'text',
  xml: 'text',
}

export type Sniffed = { type: string | null; disguised: boolean }

/** The true type, null when unknown; `disguised` when the name claims another kind of file. */
export async function sniff(bytes: Uint8Array, filename: string): Promise<Sniffed> {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(filename)?.[1]?.toLowerCase() ?? ''
  const type = await typeOf(bytes, extension)
  const claimed = claims[extension]
  if (!claimed) return { type, disguised: false }
  return { type, disguised: type === null || !fits(type, claimed) }
}

function fits(type: string, claimed: string): boolean {
  if (claimed === 'office') return /msword|ms-excel|ms-powerpoint|x-cfb|officedocument/.test(type)
  return type === claimed || type.startsWith(`${claimed}/`)
}

async function typeOf(bytes: Uint8Array, extension: string): Promise<string | null> {
  const found = await fileTypeFromBuffer(bytes)
  if (found) {
    // An OFD (GB/T 33190) is a zip whose root document says so.
    if (
      found.mime === 'application/zip' &&
      Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65_536)).includes('OFD.xml')
    )
      return 'application/ofd'
    return found.mime
  }
  if (!isText(bytes)) return null
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('utf8').trimStart().toLowerCase()
  if (/^(<!doctype|<html|<svg|<\?xml|<script|<\?php|#!)/.test(start)) return 'text/html'
  return extension === 'csv' ? 'text/csv' : 'text/plain'
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    try {
      // Old office programs write Chinese text in GB 18030.
      new TextDecoder('gb18030', { fatal: true }).decode(bytes)
      return true
    } catch {
      return false
    }
  }
}
