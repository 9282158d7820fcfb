// Pictures: limits before unpacking, what EXIF tells kept apart, and the shown image drawn anew without it.

import exifr from 'exifr'
import sharp from 'sharp'

export type Picture = {
  width: number
  height: number
  takenAt: Date | null
  position: { lng: number; lat: number } | null
  /** WebP, at most 2048 px, upright, no metadata. */
  display: Buffer
  /** WebP, 320 px square. */
  thumb: Buffer
}
export type Refused = { refused: 'pixels' | 'broken' }

export const pictureTypes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/tiff'])

// Above every purpose's own limit: nothing larger is ever unpacked, 400 MB of memory at four bytes a pixel.
export const mostPixels = 100_000_000
sharp.cache(false)
sharp.concurrency(1)

/** Unpacks a picture once, within limits. `maxPixels` counts all frames. */
export async function examinePicture(bytes: Buffer, maxPixels = mostPixels): Promise<Picture | Refused> {
  try {
    // Only the header is read here, so a bomb is refused before it unfolds.
    const head = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata()
    const frames = head.pages ?? 1
    if (!head.width || !head.height) return { refused: 'broken' }
    if (head.width * head.height * frames > maxPixels || head.width > 30_000 || head.height > 30_000) return { refused: 'pixels' }
    const upright = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', pages: 1 }).rotate()
    const display = await upright
      .clone()
      .resize({ width: 2048, height: 2048, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer()
    // From the shown image, so that the original is unpacked once.
    const thumb = await sharp(display).resize({ width: 320, height: 320, fit: 'cover' }).webp({ quality: 75 }).toBuffer()
    const turned = (head.orientation ?? 1) >= 5
    return {
      width: turned ? head.height : head.width,
      height: turned ? head.width : head.height,
      ...(await exifOf(bytes)),
      display,
      thumb,
    }
  } catch {
    return { refused: 'broken' }
  }
}

async function exifOf(bytes: Buffer): Promise<Pick<Picture, 'takenAt' | 'position'>> {
  try {
    const gps = await exifr.gps(bytes)
    const tags = (await exifr.parse(bytes, {
      pick: ['DateTimeOriginal', 'OffsetTimeOriginal', 'CreateDate'],
      reviveValues: false,
    })) as Record<string, string | undefined> | undefined
    const valid =
      gps &&
      Number.isFinite(gps.latitude) &&
      Number.isFinite(gps.longitude) &&
      Math.abs(gps.latitude) <= 90 &&
      Math.abs(gps.longitude) <= 180
    return {
      takenAt: instantOf(tags?.['DateTimeOriginal'] ?? tags?.['CreateDate'], tags?.['OffsetTimeOriginal']),
      position: valid ? { lng: gps.longitude, lat: gps.latitude } : null,
    }
  } catch {
    // Damaged EXIF is no reason to refuse a good picture.
    return { takenAt: null, position: null }
  }
}

/** EXIF writes '2026:11:20 09:30:00' in local time; without an offset the city's own is meant. */
function instantOf(text: string | undefined, offset: string | undefined): Date | null {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text ?? '')
  if (!match) return null
  const zone = /^[+-]\d\d:\d\d$/.test(offset ?? '') ? offset! : '+08:00'
  const at = new Date(`${match[1]}-${match[2]}-${match[3]}T${match[4]}${zone}`)
  return Number.isNaN(at.getTime()) ? null : at
}
