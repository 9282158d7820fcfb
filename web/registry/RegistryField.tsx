// One field of a registry: the control for each of the twelve kinds, and its value as text.

import type { ReactNode } from 'react'
import { send } from '../client.ts'
import {
  ChoiceField,
  DateField,
  FlagField,
  LongField,
  NumberField,
  TextField,
  TimeField,
  type FieldProps,
} from '../form/fields.tsx'
import { OrgField, PersonField, PlaceField } from '../form/pickers.tsx'
import { useName } from '../i18n.ts'

type Kind = 'text' | 'long' | 'number' | 'date' | 'time' | 'bool' | 'choice' | 'phone' | 'person' | 'org' | 'district' | 'place'
type Bounds = { need?: boolean; max?: number; min?: number; digits?: number; options?: { value: string; label: string }[] }
export type Shape = Bounds & { key: string; type: Kind; name: { zh: string; en: string }; list?: boolean; filter?: boolean }

const found = async (path: string, q: string, signal: AbortSignal, note: string) => {
  const { items } = await send('GET', `/api/identity/${path}?q=${encodeURIComponent(q)}`, { signal })
  return items.map((one: any) => ({ value: one.id, label: one.name, note: one[note] }))
}
const people = async (q: string, signal: AbortSignal) => (q ? found('colleagues', q, signal, 'orgName') : [])
const orgs = (q: string, signal: AbortSignal) => found('orgs', q, signal, 'note')
const orgName = async (id: string) => (await send('GET', `/api/identity/orgs/${id}`)).org.name as string
const choice = (given: FieldProps, field: Shape) => <ChoiceField {...given} as="select" options={field.options ?? []} />

const controls: Record<Kind, (given: FieldProps, field: Shape) => ReactNode> = {
  text: (given, field) => <TextField {...given} max={field.max} />,
  phone: (given) => <TextField {...given} max={30} code />,
  long: (given, field) => <LongField {...given} max={field.max} />,
  number: (given, field) => <NumberField {...given} min={field.min} max={field.max} digits={field.digits} />,
  date: (given) => <DateField {...given} />,
  time: (given) => <TimeField {...given} />,
  bool: (given) => <FlagField {...given} />,
  choice,
  district: choice,
  person: (given) => <PersonField {...given} search={people} />,
  org: (given) => <OrgField {...given} search={orgs} nameOf={orgName} />,
  place: (given) => <PlaceField {...given} />,
}

export function RegistryField({ field }: { field: Shape }) {
  const label = useName()(field.name)
  // A tick is never required: unticked is its other value.
  return controls[field.type]({ name: field.key, label, required: Boolean(field.need) && field.type !== 'bool' }, field)
}

/** The value as people read it: the server's names for ids and codes come in `shown`. */
export function textOf(field: Shape, row: any, t: (key: string) => string): string {
  const value = row[field.key]
  if (value === null || value === undefined) return ''
  if (field.type === 'bool') return t(value ? 'shell.yes' : 'shell.no')
  if (field.type === 'place') return value.address ?? `${value.lng.toFixed(5)}, ${value.lat.toFixed(5)}`
  return row.shown?.[field.key] || field.options?.find((one) => one.value === value)?.label || String(value)
}
