// Makes or changes a post, and appoints somebody to one.

import { App } from 'antd'
import { FormDrawer } from '#web/form/Drawer.tsx'
import { ChoiceField, ChoicesField, DateField, FlagField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { PersonField, PickField } from '#web/form/pickers.tsx'
import { useT } from '#web/i18n.ts'
import { refresh } from '#web/use-api.ts'
import { identity, orgName, scopes, searchOrgs, searchStaff, type Post } from './api.ts'
import { useRoleOptions } from './roles.ts'
import { useToday } from './today.ts'

const codes = (text: unknown): string[] =>
  String(text ?? '')
    .split(/[\s,，、;；]+/)
    .filter(Boolean)

export function PostForm({
  open,
  orgId,
  post,
  onClose,
}: {
  open: boolean
  orgId: string
  post?: Post | undefined
  onClose: () => void
}) {
  const t = useT()
  const { message } = App.useApp()
  const roles = useRoleOptions()
  return (
    <FormDrawer
      title={post ? t('identity.web.post.changeTitle', { name: post.name }) : t('identity.web.post.add')}
      open={open}
      onClose={onClose}
    >
      <EditForm
        initial={(post ? { ...post, areas: post.areas.join(' ') } : { scope: 'AGENCY', roleIds: [], active: true }) as any}
        shape={({ name, roleIds, scope, areas, active }) => {
          const facts = { name, roleIds: roleIds ?? [], scope, areas: codes(areas) }
          return post ? { ...facts, rev: post.rev, active } : { ...facts, orgId }
        }}
        onSave={(body, key) =>
          post
            ? identity('PATCH /identity/posts/:id', { params: { id: post.id }, body: body as any })
            : identity('POST /identity/posts', { body: body as any, key })
        }
        onDone={() => {
          void message.success(t('identity.web.saved'))
          void refresh('/identity')
          onClose()
        }}
        onCancel={onClose}
        submit={t(post ? 'identity.web.post.save' : 'identity.web.post.add')}
      >
        <TextField name="name" label={t('identity.web.post.name')} required max={60} />
        <ChoicesField name="roleIds" label={t('identity.web.roles')} options={roles} />
        <ChoiceField
          name="scope"
          label={t('identity.web.scope')}
          required
          as="select"
          options={scopes.map((value) => ({ value, label: t(`identity.scope.${value}`) }))}
          hint={t('identity.web.scopeHint')}
        />
        <TextField
          name="areas"
          label={t('identity.web.areas')}
          hint={t('identity.web.areasHint')}
          code
          pattern={/^\s*(\d{2,12}[\s,，、;；]*)*$/}
          patternText={t('identity.web.areaWrong')}
        />
        {post && <FlagField name="active" label={t('identity.web.post.active')} />}
      </EditForm>
    </FormDrawer>
  )
}

/** Either the post is known and a person is asked for, or the person and a post of some organisation. */
export function AppointForm({
  open,
  post,
  person,
  onClose,
}: {
  open: boolean
  post?: Post | undefined
  person?: { id: string; name: string }
  onClose: () => void
}) {
  const t = useT()
  const today = useToday()
  const { message } = App.useApp()
  const searchPosts = async (q: string, signal: AbortSignal) => {
    const orgs = await searchOrgs(q, signal)
    const details = await Promise.all(
      orgs.slice(0, 6).map((org) => identity('GET /identity/orgs/:id', { params: { id: org.value }, signal })),
    )
    return details.flatMap((one) =>
      one.posts.filter((item) => item.active).map((item) => ({ value: item.id, label: item.name, note: one.org.name })),
    )
  }
  return (
    <FormDrawer title={t('identity.web.appointTitle', { name: post?.name ?? person?.name ?? '' })} open={open} onClose={onClose}>
      <EditForm
        initial={{ from: today }}
        shape={(values) => ({
          person: person?.id ?? values.person,
          post: post?.id ?? values.post,
          from: values.from,
          ...(values.to ? { to: values.to } : {}),
        })}
        onSave={(body, key) => identity('POST /identity/postings', { body: body as any, key })}
        onDone={() => {
          void message.success(t('identity.web.appointed'))
          void refresh('/identity')
          onClose()
        }}
        onCancel={onClose}
        submit={t('identity.web.appoint')}
      >
        {!person && <PersonField name="person" label={t('identity.web.person')} required search={searchStaff} />}
        {!post && (
          <PickField
            name="post"
            label={t('identity.web.post')}
            required
            search={searchPosts}
            nameOf={orgName}
            placeholder={t('identity.web.post.pick')}
          />
        )}
        <DateField name="from" label={t('identity.web.from')} required />
        <DateField name="to" label={t('identity.web.to')} hint={t('identity.web.toHint')} />
      </EditForm>
    </FormDrawer>
  )
}
