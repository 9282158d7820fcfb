// A case as its page shows it, for every system: head, actions, the system's own facts, progress, deadlines, tasks, the flow.

import './flow.css'
import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown, Tag } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { Due, FlagTags } from '../detail/Due.tsx'
import type { FileItem } from '../detail/Files.tsx'
import { Timeline, type Moment } from '../detail/Timeline.tsx'
import { useFormat, useT } from '../i18n.ts'
import { Failed, Loading } from '../list/States.tsx'
import { useGet } from '../use-api.ts'
import { ActionDialog } from './ActionDialog.tsx'
import { cases, useFlowWords, type Action, type CasePage, type Step } from './cases.ts'
import { ClockList } from './ClockList.tsx'
import { FlowChart } from './FlowChart.tsx'

type Props = {
  /** The case's id. */
  id: string
  /** The system's own facts, below the buttons; may look at the case. */
  children?: ReactNode | ((page: CasePage) => ReactNode)
  /** Shown as the heading's second line. */
  sub?: ReactNode
  /** Without its own heading, when the page has one. */
  bare?: boolean
  /** Actions that the system offers in its own way. */
  without?: string[]
  onDone?: () => void
}

export function CasePanel({ id, children, sub, bare, without = [], onDone }: Props) {
  const t = useT()
  const words = useFlowWords()
  const answer = useGet(cases, 'GET /cases/:id', { params: { id } }, { live: ['cases.case'], keep: true })
  const [action, setAction] = useState<Action>()
  if (answer.error) return <Failed error={answer.error} retry={() => void answer.refetch()} />
  if (!answer.data) return <Loading rows={10} />
  const page = answer.data as CasePage
  const { case: one, flow, clocks, tasks, steps } = page
  const offered = page.actions.filter((each) => !without.includes(each.action))
  const drawn = offered.filter((each) => !each.generic || ['claim', 'grant', 'refuse', 'resume'].includes(each.action))
  const generic = offered.filter((each) => !drawn.includes(each))
  const firstPlain = drawn.find((each) => !each.danger && each.action !== 'claim')
  return (
    <div className="case-panel">
      <header className="case-head">
        {!bare && <h2>{one.title}</h2>}
        <span className="code">{one.no}</span>
        <Tag color={one.endedAt ? 'default' : 'blue'}>{words.name(one.stateName)}</Tag>
        <Due at={one.dueAt} warnAt={one.warnAt} flags={one.flags} ended={one.endedAt !== null} />
        <FlagTags flags={one.flags} without={['overdue', 'paused']} />
        {one.superviseLevel > 0 && <Tag color="magenta">{t('cases.superviseLevel', { n: one.superviseLevel })}</Tag>}
        <span className="quiet">{one.orgName}</span>
      </header>
      {sub}
      {offered.length > 0 && (
        <div className="case-buttons">
          {drawn.map((each) => (
            <Button
              key={each.action}
              type={each === firstPlain ? 'primary' : 'default'}
              danger={each.danger}
              onClick={() => setAction(each)}
            >
              {words.name(each.name)}
            </Button>
          ))}
          {generic.length > 0 && (
            <Dropdown
              menu={{
                items: generic.map((each) => ({
                  key: each.action,
                  label: words.name(each.name),
                  danger: each.danger,
                  onClick: () => setAction(each),
                })),
              }}
              trigger={['click']}
            >
              <Button>
                {t('cases.more')} <DownOutlined aria-hidden />
              </Button>
            </Dropdown>
          )}
        </div>
      )}
      <div className="case-columns">
        <div className="case-side">
          {typeof children === 'function' ? children(page) : children}
          <section className="panel" aria-label={t('cases.progress')}>
            <h3>{t('cases.progress')}</h3>
            <Progress page={page} steps={steps} />
          </section>
        </div>
        <div className="case-side">
          <section className="panel" aria-label={t('cases.clocks')}>
            <h3>{t('cases.clocks')}</h3>
            <ClockList clocks={clocks} />
          </section>
          <section className="panel" aria-label={t('cases.tasks')}>
            <h3>{t('cases.tasks')}</h3>
            <TaskList page={page} />
          </section>
          {page.children.length > 0 && (
            <section className="panel" aria-label={t('cases.children')}>
              <h3>{t('cases.children')}</h3>
              {page.children.map((child) => (
                <div key={child.id} className="task-row">
                  <Link to={`/cases/${child.id}`}>{child.title}</Link>
                  <span className="quiet">{child.orgName}</span>
                  <Due at={child.dueAt} ended={child.endedAt !== null} />
                </div>
              ))}
            </section>
          )}
        </div>
      </div>
      <section className="panel" aria-label={t('cases.flow.title')}>
        <h3>
          {words.name(flow.name)} <span className="quiet num">v{one.version}</span>
        </h3>
        <FlowChart
          flow={flow}
          trace={{ steps, state: one.state, dueAt: one.dueAt, warnAt: one.warnAt, ended: one.endedAt !== null }}
          height={tasks.length ? 340 : 300}
        />
      </section>
      <ActionDialog
        id={one.id}
        rev={one.rev}
        action={action}
        clocks={clocks}
        onClose={() => setAction(undefined)}
        onDone={() => onDone?.()}
      />
    </div>
  )
}

