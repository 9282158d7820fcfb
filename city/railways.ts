// Railway lines and stations: courses drawn by hand from general geography, smoothed.
import { curve, once, path, rounded } from './geometry.ts'
import type { LineString, Point } from './geometry.ts'
import { SegmentIndex } from './nearest.ts'

/** A railway line; `highSpeed` lines are fenced and mostly on viaducts. */
export type Railway = { id: string; name: string; nameEn: string; highSpeed: boolean; line: LineString }
/** A passenger station with the lines that call there. */
export type Station = { name: string; at: Point; lines: string[]; highSpeed: boolean }

const hub: Point = [113.1478, 27.837]
const courses: [id: string, name: string, en: string, highSpeed: boolean, points: Point[]][] = [
  [
    'jingguang',
    '京广线',
    'Beijing–Guangzhou Railway',
    false,
    path(`113.03 28.03, 113.052 27.962, 113.085 27.921, 113.112 27.9, 113.134 27.883, 113.1435 27.862, 113.1475 27.847,
      113.1478 27.837, 113.1515 27.822, 113.164 27.803, 113.173 27.775, 113.169 27.745, 113.156 27.715,
      113.152 27.69, 113.142 27.66, 113.124 27.635, 113.132 27.603, 113.106 27.56, 113.122 27.51, 113.087 27.46,
      113.072 27.42, 113.08 27.37, 113.086 27.335, 113.07 27.29, 113.063 27.24`),
  ],
  [
    'hukun-e',
    '沪昆线（浙赣段）',
    'Shanghai–Kunming Railway (east)',
    false,
    path(`113.83 27.795, 113.79 27.772, 113.73 27.748, 113.66 27.725, 113.6 27.69, 113.55 27.668, 113.503 27.6645,
      113.455 27.7, 113.42 27.742, 113.37 27.763, 113.31 27.778, 113.255 27.79, 113.215 27.796, 113.185 27.808,
      113.163 27.819, 113.1515 27.8275, 113.1478 27.837`),
  ],
  [
    'hukun-w',
    '沪昆线（湘黔段）',
    'Shanghai–Kunming Railway (west)',
    false,
    path(`113.1478 27.837, 113.1472 27.848, 113.1405 27.868, 113.118 27.885, 113.085 27.892, 113.058 27.889,
      113.02 27.88, 112.97 27.873, 112.92 27.872`),
  ],
  [
    'wuguang',
    '京广高速线',
    'Wuhan–Guangzhou High-Speed Railway',
    true,
    path(`113.05 28.05, 113.052 27.97, 113.058 27.92, 113.051 27.885, 113.043 27.855, 113.0365 27.823, 113.037 27.78,
      113.045 27.73, 113.036 27.68, 113.024 27.63, 113.022 27.57, 113.012 27.5, 113.008 27.43, 112.995 27.36,
      112.96 27.27`),
  ],
  [
    'hukun-hs',
    '沪昆高速线',
    'Shanghai–Kunming High-Speed Railway',
    true,
    path(`113.39 27.955, 113.46 27.865, 113.545 27.79, 113.585 27.77, 113.66 27.765, 113.74 27.765, 113.85 27.75`),
  ],
  [
    'cheng',
    '长株潭城际铁路',
    'Changsha–Zhuzhou–Xiangtan Intercity Railway',
    true,
    path(`113.1478 27.837, 113.149 27.852, 113.1535 27.872, 113.1545 27.893, 113.147 27.92, 113.128 27.948, 113.1 27.968,
      113.05 28.0`),
  ],
  [
    'licha',
    '醴茶线',
    'Liling–Chaling Railway',
    false,
    path(`113.503 27.6645, 113.512 27.63, 113.495 27.58, 113.487 27.53, 113.505 27.46, 113.475 27.39, 113.43 27.31,
      113.387 27.2, 113.405 27.11, 113.372 27.035, 113.37 26.98, 113.415 26.905, 113.475 26.85, 113.53 26.815`),
  ],
  [
    'hengchaji',
    '衡茶吉铁路',
    'Hengyang–Chaling–Ji’an Railway',
    false,
    path(`113.28 26.78, 113.36 26.765, 113.45 26.748, 113.545 26.745, 113.62 26.69, 113.68 26.615, 113.76 26.545,
      113.86 26.535, 113.95 26.555, 114.1 26.55`),
  ],
]

export const railways = once((): Railway[] =>
  courses.map(([id, name, nameEn, highSpeed, points]) => ({
    id,
    name,
    nameEn,
    highSpeed,
    line: { type: 'LineString', coordinates: curve(points, 8).map(rounded) },
  })),
)

export const stations: Station[] = [
  { name: '株洲站', at: hub, lines: ['jingguang', 'hukun-e', 'hukun-w', 'cheng'], highSpeed: false },
  { name: '株洲西站', at: [113.0365, 27.823], lines: ['wuguang'], highSpeed: true },
  { name: '株洲北站', at: [113.134, 27.883], lines: ['jingguang'], highSpeed: false },
  { name: '田心东站', at: [113.1545, 27.893], lines: ['cheng'], highSpeed: true },
  { name: '白关站', at: [113.255, 27.79], lines: ['hukun-e'], highSpeed: false },
  { name: '渌口站', at: [113.152, 27.69], lines: ['jingguang'], highSpeed: false },
  { name: '淦田站', at: [113.087, 27.46], lines: ['jingguang'], highSpeed: false },
  { name: '朱亭站', at: [113.086, 27.335], lines: ['jingguang'], highSpeed: false },
  { name: '醴陵站', at: [113.503, 27.6645], lines: ['hukun-e', 'licha'], highSpeed: false },
  { name: '醴陵东站', at: [113.585, 27.77], lines: ['hukun-hs'], highSpeed: true },
  { name: '攸县站', at: [113.372, 27.035], lines: ['licha'], highSpeed: false },
  { name: '茶陵站', at: [113.53, 26.815], lines: ['licha'], highSpeed: false },
  { name: '茶陵南站', at: [113.545, 26.745], lines: ['hengchaji'], highSpeed: false },
  { name: '炎陵站', at: [113.76, 26.545], lines: ['hengchaji'], highSpeed: false },
]

const index = once(() => {
  const all = new SegmentIndex<Railway>(0.01)
  for (const r of railways()) all.add(r.line.coordinates, r)
  return all
})
/** Metres to the nearest railway, at most `reach`. */
export const distanceToRailway = (lng: number, lat: number, reach: number) => index().nearest(lng, lat, reach)?.distance ?? reach
