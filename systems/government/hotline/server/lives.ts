// The believable life of a demo ticket: who did what when, from recording to closing, as deeds of its case and columns of its row.

import type { Deed } from '#kernel/cases'

export type Chance = {
  next(): number
  int(low: number, high: number): number
  chance(p: number): boolean
  pick<T>(items: readonly T[]): T
}
export type Who = { id: string | null; name: string; orgId: string | null }
export type Cast = {
  centre: string
  agent: Who
  dispatcher: Who
  callback: Who
  manager: Who
  org: string
  clerk: Who
  chief: Who
  otherOrg: string
  otherClerk: Who
}
export type Plan = {
  created: Date
  now: Date
  direct: boolean
  refused: boolean
  allowance: string
  dueOf: (from: Date) => Date
  reply: { contact: string; found: string; basis: string; result: string }
  answer: string
  anonymous: boolean
  /** How often the answer comes too late. */
  lateShare: number
  /** Longest wait until an agent accepts and until a dispatcher hands out, in minutes. */
  acceptMinutes: number
}
export type Life = {
  deeds: Deed[]
  state: string
  row: Record<string, unknown>
  dispatches: { n: number; orgId: string; at: Date; byId: string | null; allowance: string }[]
  returns: { orgId: string; at: Date; byId: string | null; kind: string; code: string | null; basis: string }[]
  tries: { at: Date; byId: string | null; outcome: string; note: string }[]
}

const minute = 60_000
const hour = 60 * minute
export const program: Who = { id: null, name: '', orgId: null }

/** Moves a moment into office hours (08:00 to 18:00 city time) of the same or next day: nobody in an office acts at three in the night. */
function atWork(at: Date, random: Chance): Date {
  const local = new Date(at.getTime() + 8 * hour)
  const clock = local.getUTCHours() + local.getUTCMinutes() / 60
  if (clock >= 8 && clock < 18) return at
  const day = Math.floor(local.getTime() / (24 * hour)) + (clock >= 18 ? 1 : 0)
  return new Date(day * 24 * hour + 8 * hour + random.int(5, 90) * minute - 8 * hour)
}

