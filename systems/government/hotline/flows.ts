// The life of a ticket (government.md 1.5): states, whose turn, limits, what must be given; rules and effects are in server/conduct.ts.

import { flow, type GenericName, type Need, type Transition } from '#kernel/cases'
import {
  contactWays,
  dissatisfactions,
  emergencies,
  optionsOf,
  refusals,
  returnReasons,
  satisfactions,
  solutions,
} from './server/code-tables.ts'

// A ticket goes back, changes hands between agencies and is taken back only by the drawn actions, which keep R2 and R3; inside an agency
// work is passed on by delegation. Where no time of the agency runs there is nothing to extend.
const drawn: GenericName[] = ['return', 'withdraw', 'transfer', 'reassign']
const centres: GenericName[] = [...drawn, 'extend']

const text = (key: string, zh: string, en: string, optional = false): Need => ({
  kind: 'text',
  key,
  name: { zh, en },
  ...(optional ? { optional } : {}),
})
const opinion = text('opinion', '办理意见', 'Opinion', true)
const agent = { role: 'hotline.agent', org: 'opener' } as const
const dispatcher = { role: 'hotline.dispatcher', org: 'opener' } as const
const manager = { role: 'hotline.manager', org: 'opener' } as const
const liaison = { role: 'hotline.liaison', org: 'owner' } as const
const handler = { role: 'hotline.handler', org: 'owner' } as const

const decline: Transition<'rejected'> = {
  name: { zh: '不予受理', en: 'Refuse' },
  to: 'rejected',
  need: [
    { kind: 'choice', key: 'code', name: { zh: '原因', en: 'Reason' }, options: optionsOf(refusals) },
    text('explain', '告知诉求人的说明', 'What the caller is told'),
  ],
  do: 'hotline.moved',
  danger: true,
}
const merge: Transition<'merged'> = {
  name: { zh: '并入已有工单', en: 'Merge into another ticket' },
  to: 'merged',
  need: [text('parent', '原工单编号', 'Number of the other ticket')],
  do: 'hotline.moved',
}
const sendBack: Transition<'handling'> = {
  name: { zh: '打回重办', en: 'Send back' },
  to: 'handling',
  need: ['reason'],
  do: 'hotline.moved',
}

