// A password box with its label; `same` names the field it must repeat.

import { Input } from 'antd'
import type { ReactNode } from 'react'
import { Field } from '#web/form/fields.tsx'
import { useT } from '#web/i18n.ts'

export function PasswordField({
  autoComplete,
  same,
  ...field
}: {
  name: string
  label: string
  hint?: ReactNode
  autoComplete: string
  same?: string
}) {
  const t = useT()
  const repeated = same
    ? [
        ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
          validator: async (_: unknown, value: unknown) =>
            value && value !== getFieldValue(same) ? Promise.reject(new Error(t('identity.web.passwordDiffers'))) : undefined,
        }),
      ]
    : []
  return (
    <Field {...field} required rules={repeated as object[]}>
      <Input.Password autoComplete={autoComplete} maxLength={200} />
    </Field>
  )
}
