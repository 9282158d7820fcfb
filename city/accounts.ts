// The demo accounts: a handful of the city's staff under names that are easy to type, one for each step of a matter's way.

import { staff, type Post, type Staff } from './staff.ts'

type Account = { login: string; organisation: string; post: Post; title?: string; does: { zh: string; en: string } }

export const accounts: Account[] = [
  {
    login: 'mayor',
    organisation: '430200.government',
    post: 'leader',
    does: { zh: '市长：指挥大屏、督办', en: 'mayor: command centre, supervision' },
  },
  {
    login: 'agent',
    organisation: '430200.hotline',
    post: 'call-taker',
    does: { zh: '热线受理员：登记诉求', en: 'hotline agent: records matters' },
  },
  {
    login: 'dispatcher',
    organisation: '430200.hotline',
    post: 'dispatcher',
    does: { zh: '热线派单员：派发、审核答复', en: 'hotline dispatcher: dispatches, audits replies' },
  },
  {
    login: 'callback',
    organisation: '430200.hotline',
    post: 'inspector',
    title: '回访员',
    does: { zh: '热线回访员：回访', en: 'hotline call-back officer' },
  },
  {
    login: 'supervisor',
    organisation: '430200.hotline',
    post: 'inspector',
    title: '督办员',
    does: { zh: '热线督办员：督办、裁定', en: 'hotline supervisor: supervises, decides disputes' },
  },
  {
    login: 'manager',
    organisation: '430200.hotline',
    post: 'leader',
    does: { zh: '热线中心主任：延期、挂起', en: 'hotline manager: extensions, suspensions' },
  },
  {
    login: 'clerk',
    organisation: '430200.urban-management',
    post: 'clerk',
    does: { zh: '城管局经办人：签收、办理', en: 'urban management clerk: signs for and handles' },
  },
  {
    login: 'chief',
    organisation: '430200.urban-management',
    post: 'leader',
    does: { zh: '城管局局长：审核答复', en: 'urban management director: approves replies' },
  },
]

/** The city's staff, with the demo accounts' logins in place. */
export function staffWithAccounts(): Staff[] {
  const chosen = new Map(
    accounts.map((one) => {
      const person = staff().find(
        (member) =>
          member.organisation === one.organisation && member.post === one.post && (!one.title || member.title === one.title),
      )
      if (!person) throw new Error(`nobody in the demo city can be ${one.login}`)
      return [person.id, one.login] as const
    }),
  )
  return staff().map((one) => (chosen.has(one.id) ? { ...one, login: chosen.get(one.id)! } : one))
}
