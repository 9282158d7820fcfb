// The form: its fields inside, the server's errors on the fields they are about, sent once, and a warning before losing what was typed.

import { Alert, App, Button, Form as AntForm } from 'antd'
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react'
import { useBlocker } from 'react-router'
import { ApiProblem, newKey } from '../client.ts'
import { fieldText, useProblemText, useT } from '../i18n.ts'
import { fieldOf } from './problems.ts'

type Values = Record<string, any>
export type EditFormProps<V extends Values = Values, R = unknown> = {
  /** Values of the fields; with `shape` they need not look like the body. */
  initial?: Values
  /** Send with this key: a second try after silence is then the same request. */
  onSave: (values: V, key: string) => Promise<R>
  onDone?: (reply: R) => void
  onCancel?: () => void
  /** What the button does, as a verb with its object: 「派发工单」. */
  submit?: string
  danger?: boolean
  children: ReactNode
  /** Before sending: shape the form's values into the request's body. */
  shape?: (values: any) => V
  /** More buttons beside the main one. */
  more?: ReactNode
  disabled?: boolean
  onValues?: (values: V) => void
}

/** Names of the fields on this form, so that an error can find its place. */
const Names = createContext<Set<string>>(new Set())
export const useFieldNames = () => useContext(Names)

export function EditForm<V extends Values = Values, R = unknown>(props: EditFormProps<V, R>) {
  const t = useT()
  const say = useProblemText()
  const [form] = AntForm.useForm()
  const [busy, setBusy] = useState(false)
  const [dirty, setDirty] = useState(false)
  const [summary, setSummary] = useState<{ title: string; lines: { name?: string; text: string }[]; trace?: string }>()
  const names = useRef(new Set<string>()).current
  const sent = useRef<{ of: string; key: string }>(undefined)
  const top = useRef<HTMLDivElement>(null)
  useLeaveWarning(dirty && !busy)

  useEffect(() => {
    if (summary) top.current?.focus()
  }, [summary])

  const send = async () => {
    const raw = form.getFieldsValue(true)
    const values = (props.shape ? props.shape(raw) : bare(raw)) as V
    const of = JSON.stringify(values)
    if (sent.current?.of !== of) sent.current = { of, key: newKey() }
    setBusy(true)
    setSummary(undefined)
    try {
      const reply = await props.onSave(values, sent.current.key)
      sent.current = undefined
      setDirty(false)
      // After the state has settled, or the leave warning would catch the form's own way out.
      setTimeout(() => props.onDone?.(reply), 0)
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : undefined
      if (problem && problem.status !== 0) sent.current = undefined
      const lines: { name?: string; text: string }[] = []
      for (const one of problem?.errors ?? []) {
        const name = fieldOf(one.path, names)
        const text = fieldText(t, one)
        if (name) form.setFields([{ name: name.split('.'), errors: [text] }])
        lines.push(name ? { name, text: `${labelOf(name)}${text}` } : { text: `${one.path} ${text}` })
      }
      setSummary({ title: say(error), lines, trace: problem?.trace })
    } finally {
      setBusy(false)
    }
  }

  const labelOf = (name: string) => {
    const label = document.querySelector(`label[for="${CSS.escape(name.replaceAll('.', '_'))}"]`)?.textContent
    return label ? t('shell.form.field', { label }) : ''
  }

  return (
    <Names value={names}>
      <AntForm
        form={form}
        layout="vertical"
        requiredMark={(label, { required }) => (
          <>
            {label}
            {!required && <span className="field-optional">{t('shell.form.optional')}</span>}
          </>
        )}
        initialValues={props.initial}
        disabled={busy || props.disabled}
        onValuesChange={(_, all) => {
          setDirty(true)
          props.onValues?.(all)
        }}
        onFinish={() => void send()}
        onFinishFailed={({ errorFields }) => form.focusField(errorFields[0]?.name ?? [])}
        scrollToFirstError={{ block: 'center' }}
        noValidate
        className="edit-form"
      >
        <div ref={top} tabIndex={-1} className="form-summary">
          {summary && (
            <Alert
              type="error"
              showIcon
              title={summary.title}
              description={
                (summary.lines.length > 0 || summary.trace) && (
                  <>
                    <ul>
                      {summary.lines.map((line) => (
                        <li key={`${line.name}${line.text}`}>
                          {line.name ? (
                            <button type="button" className="row-link" onClick={() => form.focusField(line.name!.split('.'))}>
                              {line.text}
                            </button>
                          ) : (
                            line.text
                          )}
                        </li>
                      ))}
                    </ul>
                    {summary.trace && (
                      <span className="quiet">
                        {t('shell.error.trace')} <code className="trace">{summary.trace}</code>
                      </span>
                    )}
                  </>
                )
              }
            />
          )}
        </div>
        {props.children}
        <div className="form-actions">
          <Button type="primary" htmlType="submit" loading={busy} danger={props.danger}>
            {props.submit ?? t('shell.form.save')}
          </Button>
          {props.more}
          {props.onCancel && <Button onClick={props.onCancel}>{t('shell.form.cancel')}</Button>}
        </div>
      </AntForm>
    </Names>
  )
}

/** Asks before what was typed is lost, inside the desk and when the window closes. */
export function useLeaveWarning(dirty: boolean): void {
  const t = useT()
  const { modal } = App.useApp()
  const blocker = useBlocker(({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname)
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    modal.confirm({
      title: t('shell.form.leaveTitle'),
      content: t('shell.form.leaveText'),
      okText: t('shell.form.leave'),
      cancelText: t('shell.form.stay'),
      okButtonProps: { danger: true },
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
    })
  }, [blocker.state])
  useEffect(() => {
    if (!dirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [dirty])
}

// Fields left empty are not sent: the contract refuses empty strings where a value is optional.
function bare(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''))
}
