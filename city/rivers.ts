// Rivers, creeks, islands, reservoirs and lakes: courses drawn by hand from general geography, banks computed from widths.
import { bboxOf, contains, curve, once, path, ribbon, rounded } from './geometry.ts'
import type { LineString, Point, Polygon } from './geometry.ts'
import { SegmentIndex } from './nearest.ts'
import { fractal, hashText } from './rng.ts'

/** A river or creek: centre line from source to mouth, surface polygon, mean width in metres, water level in metres at both ends. */
export type River = {
  id: string
  name: string
  nameEn: string
  kind: 'river' | 'stream'
  widthM: number
  levels: [from: number, to: number]
  line: LineString
  polygon: Polygon
}
/** A lake or reservoir with its water level in metres. */
export type Lake = { id: string; name: string; kind: 'reservoir' | 'lake'; levelM: number; polygon: Polygon }

// The Xiang from south (upstream) to west (downstream). outlines.ts refers to these points by index:
// where the river is a border, the border is this very line.
const xiangPoints: Point[] =
  path(`113.028 27.19, 113.03 27.262, 113.06 27.335, 113.034 27.4, 113.06 27.452, 113.097 27.5, 113.074 27.555,
      113.107 27.605, 113.088 27.65, 113.126 27.688, 113.134 27.715, 113.124 27.745, 113.146 27.773, 113.1575 27.796,
      113.149 27.817, 113.136 27.834, 113.128 27.847, 113.112 27.8585, 113.09 27.866, 113.066 27.8745, 113.04 27.868,
      113.012 27.8565, 112.985 27.851, 112.955 27.842, 112.915 27.846`)
/** Curve steps between two control points of the Xiang. */
export const xiangSteps = 8
/** Centre line of the Xiang: vertex `i * xiangSteps` is control point i. */
export const xiangLine = once(() => curve(xiangPoints, xiangSteps).map(rounded))

type Course = [id: string, name: string, en: string, width: number, levels: [number, number], points: Point[]]
const courses: Course[] = [
  [
    'lushui',
    '渌水',
    'Lu River',
    130,
    [62, 33],
    path(`113.93 27.715, 113.86 27.735, 113.8 27.715, 113.73 27.7, 113.66 27.668, 113.6 27.642, 113.545 27.655,
      113.505 27.648, 113.47 27.664, 113.42 27.648, 113.37 27.668, 113.32 27.645, 113.27 27.668, 113.22 27.668,
      113.175 27.694, 113.131 27.7`),
  ],
  [
    'mishui',
    '洣水',
    'Mi River',
    190,
    [175, 46],
    path(`113.985 26.545, 113.93 26.545, 113.88 26.565, 113.83 26.56, 113.79 26.54, 113.755 26.56, 113.715 26.555,
      113.68 26.6, 113.64 26.64, 113.62 26.7, 113.575 26.745, 113.55 26.785, 113.5 26.8, 113.46 26.835, 113.42 26.87,
      113.4 26.92, 113.36 26.955, 113.345 26.995, 113.29 27.01, 113.25 26.985, 113.2 27.015, 113.15 27.0,
      113.1 27.035, 113.03 27.06`),
  ],
  [
    'youshui',
    '攸水',
    'You River',
    80,
    [160, 48],
    path(`113.74 27.235, 113.69 27.19, 113.63 27.15, 113.575 27.12, 113.52 27.13, 113.46 27.11, 113.42 27.065,
      113.38 27.04, 113.352 27.012, 113.338 26.997`),
  ],
  [
    'hemoshui',
    '河漠水',
    'Hemo River',
    60,
    [520, 178],
    path(`113.93 26.16, 113.9 26.23, 113.88 26.3, 113.845 26.345, 113.83 26.4, 113.8 26.44, 113.775 26.485,
      113.765 26.53, 113.755 26.56`),
  ],
  [
    'taoshui',
    '洮水',
    'Tao River',
    55,
    [260, 110],
    path(`114.02 26.64, 113.94 26.64, 113.87 26.655, 113.8 26.66, 113.73 26.64, 113.68 26.655, 113.635 26.655`),
  ],
  [
    'chashui',
    '茶水',
    'Cha River',
    70,
    [230, 92],
    path(`113.88 27.01, 113.84 26.95, 113.81 26.9, 113.75 26.875, 113.69 26.84, 113.63 26.815, 113.585 26.8,
      113.55 26.785`),
  ],
  [
    'tieshui',
    '铁水',
    'Tie River',
    60,
    [95, 47],
    path(`113.61 27.34, 113.57 27.4, 113.575 27.46, 113.53 27.51, 113.535 27.57, 113.51 27.61, 113.515 27.646`),
  ],
  [
    'jianjiang',
    '涧江',
    'Jian River',
    45,
    [90, 46],
    path(`113.53 27.93, 113.55 27.86, 113.52 27.8, 113.53 27.74, 113.515 27.69, 113.508 27.649`),
  ],
  [
    'chengtanjiang',
    '澄潭江',
    'Chengtan River',
    55,
    [95, 52],
    path(`113.84 27.85, 113.78 27.82, 113.74 27.78, 113.73 27.74, 113.715 27.696`),
  ],
  [
    'baishigang',
    '白石港',
    'Baishi Creek',
    38,
    [58, 32],
    path(`113.19 27.975, 113.175 27.945, 113.178 27.92, 113.16 27.9, 113.152 27.878, 113.137 27.866, 113.126 27.8495`),
  ],
  [
    'jianninggang',
    '建宁港',
    'Jianning Creek',
    26,
    [52, 33],
    path(`113.215 27.86, 113.195 27.851, 113.176 27.842, 113.162 27.829, 113.15 27.8245, 113.143 27.8255`),
  ],
  [
    'fengxigang',
    '枫溪港',
    'Fengxi Creek',
    34,
    [60, 33],
    path(`113.285 27.785, 113.25 27.772, 113.22 27.778, 113.193 27.768, 113.173 27.778, 113.157 27.791`),
  ],
  ['xiawangang', '霞湾港', 'Xiawan Creek', 18, [48, 31], path(`113.098 27.905, 113.088 27.893, 113.076 27.886, 113.071 27.873`)],
  [
    'wannigang',
    '万丰港',
    'Wanfeng Creek',
    24,
    [50, 31],
    path(`113.02 27.785, 113.03 27.805, 113.024 27.825, 113.033 27.842, 113.03 27.864`),
  ],
]

