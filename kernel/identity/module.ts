// Who is who: people, organisations, posts, roles, data scope, sessions.

import { Type } from 'typebox'
import { Obj, Whole, module } from '#kernel/module'
import { doors } from './server/doors.ts'
import { administratorRole, seedIdentity } from './server/opening.ts'
import { forgetOld } from './server/sessions.ts'

export default module({
  id: 'identity',
  name: { zh: '组织与用户', en: 'Organisations and people' },
  pillar: 'kernel',
  schema: 'identity',
  permissions: {
    'identity.org.manage': { zh: '维护组织机构', en: 'Manage organisations' },
    'identity.person.read': { zh: '查看工作人员', en: 'See staff' },
    'identity.person.manage': { zh: '维护工作人员与岗位', en: 'Manage staff and posts' },
    'identity.person.unmask': { zh: '查看完整个人信息（逐次留痕）', en: 'See personal data unmasked (each time logged)' },
    'identity.citizen.read': { zh: '查看市民账户', en: 'See citizens' },
    'identity.role.manage': { zh: '维护角色与权限', en: 'Manage roles and permissions' },
    'identity.delegation.manage': { zh: '管理他人的委托', en: "Manage others' delegations" },
    'identity.key.manage': { zh: '管理接口密钥', en: 'Manage API keys' },
    'identity.unmasking.read': { zh: '查看个人信息查阅记录', en: 'See who saw personal data' },
  },
  roles: [
    // Holds every permission of the kernel, whatever capabilities it has; see server/opening.ts.
    { id: administratorRole, name: { zh: '平台管理员', en: 'Platform administrator' }, permissions: [] },
  ],
  doors,
  jobs: { 'identity.forget': { cron: '10 3 * * *', run: (ctx) => forgetOld(ctx) } },
  emits: { 'identity.code.requested': Obj({ phone: Type.String(), code: Type.String(), minutes: Whole(1) }) },
  seed: seedIdentity,
})
