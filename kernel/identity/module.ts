// Who is who: people, organisations, posts, roles, data scope, sessions.

import { Type } from 'typebox'
import { Obj, Whole, module } from '#kernel/module'
import contract from './contract.ts'
import { citizenPages } from './server/pages.ts'
import routes from './server/routes.ts'
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
    {
      // Gets every other permission of the kernel too, whatever capabilities it has; see server/opening.ts.
      id: administratorRole,
      name: { zh: '平台管理员', en: 'Platform administrator' },
      permissions: ['identity.org.manage', 'identity.person.manage', 'identity.role.manage'],
    },
  ],
  contract,
  routes,
  doors,
  pages: citizenPages,
  menu: [
    {
      page: '/admin/organisations',
      name: { zh: '组织机构', en: 'Organisations' },
      may: 'identity.person.read',
      group: 'identity',
      icon: 'tree',
      place: 'admin',
    },
    {
      page: '/admin/people',
      name: { zh: '工作人员', en: 'Staff' },
      may: 'identity.person.read',
      group: 'identity',
      icon: 'team',
      place: 'admin',
    },
    {
      page: '/admin/citizens',
      name: { zh: '市民账户', en: 'Citizens' },
      may: 'identity.citizen.read',
      group: 'identity',
      icon: 'user',
      place: 'admin',
    },
    {
      page: '/admin/roles',
      name: { zh: '角色与权限', en: 'Roles' },
      may: 'identity.person.read',
      group: 'identity',
      icon: 'shield',
      place: 'admin',
    },
    {
      page: '/admin/delegations',
      name: { zh: '委托', en: 'Delegations' },
      may: 'identity.delegation.manage',
      group: 'identity',
      icon: 'profile',
      place: 'admin',
    },
    {
      page: '/admin/keys',
      name: { zh: '接口密钥', en: 'API keys' },
      may: 'identity.key.manage',
      group: 'identity',
      icon: 'card',
      place: 'admin',
    },
    {
      page: '/admin/unmaskings',
      name: { zh: '个人信息查阅记录', en: 'Personal data seen' },
      may: 'identity.unmasking.read',
      group: 'identity',
      icon: 'audit',
      place: 'admin',
    },
  ],
  topics: {
    'identity.org': 'staff',
    'identity.person': 'identity.person.read',
    'identity.role': 'identity.person.read',
    'identity.delegation': 'staff',
    'identity.key': 'identity.key.manage',
  },
  jobs: { 'identity.forget': { cron: '10 3 * * *', run: (ctx) => forgetOld(ctx) } },
  // Private: carried to whoever sends it, left out of the event log.
  emits: {
    // Whoever reads the event log must not be able to sign in as somebody.
    'identity.code.requested': { ...Obj({ phone: Type.String(), code: Type.String(), minutes: Whole(1) }), private: true },
  },
  seed: seedIdentity,
})
