// Developer tool: draws the demo city as a picture. `node city/draw.ts out.png [west,south,east,north] [width]`
import sharp from 'sharp'
import { counties } from './counties.ts'
import { metresPerLat, metresPerLng } from './geometry.ts'
import type { Bbox, Point, Polygon } from './geometry.ts'
import { lakes, rivers } from './rivers.ts'
import { elevation } from './terrain.ts'
import { townships } from './townships.ts'
import { villages } from './villages.ts'
import { roads } from './roads.ts'
import { railways } from './railways.ts'
import { buildings } from './buildings.ts'
import { cells } from './cells.ts'
import { places } from './places.ts'

const [out = 'city.png', box = '112.9,26.03,114.15,28.05', size = '1400', extra = ''] = process.argv.slice(2)
const [west, south, east, north] = box.split(',').map(Number) as Bbox
const width = Number(size)
const lat = (south + north) / 2
const scale = width / ((east - west) * metresPerLng(lat)) // pixels per metre
const height = Math.round((north - south) * metresPerLat(lat) * scale)
const x = (p: Point) => (((p[0] - west) / (east - west)) * width).toFixed(1)
const y = (p: Point) => (((north - p[1]) / (north - south)) * height).toFixed(1)
const path = (line: readonly Point[]) => `M${line.map((p) => `${x(p)} ${y(p)}`).join('L')}`
const shape = (p: Polygon) => p.coordinates.map((r) => `${path(r)}Z`).join('')
const visible = (points: readonly Point[]) => points.some((p) => p[0] > west && p[0] < east && p[1] > south && p[1] < north)
const text = (p: Point, words: string, px: number, colour: string) =>
  `<text x="${x(p)}" y="${y(p)}" font-size="${px}" fill="${colour}" stroke="#fff" stroke-width="${px / 6}" paint-order="stroke" text-anchor="middle" font-family="Noto Sans CJK SC">${words}</text>`

const fine = scale > 0.02
const svg: string[] = []
const tints = ['#f6d9c9', '#e6e3b8', '#d3dceb', '#f4e6c4', '#dbe9cf', '#ecd9e8', '#f8e2bf', '#cfe6dd', '#e9dccb']
counties().forEach((c, i) => svg.push(`<path d="${shape(c.polygon)}" fill="${tints[i]}" fill-opacity="${fine ? 0.35 : 0.22}"/>`))
for (const v of villages())
  if (v.builtUp && visible(v.polygon.coordinates[0]!)) svg.push(`<path d="${shape(v.polygon)}" fill="#fff" fill-opacity="0.55"/>`)
if (fine)
  for (const v of villages())
    if (visible(v.polygon.coordinates[0]!))
      svg.push(`<path d="${shape(v.polygon)}" fill="none" stroke="#a99" stroke-width="0.7" stroke-dasharray="3 2"/>`)
for (const t of townships())
  svg.push(`<path d="${shape(t.polygon)}" fill="none" stroke="#a88" stroke-width="${fine ? 1.4 : 0.7}"/>`)
if (extra.includes('c'))
  for (const c of cells())
    if (visible([c.centre])) svg.push(`<path d="${shape(c.polygon)}" fill="none" stroke="#48c" stroke-width="0.6"/>`)
for (const r of rivers())
  svg.push(
    `<path d="${shape(r.polygon)}" fill="#8fc3e8" fill-rule="evenodd" ${fine ? '' : 'stroke="#8fc3e8" stroke-width="1.2"'}/>`,
  )
for (const l of lakes()) svg.push(`<path d="${shape(l.polygon)}" fill="#8fc3e8"/>`)
for (const c of counties())
  svg.push(`<path d="${shape(c.polygon)}" fill="none" stroke="#b34a6a" stroke-width="1.8" stroke-dasharray="9 4"/>`)
const colours: Record<string, string> = {
  motorway: '#e8743b',
  trunk: '#e8a33b',
  primary: '#f0c95a',
  secondary: '#f6e3a1',
  tertiary: '#fff',
  residential: '#fff',
}
const order = ['residential', 'tertiary', 'secondary', 'primary', 'trunk', 'motorway']
const drawn = roads()
  .filter((r) => visible(r.line.coordinates) && (scale > 0.012 || order.indexOf(r.class) > 2))
  .sort((a, b) => order.indexOf(a.class) - order.indexOf(b.class))
for (const casing of [true, false])
  for (const r of drawn) {
    const w = Math.max(r.widthM * scale, order.indexOf(r.class) > 3 ? 1.8 : order.indexOf(r.class) > 2 ? 1.2 : 0.5)
    if (casing && !fine) continue
    svg.push(
      `<path d="${path(r.line.coordinates)}" fill="none" stroke="${casing ? '#a9a39a' : colours[r.class]}" stroke-width="${casing ? w + 1 : w}"/>`,
    )
  }
if (scale > 0.04)
  for (const b of buildings())
    if (visible([b.centre]))
      svg.push(
        `<path d="${shape(b.polygon)}" fill="${b.use === 'residential' ? '#c9b79c' : b.use === 'industrial' ? '#b9b3c9' : '#d49a86'}"/>`,
      )
for (const r of railways())
  svg.push(
    `<path d="${path(r.line.coordinates)}" fill="none" stroke="${r.highSpeed ? '#6a4fb3' : '#333'}" stroke-width="${fine ? 3 : 1.8}"/><path d="${path(r.line.coordinates)}" fill="none" stroke="#fff" stroke-width="1" stroke-dasharray="6 6"/>`,
  )
if (scale > 0.035) {
  const named = new Set<string>()
  for (const r of drawn) {
    const m = r.line.coordinates[r.line.coordinates.length >> 1]!
    if (order.indexOf(r.class) < (scale > 0.1 ? 1 : 3) || named.has(r.name) || !visible([m])) continue
    named.add(r.name)
    svg.push(text(m, r.name, 12, '#654'))
  }
}
if (scale > 0.03)
  for (const p of places())
    if (p.landmark && visible([p.at]))
      svg.push(`<circle cx="${x(p.at)}" cy="${y(p.at)}" r="3" fill="#c22"/>`, text(p.at, p.name, 12, '#a11'))
if (!fine || scale < 0.05)
  for (const t of townships()) if (visible([t.seat])) svg.push(text(t.seat, t.name, fine ? 12 : 8, '#555'))
for (const c of counties()) if (visible([c.seat])) svg.push(text(c.seat, c.name, 19, '#702'))

// Shaded relief below, lit from the north-west.
const shade = Buffer.alloc(width * height * 3)
const dLng = (east - west) / width
const dLat = (north - south) / height
const metres = dLat * 110800
let previous: number[] = []
for (let j = 0; j < height; j++) {
  const row: number[] = []
  for (let i = 0; i < width; i++) {
    row.push(elevation(west + (i + 0.5) * dLng, north - (j + 0.5) * dLat))
    const e = row[i]!
    const slope = j && i ? (e - previous[i - 1]!) / metres : 0
    const light = Math.max(0.5, Math.min(1.15, 0.97 + slope * (fine ? 1.2 : 1.6)))
    const t = Math.min(1, Math.max(0, (e - 40) / 1300))
    const colour = [222 - 30 * t + 20 * t * t, 234 - 40 * t, 206 - 60 * t + 30 * t * t]
    colour.forEach((c, k) => (shade[(j * width + i) * 3 + k] = Math.min(255, c * light)))
  }
  previous = row
}
await sharp(shade, { raw: { width, height, channels: 3 } })
  .composite([
    { input: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${svg.join('')}</svg>`) },
  ])
  .png()
  .toFile(out)
