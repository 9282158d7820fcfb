// The numbers and time limits of the hotline: settings of the catalogue, dated and changed by two people.

import { defineSettings, setting, type SettingKind } from '#kernel/catalogue'
import type { Context } from '#kernel/module'

export type Stage = 'dispatch' | 'sign' | 'contact' | 'finish'

const number = (key: string, zh: string, en: string, value: number, unit: string, source: string): SettingKind => ({
  key: `hotline.${key}`,
  name: { zh, en },
  value,
  unit,
  least: 0,
  source,
})
const allowance = (key: string, zh: string, en: string, value: string, source: string): SettingKind => ({
  key: `hotline.limit.${key}`,
  name: { zh: `时限：${zh}`, en: `Limit: ${en}` },
  value,
  source,
})

/** First values; a city's own follow as dated rows. Sources are clauses of the domain reference, government.md section 1. */
export const settings: SettingKind[] = [
  number('return.basis_least', '退件依据最少字数', 'Least length of the basis of a return', 10, 'character', 'R3'),
  number('duplicate.days', '重复件判定天数', 'Days in which a matter counts as repeated', 30, 'day', 'R4'),
  number('duplicate.metres', '重复件判定距离', 'Distance within which a matter counts as the same', 200, 'm', 'R4'),
  number('duplicate.similarity', '重复件文本相似度', 'Likeness of texts that makes a duplicate', 0.8, '', 'R4'),
  number(
    'duplicate.caller_metres',
    '同一诉求人并单的最大距离',
    'Farther apart, the same caller’s report is not appended',
    1000,
    'm',
    'two lamps are two matters',
  ),
  number('repeat.supervise', '第几次催单自动督办', 'The urging that raises supervision', 3, '', 'R4'),
  number('reply.part_least', '答复每要素最少字数', 'Least length of each part of a reply', 2, 'character', 'R5'),
  number('redo.most', '重办最多轮次', 'Most rounds of redoing', 2, '', '1.5'),
  number('callback.tries', '回访联系不上的最少次数', 'Attempts before a caller counts as unreachable', 3, '', '1.5'),
  number('callback.days', '回访联系不上的最少天数', 'Days on which they were made', 2, 'day', '1.5'),
  number('query.failures', '查询码允许错误次数', 'Wrong query codes allowed', 5, '', ''),
  number('query.minutes', '查询码锁定分钟', 'Minutes for which a number is closed then', 15, 'min', ''),
  number('rating.days', '网上评价期限', 'Days in which a citizen may rate', 30, 'day', ''),
  number('archive.workdays', '归档工作日', 'Working days from closing to the archive', 5, 'wd', '1.5'),
  number('draft.hours', '未提交的表单保留小时', 'Hours for which an unsent report is kept', 24, 'h', ''),
  number('open311.days', 'Open311 默认查询天数', 'Default window of Open311', 90, 'day', 'GeoReport v2'),
  number('open311.rows', 'Open311 最多返回件数', 'Most requests in one Open311 answer', 1000, '', 'GeoReport v2'),
  allowance('dispatch', '派单', 'dispatch', '30wm', '1.5'),
  allowance('dispatch.urgent', '派单（紧急）', 'dispatch, urgent', '5um', '1.5'),
  allowance('sign', '签收', 'sign', '1wd', '1.5'),
  allowance('sign.urgent', '签收（紧急）', 'sign, urgent', '30um', '1.5'),
  allowance('contact', '首次联系', 'first contact', '1wd', '1.5'),
  allowance('contact.urgent', '首次联系（紧急）', 'first contact, urgent', '2h', '1.5'),
  allowance('finish.urgent', '办理（紧急：人身财产、停水电气热）', 'answer, urgent', '24h', '1.6'),
  allowance('finish.consult', '办理（咨询）', 'answer, enquiry', '2wd', '1.6'),
  allowance('finish.help', '办理（求助）', 'answer, help', '5wd', '1.6'),
  allowance('finish.complaint', '办理（投诉）', 'answer, complaint', '10wd', '1.6'),
  allowance('finish.report', '办理（举报）', 'answer, report of wrongdoing', '15wd', '1.6'),
  allowance('finish.suggest', '办理（建议）', 'answer, suggestion', '10wd', '1.6'),
  allowance('finish.praise', '办理（表扬）', 'answer, praise', '3wd', '1.6'),
  allowance('finish.other', '办理（其他）', 'answer, other', '5wd', 'as for help'),
]

export const seedSettings = (ctx: Context): Promise<void> => defineSettings(ctx, settings)

/** The local date of now, 'YYYY-MM-DD': what dated tables are asked with. */
export function today(ctx: Pick<Context, 'now'>): string {
  return new Date(ctx.now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** A number in force now by its key, such as 'duplicate.days'. */
export const ruleOf = (ctx: Context, key: string): Promise<number> => setting<number>(ctx, `hotline.${key}`)

/**
 * The allowance of a stage for a type of request, such as '10wd' (government.md 1.6). Urgent tickets have the urgent one of the stage
 * whatever their type.
 */
export function limitOf(ctx: Context, stage: Stage, requestType: string, urgent: boolean): Promise<string> {
  const key = urgent ? `${stage}.urgent` : stage === 'finish' ? `finish.${requestType.toLowerCase()}` : stage
  return setting<string>(ctx, `hotline.limit.${key}`)
}

/** Half of an allowance, at least one unit: what a redo gets (1.5). */
export function half(allowance: string): string {
  const found = /^(\d+)([a-z]+)$/.exec(allowance)
  if (!found) throw new Error(`not an allowance: ${allowance}`)
  return `${Math.max(1, Math.ceil(Number(found[1]) / 2))}${found[2]}`
}
