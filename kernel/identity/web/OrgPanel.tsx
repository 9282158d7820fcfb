// One organisation: facts, departments, posts and who holds them.

import { EditOutlined, PlusOutlined, UserAddOutlined } from '@ant-design/icons'
import { Breadcrumb, Button, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { Facts } from '#web/detail/Facts.tsx'
import { useName, useT } from '#web/i18n.ts'
import { Empty, Failed, Loading } from '#web/list/States.tsx'
import { useMay } from '#web/session.ts'
import { useGet } from '#web/use-api.ts'
import { identity, type OrgDetail, type Post } from './api.ts'
import { OrgForm } from './OrgForm.tsx'
import { AppointForm, PostForm } from './PostForm.tsx'
import { useRoles } from './roles.ts'

export function OrgPanel({ id, choose }: { id: string; choose: (id: string) => void }) {
  const t = useT()
  const [form, setForm] = useState<'edit' | 'below' | 'department'>()
  const mayManage = useMay('identity.org.manage')
  const answer = useGet(identity, 'GET /identity/orgs/:id', { params: { id } }, { live: ['identity.org', 'identity.person'] })
  if (answer.error) return <Failed error={answer.error} retry={() => void answer.refetch()} />
  if (!answer.data) return <Loading />
  const { org, path, below, staff } = answer.data
  return (
    <section className="panel identity-panel" aria-label={org.name}>
      <Breadcrumb
        items={path.slice(0, -1).map((one) => ({ key: one.id, title: <a onClick={() => choose(one.id)}>{one.shortName}</a> }))}
      />
      <div className="section-head">
        <h2>
          {org.name} {!org.active && <Tag>{t('identity.web.org.closed')}</Tag>}
        </h2>
        {mayManage && (
          <Space wrap>
            <Button icon={<EditOutlined />} onClick={() => setForm('edit')}>
              {t('identity.web.org.change')}
            </Button>
            <Button icon={<PlusOutlined />} onClick={() => setForm('department')}>
              {t('identity.web.org.addDepartment')}
            </Button>
          </Space>
        )}
      </div>
      <Facts
        items={[
          { label: t('identity.web.org.code'), value: <span className="code">{org.code}</span> },
          { label: t('identity.web.org.kind'), value: `${t(`identity.level.${org.level}`)} · ${t(`identity.kind.${org.kind}`)}` },
          { label: t('identity.web.org.uscc'), value: org.uscc && <span className="code">{org.uscc}</span> },
          { label: t('identity.web.org.area'), value: org.areaCode && <span className="code">{org.areaCode}</span> },
          { label: t('identity.web.org.duty'), value: org.duty && <span className="code">{org.duty}</span> },
          { label: t('identity.web.org.dutyPhone'), value: org.dutyPhone },
          { label: t('identity.web.org.address'), value: org.address, wide: true },
          {
            label: t('identity.web.org.staff'),
            value: <Link to={`/admin/people?org=${org.id}`}>{t('identity.web.org.staffCount', { count: staff })}</Link>,
          },
        ]}
      />
      <Below title={t('identity.web.org.departments')} items={below.filter((one) => one.kind === 'department')} choose={choose} />
      <Below title={t('identity.web.org.below')} items={below.filter((one) => one.kind !== 'department')} choose={choose} />
      <Posts detail={answer.data} />
      <OrgForm key={org.rev} open={form === 'edit'} org={org} onClose={() => setForm(undefined)} />
      <OrgForm
        open={form === 'department'}
        parent={org.id}
        kind="department"
        onClose={() => setForm(undefined)}
        onDone={choose}
      />
    </section>
  )
}

function Below({ title, items, choose }: { title: string; items: OrgDetail['below']; choose: (id: string) => void }) {
  if (!items.length) return null
  return (
    <>
      <div className="section-head">
        <h2>{title}</h2>
      </div>
      <Space wrap>
        {items.map((one) => (
          <Button key={one.id} size="small" onClick={() => choose(one.id)} className={one.active ? undefined : 'org-gone'}>
            {one.shortName}
          </Button>
        ))}
      </Space>
    </>
  )
}

function Posts({ detail }: { detail: OrgDetail }) {
  const t = useT()
  const name = useName()
  const roles = useRoles()
  const mayManage = useMay('identity.person.manage')
  const [editing, setEditing] = useState<Post | 'new'>()
  const [appointing, setAppointing] = useState<Post>()
  return (
    <>
      <div className="section-head">
        <h2>{t('identity.web.posts')}</h2>
        {mayManage && (
          <Button icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {t('identity.web.post.add')}
          </Button>
        )}
      </div>
      <Table<Post>
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={detail.posts}
        locale={{ emptyText: <Empty small text={t('identity.web.post.none')} /> }}
        columns={[
          {
            title: t('identity.web.post.name'),
            render: (_, post) => <span className={post.active ? undefined : 'org-gone'}>{post.name}</span>,
          },
          {
            title: t('identity.web.roles'),
            render: (_, post) => post.roleIds.map((id) => <Tag key={id}>{roles.has(id) ? name(roles.get(id)!.name) : id}</Tag>),
          },
          { title: t('identity.web.scope'), render: (_, post) => [t(`identity.scope.${post.scope}`), ...post.areas].join(' · ') },
          {
            title: t('identity.web.post.people'),
            render: (_, post) => (
              <Space wrap size={4}>
                {post.people.map((one) => (
                  <Link key={one.id} to={`/admin/people?open=${one.id}`}>
                    {one.name}
                  </Link>
                ))}
              </Space>
            ),
          },
          {
            title: '',
            render: (_, post) =>
              mayManage && (
                <Space>
                  <Button size="small" icon={<UserAddOutlined />} onClick={() => setAppointing(post)}>
                    {t('identity.web.appoint')}
                  </Button>
                  <Button size="small" onClick={() => setEditing(post)}>
                    {t('identity.web.post.change')}
                  </Button>
                </Space>
              ),
          },
        ]}
      />
      <PostForm
        key={editing === 'new' ? 'new' : editing?.id}
        open={editing !== undefined}
        orgId={detail.org.id}
        post={editing === 'new' ? undefined : editing}
        onClose={() => setEditing(undefined)}
      />
      <AppointForm open={appointing !== undefined} post={appointing} onClose={() => setAppointing(undefined)} />
    </>
  )
}
