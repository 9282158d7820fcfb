// What a business owner may change of a flow: names, deadlines, warnings, who acts, how many decide, and required inputs.

import { Alert, Button, Input, InputNumber, Select, Space } from 'antd'
import { useState } from 'react'
import { cases, useFlowWords, type By, type Flow } from '#web/flow/cases.ts'
import { FlowChart } from '#web/flow/FlowChart.tsx'
import { useProblemText, useT } from '#web/i18n.ts'
import { refresh, useGet } from '#web/use-api.ts'

type State = Flow['states'][string]
type Move = NonNullable<State['on']>[string]
type Props = { id: string; flow: Flow; version: number | undefined; onClose: () => void; onSaved: (version: number) => void }

const kinds = ['reason', 'text', 'photo', 'file', 'place', 'person', 'org', 'date', 'money', 'rating'] as const

export function FlowEditor({ id, flow: from, version, onClose, onSaved }: Props) {
  const t = useT()
  const say = useProblemText()
  const [flow, setFlow] = useState<Flow>(() => structuredClone(from))
  const [picked, setPicked] = useState(from.start)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState('')
  const state = flow.states[picked]!
  const change = (values: Partial<State>) =>
    setFlow({ ...flow, states: { ...flow.states, [picked]: bare({ ...state, ...values }) } })
  const save = async () => {
    setBusy(true)
    setFailed('')
    try {
      const body = { definition: flow, note }
      const saved =
        version === undefined
          ? await cases('POST /cases/flows/:flow/drafts', { params: { flow: id }, body })
          : await cases('PATCH /cases/flows/:flow/:version', { params: { flow: id, version }, body })
      await refresh('/cases')
      onSaved(saved.version)
    } catch (error) {
      setFailed(say(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <div className="flow-editor">
        <div className="panel">
          <FlowChart flow={flow} selected={picked} onPick={setPicked} height={520} />
        </div>
        <div className="panel">
          <StateForm key={picked} flow={flow} state={state} change={change} />
        </div>
      </div>
      <section className="panel">
        {failed && <Alert type="error" showIcon title={failed} />}
        <label htmlFor="draft-note">{t('cases.flow.note')}</label>
        <Input.TextArea
          id="draft-note"
          value={note}
          onChange={(event) => setNote(event.target.value)}
          rows={2}
          maxLength={2000}
        />
        <Space className="form-actions">
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t('cases.flow.saveDraft')}
          </Button>
          <Button onClick={onClose}>{t('shell.form.cancel')}</Button>
        </Space>
      </section>
    </>
  )
}

/** Empty values are no values: a limit that was wiped is no limit. */
const bare = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined && each !== '')) as T

function StateForm({ flow, state, change }: { flow: Flow; state: State; change: (values: Partial<State>) => void }) {
  const t = useT()
  const words = useFlowWords()
  const roles = useGet(cases, 'GET /cases/flows/roles', {}).data?.items ?? []
  const pool = typeof state.by === 'object' && !Array.isArray(state.by) && 'role' in state.by ? state.by : undefined
  const functionLimit = state.limit?.includes('.')
  const setMove = (action: string, values: Partial<Move>) =>
    change({ on: { ...state.on, [action]: bare({ ...state.on![action]!, ...values }) } })
  return (
    <div className="edit-form">
      <Line label={t('cases.edit.nameZh')}>
        <Input
          value={state.name.zh}
          maxLength={40}
          onChange={(event) => change({ name: { ...state.name, zh: event.target.value } })}
        />
      </Line>
      <Line label={t('cases.edit.nameEn')}>
        <Input
          value={state.name.en}
          maxLength={60}
          onChange={(event) => change({ name: { ...state.name, en: event.target.value } })}
        />
      </Line>
      {state.end === undefined && (
        <>
          <Line label={t('cases.flow.limit')} hint={functionLimit ? t('cases.limit.function') : t('cases.edit.limitHint')}>
            <Input
              value={state.limit}
              disabled={functionLimit}
              placeholder="5wd"
              maxLength={10}
              onChange={(event) => change({ limit: event.target.value.trim() })}
            />
          </Line>
          {state.limit && (
            <Line label={t('cases.edit.warn')}>
              <InputNumber
                min={1}
                max={99}
                suffix="%"
                value={typeof state.warn === 'string' ? undefined : Math.round((state.warn ?? 0.25) * 100)}
                onChange={(value) => change({ warn: (value ?? 25) / 100 })}
              />
            </Line>
          )}
          {pool ? (
            <>
              <Line label={t('cases.edit.role')}>
                <Select
                  value={pool.role}
                  showSearch={{ optionFilterProp: 'label' }}
                  options={roles.map((role) => ({ value: role.id, label: words.name(role.name) }))}
                  onChange={(role) => change({ by: { ...pool, role } as By })}
                />
              </Line>
              <Line label={t('cases.edit.org')}>
                <Select
                  value={pool.org}
                  options={['owner', 'handler', 'opener', 'any'].map((org) => ({ value: org, label: t(`cases.by.org.${org}`) }))}
                  onChange={(org) => change({ by: { ...pool, org } as By })}
                />
              </Line>
            </>
          ) : (
            <Line label={t('cases.flow.who')}>
              <span>{words.who(state.by)}</span>
            </Line>
          )}
          {Array.isArray(state.by) || state.tasks ? (
            <Line label={t('cases.edit.tasks')}>
              <Select
                value={state.tasks ?? 'any'}
                options={['any', 'all', 'sequence'].map((value) => ({ value, label: t(`cases.flow.tasks.${value}`) }))}
                onChange={(tasks) => change({ tasks })}
              />
            </Line>
          ) : null}
          {Object.entries(state.on ?? {}).map(([action, move]) => (
            <fieldset key={action} className="flow-move">
              <legend>{words.name(move.name)}</legend>
              <Line label={t('cases.edit.nameZh')}>
                <Input
                  value={move.name.zh}
                  maxLength={40}
                  onChange={(event) => setMove(action, { name: { ...move.name, zh: event.target.value } })}
                />
              </Line>
              <Line label={t('cases.edit.needs')}>
                <Select
                  mode="multiple"
                  value={(move.need ?? []).filter((need): need is (typeof kinds)[number] => typeof need === 'string')}
                  options={kinds.map((kind) => ({ value: kind, label: t(`cases.need.${kind}`) }))}
                  // Needs with their own name or options are the developer's; they stay.
                  onChange={(needs) =>
                    setMove(action, { need: [...needs, ...(move.need ?? []).filter((need) => typeof need !== 'string')] })
                  }
                />
              </Line>
              {Object.entries(move.params ?? {}).map(([key, value]) => (
                <Line key={key} label={key}>
                  {typeof value === 'number' ? (
                    <InputNumber
                      value={value}
                      onChange={(next) => setMove(action, { params: { ...move.params, [key]: next ?? 0 } })}
                    />
                  ) : (
                    <Input
                      value={value}
                      onChange={(event) => setMove(action, { params: { ...move.params, [key]: event.target.value } })}
                    />
                  )}
                </Line>
              ))}
              <p className="quiet">
                {t('cases.edit.leads', {
                  to:
                    typeof move.to === 'string'
                      ? words.state(flow, move.to)
                      : move.to.among.map((to) => words.state(flow, to)).join(' / '),
                })}
              </p>
            </fieldset>
          ))}
        </>
      )}
    </div>
  )
}

function Line({ label, hint, children }: { label: string; hint?: string; children: React.ReactNode }) {
  return (
    <label className="flow-line">
      <span>{label}</span>
      {children}
      {hint && <small className="quiet">{hint}</small>}
    </label>
  )
}
