// Roles: what each may do, a matrix of roles and permissions by module, and who holds them.

import { PlusOutlined } from '@ant-design/icons'
import { App, Button, Checkbox, Form, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { FormDrawer } from '#web/form/Drawer.tsx'
import { Field, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { useName, useT } from '#web/i18n.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { Failed, Loading } from '#web/list/States.tsx'
import { useMay } from '#web/session.ts'
import { refresh, useGet } from '#web/use-api.ts'
import { identity, type Group, type Role } from './api.ts'
import './identity.css'

export default function RolesPage() {
  const t = useT()
  const [address, setAddress] = useSearchParams()
  const tab = address.get('tab') ?? 'list'
  const [editing, setEditing] = useState<Role | 'new'>()
  const mayManage = useMay('identity.role.manage')
  const roles = useGet(identity, 'GET /identity/roles', {}, { live: ['identity.role'] })
  const permissions = useGet(identity, 'GET /identity/permissions')
  const failed = roles.error ?? permissions.error
  const items = roles.data?.items ?? []
  const groups = permissions.data?.items ?? []
  return (
    <>
      <PageHead
        title={t('identity.web.rolesTitle')}
        tabs={['list', 'matrix'].map((key) => ({ key, label: t(`identity.web.roles.${key}`) }))}
        tab={tab}
        onTab={(key) => setAddress({ tab: key })}
        actions={
          mayManage && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
              {t('identity.web.role.add')}
            </Button>
          )
        }
      />
      <Page>
        {failed ? (
          <Failed error={failed} retry={() => void Promise.all([roles.refetch(), permissions.refetch()])} />
        ) : !roles.data || !permissions.data ? (
          <Loading rows={10} />
        ) : tab === 'matrix' ? (
          <Matrix roles={items} groups={groups} />
        ) : (
          <RoleList roles={items} groups={groups} edit={mayManage ? setEditing : undefined} />
        )}
      </Page>
      <RoleForm
        key={editing === 'new' ? 'new' : `${editing?.id} ${editing?.rev}`}
        role={editing}
        groups={groups}
        onClose={() => setEditing(undefined)}
      />
    </>
  )
}

function RoleList({ roles, groups, edit }: { roles: Role[]; groups: Group[]; edit: ((role: Role) => void) | undefined }) {
  const t = useT()
  const name = useName()
  const modules = new Map(groups.map((one) => [one.id, one.name]))
  const words = new Map(groups.flatMap((one) => one.permissions.map((permission) => [permission.id, permission.name])))
  const say = (id: string) => (words.has(id) ? name(words.get(id)!) : id)
  return (
    <section className="panel identity-panel">
      <Table<Role>
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={roles}
        expandable={{
          expandedRowRender: (role) => (
            <>
              {role.permissions.map((id) => (
                <Tag key={id} title={id}>
                  {say(id)}
                </Tag>
              ))}
            </>
          ),
          rowExpandable: (role) => role.permissions.length > 0,
        }}
        columns={[
          { title: t('identity.web.role'), render: (_, role) => name(role.name) },
          { title: t('identity.web.role.id'), dataIndex: 'id', className: 'code' },
          {
            title: t('identity.web.role.from'),
            render: (_, role) =>
              role.module
                ? modules.has(role.module)
                  ? name(modules.get(role.module)!)
                  : role.module
                : t('identity.web.role.own'),
          },
          {
            title: t('identity.web.permissions'),
            align: 'right',
            className: 'num',
            render: (_, role) => role.permissions.length,
          },
          { title: t('identity.web.posts'), align: 'right', className: 'num', dataIndex: 'posts' },
          {
            title: t('identity.web.role.holders'),
            align: 'right',
            className: 'num',
            render: (_, role) =>
              role.people ? (
                <Link to={`/admin/people?role=${role.id}`}>{t('identity.web.role.peopleCount', { count: role.people })}</Link>
              ) : (
                0
              ),
          },
          {
            title: '',
            render: (_, role) =>
              edit && (
                <Button size="small" onClick={() => edit(role)}>
                  {t('identity.web.role.change')}
                </Button>
              ),
          },
        ]}
      />
    </section>
  )
}

/** One module at a time: its permissions down, the roles that hold any of them across. */
function Matrix({ roles, groups }: { roles: Role[]; groups: Group[] }) {
  const t = useT()
  const name = useName()
  const [address, setAddress] = useSearchParams()
  const chosen = groups.find((one) => one.id === address.get('module')) ?? groups[0]
  if (!chosen) return null
  const ids = new Set(chosen.permissions.map((one) => one.id))
  const across = roles.filter((role) => role.permissions.some((id) => ids.has(id)))
  return (
    <section className="panel identity-panel matrix">
      <label className="filter">
        <span className="filter-label">{t('identity.web.module')}</span>
        <Select
          value={chosen.id}
          style={{ minWidth: 260 }}
          showSearch={{ optionFilterProp: 'label' }}
          options={groups.map((one) => ({ value: one.id, label: name(one.name) }))}
          onChange={(module) => setAddress({ tab: 'matrix', module })}
        />
      </label>
      <Table<Group['permissions'][number]>
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={chosen.permissions}
        columns={[
          {
            title: t('identity.web.permission'),
            fixed: 'left',
            render: (_, one) => <span title={one.id}>{name(one.name)}</span>,
          },
          ...across.map((role) => ({
            title: name(role.name),
            key: role.id,
            align: 'center' as const,
            render: (_: unknown, one: { id: string }) =>
              role.permissions.includes(one.id) ? (
                <span aria-label={t('shell.yes')}>✓</span>
              ) : (
                <span className="quiet" aria-label={t('shell.no')}>
                  –
                </span>
              ),
          })),
        ]}
      />
    </section>
  )
}

function RoleForm({ role, groups, onClose }: { role: Role | 'new' | undefined; groups: Group[]; onClose: () => void }) {
  const t = useT()
  const { message } = App.useApp()
  const old = role === 'new' ? undefined : role
  return (
    <FormDrawer
      title={old ? t('identity.web.role.changeTitle', { name: old.name.zh }) : t('identity.web.role.add')}
      open={role !== undefined}
      onClose={onClose}
      width={820}
    >
      <EditForm
        initial={(old ? { ...old } : { permissions: [] }) as any}
        shape={({ id, name, permissions }) => ({ name, permissions, ...(old ? { rev: old.rev } : { id }) })}
        onSave={(body, key) =>
          old
            ? identity('PATCH /identity/roles/:id', { params: { id: old.id }, body: body as any })
            : identity('POST /identity/roles', { body: body as any, key })
        }
        onDone={() => {
          void message.success(t('identity.web.saved'))
          void refresh('/identity/roles')
          onClose()
        }}
        onCancel={onClose}
        submit={t(old ? 'identity.web.role.save' : 'identity.web.role.add')}
      >
        {!old && (
          <TextField
            name="id"
            label={t('identity.web.role.id')}
            required
            code
            max={60}
            hint={t('identity.web.role.idHint')}
            pattern={/^[a-z][a-z0-9_.-]{1,60}$/}
            patternText={t('identity.web.role.idHint')}
          />
        )}
        <TextField name="name.zh" label={t('identity.web.nameZh')} required max={60} />
        <TextField name="name.en" label={t('identity.web.nameEn')} required max={60} />
        <Field name="permissions" label={t('identity.web.permissions')}>
          <Permissions groups={groups} />
        </Field>
      </EditForm>
    </FormDrawer>
  )
}

function Permissions({
  groups,
  value = [],
  onChange,
}: {
  groups: Group[]
  value?: string[]
  onChange?: (ids: string[]) => void
}) {
  const name = useName()
  const disabled = Form.useFormInstance() === undefined
  const held = new Set(value)
  const set = (ids: string[], on: boolean) => {
    const next = new Set(value)
    for (const id of ids)
      if (on) next.add(id)
      else next.delete(id)
    onChange?.([...next])
  }
  return (
    <>
      {groups.map((group) => {
        const ids = group.permissions.map((one) => one.id)
        const count = ids.filter((id) => held.has(id)).length
        return (
          <fieldset key={group.id} className="perm-group">
            <h3>
              <Checkbox
                disabled={disabled}
                checked={count === ids.length}
                indeterminate={count > 0 && count < ids.length}
                onChange={(event) => set(ids, event.target.checked)}
              >
                {name(group.name)}
              </Checkbox>
            </h3>
            <div className="perm-list">
              {group.permissions.map((one) => (
                <Checkbox
                  key={one.id}
                  disabled={disabled}
                  checked={held.has(one.id)}
                  onChange={(event) => set([one.id], event.target.checked)}
                >
                  <span title={one.id}>{name(one.name)}</span>
                </Checkbox>
              ))}
            </div>
          </fieldset>
        )
      })}
    </>
  )
}
