// Fictitious enterprises by index: unified social credit code, industry, premises, person in charge.
import { buildings } from './buildings.ts'
import type { Building, BuildingUse } from './buildings.ts'
import { once } from './geometry.ts'
import type { Point } from './geometry.ts'
import { makeUscc } from './ids.ts'
import { mobileOf, nameOf } from './persons.ts'
import { hash01 } from './rng.ts'

/** An enterprise; capital in fen, `registered` 'YYYY-MM-DD', `discharges` = online monitored polluter. */
export type Enterprise = {
  id: string
  uscc: string
  name: string
  industry: string
  sector: 'manufacturing' | 'commerce' | 'food' | 'service' | 'building' | 'transport' | 'culture' | 'technology'
  scale: 'micro' | 'small' | 'medium' | 'large'
  legalPerson: string
  phone: string
  registered: string
  capitalFen: number
  employees: number
  discharges: boolean
  countyCode: string
  villageCode: string
  building: string
  address: string
  at: Point
}

const industries: [industry: string, sector: Enterprise['sector']][] = [
  ['机械制造', 'manufacturing'],
  ['轨道装备', 'manufacturing'],
  ['金属材料', 'manufacturing'],
  ['电气设备', 'manufacturing'],
  ['化工', 'manufacturing'],
  ['陶瓷', 'manufacturing'],
  ['建材', 'manufacturing'],
  ['汽车零部件', 'manufacturing'],
  ['服饰', 'manufacturing'],
  ['包装印刷', 'manufacturing'],
  ['商贸', 'commerce'],
  ['百货', 'commerce'],
  ['医药', 'commerce'],
  ['五金', 'commerce'],
  ['家居', 'commerce'],
  ['食品', 'food'],
  ['餐饮管理', 'food'],
  ['粮油', 'food'],
  ['农产品', 'food'],
  ['冷链', 'food'],
  ['物业服务', 'service'],
  ['人力资源', 'service'],
  ['环保科技', 'service'],
  ['检测', 'service'],
  ['家政服务', 'service'],
  ['建筑工程', 'building'],
  ['市政工程', 'building'],
  ['装饰', 'building'],
  ['园林绿化', 'building'],
  ['物流', 'transport'],
  ['汽车运输', 'transport'],
  ['危险品运输', 'transport'],
  ['文化传媒', 'culture'],
  ['网络文化', 'culture'],
  ['娱乐', 'culture'],
  ['信息技术', 'technology'],
  ['软件', 'technology'],
  ['智能科技', 'technology'],
]
const one = [...'华湘中天新金鸿恒瑞盛宏远嘉泰诚信德兴利达顺安康福禄祥云龙凤飞腾创联智慧博众汇通']
const two = [...'源丰达宇航辉盛荣泰安康诚信和美佳伟业成功旺隆昌茂发展鑫淼森磊晶品润泽翔腾捷锐']
const forms = ['有限公司', '有限责任公司', '股份有限公司']

const premises = once(() => {
  const of = (...uses: BuildingUse[]) => buildings().filter((b) => uses.includes(b.use))
  return { factory: of('industrial'), office: of('office', 'commercial'), shop: of('commercial') }
})

/** Enterprise i (0 to 199,999), the same on every run; names and codes are unique. */
export function enterprise(i: number): Enterprise {
  const total = one.length * two.length * industries.length * forms.length
  // Names are enumerated without repetition in a scattered order (100003 is prime).
  let k = (i * 100003) % total
  const take = (n: number) => {
    const r = k % n
    k = Math.floor(k / n)
    return r
  }
  const [industry, sector] = industries[take(industries.length)]!
  const brand = one[take(one.length)]! + two[take(two.length)]!
  const form = forms[take(forms.length)]!
  const pool =
    sector === 'manufacturing' || sector === 'transport'
      ? premises().factory
      : sector === 'commerce' || sector === 'food'
        ? premises().shop
        : premises().office
  const building: Building = pool[Math.floor(hash01(951, i, 1) * pool.length)]!
  const size = hash01(951, i, 2)
  const scale = size < 0.62 ? 'micro' : size < 0.9 ? 'small' : size < 0.98 ? 'medium' : 'large'
  const employees = Math.round({ micro: 3, small: 20, medium: 120, large: 600 }[scale] * (1 + 2 * hash01(951, i, 3)))
  const year = 1992 + Math.floor(34 * Math.sqrt(hash01(951, i, 4)))
  const gender = hash01(951, i, 5) < 0.68 ? 'male' : 'female'
  return {
    id: `E${String(i + 1).padStart(6, '0')}`,
    uscc: makeUscc('91', building.villageCode.slice(0, 6), 1000 + i),
    name: `株洲${brand}${industry}${form}`,
    industry,
    sector,
    scale,
    legalPerson: nameOf(952, i, gender),
    phone: mobileOf(2, i),
    registered: `${year}-${String(1 + Math.floor(hash01(951, i, 6) * 12)).padStart(2, '0')}-${String(1 + Math.floor(hash01(951, i, 7) * 28)).padStart(2, '0')}`,
    capitalFen:
      { micro: 50, small: 300, medium: 2000, large: 20000 }[scale] * (1 + Math.floor(hash01(951, i, 8) * 9)) * 10000 * 100,
    employees,
    discharges: sector === 'manufacturing' && hash01(951, i, 9) < 0.3,
    countyCode: building.villageCode.slice(0, 6),
    villageCode: building.villageCode,
    building: building.id,
    address: `株洲市${building.address}`,
    at: building.centre,
  }
}

export const defaultEnterprises = 3000
export const enterprises = (n = defaultEnterprises): Enterprise[] => Array.from({ length: n }, (_, i) => enterprise(i))