export const ticketFlow = flow({
  id: 'hotline.ticket',
  name: { zh: '热线工单', en: 'Hotline ticket' },
  start: 'registered',
  read: 'hotline.ticket.read',
  page: '/hotline/tickets/{subject}',
  clocks: {
    // Runs from the last handing out, so that a return does not burden who gets it next (1.13, 3); rest days by the calendar.
    finish: {
      name: { zh: '办理时限', en: 'Time to answer' },
      limit: 'hotline.finishLimit',
      from: ['dispatched', 'designated', 'redo'],
      until: ['pending', 'callback'],
      warn: 0.25,
    },
  },
  extend: { by: manager, times: 1, share: 1, limit: '4wh' },
  states: {
    registered: {
      name: { zh: '待受理', en: 'To be accepted' },
      by: agent,
      // GB/T 33358: mail and web are looked at within 24 hours; the telephone is accepted in the call.
      limit: '24h',
      without: centres,
      on: {
        accept: { name: { zh: '受理', en: 'Accept' }, to: 'pending', when: 'hotline.isClassified', do: 'hotline.moved' },
        answer: {
          name: { zh: '直接答复办结', en: 'Answer at once' },
          to: 'closed_direct',
          need: [text('answer', '答复内容', 'Answer')],
          when: 'hotline.isClassified',
          do: 'hotline.moved',
        },
        decline,
        merge,
        emergency: {
          name: { zh: '转紧急电话', en: 'Hand to the emergency line' },
          to: 'emergency',
          need: [{ kind: 'choice', key: 'service', name: { zh: '转接', en: 'Line' }, options: optionsOf(emergencies) }],
          do: 'hotline.moved',
          danger: true,
        },
      },
    },
    rejected: {
      name: { zh: '不予受理待确认', en: 'Refusal to be confirmed' },
      by: manager,
      limit: '4wh',
      without: centres,
      on: {
        confirm: { name: { zh: '确认不予受理', en: 'Confirm refusal' }, to: 'closed_rejected', do: 'hotline.moved' },
        deny: {
          name: { zh: '应当受理', en: 'To be accepted after all' },
          to: 'registered',
          need: ['reason'],
          do: 'hotline.moved',
        },
      },
    },
    pending: {
      name: { zh: '待派单', en: 'To be dispatched' },
      by: dispatcher,
      limit: 'hotline.dispatchLimit',
      without: centres,
      on: {
        dispatch: {
          name: { zh: '派发给承办单位', en: 'Dispatch to an agency' },
          to: 'dispatched',
          need: ['org', opinion],
          assign: true,
          do: 'hotline.moved',
        },
        decline,
        merge,
      },
    },
    dispatched: {
      name: { zh: '已派单待签收', en: 'Dispatched' },
      by: liaison,
      limit: 'hotline.signLimit',
      late: 'autosign',
      // The flow's own 签收 is the agency's; a second button of that name would only be the person's.
      without: [...drawn, 'claim'],
      on: {
        sign: { name: { zh: '签收', en: 'Sign' }, to: 'signed', do: 'hotline.moved' },
        sendback: {
          name: { zh: '申请退件', en: 'Ask to return' },
          to: 'returning',
          need: [
            { kind: 'choice', key: 'code', name: { zh: '退件原因', en: 'Reason' }, options: optionsOf(returnReasons) },
            text('basis', '法定依据（不少于 10 字）', 'Legal basis, 10 characters or more'),
            { kind: 'org', key: 'suggested', name: { zh: '建议承办单位', en: 'Suggested agency' }, optional: true },
          ],
          when: 'hotline.mayReturn',
          do: 'hotline.moved',
        },
        // Silence is acceptance: the clock of the whole has been running since the ticket was handed out.
        autosign: { name: { zh: '逾期自动签收', en: 'Signed by time' }, to: 'signed', may: 'system', do: 'hotline.moved' },
      },
    },
    returning: {
      name: { zh: '退件待审', en: 'Return asked for' },
      by: { from: 'hotline.returnJudge' },
      limit: '1wd',
      without: centres,
      on: {
        agree: { name: { zh: '同意退件', en: 'Agree to the return' }, to: 'pending', need: [opinion], do: 'hotline.moved' },
        deny: { name: { zh: '不同意退件', en: 'Refuse the return' }, to: 'signed', need: ['reason'], do: 'hotline.moved' },
        designate: {
          name: { zh: '指定承办', en: 'Designate an agency' },
          to: 'designated',
          need: ['org', 'reason'],
          assign: true,
          may: ['task', 'hotline.ticket.designate'],
          do: 'hotline.moved',
        },
      },
    },
    designated: {
      name: { zh: '已指定承办待签收', en: 'Designated' },
      by: liaison,
      limit: 'hotline.signLimit',
      late: 'autosign',
      without: [...drawn, 'claim'],
      on: {
        sign: { name: { zh: '签收', en: 'Sign' }, to: 'signed', do: 'hotline.moved' },
        autosign: { name: { zh: '逾期自动签收', en: 'Signed by time' }, to: 'signed', may: 'system', do: 'hotline.moved' },
      },
    },
    signed: {
      name: { zh: '已签收待联系', en: 'Signed' },
      by: handler,
      limit: 'hotline.contactLimit',
      without: drawn,
      on: {
        contact: {
          name: { zh: '登记首次联系', en: 'Record first contact' },
          to: 'handling',
          need: [
            { kind: 'choice', key: 'way', name: { zh: '联系方式', en: 'How' }, options: optionsOf(contactWays) },
            text('said', '联系情况', 'What was said'),
          ],
          do: 'hotline.moved',
        },
      },
    },
    handling: {
      name: { zh: '办理中', en: 'In hand' },
      by: handler,
      suspend: { most: '60d', may: 'hotline.ticket.suspend' },
      without: drawn,
      on: {
        reply: {
          name: { zh: '提交答复', en: 'Submit the reply' },
          to: 'replied',
          need: [
            text('contact', '联系情况（时间、方式）', 'Contact made: time and way'),
            text('found', '核查事实', 'Facts found'),
            text('basis', '政策法规依据', 'Basis'),
            text('result', '办理结果', 'Result'),
            { kind: 'choice', key: 'solved', name: { zh: '解决情况', en: 'Outcome' }, options: optionsOf(solutions) },
            text('next', '后续措施（未解决必填）', 'Next step, if not solved', true),
            { kind: 'file', key: 'evidence', name: { zh: '佐证材料', en: 'Evidence' }, optional: true, max: 9 },
          ],
          do: 'hotline.moved',
        },
      },
    },
    replied: {
      name: { zh: '答复待审核', en: 'Reply to be approved' },
      by: { role: 'hotline.auditor', org: 'owner' },
      limit: '4wh',
      without: drawn,
      on: {
        approve: { name: { zh: '审核通过', en: 'Approve' }, to: 'reviewing', need: [opinion], do: 'hotline.moved' },
        sendback: sendBack,
      },
    },
    reviewing: {
      name: { zh: '答复待复核', en: 'Reply under review by the centre' },
      by: dispatcher,
      limit: '4wh',
      // The centre's own time is not the agency's.
      pause: true,
      without: centres,
      on: {
        pass: { name: { zh: '复核通过', en: 'Pass' }, to: 'callback', need: [opinion], do: 'hotline.moved' },
        sendback: sendBack,
      },
    },
    callback: {
      name: { zh: '待回访', en: 'To be called back' },
      by: { role: 'hotline.callback', org: 'opener' },
      limit: '1wd',
      without: centres,
      on: {
        close: {
          name: { zh: '回访办结', en: 'Close after call-back' },
          to: 'closed',
          need: [
            {
              kind: 'choice',
              key: 'satisfaction',
              name: { zh: '满意度', en: 'Satisfaction' },
              options: optionsOf(satisfactions),
            },
            {
              kind: 'choice',
              key: 'solved',
              name: { zh: '诉求人认为', en: 'The caller finds it' },
              options: optionsOf(solutions),
            },
            {
              kind: 'choice',
              key: 'reasons',
              name: { zh: '不满意原因', en: 'Why dissatisfied' },
              options: optionsOf(dissatisfactions),
              many: true,
              optional: true,
            },
            text('said', '回访记录', 'What was said', true),
          ],
          do: 'hotline.moved',
        },
        unreachable: {
          name: { zh: '联系不上办结', en: 'Close as unreachable' },
          to: 'closed_unreachable',
          when: 'hotline.mayGiveUp',
          do: 'hotline.moved',
        },
        redo: {
          name: { zh: '退回重办', en: 'Have it redone' },
          to: 'redo',
          need: [
            {
              kind: 'choice',
              key: 'reasons',
              name: { zh: '不满意原因', en: 'Why dissatisfied' },
              options: optionsOf(dissatisfactions),
              many: true,
            },
            'reason',
          ],
          when: 'hotline.mayRedo',
          do: 'hotline.moved',
        },
      },
    },
    redo: {
      name: { zh: '待重办派单', en: 'To be redone' },
      by: dispatcher,
      limit: 'hotline.dispatchLimit',
      without: centres,
      on: {
        again: {
          name: { zh: '派发重办', en: 'Dispatch again' },
          to: 'handling',
          need: ['org', opinion],
          assign: true,
          do: 'hotline.moved',
        },
      },
    },
    closed: { name: { zh: '已办结', en: 'Closed' }, end: 'closed' },
    closed_direct: { name: { zh: '直接答复办结', en: 'Answered at once' }, end: 'direct' },
    closed_rejected: { name: { zh: '不予受理', en: 'Refused' }, end: 'rejected' },
    closed_unreachable: { name: { zh: '办结（回访未联系上）', en: 'Closed, caller unreachable' }, end: 'unreachable' },
    emergency: { name: { zh: '已转紧急电话', en: 'Handed to the emergency line' }, end: 'emergency' },
    merged: { name: { zh: '已并入其他工单', en: 'Merged' }, end: 'merged' },
  },
})

export type TicketState = string

/** States that an open ticket may be in, with their names, for lists and filters. */
export const stateNames: Record<string, { zh: string; en: string }> = Object.fromEntries(
  Object.entries(ticketFlow.states).map(([id, state]) => [id, state.name]),
)
export const endStates = Object.entries(ticketFlow.states)
  .filter(([, state]) => state.end)
  .map(([id]) => id)
