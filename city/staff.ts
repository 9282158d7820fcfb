// About 1,200 fictitious people with posts in the organisations, enough for every role of every system.
import { once } from './geometry.ts'
import { organisations } from './organisations.ts'
import type { Organisation } from './organisations.ts'
import { mobileOf, nameOf } from './persons.ts'
import { hash01 } from './rng.ts'

/** What a post does; systems map these to their roles. */
export type Post =
  | 'leader'
  | 'deputy'
  | 'clerk'
  | 'duty'
  | 'call-taker'
  | 'dispatcher'
  | 'shift-leader'
  | 'collector'
  | 'officer'
  | 'inspector'
  | 'repairer'
  | 'administrator'
/** A member of staff: one post in one department of one organisation. `title` is the job title in Chinese. */
export type Staff = {
  id: string
  login: string
  name: string
  gender: 'male' | 'female'
  mobile: string
  organisation: string
  department: string
  post: Post
  title: string
}

// Further posts of particular organisations: [post, title, how many, department index].
const special: Record<string, [Post, string, number, number][]> = {
  hotline: [
    ['shift-leader', '值班长', 4, 1],
    ['call-taker', '受理员', 36, 1],
    ['dispatcher', '派单员', 8, 2],
    ['inspector', '督办员', 4, 3],
    ['clerk', '知识库管理员', 3, 4],
    ['inspector', '回访员', 6, 5],
  ],
  'city-command': [
    ['shift-leader', '值班长', 4, 1],
    ['call-taker', '受理员', 10, 1],
    ['dispatcher', '派遣员', 10, 2],
    ['inspector', '考评员', 4, 3],
    ['collector', '信息采集员', 60, 1],
  ],
  'urban-management': [['officer', '执法队员', 6, 1]],
  police: [
    ['officer', '民警', 4, 2],
    ['duty', '接警员', 2, 1],
  ],
  'traffic-police': [
    ['officer', '交警', 12, 2],
    ['dispatcher', '指挥员', 4, 1],
  ],
  fire: [
    ['officer', '消防员', 8, 1],
    ['dispatcher', '指挥员', 3, 1],
  ],
  emergency: [['duty', '值班员', 3, 1]],
  supervision: [['inspector', '督查员', 6, 1]],
  approvals: [
    ['clerk', '窗口受理员', 4, 1],
    ['officer', '审批员', 3, 2],
  ],
  data: [
    ['administrator', '平台管理员', 3, 2],
    ['administrator', '安全保密员', 1, 3],
    ['administrator', '安全审计员', 1, 3],
  ],
  'environment-enforcement': [['officer', '执法队员', 10, 1]],
  'culture-enforcement': [['officer', '执法队员', 8, 1]],
  'transport-enforcement': [['officer', '执法队员', 8, 1]],
  'water-supply': [
    ['repairer', '抢修工', 8, 5],
    ['duty', '调度员', 3, 2],
  ],
  power: [
    ['repairer', '抢修工', 8, 5],
    ['duty', '调度员', 3, 2],
  ],
  gas: [
    ['repairer', '抢修工', 8, 5],
    ['duty', '调度员', 3, 2],
  ],
  drainage: [['repairer', '养护工', 8, 2]],
  bus: [['duty', '调度员', 4, 2]],
  bikes: [
    ['duty', '调度员', 4, 2],
    ['repairer', '维修工', 8, 3],
  ],
  sanitation: [['repairer', '环卫班长', 10, 1]],
  'municipal-works': [['repairer', '养护工', 10, 1]],
  parks: [['repairer', '养护工', 6, 1]],
  lighting: [['repairer', '电工', 6, 2]],
  highways: [['inspector', '巡查员', 6, 1]],
}

function head(o: Organisation): [leader: string, deputy: string] {
  if (o.kind === 'government')
    return [
      o.level === 'city'
        ? '市长'
        : o.level === 'province'
          ? '省长'
          : o.name.includes('县')
            ? '县长'
            : o.name.includes('市人民')
              ? '市长'
              : '区长',
      '分管副职',
    ]
  if (o.kind === 'company') return ['总经理', '副总经理']
  if (o.kind === 'township')
    return o.name.endsWith('办事处') || o.name.endsWith('委员会')
      ? ['主任', '副主任']
      : [o.name.includes('乡人') ? '乡长' : '镇长', '副职']
  const last = /(局|委员会|办公室|中心|支队|馆|室|医院|法院|检察院|中学|部)$/.exec(o.name)?.[1]
  const title: Record<string, string> = {
    局: '局长',
    支队: '支队长',
    馆: '馆长',
    医院: '院长',
    法院: '院长',
    检察院: '检察长',
    中学: '校长',
    部: '部长',
  }
  const leader = title[last ?? ''] ?? '主任'
  return [leader, `副${leader}`]
}

/** All staff; ids S0001…, login names s0001…; the first of an organisation is its leader. */
export const staff = once((): Staff[] => {
  const out: Staff[] = []
  const hire = (o: Organisation, post: Post, title: string, department: number) => {
    const i = out.length + 1
    const gender = hash01(77, i, 1) < 0.56 ? 'male' : 'female'
    const number = String(i).padStart(4, '0')
    const place = o.departments[Math.min(department, o.departments.length - 1)]!
    out.push({
      id: `S${number}`,
      login: `s${number}`,
      name: nameOf(78, i, gender),
      gender,
      mobile: mobileOf(0, i),
      organisation: o.code,
      department: place.code,
      post,
      title,
    })
  }
  for (const o of organisations()) {
    if (o.level === 'province') continue
    const [leader, deputy] = head(o)
    hire(o, 'leader', leader, 0)
    if (o.level === 'county' && o.kind === 'department') {
      if (/police|urban-management|approvals|emergency|market|environment|housing/.test(o.duty)) hire(o, 'clerk', '经办人', 1)
      if (o.duty === 'urban-management' || o.duty === 'police') hire(o, 'officer', o.duty === 'police' ? '民警' : '执法队员', 1)
      continue
    }
    hire(o, 'clerk', '经办人', 1)
    if (o.level === 'township') continue
    hire(o, 'deputy', deputy, 0)
    hire(o, 'duty', '值班员', 0)
    for (const [post, title, n, department] of special[o.level === 'city' ? o.duty : ''] ?? [])
      for (let k = 0; k < n; k++) hire(o, post, title, department)
  }
  return out
})

export const staffOf = once(() => {
  const by = new Map<string, Staff[]>()
  for (const s of staff()) by.set(s.organisation, [...(by.get(s.organisation) ?? []), s])
  return by
})
