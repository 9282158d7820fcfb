// Founds an organisation or changes one.

import { App } from 'antd'
import { FormDrawer } from '#web/form/Drawer.tsx'
import { ChoiceField, FlagField, NumberField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { OrgField } from '#web/form/pickers.tsx'
import { useT } from '#web/i18n.ts'
import { refresh } from '#web/use-api.ts'
import { identity, kinds, levels, orgName, searchOrgs, type OrgDetail } from './api.ts'

type Props = {
  open: boolean
  parent?: string | undefined
  org?: OrgDetail['org']
  kind?: 'department'
  onClose: () => void
  onDone?: (id: string) => void
}

export function OrgForm({ open, parent, org, kind, onClose, onDone }: Props) {
  const t = useT()
  const { message } = App.useApp()
  const initial = org ?? { parentId: parent, kind: kind ?? 'agency', level: 'city', sort: 0, active: true }
  return (
    <FormDrawer
      title={org ? t('identity.web.org.changeTitle', { name: org.name }) : t('identity.web.org.add')}
      open={open}
      onClose={onClose}
    >
      <EditForm
        initial={initial}
        shape={(values) => {
          const { id: _, agencyId: __, rev: ___, active, uscc, ...rest } = { ...initial, ...values }
          const facts = { ...rest, uscc: uscc || null, parentId: rest.parentId ?? null }
          return org ? { ...facts, rev: org.rev, active } : facts
        }}
        onSave={(body, key) =>
          org
            ? identity('PATCH /identity/orgs/:id', { params: { id: org.id }, body: body as any })
            : identity('POST /identity/orgs', { body: body as any, key })
        }
        onDone={(reply) => {
          void message.success(t('identity.web.saved'))
          void refresh('/identity')
          onClose()
          onDone?.(reply.id)
        }}
        onCancel={onClose}
        submit={t(org ? 'identity.web.org.save' : 'identity.web.org.add')}
      >
        <TextField name="name" label={t('identity.web.org.name')} required max={80} />
        <TextField name="shortName" label={t('identity.web.org.short')} required max={40} />
        <TextField name="code" label={t('identity.web.org.code')} required max={60} code hint={t('identity.web.org.codeHint')} />
        <ChoiceField
          name="kind"
          label={t('identity.web.org.kind')}
          required
          as="select"
          options={kinds.map((value) => ({ value, label: t(`identity.kind.${value}`) }))}
        />
        <ChoiceField
          name="level"
          label={t('identity.web.org.level')}
          required
          options={levels.map((value) => ({ value, label: t(`identity.level.${value}`) }))}
        />
        <OrgField name="parentId" label={t('identity.web.org.parent')} search={searchOrgs} nameOf={orgName} />
        <TextField name="uscc" label={t('identity.web.org.uscc')} max={18} code />
        <TextField
          name="areaCode"
          label={t('identity.web.org.area')}
          max={12}
          code
          pattern={/^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/}
          patternText={t('identity.web.areaWrong')}
        />
        <TextField name="duty" label={t('identity.web.org.duty')} max={40} code hint={t('identity.web.org.dutyHint')} />
        <TextField name="address" label={t('identity.web.org.address')} />
        <TextField name="dutyPhone" label={t('identity.web.org.dutyPhone')} max={20} />
        <NumberField name="sort" label={t('identity.web.org.sort')} min={0} />
        {org && <FlagField name="active" label={t('identity.web.org.active')} />}
      </EditForm>
    </FormDrawer>
  )
}
