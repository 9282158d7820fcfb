// The benchmark's own module: one flow like a hotline ticket's, one route that opens a case, and who takes part.

import { Type } from 'typebox'
import { flow, openCase } from '#kernel/cases'
import { nextNumber } from '#kernel/numbering'
import { defineNumber } from '#kernel/numbering'
import { contract, handlers, module, Obj, Optional, Text, type Actor } from '#kernel/module'
import type { Caller } from '#kernel/http'

/** Deterministic ids: the same 120 agencies in the seed, in the load and in the reference. */
export const orgId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const orgs = 120
export const centre = orgId(0)
export const dispatcherId = '00000000-0000-4000-9000-000000000001'

const report = flow({
  id: 'bench.matter',
  name: { zh: '诉求', en: 'Matter' },
  start: 'pending',
  read: 'bench.matter.read',
  clocks: { total: { name: { zh: '总时限', en: 'Total' }, limit: '15wd', from: 'open' } },
  states: {
    pending: {
      name: { zh: '待派', en: 'To dispatch' },
      by: { role: 'bench.dispatcher', org: 'opener' },
      limit: '30um',
      on: {
        assign: { name: { zh: '派发', en: 'Assign' }, to: 'handling', need: ['org'], assign: true },
        reject: { name: { zh: '不予受理', en: 'Reject' }, to: 'rejected', need: ['reason'] },
      },
    },
    handling: {
      name: { zh: '办理', en: 'Handling' },
      by: { role: 'bench.handler', org: 'owner' },
      limit: '5wd',
      on: { resolve: { name: { zh: '办结', en: 'Resolve' }, to: 'closed', need: ['text'] } },
    },
    closed: { name: { zh: '办结', en: 'Closed' }, end: 'done' },
    rejected: { name: { zh: '不予受理', en: 'Rejected' }, end: 'void' },
  },
})

const routes = contract({
  'POST /bench/matters': {
    may: 'bench.matter.open',
    status: 201,
    body: Obj({ title: Text(100, 1), area: Text(12), lng: Type.Number(), lat: Type.Number(), note: Optional(Text(2000)) }),
    reply: Obj({ id: Text(), no: Text(), rev: Type.Integer() }),
  },
})

export const matters = module({
  id: 'bench',
  name: { zh: '基准', en: 'Benchmark' },
  pillar: 'kernel',
  permissions: { 'bench.matter.read': { zh: '查看', en: 'See' }, 'bench.matter.open': { zh: '登记', en: 'Open' } },
  roles: ['bench.dispatcher', 'bench.handler'].map((id) => ({ id, name: { zh: id, en: id }, permissions: [] })),
  flows: [report],
  contract: routes,
  routes: handlers(routes, {
    'POST /bench/matters': async (ctx, { body }) => {
      const no = await nextNumber(ctx, 'bench.matter')
      const { id, rev } = await openCase(ctx, {
        flow: 'bench.matter',
        no,
        title: body.title,
        area: body.area,
        place: { lng: body.lng, lat: body.lat },
        ...(body.note ? { note: body.note } : {}),
      })
      return { id, no, rev }
    },
  }),
  seed: (ctx) => defineNumber(ctx, { kind: 'bench.matter', pattern: 'BM-{yyyy}{MM}{dd}-{seq6}', restart: 'day' }),
})

const everywhere = [{ orgs: null, areas: null }]
const grants = new Map(['bench.matter.read', 'bench.matter.open', 'cases.case.read'].map((id) => [id, everywhere]))
const staff = (id: string, orgIdOf: string, pools: string[]): Actor => ({
  kind: 'staff',
  id,
  name: '基准',
  orgId: orgIdOf,
  session: null,
  grants,
  pools,
})

/** Tokens of the load: 'bench-centre' opens, assigns and searches; 'bench-<n>' is the handler of agency n. */
export function caller(bearer: string): Caller | undefined {
  if (bearer === 'bench-centre') return { actor: staff(dispatcherId, centre, [`${centre}:bench.dispatcher`]), csrf: '' }
  const n = /^bench-(\d+)$/.exec(bearer)?.[1]
  return n
    ? {
        actor: staff(`00000000-0000-4000-9000-${n.padStart(12, '1')}`, orgId(Number(n)), [`${orgId(Number(n))}:bench.handler`]),
        csrf: '',
      }
    : undefined
}
