// Facts of one thing as a description list, and personal data that stays masked until somebody says why it is needed.

import { EyeOutlined } from '@ant-design/icons'
import { Button, Form, Input, Modal, Radio } from 'antd'
import { useState, type ReactNode } from 'react'
import { useProblemText, useT } from '../i18n.ts'

export type Fact = { label: string; value: ReactNode; /** Over the whole width. */ wide?: boolean; hide?: boolean }

/** Label and value pairs in one to three columns by the room there is; an empty value reads 「—」. */
export function Facts({ items, columns }: { items: Fact[]; columns?: 1 | 2 | 3 }) {
  return (
    <dl className="facts" style={columns ? { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` } : undefined}>
      {items
        .filter((item) => !item.hide)
        .map((item) => (
          <div key={item.label} className={item.wide ? 'fact fact-wide' : 'fact'}>
            <dt>{item.label}</dt>
            <dd>
              {item.value === null || item.value === undefined || item.value === '' ? (
                <span className="quiet">—</span>
              ) : (
                item.value
              )}
            </dd>
          </div>
        ))}
    </dl>
  )
}

type MaskedProps = {
  /** As the server sent it: 138****1234. */
  value: string | null | undefined
  /** Asks the server for the whole value; the server writes who, what and why into the audit log. */
  reveal?: (purpose: string) => Promise<string>
  /** What it is, for the question and for screen readers: 「来电人电话」. */
  label: string
}

const purposes = ['contact', 'verify', 'handle', 'other'] as const

/** Masked personal data (PIPL: purpose and least use); shown for two minutes after a purpose was given, never copied into the address. */
export function Masked({ value, reveal, label }: MaskedProps) {
  const t = useT()
  const say = useProblemText()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState('')
  const [shown, setShown] = useState<string>()
  const [purpose, setPurpose] = useState<(typeof purposes)[number]>('contact')
  const [note, setNote] = useState('')
  if (!value) return <span className="quiet">—</span>

  const show = async () => {
    if (purpose === 'other' && !note.trim()) return setFailed(t('shell.masked.say'))
    setBusy(true)
    try {
      const said = t(`shell.masked.${purpose}`)
      setShown(await reveal!(note.trim() ? `${said}：${note.trim()}` : said))
      setAsking(false)
      setTimeout(() => setShown(undefined), 120_000)
    } catch (error) {
      setFailed(say(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <span className="masked">
      <span className="num">{shown ?? value}</span>
      {reveal && !shown && (
        <Button type="link" size="small" icon={<EyeOutlined />} onClick={() => (setFailed(''), setAsking(true))}>
          {t('shell.masked.show')}
          <span className="sr-only"> {label}</span>
        </Button>
      )}
      <Modal
        open={asking}
        title={t('shell.masked.title', { label })}
        okText={t('shell.masked.show')}
        cancelText={t('shell.form.cancel')}
        confirmLoading={busy}
        onOk={() => void show()}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        <p className="quiet">{t('shell.masked.text')}</p>
        <Form layout="vertical" component="div">
          <Form.Item label={t('shell.masked.purpose')}>
            <Radio.Group
              value={purpose}
              onChange={(e) => setPurpose(e.target.value)}
              options={purposes.map((p) => ({ value: p, label: t(`shell.masked.${p}`) }))}
            />
          </Form.Item>
          <Form.Item label={t('shell.masked.note')} validateStatus={failed ? 'error' : undefined} help={failed || undefined}>
            <Input value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} />
          </Form.Item>
        </Form>
      </Modal>
    </span>
  )
}
