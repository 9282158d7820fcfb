// Places that people know, about where they are; and the quarters and open spaces that shape the blocks around them.
import type { Point } from './geometry.ts'

/** Open spaces without buildings: radius in metres. */
export const openSpaces: { name: string; at: Point; radius: number; kind: 'park' | 'square' | 'scenic' }[] = [
  { name: '炎帝广场', at: [113.1165, 27.8305], radius: 190, kind: 'square' },
  { name: '神农城', at: [113.1075, 27.8262], radius: 420, kind: 'park' },
  { name: '神农公园', at: [113.1478, 27.8487], radius: 280, kind: 'park' },
  { name: '石峰公园', at: [113.1195, 27.8645], radius: 420, kind: 'park' },
  { name: '流芳园', at: [113.17, 27.8755], radius: 260, kind: 'park' },
  { name: '天台公园', at: [113.127, 27.8215], radius: 240, kind: 'park' },
  { name: '湘江风光带', at: [113.1325, 27.8325], radius: 210, kind: 'park' },
  { name: '婆仙岭森林公园', at: [113.214, 27.87], radius: 700, kind: 'scenic' },
  { name: '法治公园', at: [113.092, 27.8115], radius: 230, kind: 'park' },
  { name: '文化园', at: [113.157, 27.8345], radius: 210, kind: 'park' },
  { name: '枫溪公园', at: [113.1705, 27.7905], radius: 230, kind: 'park' },
  { name: '云峰湖国家湿地公园', at: [113.157, 27.957], radius: 700, kind: 'scenic' },
]

/** Quarters with a main use: radius in metres, share of blocks with that use. */
export const quarters: { at: Point; radius: number; use: 'industry' | 'commerce' | 'public'; share: number }[] = [
  { at: [113.1445, 27.8345], radius: 620, use: 'commerce', share: 0.75 },
  { at: [113.116, 27.828], radius: 900, use: 'commerce', share: 0.45 },
  { at: [113.149, 27.842], radius: 500, use: 'commerce', share: 0.5 },
  { at: [113.084, 27.884], radius: 1500, use: 'industry', share: 0.75 },
  { at: [113.147, 27.893], radius: 1000, use: 'industry', share: 0.6 },
  { at: [113.178, 27.745], radius: 1100, use: 'industry', share: 0.55 },
  { at: [113.059, 27.813], radius: 1500, use: 'industry', share: 0.5 },
  { at: [113.166, 27.866], radius: 600, use: 'industry', share: 0.6 },
  { at: [113.041, 27.84], radius: 1100, use: 'industry', share: 0.45 },
  { at: [113.094, 27.838], radius: 500, use: 'public', share: 0.7 },
  { at: [113.14, 27.921], radius: 800, use: 'public', share: 0.5 },
  { at: [113.034, 27.823], radius: 500, use: 'commerce', share: 0.6 },
]

export type PlaceKind =
  | 'government'
  | 'police'
  | 'hospital'
  | 'clinic'
  | 'pharmacy'
  | 'kindergarten'
  | 'school'
  | 'university'
  | 'park'
  | 'square'
  | 'scenic'
  | 'station'
  | 'coach-station'
  | 'bus-stop'
  | 'mall'
  | 'market'
  | 'supermarket'
  | 'restaurant'
  | 'hotel'
  | 'bank'
  | 'toilet'
  | 'parking'
  | 'fuel'
  | 'post'
  | 'library'
  | 'museum'
  | 'stadium'
  | 'community'
  | 'compound'
  | 'bridge'
  | 'factory'
  | 'waste'
  | 'water-works'
  | 'temple'
  | 'village'

