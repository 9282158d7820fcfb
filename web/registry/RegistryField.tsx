// One field of a registry: the control for each of the twelve kinds, and its value as text.

import { send } from '../client.ts'
import { ChoiceField, DateField, FlagField, LongField, NumberField, TextField, TimeField } from '../form/fields.tsx'
import { OrgField, PersonField, PlaceField } from '../form/pickers.tsx'
import { useName } from '../i18n.ts'

export type Shape = {
  key: string
  type: 'text' | 'long' | 'number' | 'date' | 'time' | 'bool' | 'choice' | 'phone' | 'person' | 'org' | 'district' | 'place'
  name: { zh: string; en: string }
  need?: boolean
  list?: boolean
  filter?: boolean
  max?: number
  min?: number
  digits?: number
  options?: { value: string; label: string }[]
}

const people = async (q: string, signal: AbortSignal) => {
  if (!q) return []
  const { items } = await send('GET', `/api/identity/colleagues?q=${encodeURIComponent(q)}`, { signal })
  return items.map((one: any) => ({ value: one.id, label: one.name, note: one.orgName }))
}
const orgs = async (q: string, signal: AbortSignal) => {
  const { items } = await send('GET', `/api/identity/orgs?size=20&q=${encodeURIComponent(q)}`, { signal })
  return items.map((one: any) => ({ value: one.id, label: one.name, note: one.note }))
}
const orgName = async (id: string) => (await send('GET', `/api/identity/orgs/${id}`)).org.name as string

export function RegistryField({ field }: { field: Shape }) {
  const label = useName()(field.name)
  const given = { name: field.key, label, required: field.need ?? false }
  switch (field.type) {
    case 'text':
      return <TextField {...given} max={field.max ?? 200} />
    case 'phone':
      return <TextField {...given} max={30} code />
    case 'long':
      return <LongField {...given} max={field.max ?? 4000} />
    case 'number':
      return (
        <NumberField
          {...given}
          {...(field.min === undefined ? {} : { min: field.min })}
          {...(field.max === undefined ? {} : { max: field.max })}
          digits={field.digits ?? 0}
        />
      )
    case 'date':
      return <DateField {...given} />
    case 'time':
      return <TimeField {...given} />
    case 'bool':
      return <FlagField {...given} />
    case 'choice':
    case 'district':
      return <ChoiceField {...given} as="select" options={field.options ?? []} />
    case 'person':
      return <PersonField {...given} search={people} />
    case 'org':
      return <OrgField {...given} search={orgs} nameOf={orgName} />
    case 'place':
      return <PlaceField {...given} />
  }
}

/** The value as people read it: the server's names for ids and codes come in `shown`. */
export function textOf(field: Shape, row: any, t: (key: string) => string): string {
  const value = row[field.key]
  if (value === null || value === undefined) return ''
  if (field.type === 'bool') return t(value ? 'shell.yes' : 'shell.no')
  if (field.type === 'place') return value.address ?? `${value.lng.toFixed(5)}, ${value.lat.toFixed(5)}`
  return row.shown?.[field.key] || field.options?.find((one) => one.value === value)?.label || String(value)
}
