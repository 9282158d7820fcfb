// Duty contacts: whom to ring at which agency, day and night.

import { module } from '#kernel/module'
import { defineCodes } from '#kernel/catalogue'
import { contacts } from './server/contacts.ts'

export default module({
  id: 'contacts',
  name: { zh: '值班电话', en: 'Duty contacts' },
  pillar: 'kernel',
  schema: 'contacts',
  permissions: {
    'contacts.contact.read': { zh: '查看值班电话', en: 'View duty contacts' },
    'contacts.contact.manage': { zh: '维护值班电话', en: 'Manage duty contacts' },
  },
  ...contacts,
  topics: { 'contacts.contacts': 'contacts.contact.read' },
  menu: [
    {
      page: '/admin/contacts',
      name: { zh: '值班电话', en: 'Duty contacts' },
      may: 'contacts.contact.read',
      place: 'admin',
      icon: 'phone',
    },
  ],
  seed: (ctx) =>
    defineCodes(ctx, {
      id: 'contacts.kind',
      name: { zh: '值班电话类别', en: 'Kinds of duty contact' },
      codes: [
        { code: 'duty', name: { zh: '总值班室', en: 'Duty office' } },
        { code: 'emergency', name: { zh: '应急抢险', en: 'Emergency crew' } },
        { code: 'utility', name: { zh: '水电气热', en: 'Utilities' } },
        { code: 'other', name: { zh: '其他', en: 'Other' } },
      ],
    }),
})
