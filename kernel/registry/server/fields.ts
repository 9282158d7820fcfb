// The twelve kinds of field: what each accepts, how it is stored, read, shown, and written in a sheet.

import { sql, type RawBuilder } from 'kysely'
import { Type, type TSchema } from 'typebox'
import {
  Bool,
  DateOnly,
  DateTime,
  Id,
  Lat,
  Lng,
  Nullable,
  Num,
  Obj,
  Optional,
  Text,
  type Context,
  type Name,
} from '#kernel/module'
import { codes } from '#kernel/catalogue'
import { areasBelow } from '#kernel/geo'
import { orgNames, personNames } from '#kernel/identity'

export type Kind =
  | 'text'
  | 'long'
  | 'number'
  | 'date'
  | 'time'
  | 'bool'
  | 'choice'
  | 'phone'
  | 'person'
  | 'org'
  | 'district'
  | 'place'
/** `max` and `min` bound a number or a text's length; `of` are the choices, or the id of a code table. */
type Bounds = { need?: boolean; max?: number; min?: number; digits?: number; of?: { value: string; name: Name }[] | string }
/** `list`: a column of the list; `filter`: asked for above it; `search`: found by the search text. */
export type FieldSpec = Bounds & { key: string; type: Kind; name: Name; list?: boolean; filter?: boolean; search?: boolean }
export type Option = { value: string; label: string }

export const snake = (key: string) => key.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`)

const kinds: Record<Kind, (field: FieldSpec) => TSchema> = {
  text: (field) => Text(field.max ?? 200, field.need ? 1 : 0),
  long: (field) => Text(field.max ?? 4000, field.need ? 1 : 0),
  number: (field) => Num(field.min, field.max),
  date: () => DateOnly,
  time: () => DateTime,
  bool: () => Bool,
  choice: () => Text(60, 1),
  phone: () => Type.String({ pattern: '^\\+?[0-9][0-9 ()-]{1,22}(转\\d{1,6})?$' }),
  person: () => Id,
  org: () => Id,
  district: () => Type.String({ pattern: '^\\d{6}(\\d{3}){0,2}$' }),
  place: () => Obj({ lng: Lng, lat: Lat, address: Optional(Text(200)) }),
}
/** The body of a create (needed fields are required) or of a change (all may be left out). */
export function bodyOf(fields: FieldSpec[], whole: boolean): Record<string, TSchema> {
  return Object.fromEntries(
    fields.map((field) => {
      const schema = field.need ? kinds[field.type](field) : Nullable(kinds[field.type](field))
      return [field.key, field.need && whole ? schema : Optional(schema)]
    }),
  )
}

/** Columns of a select: a place comes as { lng, lat, address }. */
export function columnsOf(fields: FieldSpec[]): RawBuilder<unknown> {
  return sql.join(
    fields.map(({ key, type }) => {
      const column = sql.ref(snake(key))
      if (type === 'number') return sql`${column}::float8 as ${column}`
      const parts = sql`'lng', st_x(${column}), 'lat', st_y(${column}), 'address', ${sql.ref(`${snake(key)}_address`)}`
      return type === 'place' ? sql`case when ${column} is not null then jsonb_build_object(${parts}) end as ${column}` : column
    }),
  )
}

/** Column and value pairs of a whole row. */
export function assignmentsOf(fields: FieldSpec[], row: Record<string, any>): [string, RawBuilder<unknown>][] {
  return fields.flatMap(({ key, type }): [string, RawBuilder<unknown>][] => {
    const value = row[key] === '' ? null : row[key]
    if (type !== 'place') return [[snake(key), sql`${value}`]]
    const point = value ? sql`st_setsrid(st_makepoint(${value.lng}::float8, ${value.lat}::float8), 4326)` : sql`null`
    return [
      [snake(key), point],
      [`${snake(key)}_address`, sql`${value?.address ?? null}`],
    ]
  })
}

let districts: { at: number; all: Option[] } | undefined
async function districtOptions(ctx: Context): Promise<Option[]> {
  if (districts && Math.abs(ctx.now.getTime() - districts.at) < 60_000) return districts.all
  const [city] = await areasBelow(ctx, null)
  const all: Option[] = []
  for (const county of city ? await areasBelow(ctx, city.code) : []) {
    all.push({ value: county.code, label: county.name })
    for (const town of await areasBelow(ctx, county.code)) all.push({ value: town.code, label: `${county.name} ${town.name}` })
  }
  districts = { at: ctx.now.getTime(), all }
  return all
}

/** What a choice or district may be, named in the caller's language. */
export async function optionsOf(ctx: Context, field: FieldSpec): Promise<Option[] | undefined> {
  if (field.type === 'district') return districtOptions(ctx)
  if (field.type !== 'choice') return undefined
  const { of = [] } = field
  if (typeof of === 'string') return (await codes(ctx, of)).map((one) => ({ value: one.code, label: one.name[ctx.lang] }))
  return of.map((one) => ({ value: one.value, label: one.name[ctx.lang] }))
}

/** Adds `shown`: names in place of ids and codes. */
export async function withNames(ctx: Context, fields: FieldSpec[], rows: Record<string, any>[]): Promise<Record<string, any>[]> {
  const names = new Map<string, (id: string) => string | undefined>()
  for (const field of fields) {
    const ids = rows.map((row) => row[field.key] as string | null)
    const found =
      field.type === 'person' ? await personNames(ctx, ids) : field.type === 'org' ? await orgNames(ctx, ids) : undefined
    const options = found ? undefined : await optionsOf(ctx, field)
    if (found) names.set(field.key, (id) => found[id]?.name)
    if (options) names.set(field.key, (id) => options.find((one) => one.value === id)?.label)
  }
  const shown = (row: Record<string, any>) =>
    Object.fromEntries([...names].map(([key, name]) => [key, row[key] ? (name(row[key]) ?? row[key]) : '']))
  return rows.map((row) => ({ ...row, shown: shown(row) }))
}

/** A sheet's text as the field's value; undefined when it cannot be one. Choices and districts may be given by name. */
export function readCell(field: FieldSpec, text: string, options: Option[] | undefined): unknown {
  if (text === '') return undefined
  if (field.type === 'district' && /^\d+$/.test(text)) return text
  if (options) return options.find((one) => one.value === text || one.label === text)?.value
  if (field.type === 'number') return Number.isFinite(Number(text)) ? Number(text) : undefined
  if (field.type === 'bool') return /^(是|yes|true|1)$/i.test(text) || (/^(否|no|false|0)$/i.test(text) ? false : undefined)
  if (field.type !== 'place') return text
  const [, lng, lat, address] = /^(-?[\d.]+) (-?[\d.]+) ?(.*)$/.exec(text) ?? []
  return lng ? { lng: Number(lng), lat: Number(lat), ...(address ? { address } : {}) } : undefined
}
export function writeCell(field: FieldSpec, value: any, lang: 'zh' | 'en'): unknown {
  if (field.type === 'bool' && value !== null) return lang === 'zh' ? (value ? '是' : '否') : value ? 'yes' : 'no'
  return field.type === 'place' && value ? [value.lng, value.lat, value.address].filter(Boolean).join(' ') : value
}
