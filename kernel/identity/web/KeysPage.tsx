// API keys of other programs: made, shown once, watched, revoked.

import { PlusOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { FormDrawer, useConfirm } from '#web/form/Drawer.tsx'
import { ChoiceField, ChoicesField, DateField, NumberField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { OrgField } from '#web/form/pickers.tsx'
import { useName, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { useMay, useSession } from '#web/session.ts'
import { refresh, useGet, useSend } from '#web/use-api.ts'
import { identity, orgName, scopes, searchOrgs, type Key } from './api.ts'
import { Secret } from './Secret.tsx'

const colors = { open: 'green', past: undefined, revoked: 'red' } as const

export default function KeysPage() {
  const t = useT()
  const confirm = useConfirm()
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string>()
  const revoke = useSend(identity, 'POST /identity/keys/:id/revoke', {
    refresh: ['/identity/keys'],
    success: t('identity.web.key.revoked'),
  })
  const ask = async (key: Key) => {
    if (
      await confirm({
        title: t('identity.web.key.revokeTitle', { name: key.name }),
        text: t('identity.web.key.revokeText'),
        ok: t('identity.web.key.revoke'),
        danger: true,
      })
    )
      revoke.mutate({ params: { id: key.id } })
  }
  return (
    <>
      <ListPage
        title={t('identity.web.keys')}
        api={identity}
        route="GET /identity/keys"
        live={['identity.key']}
        columns={[
          { key: 'name', title: t('identity.web.key.name'), grow: true },
          {
            key: 'hint',
            title: t('identity.web.key.hint'),
            as: 'code',
            render: (row) => <span className="code">{row.hint}…</span>,
          },
          { key: 'orgName', title: t('identity.web.org') },
          {
            key: 'permissions',
            title: t('identity.web.permissions'),
            render: (row) => row.permissions.join('、'),
            text: (row) => row.permissions.join(' '),
            wide: true,
          },
          {
            key: 'scope',
            title: t('identity.web.scope'),
            render: (row) => [t(`identity.scope.${row.scope}`), ...row.areas].join(' · '),
            text: (row) => row.scope,
            wide: true,
          },
          { key: 'rate', title: t('identity.web.key.rate'), as: 'number', wide: true },
          { key: 'validUntil', title: t('identity.web.key.until'), as: 'date' },
          { key: 'lastUsedAt', title: t('identity.web.key.used'), as: 'time', wide: true },
          {
            key: 'state',
            title: t('identity.web.state'),
            render: (row) => <Tag color={colors[row.state as keyof typeof colors]}>{t(`identity.key.${row.state}`)}</Tag>,
            text: (row) => t(`identity.key.${row.state}`),
          },
          {
            key: 'id',
            title: '',
            render: (row) =>
              row.state === 'open' && (
                <Button size="small" danger onClick={() => void ask(row as Key)}>
                  {t('identity.web.key.revoke')}
                </Button>
              ),
            text: () => '',
          },
        ]}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('identity.web.key.add')}
          </Button>
        }
      />
      <AddKey
        open={adding}
        onClose={() => setAdding(false)}
        onDone={(key) => {
          setAdding(false)
          setSecret(key)
          void refresh('/identity/keys')
        }}
      />
      <Secret
        title={t('identity.web.key.made')}
        text={t('identity.web.key.madeText')}
        secret={secret}
        onClose={() => setSecret(undefined)}
      />
    </>
  )
}

function AddKey({ open, onClose, onDone }: { open: boolean; onClose: () => void; onDone: (key: string) => void }) {
  const t = useT()
  const name = useName()
  const user = useSession().user
  const mayRead = useMay('identity.person.read')
  const known = useGet(identity, 'GET /identity/permissions', {}, { enabled: mayRead && open })
  const options = (known.data?.items ?? []).flatMap((group) =>
    group.permissions.map((one) => ({ value: one.id, label: `${name(group.name)} · ${name(one.name)}` })),
  )
  return (
    <FormDrawer title={t('identity.web.key.add')} open={open} onClose={onClose}>
      <EditForm
        initial={{ orgId: user?.orgId ?? undefined, scope: 'AGENCY', rate: 20 }}
        shape={({ until, areas, permissions, ...rest }) => ({
          ...rest,
          permissions: permissions ?? [],
          areas: String(areas ?? '')
            .split(/[\s,，]+/)
            .filter(Boolean),
          validUntil: `${until}T23:59:59+08:00`,
        })}
        onSave={(body, key) => identity('POST /identity/keys', { body: body as any, key })}
        onDone={(reply) => onDone(reply.key)}
        onCancel={onClose}
        submit={t('identity.web.key.add')}
      >
        <TextField name="name" label={t('identity.web.key.name')} required max={80} hint={t('identity.web.key.nameHint')} />
        <OrgField name="orgId" label={t('identity.web.org')} required search={searchOrgs} nameOf={orgName} />
        <ChoicesField
          name="permissions"
          required
          label={t('identity.web.permissions')}
          options={mayRead ? options : (user?.permissions ?? []).map((value) => ({ value, label: value }))}
        />
        <ChoiceField
          name="scope"
          label={t('identity.web.scope')}
          required
          as="select"
          options={scopes.filter((one) => one !== 'SELF').map((value) => ({ value, label: t(`identity.scope.${value}`) }))}
        />
        <TextField name="areas" label={t('identity.web.areas')} hint={t('identity.web.areasHint')} code />
        <NumberField name="rate" label={t('identity.web.key.rate')} required min={1} max={10_000} />
        <DateField name="until" label={t('identity.web.key.until')} required />
      </EditForm>
    </FormDrawer>
  )
}
