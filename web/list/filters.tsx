// The search form of a list: choices and dates act at once, text on Enter or when the field is left.

import { SearchOutlined } from '@ant-design/icons'
import { Button, Checkbox, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useState } from 'react'
import { useT } from '../i18n.ts'
import type { ListState } from './urlState.ts'
import { SearchSelect, type Search } from '../form/SearchSelect.tsx'

export type Option = { value: string; label: string }
export type Filter =
  | { key: string; as: 'text'; label: string; placeholder?: string; wide?: boolean }
  | { key: string; as: 'choice' | 'choices'; label: string; options: Option[] }
  | { key: string; as: 'date'; label: string }
  | { keys: [string, string]; as: 'dates'; label: string }
  | { key: string; as: 'person' | 'org' | 'search'; label: string; search: Search; name?: (id: string) => Promise<string> }
  | { key: string; as: 'flag'; label: string }

type Values = ListState['values']

export const filterKeys = (filters: Filter[]): string[] => filters.flatMap((f) => ('keys' in f ? f.keys : [f.key]))
export const manyKeys = (filters: Filter[]): string[] => filters.flatMap((f) => (f.as === 'choices' ? [f.key] : []))

/** `first` is the id that the key `/` puts the cursor into. */
export function Filters({
  filters,
  values,
  set,
  first,
}: {
  filters: Filter[]
  values: Values
  set: (values: Values) => void
  first: string
}) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const some = Object.keys(values).length > 0
  // More than six fields are folded, unless a folded one is in use.
  const folded = filters.slice(6)
  const used = folded.some((f) => filterKeys([f]).some((key) => key in values))
  const shown = open || used ? filters : filters.slice(0, 6)
  const change = (part: Values) => {
    const next = { ...values, ...part }
    for (const [key, value] of Object.entries(next)) if (!value || value.length === 0) delete next[key]
    set(next)
  }
  return (
    <form className="filters" role="search" onSubmit={(e) => e.preventDefault()}>
      {shown.map((filter, at) => (
        <label
          key={filterKeys([filter]).join()}
          className={`filter filter-${filter.as}${'wide' in filter && filter.wide ? ' filter-wide' : ''}`}
        >
          <span className="filter-label">{filter.label}</span>
          <Field filter={filter} values={values} change={change} id={at === 0 ? first : undefined} />
        </label>
      ))}
      {folded.length > 0 && !used && (
        <Button type="link" size="small" onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? t('shell.list.fewer') : t('shell.list.more', { count: folded.length })}
        </Button>
      )}
      {some && (
        <Button type="link" size="small" onClick={() => set({})}>
          {t('shell.list.clear')}
        </Button>
      )}
    </form>
  )
}

function Field({ filter, values, change, id }: { filter: Filter; values: Values; change: (part: Values) => void; id?: string }) {
  const t = useT()
  switch (filter.as) {
    case 'text':
      return (
        <TextFilter
          id={id}
          value={one(values[filter.key])}
          placeholder={filter.placeholder}
          set={(v) => change({ [filter.key]: v })}
        />
      )
    case 'choice':
      return (
        <Select
          id={id}
          allowClear
          showSearch={filter.options.length > 8 ? { optionFilterProp: 'label' } : false}
          placeholder={t('shell.list.all')}
          options={filter.options}
          value={one(values[filter.key]) || undefined}
          onChange={(v) => change({ [filter.key]: v ?? '' })}
        />
      )
    case 'choices':
      return (
        <Select
          id={id}
          mode="multiple"
          maxTagCount="responsive"
          allowClear
          placeholder={t('shell.list.all')}
          showSearch={{ optionFilterProp: 'label' }}
          options={filter.options}
          value={many(values[filter.key])}
          onChange={(v) => change({ [filter.key]: v })}
        />
      )
    case 'date':
      return (
        <DatePicker
          id={id}
          value={values[filter.key] ? dayjs(one(values[filter.key])) : null}
          onChange={(d) => change({ [filter.key]: d ? d.format('YYYY-MM-DD') : '' })}
        />
      )
    case 'dates': {
      const [from, to] = filter.keys
      const day = (key: string) => (values[key] ? dayjs(one(values[key])) : null)
      return (
        <DatePicker.RangePicker
          id={id ? { start: id } : undefined}
          allowEmpty={[true, true]}
          value={[day(from), day(to)]}
          presets={[
            { label: t('shell.list.today'), value: [dayjs(), dayjs()] },
            { label: t('shell.list.week'), value: [dayjs().subtract(6, 'day'), dayjs()] },
            { label: t('shell.list.month'), value: [dayjs().startOf('month'), dayjs()] },
          ]}
          onChange={(d) => change({ [from]: d?.[0]?.format('YYYY-MM-DD') ?? '', [to]: d?.[1]?.format('YYYY-MM-DD') ?? '' })}
        />
      )
    }
    case 'flag':
      return (
        <Checkbox
          id={id}
          checked={values[filter.key] === 'true'}
          onChange={(e) => change({ [filter.key]: e.target.checked ? 'true' : '' })}
        />
      )
    default:
      return (
        <SearchSelect
          id={id}
          search={filter.search}
          name={filter.name}
          value={one(values[filter.key]) || undefined}
          onChange={(v) => change({ [filter.key]: v ?? '' })}
        />
      )
  }
}

function TextFilter({
  value,
  set,
  placeholder,
  id,
}: {
  value: string
  set: (v: string) => void
  placeholder?: string
  id?: string
}) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  const settle = () => typed.trim() !== value && set(typed.trim())
  return (
    <Input
      id={id}
      allowClear
      value={typed}
      placeholder={placeholder}
      prefix={<SearchOutlined className="quiet" />}
      onChange={(e) => {
        setTyped(e.target.value)
        // The clear button leaves no blur behind.
        if (e.target.value === '' && value) set('')
      }}
      onBlur={settle}
      // While an input method is composing, Enter belongs to it.
      onPressEnter={(e) => !e.nativeEvent.isComposing && settle()}
    />
  )
}

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))
const many = (value: string | string[] | undefined): string[] => (Array.isArray(value) ? value : value ? [value] : [])
