// Ctrl K: any page by name or initials, any of my matters by number or title.

import { ArrowRightOutlined, FileTextOutlined, SearchOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Input, Modal, type InputRef } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { useName, useT } from '../i18n.ts'
import { useMay } from '../session.ts'
import { findMatters } from './data.ts'
import { findTargets, type Target } from './find.ts'
import { useLeaves } from './menu.ts'

const kept = 'yicheng.recent'
const recent = (): string[] => JSON.parse(localStorage.getItem(kept) ?? '[]') as string[]

type Row = { key: string; to: string; label: string; hint: string; matter?: boolean }

export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT()
  const say = useName()
  const go = useNavigate()
  const leaves = useLeaves()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const input = useRef<InputRef>(null)
  const initials = useInitials(open)
  const targets = useMemo(
    (): Target[] => [
      { page: '/', label: t('shell.desk'), hint: '', words: ['desk', 'home'], initials: 'gzt' },
      { page: '/command', label: t('shell.command'), hint: '', words: ['command', 'wall'], initials: 'zhdp' },
      ...leaves.map((leaf) => ({
        page: leaf.page,
        label: leaf.label,
        hint: leaf.moduleName,
        words: [leaf.label, leaf.moduleName, leaf.name.en, leaf.name.zh, leaf.page],
        initials: initials(leaf.name.zh) + ' ' + initials(leaf.moduleName),
      })),
    ],
    [leaves, initials, t],
  )
  const q = typed.trim()
  const all = useMay('cases.case.read')
  const matters = useQuery({
    queryKey: ['/cases', 'palette', all, q],
    queryFn: ({ signal }) => findMatters(all, q, signal),
    enabled: open && q.length >= 2,
  })
  const rows: Row[] = useMemo(() => {
    const pages = q
      ? findTargets(targets, q)
      : [
          ...recent().flatMap((page) => targets.filter((target) => target.page === page)),
          ...targets.filter((one) => !recent().includes(one.page)),
        ].slice(0, 12)
    return [
      ...pages.map((one) => ({ key: one.page, to: one.page, label: one.label, hint: one.hint })),
      ...(q.length >= 2 ? (matters.data ?? []) : []).map((one) => ({
        key: 'taskId' in one ? one.taskId : one.id,
        to: one.page,
        label: `${one.no}  ${one.title}`,
        hint: say(one.stateName),
        matter: true,
      })),
    ]
  }, [q, targets, matters.data, say])
  useEffect(() => setAt(0), [q])
  useEffect(() => {
    if (open) setTyped('')
  }, [open])

  const choose = (row: Row | undefined) => {
    if (!row) return
    if (!row.matter) localStorage.setItem(kept, JSON.stringify([row.to, ...recent().filter((one) => one !== row.to)].slice(0, 5)))
    onClose()
    void go(row.to)
  }
  const pressed = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt((now) => Math.min(now + 1, rows.length - 1))
    else if (event.key === 'ArrowUp') setAt((now) => Math.max(now - 1, 0))
    else if (event.key === 'Enter') choose(rows[at])
    else return
    event.preventDefault()
  }
  return (
    <Modal
      open={open}
      onCancel={onClose}
      footer={null}
      closable={false}
      width={600}
      className="palette"
      aria-label={t('shell.palette')}
      afterOpenChange={(is) => is && input.current?.focus()}
      destroyOnHidden
    >
      <Input
        ref={input}
        size="large"
        variant="borderless"
        prefix={<SearchOutlined className="quiet" />}
        placeholder={t('shell.palette.hint')}
        value={typed}
        onChange={(e) => setTyped(e.target.value)}
        onKeyDown={pressed}
        role="combobox"
        aria-expanded
        aria-controls="palette-rows"
        aria-activedescendant={rows[at] ? `palette-${at}` : undefined}
        aria-label={t('shell.palette')}
      />
      <ul id="palette-rows" role="listbox" className="palette-rows" aria-label={t('shell.palette')}>
        {rows.map((row, i) => (
          <li
            key={row.key}
            id={`palette-${i}`}
            role="option"
            aria-selected={i === at}
            className={i === at ? 'palette-row palette-at' : 'palette-row'}
            onMouseMove={() => setAt(i)}
            onClick={() => choose(row)}
          >
            {row.matter ? <FileTextOutlined aria-hidden /> : <ArrowRightOutlined aria-hidden />}
            <span>{row.label}</span>
            <small>{row.hint}</small>
          </li>
        ))}
        {rows.length === 0 && <li className="palette-none">{t('shell.palette.none', { q })}</li>}
      </ul>
    </Modal>
  )
}

// Pinyin initials come with a dictionary of their own; it is fetched when the palette is first opened, and typing works before.
function useInitials(open: boolean): (text: string) => string {
  const [of, setOf] = useState<(text: string) => string>(() => () => '')
  useEffect(() => {
    if (!open) return
    let gone = false
    void import('pinyin-pro').then(({ pinyin }) => {
      if (!gone)
        setOf(() => (text: string) => pinyin(text, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase())
    })
    return () => {
      gone = true
    }
  }, [open])
  return of
}