// Islands in the Xiang: place on the centre line (control point index), offset to the side in metres, length and width in metres.
const islands: [name: string, at: number, length: number, width: number][] = [
  ['空洲岛', 7.15, 1900, 330],
  ['古桑洲', 20.8, 1700, 300],
  ['挽洲岛', 2.4, 1600, 320],
]

/** Breadth of the Xiang in metres at a vertex of its centre line: wider at the islands and below the city, never regular. */
function xiangWidth(index: number): number {
  const at = index / xiangSteps
  let width = 520 + 90 * fractal(11, at * 1.7, 0, 3) + (at > 17 ? 70 : 0) + (at < 8 ? 40 : 0)
  for (const island of islands) width += 420 * Math.exp(-(((at - island[1]) / 0.33) ** 2))
  return width
}

/** Island polygons (land inside the Xiang), for labels and for the holes of the river. */
export const islandShapes = once(() =>
  islands.map(([name, at, length, width]) => {
    const line = xiangLine()
    const i = Math.round(at * xiangSteps)
    const half = Math.max(2, Math.round(length / 2 / 450))
    const spine = curve(line.slice(i - half, i + half + 1), 4)
    const polygon = ribbon(spine, (k) => Math.max(4, width * Math.sqrt(Math.max(0, 1 - (2 * (k / (spine.length - 1)) - 1) ** 2))))
    return { name, polygon }
  }),
)

/** All rivers and creeks; the first is the Xiang (its polygon has the islands as holes). */
export const rivers = once((): River[] => {
  const main = xiangLine()
  const banks = ribbon(curve(main, 2), (i) => xiangWidth(i / 2))
  banks.coordinates.push(...islandShapes().map((i) => i.polygon.coordinates[0]!.toReversed()))
  const xiang: River = {
    id: 'xiangjiang',
    name: '湘江',
    nameEn: 'Xiang River',
    kind: 'river',
    widthM: 560,
    levels: [38, 29],
    line: { type: 'LineString', coordinates: main },
    polygon: banks,
  }
  return [xiang, ...courses.map(tributary)]
})

