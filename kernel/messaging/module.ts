// Messages: inbox, SMS, mail and webhooks out, SMS in.

import { Id, Obj, module, type Context } from '#kernel/module'
import { defineSettings, setting } from '#kernel/catalogue'
import contract from './contract.ts'
import { deliverMessage } from './server/deliver.ts'
import { doors } from './server/inbound.ts'
import { forgetMessages } from './server/outbox.ts'
import routes from './server/routes.ts'
import { send } from './server/send.ts'
import { seedTemplates } from './server/templates.ts'

export default module({
  id: 'messaging',
  name: { zh: '消息', en: 'Messages' },
  pillar: 'kernel',
  schema: 'messaging',
  permissions: {
    'messaging.outbox.read': { zh: '查看发件箱与来信', en: 'View outbox and received SMS' },
    'messaging.outbox.manage': { zh: '重新发送、登记来信', en: 'Send again, enter received SMS' },
    'messaging.template.read': { zh: '查看消息模板', en: 'View message templates' },
    'messaging.template.manage': { zh: '维护消息模板', en: 'Manage message templates' },
  },
  contract,
  routes,
  doors,
  topics: { messaging: 'signed-in', 'messaging.outbox': 'messaging.outbox.read' },
  jobs: {
    'messaging.deliver': { outside: deliverMessage, retries: 8, expireSeconds: 120 },
    'messaging.forget': {
      cron: '40 3 * * *',
      run: async (ctx) => forgetMessages(ctx, await setting(ctx, 'messaging.keep_days')),
    },
  },
  emits: { 'messaging.sms.received': Obj({ id: Id }) },
  on: {
    'identity.code.requested': (ctx: Context, { phone, code, minutes }: { phone: string; code: string; minutes: number }) =>
      send(ctx, { template: 'messaging.code', params: { code, minutes }, to: { phone } }),
  },
  templates: {
    'messaging.code': {
      zh: '登录验证码\n验证码 {code}，{minutes} 分钟内有效。请勿告知他人。',
      en: 'Sign-in code\nYour code is {code}, valid for {minutes} minutes. Do not tell it to anybody.',
      urgent: true,
      secret: true,
    },
  },
  menu: [
    {
      page: '/admin/outbox',
      name: { zh: '短信与邮件', en: 'SMS and mail' },
      may: 'messaging.outbox.read',
      place: 'admin',
      icon: 'mail',
    },
    {
      page: '/admin/templates',
      name: { zh: '消息模板', en: 'Message templates' },
      may: 'messaging.template.read',
      place: 'admin',
      icon: 'form',
    },
  ],
  async seed(ctx) {
    await defineSettings(ctx, [
      {
        key: 'messaging.quiet_from',
        name: { zh: '短信免打扰开始（时）', en: 'Quiet hours for SMS begin' },
        value: 22,
        unit: 'h',
        least: 0,
        most: 24,
      },
      {
        key: 'messaging.quiet_to',
        name: { zh: '短信免打扰结束（时）', en: 'Quiet hours for SMS end' },
        value: 7,
        unit: 'h',
        least: 0,
        most: 24,
      },
      {
        key: 'messaging.sms_hour',
        name: { zh: '每号码每小时短信上限', en: 'SMS to one number an hour' },
        value: 10,
        least: 1,
        most: 1000,
      },
      {
        key: 'messaging.sms_day',
        name: { zh: '每号码每日短信上限', en: 'SMS to one number a day' },
        value: 30,
        least: 1,
        most: 1000,
      },
      {
        key: 'messaging.keep_days',
        name: { zh: '消息保存天数', en: 'Days that messages are kept' },
        value: 730,
        unit: 'd',
        least: 180,
        most: 3650,
        source: '网络安全法第二十一条：不少于六个月',
      },
    ])
    await seedTemplates(ctx)
  },
})
