// Required inputs: the fixed vocabulary of `need`, checked the same way for dialogs, API and programs.

import { parseDuration } from '#kernel/calendar'
import { Problem, type FieldProblem, type Name } from '#kernel/module'
import type { GenericName, Input, Need, NeedKind } from './flows.ts'

export type Field = {
  kind: NeedKind
  key: string
  name: Name | null
  optional: boolean
  max: number
  options: { value: string; name: Name }[]
  many: boolean
}

const most: Partial<Record<NeedKind, number>> = { reason: 2000, text: 4000, photo: 20, file: 20 }

/** Needs in one shape: what a dialog draws. */
export function fieldsOf(needs: Need[] | undefined): Field[] {
  return (needs ?? []).map((need) => {
    const one = typeof need === 'string' ? { kind: need } : need
    return {
      kind: one.kind,
      key: ('key' in one && one.key) || one.kind,
      name: ('name' in one && one.name) || null,
      optional: ('optional' in one && one.optional) || false,
      max: ('max' in one && one.max) || (most[one.kind] ?? 0),
      options: ('options' in one && one.options) || [],
      many: ('many' in one && one.many) || false,
    }
  })
}

/** Throws cases.input (422) with one problem per field; unknown keys are refused, `note` is always allowed. */
export function checkInput(fields: Field[], input: Input): void {
  const errors: FieldProblem[] = []
  const known = new Set(['note', ...fields.map((field) => field.key)])
  for (const key of Object.keys(input)) if (!known.has(key)) errors.push({ path: key, code: 'cases.input.unknown' })
  for (const field of fields) {
    const value = input[field.key]
    const empty =
      value === undefined ||
      value === null ||
      value === '' ||
      (Array.isArray(value) && value.length === 0) ||
      (typeof value === 'string' && !value.trim())
    if (empty) {
      if (!field.optional) errors.push({ path: field.key, code: 'cases.input.missing' })
    } else if (!fits(field, value))
      errors.push({ path: field.key, code: `cases.input.${field.kind}`, params: { max: field.max } })
  }
  if (input['note'] !== undefined && !(typeof input['note'] === 'string' && input['note'].length <= 4000))
    errors.push({ path: 'note', code: 'cases.input.text', params: { max: 4000 } })
  if (errors.length) throw new Problem('cases.input', 422, {}, errors)
}

const isText = (value: unknown, max: number) => typeof value === 'string' && value.length <= max
const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

function fits(field: Field, value: unknown): boolean {
  switch (field.kind) {
    case 'reason':
    case 'text':
      return isText(value, field.max)
    case 'photo':
    case 'file':
      return Array.isArray(value) && value.length <= field.max && value.every((id) => typeof id === 'string' && uuid.test(id))
    case 'place': {
      const { lng, lat, address } = value as { lng?: unknown; lat?: unknown; address?: unknown }
      return isDegree(lng, 180) && isDegree(lat, 90) && (address === undefined || isText(address, 300))
    }
    case 'person':
    case 'org':
      return isText(value, 100)
    case 'date':
      return (
        typeof value === 'string' &&
        /^\d{4}-\d{2}-\d{2}$/.test(value) &&
        !Number.isNaN(Date.parse(value)) &&
        new Date(value).toISOString().startsWith(value)
      )
    case 'money':
      return Number.isSafeInteger(value)
    case 'rating':
      return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 5
    case 'choice': {
      const chosen = field.many ? value : [value]
      return (
        Array.isArray(chosen) &&
        new Set(chosen).size === chosen.length &&
        chosen.every((one) => field.options.some((option) => option.value === one))
      )
    }
  }
}
const isDegree = (value: unknown, most: number) => typeof value === 'number' && Math.abs(value) <= most

const optionalNote = { kind: 'reason', optional: true } as const
const task = { kind: 'text', key: 'task', optional: true, max: 36 } as const
const level = {
  kind: 'choice',
  key: 'level',
  options: ['1', '2', '3'].map((value) => ({ value, name: { zh: `${value}级`, en: `Level ${value}` } })),
} as const

/** Names and inputs of the generic actions; the same vocabulary, so that the same dialogs serve them. */
export const generics: Record<GenericName, { name: Name; need: Need[]; danger?: boolean }> = {
  claim: { name: { zh: '签收', en: 'Claim' }, need: [task] },
  release: { name: { zh: '放回', en: 'Put back' }, need: [task] },
  transfer: {
    name: { zh: '转办', en: 'Transfer' },
    need: [{ kind: 'person', optional: true }, { kind: 'org', optional: true }, 'reason', task],
  },
  delegate: { name: { zh: '委托', en: 'Delegate' }, need: ['person', optionalNote, task] },
  return: { name: { zh: '退回', en: 'Return' }, need: ['reason'], danger: true },
  withdraw: { name: { zh: '撤回', en: 'Take back' }, need: [optionalNote] },
  urge: { name: { zh: '催办', en: 'Urge' }, need: [optionalNote] },
  supervise: {
    name: { zh: '督办', en: 'Supervise' },
    need: [level as unknown as Need, 'reason', { kind: 'date', optional: true }],
  },
  unsupervise: { name: { zh: '解除督办', en: 'Lift supervision' }, need: ['reason'] },
  extend: {
    name: { zh: '申请延期', en: 'Ask extension' },
    need: [
      { kind: 'text', key: 'amount', max: 10, name: { zh: '延长（如 5wd）', en: 'By (such as 5wd)' } },
      'reason',
      { kind: 'text', key: 'clock', optional: true, max: 60, name: { zh: '时限', en: 'Deadline' } },
    ],
  },
  grant: { name: { zh: '同意延期', en: 'Grant extension' }, need: [optionalNote] },
  refuse: { name: { zh: '不同意延期', en: 'Refuse extension' }, need: [optionalNote] },
  suspend: { name: { zh: '挂起', en: 'Suspend' }, need: ['reason', 'date'] },
  resume: { name: { zh: '恢复办理', en: 'Resume' }, need: [optionalNote] },
  comment: { name: { zh: '留言', en: 'Comment' }, need: ['text'] },
  attach: { name: { zh: '附件', en: 'Attach' }, need: ['file', { kind: 'text', optional: true }] },
  reassign: {
    name: { zh: '改派', en: 'Reassign' },
    need: [{ kind: 'person', optional: true }, { kind: 'org', optional: true }, 'reason', task],
  },
}

/** A duration as people type it; throws cases.input (422) on the field. */
export function durationIn(input: Input, key: string): string {
  const text = String(input[key] ?? '').trim()
  try {
    parseDuration(text)
  } catch {
    throw new Problem('cases.input', 422, {}, [{ path: key, code: 'cases.input.duration' }])
  }
  return text
}