/** The log in words: who did what, from where to where, with what they wrote and attached. */
function Progress({ page, steps }: { page: CasePage; steps: Step[] }) {
  const t = useT()
  const words = useFlowWords()
  const said = (step: Step): ReactNode => {
    const { reason, text, amount, date, rating, level } = step.input
    const choice = step.input['choice'] as string | undefined
    const need = page.flow.states[step.fromState ?? '']?.on?.[step.action]?.need?.find(
      (each) => typeof each !== 'string' && each.kind === 'choice',
    )
    const option = typeof need === 'object' ? need.options?.find((each) => each.value === choice) : undefined
    const parts = [
      level && t('cases.superviseLevel', { n: level }),
      option && words.name(option.name),
      rating && t(`cases.rating.${rating}`),
      amount && words.limit(String(amount)),
      date,
      reason,
      text,
      step.note,
    ].filter(Boolean)
    return parts.length ? parts.join('\n') : undefined
  }
  const files = (step: Step): FileItem[] => [
    ...((step.input['photo'] ?? []) as string[]).map((file, i) => ({
      id: file,
      name: t('cases.photo', { n: i + 1 }),
      type: 'image/jpeg',
    })),
    ...((step.input['file'] ?? []) as string[]).map((file, i) => ({ id: file, name: t('cases.file', { n: i + 1 }) })),
  ]
  const kind = (step: Step): Moment['kind'] =>
    step.action === 'clock.breached'
      ? 'late'
      : step.action === 'clock.warned' || step.action === 'urge' || step.action === 'supervise'
        ? 'warn'
        : step.toState && page.flow.states[step.toState]?.end
          ? 'good'
          : 'plain'
  return (
    <Timeline
      items={steps.map((step) => ({
        id: step.id,
        at: step.at,
        who: step.actorName ? [step.actorName, step.orgName].filter(Boolean).join(' · ') : t('cases.by.system'),
        ...(step.onBehalfOfName ? { onBehalfOf: step.onBehalfOfName } : {}),
        what: (
          <>
            {words.action(page.flow, step)}
            {step.toState && step.toState !== step.fromState && (
              <span className="quiet"> → {words.state(page.flow, step.toState)}</span>
            )}
          </>
        ),
        note: said(step),
        kind: kind(step),
        files: files(step),
      }))}
    />
  )
}

function TaskList({ page }: { page: CasePage }) {
  const t = useT()
  const words = useFlowWords()
  const format = useFormat()
  const shown = page.tasks
    .filter((task) => task.status !== 'dropped')
    .slice(-12)
    .toReversed()
  if (!shown.length) return <span className="quiet">{t('cases.task.none')}</span>
  return (
    <div>
      {shown.map((task) => (
        <div key={task.id} className="task-row">
          <span>
            {task.kind === 'extension' ? t('cases.task.extension') : words.name(task.stateName)}
            <span className="quiet">
              {' '}
              {task.holderName || [task.orgName, task.role && words.role(task.role)].filter(Boolean).join(' · ')}
            </span>
            {task.delegatedByName && <span className="quiet"> {t('shell.behalf', { name: task.delegatedByName })}</span>}
          </span>
          <span className="quiet num">
            {task.doneAt ? format.time(task.doneAt) : t(task.claimedAt ? 'cases.task.claimed' : `cases.task.${task.status}`)}
          </span>
        </div>
      ))}
    </div>
  )
}
