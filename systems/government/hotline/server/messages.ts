// What a caller is told by SMS: accepted, extended, replied, refused, please rate; template and variables only (government.md 0.5).

import type { Context } from '#kernel/module'
import { send } from '#kernel/messaging'
import { phoneKind } from './rules.ts'

export type Told = 'accepted' | 'extended' | 'replied' | 'refused' | 'rate'

/** Texts by template id; a city words them anew in the administration. */
export const templates = {
  'hotline.accepted': {
    zh: '诉求已登记\n【12345】您的诉求已登记，编号 {no}，查询码 {code}。可在市民门户「查询进度」查看，办理结果会短信告知。',
    en: 'Report received\n[12345] Your report has number {no} and query code {code}. Follow it on the portal; we will text you the outcome.',
    secret: true,
  },
  'hotline.extended': {
    zh: '办理延期告知\n【12345】您的诉求 {no} 情况较复杂，经批准延期，新的办理期限为 {date}。',
    en: 'More time needed\n[12345] Your report {no} needs more time; the new date is {date}.',
  },
  'hotline.replied': {
    zh: '诉求已答复\n【12345】您的诉求 {no} 已有答复，请凭编号和查询码在市民门户查看。',
    en: 'Reply available\n[12345] There is a reply to your report {no}; read it on the portal with your query code.',
  },
  'hotline.refused': {
    zh: '诉求不予受理告知\n【12345】您的诉求 {no} 不属于热线受理范围，原因和办理渠道请凭编号和查询码在市民门户查看。',
    en: 'Not accepted\n[12345] Your report {no} could not be accepted; the reason and the proper channel are on the portal.',
  },
  'hotline.rate': {
    zh: '请您评价\n【12345】您的诉求 {no} 已办结，请在市民门户评价办理结果。',
    en: 'Please rate\n[12345] Your report {no} is closed; please rate the outcome on the portal.',
  },
}

/** Sends the caller an SMS of this template; who left no mobile number is not told. */
export async function tell(ctx: Context, ticketId: string, what: Told, params: Record<string, string>): Promise<void> {
  const caller = await ctx.db.selectFrom('hotline.caller').select('phone').where('ticketId', '=', ticketId).executeTakeFirst()
  const phone = caller?.['phone'] as string | null | undefined
  if (phone && phoneKind(phone) === 'mobile') await send(ctx, { template: `hotline.${what}`, params, to: { phone } })
}
