// A flow with everything a flow can have, and the people who work on it; for the tests of cases.

import { flow, type Case, type Flow, type OpenCase } from '#kernel/cases'
import type { Context } from '#kernel/module'
import { newId } from '#kernel/db'
import { testCity, type Someone, type TestCity } from '#test/city.ts'
import { registerModules } from '../server/registry.ts'
import { seedFlows } from '../server/versions.ts'

export const centre = newId()
export const unitA = newId()
export const unitB = newId()

export const matter: Flow = flow({
  id: 'testing.matter',
  name: { zh: '事项', en: 'Matter' },
  start: 'pending',
  read: 'testing.matter.read',
  page: '/testing/matters/{subject}',
  clocks: {
    finish: {
      name: { zh: '办理时限', en: 'Handling' },
      limit: 'testing.finish',
      from: ['sent'],
      until: ['checking'],
      again: 'restart',
    },
  },
  extend: { by: { role: 'testing.manager', org: 'opener' }, limit: '4wh' },
  states: {
    pending: {
      name: { zh: '待派', en: 'To dispatch' },
      by: { role: 'testing.dispatcher', org: 'opener' },
      limit: '30um',
      on: {
        dispatch: { name: { zh: '派发', en: 'Dispatch' }, to: 'sent', need: ['org'], assign: true },
        reject: { name: { zh: '不予受理', en: 'Reject' }, to: 'void', need: ['reason'], danger: true },
        panel: { name: { zh: '会商', en: 'Panel' }, to: 'panel' },
        chain: { name: { zh: '串签', en: 'Chain' }, to: 'chain' },
        split: { name: { zh: '并联', en: 'Split' }, to: 'split' },
      },
    },
    sent: {
      name: { zh: '已派发', en: 'Sent' },
      by: { role: 'testing.liaison', org: 'owner' },
      limit: '1wd',
      late: 'autosign',
      on: {
        sign: { name: { zh: '签收办理', en: 'Sign' }, to: 'handling' },
        autosign: { name: { zh: '自动签收', en: 'Sign by time' }, to: 'handling', may: 'system' },
      },
    },
    handling: {
      name: { zh: '办理', en: 'Handling' },
      by: { role: 'testing.liaison', org: 'owner' },
      suspend: { most: '365d' },
      on: {
        wait: { name: { zh: '待补正', en: 'Await more' }, to: 'waiting', need: ['reason'] },
        reply: {
          name: { zh: '答复', en: 'Reply' },
          to: 'checking',
          need: ['text', { kind: 'photo', optional: true }],
          when: 'testing.may_reply',
          do: 'testing.replied',
          params: { words: 3 },
        },
      },
    },
    waiting: {
      name: { zh: '补正', en: 'Waiting' },
      by: 'previous',
      pause: true,
      on: { go: { name: { zh: '恢复', en: 'Go on' }, to: 'handling' } },
    },
    checking: {
      name: { zh: '审核', en: 'Checking' },
      by: { handlerOf: 'pending' },
      on: {
        accept: { name: { zh: '通过', en: 'Accept' }, to: { choose: 'testing.after', among: ['rating', 'done'] } },
        redo: { name: { zh: '重办', en: 'Redo' }, to: 'sent', need: ['reason'] },
      },
    },
    rating: {
      name: { zh: '评价', en: 'Rating' },
      by: 'opener',
      on: {
        rate: { name: { zh: '评价', en: 'Rate' }, to: 'done', need: ['rating'], may: 'opener' },
        skip: { name: { zh: '不评', en: 'Skip' }, to: 'done', may: ['system', 'testing.matter.skip'] },
      },
    },
    panel: {
      name: { zh: '会签', en: 'Panel' },
      by: [
        { role: 'testing.liaison', org: unitA },
        { role: 'testing.liaison', org: unitB },
        { role: 'testing.manager', org: 'opener' },
      ],
      tasks: 'all',
      verdict: 'testing.majority',
      on: {
        agree: { name: { zh: '同意', en: 'Agree' }, to: 'done' },
        object: { name: { zh: '不同意', en: 'Object' }, to: 'pending', need: ['reason'] },
        veto: { name: { zh: '否决', en: 'Veto' }, to: 'void', alone: true },
      },
    },
    chain: {
      name: { zh: '串签', en: 'Chain' },
      by: { from: 'testing.chain' },
      tasks: 'sequence',
      on: {
        sign: { name: { zh: '签字', en: 'Sign' }, to: 'done' },
        refuse_it: { name: { zh: '拒签', en: 'Refuse' }, to: 'pending', alone: true },
      },
    },
    split: {
      name: { zh: '并联办理', en: 'Split' },
      by: 'system',
      spawn: { open: 'testing.parts', join: 'all', next: 'joined' },
      on: { joined: { name: { zh: '汇总', en: 'Join' }, to: 'done', may: 'system' } },
    },
    done: { name: { zh: '办结', en: 'Done' }, end: 'done' },
    void: { name: { zh: '作废', en: 'Void' }, end: 'void' },
  },
})