/** Lives a ticket until its end, or until `now` when that comes first. Deterministic by the stream of chance. */
export function live(plan: Plan, cast: Cast, random: Chance): Life {
  const life: Life = {
    deeds: [],
    state: 'registered',
    row: { orgId: cast.centre, open: true },
    dispatches: [],
    returns: [],
    tries: [],
  }
  const agentPool = `${cast.centre}:hotline.agent`
  const dispatchPool = `${cast.centre}:hotline.dispatcher`
  let at = plan.created
  /** One deed; false when it lies in the future: then the life stops here. */
  const did = (
    action: string,
    to: string,
    by: Who,
    pool: string | undefined,
    wait: number,
    more: Partial<Deed> = {},
    office = true,
  ): boolean => {
    const when = new Date(at.getTime() + wait)
    const next = office ? atWork(when, random) : when
    if (next > plan.now) return false
    at = next
    life.deeds.push({ at, action, to, by, ...(pool ? { pool } : {}), ...more })
    life.state = to
    return true
  }
  const end = (values: Record<string, unknown> = {}) => Object.assign(life.row, values, { open: false, closedAt: at })

  if (plan.direct) {
    if (
      !did('answer', 'closed_direct', cast.agent, agentPool, random.int(2, 6) * minute, { input: { answer: plan.answer } }, false)
    )
      return life
    end({ classified: true, reply: { result: plan.answer }, solved: 'EXPLAINED', repliedAt: at, ...rated(random, 0.75, at) })
    return life
  }
  life.row['classified'] = false
  if (!did('accept', 'pending', cast.agent, agentPool, random.int(2, plan.acceptMinutes) * minute, {}, false)) return life
  life.row['classified'] = true
  if (plan.refused) {
    if (
      !did('decline', 'rejected', cast.dispatcher, dispatchPool, random.int(5, 25) * minute, {
        input: { code: 'OUT_OF_CITY', explain: '该地点不在本市范围内' },
      })
    )
      return life
    Object.assign(life.row, { refusal: 'OUT_OF_CITY', reply: { result: '该地点不在本市范围内' } })
    if (did('confirm', 'closed_rejected', cast.manager, `${cast.centre}:hotline.manager`, random.int(20, 150) * minute)) end()
    return life
  }
  const handOut = (org: string, wait: number): boolean => {
    // The centre works day and night; agencies keep office hours.
    if (!did('dispatch', 'dispatched', cast.dispatcher, dispatchPool, wait, { input: { org }, changes: { org } }, false))
      return false
    life.dispatches.push({ n: life.dispatches.length + 1, orgId: org, at, byId: cast.dispatcher.id, allowance: plan.allowance })
    Object.assign(life.row, { orgId: org, dispatchedAt: at, limitText: plan.allowance, dueAt: plan.dueOf(at) })
    return true
  }
  if (random.chance(0.05) && cast.otherOrg !== cast.org) {
    if (!handOut(cast.otherOrg, random.int(4, 22) * minute)) return life
    const basis = '经核查，该事项不属于本单位法定职责范围'
    if (
      !did('sendback', 'returning', cast.otherClerk, `${cast.otherOrg}:hotline.liaison`, random.int(1, 6) * hour, {
        input: { code: 'DUTY', basis },
        assign: [{ role: 'hotline.dispatcher', org: cast.centre }],
      })
    )
      return life
    life.returns.push({ orgId: cast.otherOrg, at, byId: cast.otherClerk.id, kind: 'asked', code: 'DUTY', basis })
    life.row['returns'] = 1
    if (!did('agree', 'pending', cast.dispatcher, dispatchPool, random.int(20, 180) * minute, { changes: { org: cast.centre } }))
      return life
    life.returns.push({ orgId: cast.otherOrg, at, byId: cast.dispatcher.id, kind: 'agreed', code: null, basis: '' })
    Object.assign(life.row, { orgId: cast.centre, dueAt: null })
  }
  if (!handOut(cast.org, random.int(3, plan.acceptMinutes + 5) * minute)) return life
  const pool = (role: string) => `${cast.org}:hotline.${role}`
  if (!did('sign', 'signed', cast.clerk, pool('liaison'), random.int(8, 300) * minute)) return life
  life.row['signedAt'] = at
  if (
    !did('contact', 'handling', cast.clerk, pool('handler'), random.int(15, 400) * minute, {
      input: { way: plan.anonymous ? 'NONE' : 'PHONE', said: plan.anonymous ? '诉求人未留联系方式' : '已电话联系，核实情况' },
    })
  )
    return life
  life.row['contactedAt'] = at
  const due = life.row['dueAt'] as Date
  const late = random.chance(plan.lateShare)
  const left = due.getTime() - at.getTime()
  const wait = late ? left + random.int(6, 80) * hour : Math.max(20 * minute, left * (0.15 + 0.6 * random.next()))
  if (!did('reply', 'replied', cast.clerk, pool('handler'), wait, { input: { ...plan.reply, solved: 'SOLVED' } })) return life
  Object.assign(life.row, {
    reply: plan.reply,
    solved: random.chance(0.82) ? 'SOLVED' : 'EXPLAINED',
    repliedAt: at,
    late: at >= due,
  })
  if (!did('approve', 'reviewing', cast.chief, pool('auditor'), random.int(10, 150) * minute)) return life
  if (!did('pass', 'callback', cast.dispatcher, dispatchPool, random.int(10, 170) * minute)) return life
  const callPool = `${cast.centre}:hotline.callback`
  if (plan.anonymous || random.chance(0.06)) {
    if (!plan.anonymous)
      for (const gap of [2, 20, 5]) {
        at = atWork(new Date(at.getTime() + gap * hour), random)
        if (at > plan.now) return life
        life.tries.push({ at, byId: cast.callback.id, outcome: 'NO_ANSWER', note: '' })
      }
    if (did('unreachable', 'closed_unreachable', cast.callback, callPool, random.int(10, 200) * minute)) end()
    return life
  }
  if (!did('close', 'closed', cast.callback, callPool, random.int(1, 20) * hour, { input: {} })) return life
  const rating = rated(random, 0.92, at)
  life.tries.push({ at, byId: cast.callback.id, outcome: 'REACHED', note: '' })
  end({ ...rating, ratedBy: rating['satisfaction'] ? 'CALLBACK' : null })
  life.deeds.at(-1)!.input = { satisfaction: String(rating['satisfaction'] ?? 2), solved: String(life.row['solved']) }
  return life
}

function rated(random: Chance, share: number, at: Date): Record<string, unknown> {
  if (!random.chance(share)) return {}
  const roll = random.next()
  const satisfaction = roll < 0.5 ? 1 : roll < 0.78 ? 2 : roll < 0.91 ? 3 : roll < 0.98 ? 4 : 5
  return {
    satisfaction,
    ratedBy: 'WEB',
    ratedAt: at,
    dissatisfied: satisfaction > 3 ? [random.pick(['SLOW', 'UNSOLVED', 'ATTITUDE', 'UNCLEAR'])] : [],
  }
}