export const landmarks: [name: string, kind: PlaceKind, at: Point][] = [
  ['株洲市人民政府', 'government', [113.1283, 27.8276]],
  ['炎帝广场', 'square', [113.1165, 27.8305]],
  ['神农城', 'park', [113.1075, 27.8262]],
  ['神农大剧院', 'museum', [113.1048, 27.8243]],
  ['神农塔', 'scenic', [113.1078, 27.8288]],
  ['神农公园', 'park', [113.1478, 27.8487]],
  ['石峰公园', 'park', [113.1195, 27.8645]],
  ['流芳园', 'park', [113.17, 27.8755]],
  ['天台公园', 'park', [113.127, 27.8215]],
  ['湘江风光带', 'park', [113.1325, 27.8325]],
  ['婆仙岭森林公园', 'scenic', [113.214, 27.87]],
  ['文化园', 'park', [113.157, 27.8345]],
  ['枫溪公园', 'park', [113.1705, 27.7905]],
  ['云峰湖国家湿地公园', 'scenic', [113.157, 27.957]],
  ['株洲方特欢乐世界', 'scenic', [113.1385, 27.9475]],
  ['湖南工业大学（河西校区）', 'university', [113.0945, 27.8375]],
  ['湖南铁道职业技术学院', 'university', [113.1515, 27.8865]],
  ['湖南化工职业技术学院', 'university', [113.138, 27.919]],
  ['湖南汽车工程职业学院', 'university', [113.1445, 27.9225]],
  ['株洲市中心医院', 'hospital', [113.0905, 27.8213]],
  ['株洲市人民医院', 'hospital', [113.1375, 27.8705]],
  ['株洲市妇幼保健院', 'hospital', [113.109, 27.8385]],
  ['湖南省直中医医院', 'hospital', [113.1545, 27.8385]],
  ['株洲市三三一医院', 'hospital', [113.1745, 27.7495]],
  ['株洲恺德心血管病医院', 'hospital', [113.1505, 27.8545]],
  ['株洲市第二中学', 'school', [113.1585, 27.8492]],
  ['株洲市第一中学', 'school', [113.1625, 27.8335]],
  ['株洲市第四中学', 'school', [113.1475, 27.8265]],
  ['株洲市第十三中学', 'school', [113.1235, 27.8405]],
  ['株洲市南方中学', 'school', [113.1765, 27.7525]],
  ['株洲市九方中学', 'school', [113.1465, 27.8845]],
  ['株洲市第八中学', 'school', [113.1655, 27.862]],
  ['株洲汽车中心站', 'coach-station', [113.1155, 27.8465]],
  ['芦淞市场群', 'market', [113.1445, 27.833]],
  ['株洲百货大楼', 'mall', [113.1455, 27.8405]],
  ['王府井百货（株洲）', 'mall', [113.1478, 27.8415]],
  ['天元万达广场', 'mall', [113.1005, 27.8195]],
  ['神农太阳城', 'mall', [113.1052, 27.8292]],
  ['平和堂（株洲）', 'mall', [113.1441, 27.8421]],
  ['铜锣湾广场', 'mall', [113.1195, 27.8338]],
  ['株洲市图书馆', 'library', [113.1132, 27.8258]],
  ['株洲博物馆', 'museum', [113.1148, 27.8242]],
  ['株洲规划展览馆', 'museum', [113.1118, 27.8248]],
  ['株洲体育中心', 'stadium', [113.0765, 27.8185]],
  ['株洲市行政审批服务大厅', 'government', [113.0935, 27.8285]],
  ['株洲市自来水二水厂', 'water-works', [113.1585, 27.8105]],
  ['霞湾污水处理厂', 'water-works', [113.0715, 27.8795]],
  ['河西污水处理厂', 'water-works', [113.0615, 27.8625]],
  ['株洲市垃圾焚烧发电厂', 'waste', [113.1785, 27.8985]],
  ['清水塘工业遗址', 'museum', [113.0865, 27.8825]],
  ['中车田心厂区', 'factory', [113.1455, 27.8935]],
  ['董家塅航空城', 'factory', [113.1785, 27.7445]],
  ['仙庾岭风景区', 'scenic', [113.2655, 27.8925]],
  ['九郎山', 'scenic', [113.094, 27.925]],
  ['大京风景区', 'scenic', [113.285, 27.755]],
  ['空洲岛', 'scenic', [113.1058, 27.611]],
  ['株洲航电枢纽', 'water-works', [113.1055, 27.6025]],
  ['渌口区人民政府', 'government', [113.1438, 27.6993]],
  ['伏波岭', 'scenic', [113.137, 27.7035]],
  ['朱亭古镇', 'scenic', [113.081, 27.343]],
  ['凤凰山', 'scenic', [113.012, 27.552]],
  ['李立三故居', 'museum', [113.475, 27.685]],
  ['渌江书院', 'museum', [113.485, 27.6475]],
  ['醴陵瓷谷', 'museum', [113.465, 27.6385]],
  ['官庄水库', 'scenic', [113.545, 27.905]],
  ['仙岳山', 'scenic', [113.482, 27.655]],
  ['左权将军纪念碑', 'museum', [113.4985, 27.6525]],
  ['酒埠江风景区', 'scenic', [113.62, 27.165]],
  ['攸县灵龟峰', 'temple', [113.3425, 26.9985]],
  ['攸县人民医院', 'hospital', [113.3485, 27.0095]],
  ['阳升观', 'temple', [113.51, 27.02]],
  ['茶陵古城墙', 'museum', [113.5445, 26.7885]],
  ['云阳山国家森林公园', 'scenic', [113.508, 26.795]],
  ['茶陵县工农兵政府旧址', 'museum', [113.5425, 26.7905]],
  ['洮水水库', 'scenic', [113.845, 26.672]],
  ['茶陵县人民医院', 'hospital', [113.5475, 26.7835]],
  ['炎帝陵', 'scenic', [113.6645, 26.4365]],
  ['神农谷国家森林公园', 'scenic', [114.012, 26.478]],
  ['酃峰', 'scenic', [114.0705, 26.4735]],
  ['梨树洲', 'scenic', [114.022, 26.352]],
  ['炎陵县人民医院', 'hospital', [113.7745, 26.4945]],
  ['炎陵红军标语博物馆', 'museum', [113.772, 26.4885]],
  ['醴陵市中医院', 'hospital', [113.5025, 27.6545]],
  ['醴陵市第一中学', 'school', [113.4945, 27.6585]],
  ['攸县第一中学', 'school', [113.3395, 27.0075]],
  ['茶陵县第一中学', 'school', [113.5405, 26.7825]],
  ['炎陵县第一中学', 'school', [113.7765, 26.4875]],
]
