// The working calendar: which days and hours count, and when a period ends.

import { DateOnly, Nullable, Obj, Whole, module } from '#kernel/module'
import { Type } from 'typebox'
import contract from './contract.ts'
import { watchYears } from './server/loading.ts'
import routes from './server/routes.ts'

export default module({
  id: 'calendar',
  name: { zh: '工作日历', en: 'Working calendar' },
  pillar: 'kernel',
  schema: 'calendar',
  permissions: {
    'calendar.day.manage': { zh: '维护工作日与节假日', en: 'Manage working days and holidays' },
    'calendar.window.manage': { zh: '维护工作时段', en: 'Manage work windows' },
  },
  contract,
  routes,
  menu: [
    {
      page: '/admin/calendar',
      name: { zh: '工作日历', en: 'Working calendar' },
      may: 'calendar.day.manage',
      icon: 'calendar',
      place: 'admin',
    },
  ],
  jobs: { 'calendar.years': { cron: '30 6 * * *', run: watchYears } },
  topics: { 'calendar.changed': 'signed-in' },
  emits: {
    // Days between the two dates changed kind or hours; open clocks that cross them are computed again. `to` null: without end.
    'calendar.changed': Obj({ calendar: Type.String(), from: DateOnly, to: Nullable(DateOnly) }),
    // A deadline needs a year whose official notice nobody has entered: a data-quality task.
    'calendar.year.missing': Obj({ calendar: Type.String(), year: Whole(1990, 2099) }),
  },
})