function tributary([id, name, nameEn, widthM, levels, points]: Course): River {
  const seed = hashText(id)
  const smooth = curve(points, 20)
  // Meanders: sideways noise that dies out at both ends so that confluences stay where they are.
  const swing = Math.min(0.006, widthM / 26000 + 0.0015)
  // Upland rivers wind most; creeks in town stay where the streets expect them.
  const wide = widthM < 45 ? 0 : levels[0] > 100 ? 0.016 : 0.006
  const line = smooth.map((p, i): Point => {
    const ease = Math.min(1, i / 16, (smooth.length - 1 - i) / 16)
    const bend = (k: number) =>
      swing * fractal(seed + k, p[0] * 55, p[1] * 55, 3) + wide * fractal(seed + k + 3, p[0] * 13, p[1] * 13, 2)
    return rounded([p[0] + ease * bend(0), p[1] + ease * bend(7)])
  })
  const last = line.length - 1
  return {
    id,
    name,
    nameEn,
    kind: widthM >= 45 ? 'river' : 'stream',
    widthM,
    levels,
    line: { type: 'LineString', coordinates: line },
    polygon: ribbon(line, (i) => widthM * (0.45 + (0.6 * i) / last)),
  }
}

type Basin = [id: string, name: string, kind: Lake['kind'], level: number, at: Point, radius: number, arms: number]
const basins: Basin[] = [
  ['jiubujiang', '酒埠江水库', 'reservoir', 171, [113.625, 27.178], 2300, 0.85],
  ['taoshui', '洮水水库', 'reservoir', 205, [113.845, 26.665], 2200, 0.9],
  ['guanzhuang', '官庄水库', 'reservoir', 123, [113.545, 27.915], 1500, 0.8],
  ['zhoufang', '周坊水库', 'reservoir', 96, [113.62, 27.86], 700, 0.7],
  ['wangxian', '望仙桥水库', 'reservoir', 82, [113.33, 27.62], 650, 0.7],
  ['yandong', '岩口水库', 'reservoir', 132, [113.75, 26.93], 850, 0.8],
  ['longtan', '龙潭水库', 'reservoir', 104, [113.24, 27.53], 560, 0.7],
  ['shennonghu', '神农湖', 'lake', 41, [113.1075, 27.8265], 330, 0.25],
  ['yunfenghu', '云峰湖', 'lake', 62, [113.157, 27.957], 620, 0.55],
  ['qinglonghu', '青龙湾湖', 'lake', 40, [113.062, 27.812], 300, 0.35],
]

/** Reservoirs and lakes: lobed shapes, larger `arms` = more bays. */
export const lakes = once((): Lake[] =>
  basins.map(([id, name, kind, levelM, at, radius, arms]) => {
    const seed = hashText(id)
    const steps = radius > 900 ? 220 : 90
    const ring: Point[] = []
    for (let i = 0; i < steps; i++) {
      const a = (i / steps) * 2 * Math.PI
      const bays = fractal(seed, Math.cos(a) * 1.5 + 9, Math.sin(a) * 1.5 + 9, 4, 0.62)
      const r = radius * (0.75 + arms * bays)
      ring.push(
        rounded([
          at[0] + (Math.max(r, radius * 0.12) * Math.cos(a)) / 98500,
          at[1] + (Math.max(r, radius * 0.12) * Math.sin(a)) / 110800,
        ]),
      )
    }
    ring.push(ring[0]!)
    return { id, name, kind, levelM, polygon: { type: 'Polygon', coordinates: [ring] } }
  }),
)

const waters = once(() =>
  [...rivers().map((r) => r.polygon), ...lakes().map((l) => l.polygon)].map((polygon) => ({
    polygon,
    box: bboxOf(polygon.coordinates[0]!),
  })),
)
// The Xiang's ring is long, so membership is first decided by distance to its centre line.
const centre = [0.01, 0.05].map((size) =>
  once(() => {
    const index = new SegmentIndex<null>(size)
    index.add(xiangLine(), null)
    return index
  }),
)

/** Distance in metres to the centre line of the Xiang, at most `reach`. */
export const distanceToXiang = (lng: number, lat: number, reach: number) =>
  lng > 113.22 || lat < 27.1 ? reach : (centre[reach > 900 ? 1 : 0]!().nearest(lng, lat, reach)?.distance ?? reach)

const onWater = (lng: number, lat: number, from: number, to: number) => {
  const list = waters()
  for (let i = from; i < to; i++) {
    const { polygon, box } = list[i]!
    if (lng < box[0] || lng > box[2] || lat < box[1] || lat > box[3]) continue
    if (i === 0 && distanceToXiang(lng, lat, 700) >= 700) continue
    if (contains(polygon, lng, lat)) return true
  }
  return false
}
/** Whether a point lies on water (rivers, creeks, lakes; islands are land). */
export const inWater = (lng: number, lat: number) => onWater(lng, lat, 0, waters().length)
/** Whether a point lies on a lake or reservoir. */
export const inLake = (lng: number, lat: number) => onWater(lng, lat, rivers().length, waters().length)
