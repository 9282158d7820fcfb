// A choice found by typing: asks the given search after a short pause, shows only the newest answer.

import { Select, Spin } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useT } from '../i18n.ts'

export type Found = { value: string; label: string; note?: string }
/** Asked with '' when opened (give the likely ones), then with what is typed. */
export type Search = (q: string, signal: AbortSignal) => Promise<Found[]>

type Props = {
  search: Search
  /** Names a value that came from elsewhere (address, stored form). */
  name?: (id: string) => Promise<string>
  value?: string
  onChange?: (value: string | undefined, found?: Found) => void
  placeholder?: string
  id?: string
  disabled?: boolean
  status?: 'error'
}

export function SearchSelect({ search, name, value, onChange, placeholder, ...rest }: Props) {
  const t = useT()
  const [options, setOptions] = useState<Found[]>([])
  const [known, setKnown] = useState<Found>()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const running = useRef<AbortController>(undefined)
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)

  // Typing opens the list as well: the likely ones must not take the place of what was typed.
  const typed = useRef('')

  const ask = (q: string, after = 250) => {
    typed.current = q
    clearTimeout(pause.current)
    running.current?.abort()
    const control = (running.current = new AbortController())
    setBusy(true)
    pause.current = setTimeout(async () => {
      try {
        const found = await search(q.trim(), control.signal)
        if (control.signal.aborted) return
        setOptions(found)
        setFailed(false)
      } catch {
        if (control.signal.aborted) return
        setOptions([])
        setFailed(true)
      }
      setBusy(false)
    }, after)
  }
  useEffect(() => () => running.current?.abort(), [])

  useEffect(() => {
    if (!value || value === known?.value || !name) return
    let gone = false
    name(value).then(
      (label) => !gone && setKnown({ value, label }),
      () => {},
    )
    return () => {
      gone = true
    }
  }, [value, name, known])

  const all = known && value === known.value && !options.some((o) => o.value === value) ? [known, ...options] : options
  return (
    <Select
      {...rest}
      allowClear
      placeholder={placeholder ?? t('shell.pick')}
      value={value}
      showSearch={{ filterOption: false, onSearch: (q) => ask(q) }}
      onOpenChange={(open) => open && options.length === 0 && !typed.current && ask('', 0)}
      onChange={(v) => {
        const found = all.find((o) => o.value === v)
        if (found) setKnown(found)
        onChange?.(v ?? undefined, found)
      }}
      notFoundContent={busy ? <Spin size="small" /> : t(failed ? 'shell.error.unknown' : 'shell.nothing')}
      options={all}
      optionRender={(option) => (
        <div className="found">
          <span>{option.data.label}</span>
          {option.data.note && <span className="found-note">{option.data.note}</span>}
        </div>
      )}
    />
  )
}
