// What lists of delegations share: columns, the form, and ending one.

import { App, Button, Tag } from 'antd'
import { FormDrawer, useConfirm } from '#web/form/Drawer.tsx'
import { ChoicesField, DateField, LongField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { PersonField } from '#web/form/pickers.tsx'
import { useT } from '#web/i18n.ts'
import type { Column } from '#web/list/columns.tsx'
import { useSession } from '#web/session.ts'
import { refresh, useSend } from '#web/use-api.ts'
import { identity, searchStaff, type Delegation } from './api.ts'

const colors = { open: 'green', coming: 'blue', past: undefined, revoked: undefined }

export function useDelegationColumns(): Column<any>[] {
  const t = useT()
  const confirm = useConfirm()
  const revoke = useSend(identity, 'POST /identity/delegations/:id/revoke', {
    refresh: ['/identity'],
    success: t('identity.web.delegation.revoked'),
  })
  const ask = async (row: Delegation) => {
    const { from, to } = row
    if (
      await confirm({
        title: t('identity.web.delegation.revokeTitle', { from: from.name, to: to.name }),
        ok: t('identity.web.delegation.revoke'),
        danger: true,
      })
    )
      revoke.mutate({ params: { id: row.id } })
  }
  const who = (one: Delegation['from']) => `${one.name}${one.orgName ? `（${one.orgName}）` : ''}`
  return [
    { key: 'from', title: t('identity.web.delegation.from'), render: (row) => who(row.from), text: (row) => who(row.from) },
    { key: 'to', title: t('identity.web.delegation.to'), render: (row) => who(row.to), text: (row) => who(row.to) },
    {
      key: 'posts',
      title: t('identity.web.posts'),
      render: (row) => row.posts?.join('、') ?? t('identity.web.delegation.all'),
      text: (row) => row.posts?.join(' ') ?? '',
    },
    { key: 'fromDate', title: t('identity.web.from'), as: 'date' },
    { key: 'toDate', title: t('identity.web.to'), as: 'date' },
    { key: 'reason', title: t('identity.web.reason'), grow: true },
    {
      key: 'state',
      title: t('identity.web.state'),
      render: (row) => <Tag color={colors[row.state as keyof typeof colors]}>{t(`identity.delegation.${row.state}`)}</Tag>,
      text: (row) => t(`identity.delegation.${row.state}`),
    },
    {
      key: 'id',
      title: '',
      render: (row) =>
        (row.state === 'open' || row.state === 'coming') && (
          <Button size="small" onClick={() => void ask(row)}>
            {t('identity.web.delegation.revoke')}
          </Button>
        ),
      text: () => '',
    },
  ]
}

/** For oneself, with a choice of posts; an administrator may choose for whom. */
export function DelegationForm({
  open,
  posts,
  anybody,
  onClose,
}: {
  open: boolean
  posts?: { value: string; label: string }[]
  anybody?: boolean
  onClose: () => void
}) {
  const t = useT()
  const { message } = App.useApp()
  const own = useSession().user?.id
  const search = async (q: string, signal: AbortSignal) => (await searchStaff(q, signal)).filter((one) => one.value !== own)
  return (
    <FormDrawer title={t('identity.web.delegation.add')} open={open} onClose={onClose}>
      <EditForm
        onSave={(body, key) => identity('POST /identity/delegations', { body: body as any, key })}
        onDone={() => {
          void message.success(t('identity.web.delegation.made'))
          void refresh('/identity')
          onClose()
        }}
        onCancel={onClose}
        submit={t('identity.web.delegation.add')}
      >
        {anybody && <PersonField name="from" label={t('identity.web.delegation.from')} required search={searchStaff} />}
        <PersonField name="to" label={t('identity.web.delegation.to')} required search={anybody ? searchStaff : search} />
        {posts && (
          <ChoicesField
            name="posts"
            label={t('identity.web.posts')}
            options={posts}
            hint={t('identity.web.delegation.postsHint')}
          />
        )}
        <DateField name="fromDate" label={t('identity.web.from')} required />
        <DateField name="toDate" label={t('identity.web.to')} required />
        <LongField name="reason" label={t('identity.web.reason')} required max={200} rows={2} />
      </EditForm>
    </FormDrawer>
  )
}
