// The registry of duty contacts: its fields and its one rule.

import { registry } from '#kernel/registry'

export const contacts = registry({
  id: 'contacts.contacts',
  table: 'contacts.contact',
  name: { zh: '值班电话', en: 'Duty contacts' },
  may: { read: 'contacts.contact.read', write: 'contacts.contact.manage' },
  sort: 'name',
  files: true,
  color: '#b45309',
  fields: [
    { key: 'name', type: 'text', name: { zh: '名称', en: 'Name' }, need: true, list: true, search: true, max: 60 },
    {
      key: 'kind',
      type: 'choice',
      name: { zh: '类别', en: 'Kind' },
      need: true,
      list: true,
      filter: true,
      of: 'contacts.kind',
    },
    { key: 'phone', type: 'phone', name: { zh: '电话', en: 'Phone' }, need: true, list: true, search: true },
    { key: 'backupPhone', type: 'phone', name: { zh: '备用电话', en: 'Second phone' }, search: true },
    { key: 'org', type: 'org', name: { zh: '单位', en: 'Organisation' }, list: true, filter: true },
    { key: 'person', type: 'person', name: { zh: '负责人', en: 'In charge' } },
    { key: 'district', type: 'district', name: { zh: '区域', en: 'District' }, list: true, filter: true },
    { key: 'allDay', type: 'bool', name: { zh: '24 小时', en: 'Day and night' }, need: true, list: true, filter: true },
    { key: 'since', type: 'date', name: { zh: '启用日期', en: 'Since' } },
    { key: 'place', type: 'place', name: { zh: '位置', en: 'Place' } },
    { key: 'sort', type: 'number', name: { zh: '排序', en: 'Order' }, min: 0, max: 9999, need: true },
    { key: 'note', type: 'long', name: { zh: '备注', en: 'Note' }, max: 500 },
  ],
  check: (row, ctx) => {
    if (row['backupPhone'] && row['backupPhone'] === row['phone'])
      ctx.fail('contacts.phone.same', 422, {}, [{ path: '/body/backupPhone', code: 'contacts.phone.same' }])
  },
})
