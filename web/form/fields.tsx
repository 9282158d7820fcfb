// The plain fields: text, number, money, choice, date; each knows its label, hint, rules and how to take a server's error.

import { Checkbox, DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useEffect, type ReactNode } from 'react'
import { useT } from '../i18n.ts'
import { useFieldNames } from './Form.tsx'

export type FieldProps = {
  /** Field of the request's body; 'place.address' for one inside another. */
  name: string
  label: string
  hint?: ReactNode
  required?: boolean
  disabled?: boolean
}

type ItemProps = FieldProps & {
  children: ReactNode
  rules?: object[]
  valuePropName?: string
  getValueProps?: (value: any) => any
  normalize?: (value: any) => any
}

/** A labelled place for any control that takes value and onChange. */
export function Field({ name, label, hint, required, rules = [], children, ...rest }: ItemProps) {
  const t = useT()
  const names = useFieldNames()
  useEffect(() => {
    names.add(name)
    return () => void names.delete(name)
  }, [name, names])
  return (
    <Form.Item
      {...rest}
      name={name.split('.')}
      label={label}
      extra={hint}
      required={required}
      validateTrigger="onBlur"
      rules={required ? [{ required: true, message: t('shell.field.requiredNamed', { label }) }, ...rules] : rules}
    >
      {children}
    </Form.Item>
  )
}

type TextProps = FieldProps & {
  max?: number
  placeholder?: string
  pattern?: RegExp
  patternText?: string
  autoComplete?: string
  code?: boolean
}

export function TextField({ max = 200, placeholder, pattern, patternText, autoComplete = 'off', code, ...field }: TextProps) {
  const t = useT()
  const rules = [
    { max, message: t('shell.field.long', { max }) },
    ...(field.required ? [{ whitespace: true, message: t('shell.field.requiredNamed', { label: field.label }) }] : []),
    ...(pattern ? [{ pattern, message: patternText ?? t('shell.field.invalid') }] : []),
  ]
  return (
    <Field {...field} rules={rules}>
      <Input
        disabled={field.disabled}
        placeholder={placeholder}
        autoComplete={autoComplete}
        className={code ? 'code' : undefined}
      />
    </Field>
  )
}

export function LongField({
  max = 4000,
  rows = 4,
  placeholder,
  ...field
}: FieldProps & { max?: number; rows?: number; placeholder?: string }) {
  const t = useT()
  return (
    <Field {...field} rules={[{ max, message: t('shell.field.long', { max }) }]}>
      <Input.TextArea
        disabled={field.disabled}
        placeholder={placeholder}
        autoSize={{ minRows: rows, maxRows: 16 }}
        count={{ show: true, max }}
      />
    </Field>
  )
}

type NumberProps = FieldProps & { min?: number; max?: number; digits?: number; unit?: string }

export function NumberField({ min, max, digits = 0, unit, ...field }: NumberProps) {
  return (
    <Field {...field}>
      <InputNumber disabled={field.disabled} min={min} max={max} precision={digits} suffix={unit} className="number-field" />
    </Field>
  )
}

/** Money typed in yuan, kept as integer fen. */
export function FenField({ min = 0, max, ...field }: FieldProps & { min?: number; max?: number }) {
  return (
    <Field
      {...field}
      getValueProps={(fen: number | null | undefined) => ({ value: fen === null || fen === undefined ? null : fen / 100 })}
      normalize={(yuan: number | null) => (yuan === null ? undefined : Math.round(yuan * 100))}
    >
      <InputNumber
        disabled={field.disabled}
        prefix="¥"
        precision={2}
        min={min / 100}
        max={max === undefined ? undefined : max / 100}
        className="number-field"
      />
    </Field>
  )
}

export type Option = { value: string | number; label: ReactNode; disabled?: boolean }

/** Up to five choices are shown at once, more fold into a list; `as` decides otherwise. */
export function ChoiceField({ options, as, ...field }: FieldProps & { options: Option[]; as?: 'radio' | 'select' }) {
  const t = useT()
  const radio = as ? as === 'radio' : options.length <= 5
  return (
    <Field {...field}>
      {radio ? (
        <Radio.Group disabled={field.disabled} options={options} />
      ) : (
        <Select
          disabled={field.disabled}
          allowClear={!field.required}
          placeholder={t('shell.pick')}
          showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
          options={options}
        />
      )}
    </Field>
  )
}

export function ChoicesField({ options, ...field }: FieldProps & { options: Option[] }) {
  const t = useT()
  return (
    <Field {...field}>
      {options.length <= 6 ? (
        <Checkbox.Group disabled={field.disabled} options={options} />
      ) : (
        <Select
          mode="multiple"
          disabled={field.disabled}
          placeholder={t('shell.pick')}
          showSearch={{ optionFilterProp: 'label' }}
          options={options}
        />
      )}
    </Field>
  )
}

/** One box to tick; the label stands beside it. */
export function FlagField({ label, ...field }: FieldProps) {
  return (
    <Field {...field} label="" valuePropName="checked">
      <Checkbox disabled={field.disabled}>{label}</Checkbox>
    </Field>
  )
}

/** A calendar date, 'YYYY-MM-DD'. */
export function DateField({ min, max, ...field }: FieldProps & { min?: string; max?: string }) {
  return (
    <Field
      {...field}
      getValueProps={(value?: string) => ({ value: value ? dayjs(value) : null })}
      normalize={(value: Dayjs | null) => value?.format('YYYY-MM-DD')}
    >
      <DatePicker
        disabled={field.disabled}
        minDate={min ? dayjs(min) : undefined}
        maxDate={max ? dayjs(max) : undefined}
        className="date-field"
      />
    </Field>
  )
}

/** An instant, typed as the city's wall clock (UTC+8, no summer time) whatever zone the machine is in. */
export function TimeField(field: FieldProps) {
  return (
    <Field
      {...field}
      getValueProps={(value?: string) => ({ value: value ? dayjs(wallClock(value)) : null })}
      normalize={(value: Dayjs | null) => value && `${value.format('YYYY-MM-DDTHH:mm:00')}+08:00`}
    >
      <DatePicker
        disabled={field.disabled}
        showTime={{ format: 'HH:mm', minuteStep: 5 }}
        format="YYYY-MM-DD HH:mm"
        className="date-field"
      />
    </Field>
  )
}

const wallClock = (value: string) => new Date(new Date(value).getTime() + 8 * 3_600_000).toISOString().slice(0, 19)
