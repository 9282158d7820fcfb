// What a page shows when it has nothing to show yet: loading, failed, empty, forbidden, not found.

import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { ApiProblem } from '../client.ts'
import { useProblemText, useT } from '../i18n.ts'
import { useNavigate } from 'react-router'

/** Grey shapes where the text will be; `rows` about as many as will come. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const t = useT()
  return (
    <div className="state-loading" role="status" aria-label={t('shell.loading')}>
      <Skeleton active title={{ width: '30%' }} paragraph={{ rows }} />
    </div>
  )
}

function State(props: {
  picture: Picture
  title: ReactNode
  text?: ReactNode
  action?: ReactNode
  small?: boolean
  alert?: boolean
}) {
  return (
    <div className={props.small ? 'state state-small' : 'state'} role={props.alert ? 'alert' : undefined}>
      <Drawing of={props.picture} />
      <div className="state-title">{props.title}</div>
      {props.text && <div className="state-text">{props.text}</div>}
      {props.action && <div className="state-action">{props.action}</div>}
    </div>
  )
}

/** Nothing here, why that may be, and at most one thing to do about it. */
export function Empty({
  text,
  hint,
  action,
  small,
}: {
  text?: ReactNode
  hint?: ReactNode
  action?: ReactNode
  small?: boolean
}) {
  const t = useT()
  return <State picture="empty" small={small} title={text ?? t('shell.empty')} text={hint} action={action} />
}

/** A failed answer in words, with the trace that support asks for, and another try. 403 and 404 have their own faces. */
export function Failed({ error, retry, small }: { error: unknown; retry?: () => void; small?: boolean }) {
  const t = useT()
  const say = useProblemText()
  const problem = error instanceof ApiProblem ? error : undefined
  if (problem?.status === 403)
    return <Forbidden small={small} permission={typeof problem.params['may'] === 'string' ? problem.params['may'] : undefined} />
  return (
    <State
      alert
      small={small}
      picture={problem?.status === 0 ? 'offline' : problem?.status === 404 ? 'missing' : 'failed'}
      title={say(error)}
      text={
        problem?.trace ? (
          <>
            {t('shell.error.trace')} <code className="trace">{problem.trace}</code>
          </>
        ) : !problem && error instanceof Error ? (
          <code className="trace">{error.message}</code>
        ) : undefined
      }
      action={
        retry && (
          <Button type="primary" onClick={retry}>
            {t('shell.retry')}
          </Button>
        )
      }
    />
  )
}

export function Forbidden({ small, permission }: { small?: boolean; permission?: string }) {
  const t = useT()
  const go = useNavigate()
  return (
    <State
      small={small}
      picture="forbidden"
      title={t('shell.forbidden.title')}
      text={
        <>
          {t(permission ? 'shell.forbidden.text' : 'shell.forbidden.plain')}
          {permission && (
            <>
              <br />
              <code className="trace">{permission}</code>
            </>
          )}
        </>
      }
      action={!small && <Button onClick={() => go('/')}>{t('shell.home')}</Button>}
    />
  )
}

export function NotFound({ small, text }: { small?: boolean; text?: string }) {
  const t = useT()
  const go = useNavigate()
  return (
    <State
      small={small}
      picture="missing"
      title={t('shell.missing.title')}
      text={text ?? t('shell.missing.text')}
      action={!small && <Button onClick={() => go('/')}>{t('shell.home')}</Button>}
    />
  )
}

type Picture = 'empty' | 'failed' | 'forbidden' | 'missing' | 'offline'
const lines: Record<Picture, ReactNode> = {
  empty: (
    <>
      <path d="M20 44 30 24h36l10 20v22H20z" />
      <path d="M20 44h17l4 8h14l4-8h17" />
    </>
  ),
  failed: (
    <>
      <path d="M48 18 80 72H16z" />
      <path d="M48 38v16M48 61v2" />
    </>
  ),
  forbidden: (
    <>
      <rect x="26" y="42" width="44" height="30" rx="3" />
      <path d="M34 42V32a14 14 0 0 1 28 0v10M48 54v7" />
    </>
  ),
  missing: (
    <>
      <path d="M18 26l20-8 20 8 20-8v46l-20 8-20-8-20 8zM38 18v46M58 26v46" />
    </>
  ),
  offline: (
    <>
      <path d="M22 40a38 38 0 0 1 52 0M31 50a25 25 0 0 1 34 0M40 60a12 12 0 0 1 16 0M48 70v1M22 76 74 20" />
    </>
  ),
}
function Drawing({ of }: { of: Picture }) {
  return (
    <svg className="state-drawing" viewBox="0 0 96 92" aria-hidden="true">
      {lines[of]}
    </svg>
  )
}
