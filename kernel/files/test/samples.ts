// Files to upload: true ones, disguised ones, a picture that remembers where it was taken, a bomb.

import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** A JPEG of 3000 × 2000 stored on its side, taken in Zhuzhou. `mark` makes its bytes its own. */
export function photo(mark = 0): Promise<Buffer> {
  return sharp({ create: { width: 3000, height: 2000, channels: 3, background: { r: mark % 256, g: (mark >> 8) % 256, b: 90 } } })
    .withExif({
      IFD0: { Make: 'Secret Camera' },
      IFD2: { DateTimeOriginal: '2026:11:20 09:30:00' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '27/1 49/1 48/1', GPSLongitudeRef: 'E', GPSLongitude: '113/1 7/1 48/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
}

/** A valid PNG of a few dozen kilobytes that unpacks to `side` × `side` pixels. */
export function bomb(side = 20_000): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), body.length + 4)
    return out
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head[8] = 1
  const row = 1 + Math.ceil(side / 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(row * side))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

export const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
