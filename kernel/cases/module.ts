// Cases: the state, tasks, clocks and log of everything that has a number and a deadline.

import { Type } from 'typebox'
import { Bool, Id, Nullable, Obj, Text, Whole, module, type Context } from '#kernel/module'
import contract from './contract.ts'
import { registerModules } from './server/registry.ts'
import routes from './server/routes.ts'
import { foldTally } from './server/tally.ts'
import { seedFlows } from './server/versions.ts'
import { recomputeClocks, watchClocks } from './server/watch.ts'

const about = { caseId: Id, no: Text(), flow: Text(), system: Text(), subjectId: Nullable(Text()), state: Text(), org: Text() }
const opened = { ...about, version: Whole(), area: Text(), parentId: Nullable(Id) }
const clock = { ...about, clockId: Id, kind: Text(), ref: Text(), dueAt: Type.String() }
const noticed = { ...about, level: Whole(), reason: Nullable(Text(4000)), dueAt: Nullable(Text()) }

export default module({
  id: 'cases',
  name: { zh: '流程与待办', en: 'Cases' },
  pillar: 'kernel',
  schema: 'cases',
  permissions: {
    'cases.case.read': { zh: '查看案件总表', en: 'See the list of all cases' },
    'cases.case.supervise': { zh: '催办、督办、改派', en: 'Urge, supervise and reassign cases' },
    'cases.clock.exempt': { zh: '批准超时豁免', en: 'Exempt breaches' },
    'cases.flow.read': { zh: '查看流程', en: 'See flows' },
    'cases.flow.edit': { zh: '起草流程', en: 'Draft flows' },
    'cases.flow.publish': { zh: '发布流程', en: 'Publish flows' },
  },
  contract,
  routes,
  menu: [
    { page: '/cases/todo', name: { zh: '我的待办', en: 'To do' }, may: 'staff', icon: 'check-square' },
    { page: '/cases', name: { zh: '案件总表', en: 'All cases' }, may: 'cases.case.read', icon: 'folder' },
    { page: '/admin/flows', name: { zh: '流程', en: 'Flows' }, may: 'cases.flow.read', place: 'admin', icon: 'partition' },
  ],
  jobs: {
    'cases.clocks': { cron: '* * * * *', run: (ctx) => watchClocks(ctx), expireSeconds: 300 },
    'cases.tally': { cron: '* * * * *', run: (ctx) => foldTally(ctx) },
  },
  topics: { 'cases.case': 'signed-in' },
  emits: {
    'cases.case.opened': Obj(opened),
    'cases.case.moved': Obj({ ...opened, action: Text(), from: Text(), to: Text(), result: Nullable(Text()), ended: Bool }),
    'cases.case.urged': Obj(noticed),
    'cases.case.supervised': Obj(noticed),
    'cases.clock.warned': Obj(clock),
    'cases.clock.breached': Obj(clock),
    'cases.clock.extended': Obj(clock),
  },
  on: { 'calendar.changed': (ctx, change: { calendar: string; from: string }) => recomputeClocks(ctx, change) },
  seed: async (ctx: Context) => {
    registerModules(ctx.house.modules)
    await seedFlows(ctx)
  },
})
