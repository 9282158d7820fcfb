// A small town for the tests: four communities around a crossing, with cells, streets, houses and places whose answers are known.
import type { CityData } from '#kernel/geo'

const W = 113.1
const S = 27.8
/** Degrees for a step of the town's plan; one unit is 0.01 degree (about 1 km). */
export const at = (x: number, y: number): [number, number] => [
  Math.round((W + x / 100) * 1e7) / 1e7,
  Math.round((S + y / 100) * 1e7) / 1e7,
]
const box = (x0: number, y0: number, x1: number, y1: number) => ({
  type: 'Polygon' as const,
  coordinates: [[at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1), at(x0, y0)]],
})

const cells = [
  // four cells that meet in (1, 1); each 0.1 units wide
  { code: '990211001001001', geometry: box(0.9, 1, 1, 1.1) },
  { code: '990211001001002', geometry: box(1, 1, 1.1, 1.1) },
  { code: '990211001001003', geometry: box(0.9, 0.9, 1, 1) },
  { code: '990211001001004', geometry: box(1, 0.9, 1.1, 1) },
]

export const town = (digest = '1'): CityData => ({
  src: 'test-town',
  digest,
  card: { source: '测试城', surveyed: '2026-01-01', note: '测试数据（示意）' },
  areas: [
    { code: '990000', name: '试验省', level: 'province', parent: null },
    { code: '990200', name: '试城市', short: '试城', level: 'city', parent: '990000', center: at(2, 2) },
    {
      code: '990211',
      name: '东门区',
      short: '东门',
      level: 'county',
      parent: '990200',
      geometry: box(0, 0, 2, 4),
      center: at(1, 2),
    },
    {
      code: '990212',
      name: '西门县',
      short: '西门',
      level: 'county',
      parent: '990200',
      geometry: box(2, 0, 4, 4),
      center: at(3, 2),
    },
    { code: '990211001', name: '河边街道', level: 'township', parent: '990211', geometry: box(0, 0, 2, 2), center: at(1, 1) },
    { code: '990211002', name: '山上街道', level: 'township', parent: '990211', geometry: box(0, 2, 2, 4), center: at(1, 3) },
    { code: '990212100', name: '镇东镇', level: 'township', parent: '990212', geometry: box(2, 0, 4, 4), center: at(3, 2) },
    {
      code: '990211001001',
      name: '河东社区',
      level: 'community',
      parent: '990211001',
      geometry: box(0, 0, 2, 1.5),
      center: at(1, 0.7),
    },
    {
      code: '990211001002',
      name: '河西社区',
      level: 'community',
      parent: '990211001',
      geometry: box(0, 1.5, 2, 2),
      center: at(1, 1.7),
    },
  ],
  cells,
  places: [
    { id: 'p1', name: '神农城', kind: 'square', point: at(1.05, 1.05), rank: 90, address: '东门区长江北路8号' },
    { id: 'p2', name: '神农城商业广场', kind: 'mall', point: at(1.2, 1.05), rank: 60 },
    { id: 'p3', name: '试城市第二中学', kind: 'middle_school', point: at(0.5, 0.5), rank: 70 },
    { id: 'p4', name: '茨菇塘菜市场', kind: 'market', point: at(1.5, 0.5), rank: 40 },
    { id: 'p5', name: '北门菜市场', kind: 'market', point: at(1.6, 1.9), rank: 40 },
    ...Array.from({ length: 30 }, (_, i) => ({
      id: `t${i}`,
      name: '公厕',
      kind: 'toilet',
      point: at(0.1 + i * 0.12, 3),
      rank: 10,
    })),
  ],
  roads: [
    {
      id: 'r1',
      name: '长江北路',
      class: 'primary',
      geometry: { type: 'LineString', coordinates: [at(1, 0), at(1, 1), at(1, 4)] },
    },
    { id: 'r2', name: '泰山路', class: 'secondary', geometry: { type: 'LineString', coordinates: [at(0, 1), at(4, 1)] } },
    { id: 'r3', name: '乡道', class: 'residential', geometry: { type: 'LineString', coordinates: [at(3, 3), at(3.5, 3.5)] } },
  ],
  rails: [{ id: 'l1', name: '京广线', class: 'main', geometry: { type: 'LineString', coordinates: [at(0, 3.9), at(4, 0.1)] } }],
  water: [
    { id: 'w1', name: '试江', kind: 'river', geometry: box(0, 1.4, 4, 1.6) },
    { id: 'w2', name: '小溪', kind: 'stream', geometry: { type: 'LineString', coordinates: [at(2, 2), at(2.2, 3)] } },
  ],
  land: [{ id: 'g1', name: '公园', kind: 'park', geometry: box(1.2, 1.7, 1.4, 1.9) }],
  buildings: [
    {
      id: 'b1',
      use: 'office',
      floors: 6,
      height: 20,
      road: '长江北路',
      houseNo: 8,
      address: '东门区长江北路8号',
      geometry: box(1.02, 1.02, 1.03, 1.03),
    },
    {
      id: 'b2',
      use: 'residential',
      floors: 3,
      height: 10,
      road: '长江北路',
      houseNo: 20,
      address: '东门区长江北路20号',
      geometry: box(1.02, 1.2, 1.03, 1.21),
    },
  ],
})