export const part: Flow = flow({
  id: 'testing.part',
  name: { zh: '分办', en: 'Part' },
  start: 'open',
  read: 'testing.matter.read',
  states: {
    open: {
      name: { zh: '在办', en: 'Open' },
      by: { role: 'testing.liaison', org: 'owner' },
      limit: '2wd',
      on: { finish: { name: { zh: '完成', en: 'Finish' }, to: 'done' } },
    },
    done: { name: { zh: '办结', en: 'Done' }, end: 'done' },
  },
})

export const finishLimit = { value: '10wd' as string | null }
export const chainOf: { person: string }[] = []
const functions = {
  'testing.finish': () => finishLimit.value,
  'testing.may_reply': (_: Context, one: Case, input: { text?: string }, params: { words: number }) =>
    one.flags.includes('blocked') ? 'testing.blocked' : input.text === undefined || input.text.length >= params.words,
  'testing.replied': () => ({ addFlags: ['replied'], priority: 2 }),
  'testing.after': (_: Context, one: Case) => (one.openedBy ? 'rating' : 'done'),
  'testing.majority': (_: Context, __: Case, voices: { action: string }[]) =>
    voices.filter((one) => one.action === 'agree').length * 2 > voices.length ? 'agree' : 'object',
  'testing.chain': () => chainOf,
  'testing.parts': () =>
    [unitA, unitB].map((org, i) => ({ flow: 'testing.part', no: `P-${newId()}`, title: `分办 ${i}`, org, openedOrg: centre })),
}
export const roles = ['testing.dispatcher', 'testing.liaison', 'testing.manager']

/** The module as it would stand in a house. */
export const testing = {
  flows: [matter, part],
  functions: functions as Record<string, any>,
  roles: roles.map((id) => ({ id, name: { zh: id, en: id }, permissions: [] })),
  permissions: Object.fromEntries(['testing.matter.read', 'testing.matter.skip'].map((id) => [id, { zh: id, en: id }])),
}

export async function cityWithMatters(): Promise<TestCity> {
  const city = await testCity()
  registerModules([testing])
  await city.ctx(seedFlows)
  return city
}

const read = ['testing.matter.read']
export const dispatcher = (): Someone => ({
  id: newId(),
  name: '派遣员',
  orgId: centre,
  permissions: [...read, 'cases.case.read'],
  pools: [`${centre}:testing.dispatcher`],
})
export const manager = (): Someone => ({
  id: newId(),
  name: '主任',
  orgId: centre,
  permissions: [...read, 'cases.case.supervise', 'cases.clock.exempt'],
  pools: [`${centre}:testing.manager`],
})
export const liaison = (org: string): Someone => ({
  id: newId(),
  name: '联络员',
  orgId: org,
  orgs: [org],
  permissions: [...read, 'cases.case.read'],
  pools: [`${org}:testing.liaison`],
})
export const citizen = (): Someone => ({ kind: 'citizen', id: newId(), name: '市民' })

let last = 0
export const matterOf = (more: Partial<OpenCase> = {}): OpenCase => ({
  flow: 'testing.matter',
  no: `T-${process.pid}-${++last}-${Math.floor(performance.now() * 1000)}`,
  title: '路灯不亮',
  openedOrg: centre,
  area: '430203004',
  ...more,
})
