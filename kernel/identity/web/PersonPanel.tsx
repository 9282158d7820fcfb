// One member of staff: account, personal data behind their masks, posts, sessions.

import { App, Button, Input, Modal, Space, Table } from 'antd'
import { useState } from 'react'
import { Facts, Masked } from '#web/detail/Facts.tsx'
import { FormDrawer, useConfirm } from '#web/form/Drawer.tsx'
import { TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { OrgField } from '#web/form/pickers.tsx'
import { useFormat, useName, useT } from '#web/i18n.ts'
import { Empty, Failed, Loading } from '#web/list/States.tsx'
import { useMay, useSession } from '#web/session.ts'
import { refresh, useGet, useSend } from '#web/use-api.ts'
import { identity, orgName, searchOrgs, type Person } from './api.ts'
import { AppointForm } from './PostForm.tsx'
import { useRoles } from './roles.ts'
import { useToday } from './today.ts'
import { Secret } from './Secret.tsx'
import { SessionTable } from './SessionTable.tsx'
import { StateTag } from './StateTag.tsx'

export function PersonPanel({ id }: { id: string }) {
  const t = useT()
  const format = useFormat()
  const answer = useGet(identity, 'GET /identity/people/:id', { params: { id } }, { live: ['identity.person'] })
  const mayUnmask = useMay('identity.person.unmask')
  const mayManage = useMay('identity.person.manage')
  if (answer.error) return <Failed error={answer.error} retry={() => void answer.refetch()} />
  if (!answer.data) return <Loading />
  const person = answer.data
  const masked = (field: 'phone' | 'email' | 'idNo') => (
    <Masked
      label={t(`identity.web.${field}`)}
      value={person[field]}
      {...(mayUnmask
        ? {
            reveal: async (purpose: string) =>
              (await identity('POST /identity/people/:id/unmask', { params: { id }, body: { field, purpose } })).value ?? '',
          }
        : {})}
    />
  )
  return (
    <>
      <Facts
        items={[
          { label: t('identity.web.login'), value: <span className="code">{person.login}</span> },
          { label: t('identity.web.state'), value: <StateTag state={person.state} lockedUntil={person.lockedUntil} /> },
          { label: t('identity.web.org'), value: person.orgName },
          { label: t('identity.web.title'), value: person.title },
          { label: t('identity.web.phone'), value: masked('phone') },
          { label: t('identity.web.email'), value: masked('email') },
          { label: t('identity.web.idNo'), value: masked('idNo') },
          { label: t('identity.web.lastSeen'), value: person.lastSeenAt && format.time(person.lastSeenAt) },
        ]}
      />
      {mayManage && <Actions person={person} />}
      <Postings person={person} mayManage={mayManage} />
      {mayManage && <Sessions id={id} />}
    </>
  )
}

function Actions({ person }: { person: Person }) {
  const t = useT()
  const confirm = useConfirm()
  const own = useSession().user?.id === person.id
  const [editing, setEditing] = useState(false)
  const [secret, setSecret] = useState<string>()
  const [state, setState] = useState<'active' | 'locked' | 'left'>()
  const reset = useSend(identity, 'POST /identity/people/:id/password', {
    refresh: ['/identity/people'],
    onDone: (reply) => setSecret(reply.password),
  })
  const askReset = async () => {
    if (
      await confirm({
        title: t('identity.web.resetTitle', { name: person.name }),
        text: t('identity.web.resetText'),
        ok: t('identity.web.reset'),
        danger: true,
      })
    )
      reset.mutate({ params: { id: person.id } })
  }
  return (
    <Space wrap style={{ marginTop: 12 }}>
      <Button onClick={() => setEditing(true)}>{t('identity.web.person.change')}</Button>
      {person.state !== 'left' && (
        <Button onClick={() => void askReset()} loading={reset.isPending}>
          {t('identity.web.reset')}
        </Button>
      )}
      {!own && person.state === 'active' && !person.lockedUntil && (
        <Button onClick={() => setState('locked')}>{t('identity.web.lock')}</Button>
      )}
      {!own && (person.state !== 'active' || person.lockedUntil) && (
        <Button onClick={() => setState('active')}>{t('identity.web.unlock')}</Button>
      )}
      {!own && person.state !== 'left' && (
        <Button danger onClick={() => setState('left')}>
          {t('identity.web.leave')}
        </Button>
      )}
      <StateModal person={person} state={state} onClose={() => setState(undefined)} />
      <EditPerson key={person.rev} person={person} open={editing} onClose={() => setEditing(false)} />
      <Secret
        title={t('identity.web.firstPassword')}
        text={t('identity.web.firstPasswordText')}
        secret={secret}
        onClose={() => setSecret(undefined)}
      />
    </Space>
  )
}

function StateModal({
  person,
  state,
  onClose,
}: {
  person: Person
  state: 'active' | 'locked' | 'left' | undefined
  onClose: () => void
}) {
  const t = useT()
  const [reason, setReason] = useState('')
  const send = useSend(identity, 'POST /identity/people/:id/state', {
    refresh: ['/identity'],
    success: t('identity.web.saved'),
    onDone: onClose,
  })
  return (
    <Modal
      open={state !== undefined}
      title={state && t(`identity.web.become.${state}`, { name: person.name })}
      okText={state && t(`identity.web.do.${state}`)}
      cancelText={t('shell.form.cancel')}
      okButtonProps={{ danger: state !== 'active', disabled: !reason.trim() }}
      confirmLoading={send.isPending}
      onOk={() => send.mutate({ params: { id: person.id }, body: { state: state!, reason } })}
      onCancel={onClose}
      destroyOnHidden
    >
      <label>
        {t('identity.web.reason')}
        <Input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Modal>
  )
}

/** Masked fields start empty: what is typed replaces, what stays empty stays. */
function EditPerson({ person, open, onClose }: { person: Person; open: boolean; onClose: () => void }) {
  const t = useT()
  const { message } = App.useApp()
  const now = (value: string | null) => (value ? t('identity.web.now', { value }) : undefined)
  return (
    <FormDrawer title={t('identity.web.person.changeTitle', { name: person.name })} open={open} onClose={onClose}>
      <EditForm
        initial={{ name: person.name, title: person.title, orgId: person.orgId ?? undefined }}
        onSave={(body) =>
          identity('PATCH /identity/people/:id', { params: { id: person.id }, body: { ...body, rev: person.rev } as any })
        }
        onDone={() => {
          void message.success(t('identity.web.saved'))
          void refresh('/identity')
          onClose()
        }}
        onCancel={onClose}
        submit={t('identity.web.person.save')}
      >
        <TextField name="name" label={t('identity.web.name')} required max={40} />
        <OrgField name="orgId" label={t('identity.web.org')} required search={searchOrgs} nameOf={orgName} />
        <TextField name="title" label={t('identity.web.title')} max={60} />
        <TextField name="phone" label={t('identity.web.phone')} max={20} hint={now(person.phone)} />
        <TextField name="email" label={t('identity.web.email')} max={120} hint={now(person.email)} />
        <TextField name="idNo" label={t('identity.web.idNo')} max={18} code hint={now(person.idNo)} />
      </EditForm>
    </FormDrawer>
  )
}

function Postings({ person, mayManage }: { person: Person; mayManage: boolean }) {
  const t = useT()
  const name = useName()
  const roles = useRoles()
  const confirm = useConfirm()
  const [adding, setAdding] = useState(false)
  const today = useToday()
  const end = useSend(identity, 'POST /identity/postings/:id/end', { refresh: ['/identity'], success: t('identity.web.saved') })
  const ask = async (one: Person['postings'][number]) => {
    if (
      await confirm({
        title: t('identity.web.endTitle', { post: one.name, name: person.name }),
        ok: t('identity.web.end'),
        danger: true,
      })
    )
      end.mutate({ params: { id: one.id }, body: { to: today } })
  }
  return (
    <>
      <div className="section-head">
        <h2>{t('identity.web.posts')}</h2>
        {mayManage && person.state !== 'left' && <Button onClick={() => setAdding(true)}>{t('identity.web.appoint')}</Button>}
      </div>
      <Table<Person['postings'][number]>
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={person.postings}
        locale={{ emptyText: <Empty small text={t('identity.web.posting.none')} /> }}
        columns={[
          { title: t('identity.web.post'), render: (_, one) => `${one.orgName} · ${one.name}` },
          {
            title: t('identity.web.roles'),
            render: (_, one) => one.roleIds.map((id) => (roles.has(id) ? name(roles.get(id)!.name) : id)).join('、'),
          },
          { title: t('identity.web.scope'), render: (_, one) => [t(`identity.scope.${one.scope}`), ...one.areas].join(' · ') },
          { title: t('identity.web.from'), dataIndex: 'fromDate', className: 'num' },
          { title: t('identity.web.to'), className: 'num', render: (_, one) => one.toDate ?? t('identity.web.openEnd') },
          {
            title: '',
            render: (_, one) =>
              mayManage &&
              (!one.toDate || one.toDate > today) && (
                <Button size="small" onClick={() => void ask(one)}>
                  {t('identity.web.end')}
                </Button>
              ),
          },
        ]}
      />
      <AppointForm open={adding} person={person} onClose={() => setAdding(false)} />
    </>
  )
}

function Sessions({ id }: { id: string }) {
  const t = useT()
  const answer = useGet(identity, 'GET /identity/people/:id/sessions', { params: { id } })
  const end = useSend(identity, 'DELETE /identity/people/:id/sessions', {
    refresh: ['/identity/people'],
    success: t('identity.web.ended'),
  })
  const rows = answer.data?.items ?? []
  return (
    <>
      <div className="section-head">
        <h2>{t('identity.web.sessions')}</h2>
        {rows.some((one) => one.open) && (
          <Button danger onClick={() => end.mutate({ params: { id } })} loading={end.isPending}>
            {t('identity.web.endAll')}
          </Button>
        )}
      </div>
      <SessionTable rows={rows} />
    </>
  )
}
