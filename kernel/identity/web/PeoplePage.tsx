// Staff accounts: list, search, create; one opens beside the list.

import { UserAddOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { FormDrawer } from '#web/form/Drawer.tsx'
import { TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { OrgField } from '#web/form/pickers.tsx'
import { useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { useMay, useSession } from '#web/session.ts'
import { refresh } from '#web/use-api.ts'
import { identity, orgName, searchOrgs } from './api.ts'
import './identity.css'
import { PersonPanel } from './PersonPanel.tsx'
import { Secret } from './Secret.tsx'
import { StateTag } from './StateTag.tsx'
import { useRoleOptions } from './roles.ts'

export default function PeoplePage() {
  const t = useT()
  const mayManage = useMay('identity.person.manage')
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string>()
  const roles = useRoleOptions()
  const states = ['active', 'locked', 'left'].map((value) => ({ value, label: t(`identity.state.${value}`) }))
  return (
    <>
      <ListPage
        title={t('identity.web.people')}
        api={identity}
        route="GET /identity/people"
        sort="name"
        live={['identity.person']}
        columns={[
          { key: 'name', title: t('identity.web.name'), sort: true },
          { key: 'login', title: t('identity.web.login'), as: 'code', sort: true },
          { key: 'orgName', title: t('identity.web.org'), grow: true },
          {
            key: 'posts',
            title: t('identity.web.posts'),
            render: (row) => row.posts.join('、'),
            text: (row) => row.posts.join(' '),
            wide: true,
          },
          { key: 'phone', title: t('identity.web.phone'), as: 'code', wide: true },
          {
            key: 'state',
            title: t('identity.web.state'),
            render: (row) => <StateTag state={row.state} lockedUntil={row.lockedUntil} />,
            text: (row) => t(`identity.state.${row.state}`),
            sort: true,
          },
          { key: 'lastSeenAt', title: t('identity.web.lastSeen'), as: 'time', wide: true },
        ]}
        filters={[
          { key: 'q', as: 'text', label: t('identity.web.find'), placeholder: t('identity.web.findHint'), wide: true },
          { key: 'org', as: 'org', label: t('identity.web.org'), search: searchOrgs, name: orgName },
          { key: 'role', as: 'choice', label: t('identity.web.role'), options: roles },
          { key: 'state', as: 'choice', label: t('identity.web.state'), options: states },
        ]}
        drawer={(row) => <PersonPanel id={row.id} />}
        drawerTitle={(row) => row.name}
        drawerWidth={760}
        actions={
          mayManage && (
            <Button type="primary" icon={<UserAddOutlined />} onClick={() => setAdding(true)}>
              {t('identity.web.person.add')}
            </Button>
          )
        }
      />
      <AddPerson
        open={adding}
        onClose={() => setAdding(false)}
        onDone={(password) => {
          setAdding(false)
          setSecret(password)
          void refresh('/identity/people')
        }}
      />
      <Secret
        title={t('identity.web.firstPassword')}
        text={t('identity.web.firstPasswordText')}
        secret={secret}
        onClose={() => setSecret(undefined)}
      />
    </>
  )
}

function AddPerson({ open, onClose, onDone }: { open: boolean; onClose: () => void; onDone: (password: string) => void }) {
  const t = useT()
  const orgId = useSession().user?.orgId ?? undefined
  return (
    <FormDrawer title={t('identity.web.person.add')} open={open} onClose={onClose}>
      <EditForm
        initial={{ orgId }}
        onSave={(body, key) => identity('POST /identity/people', { body: body as any, key })}
        onDone={(reply) => onDone(reply.password)}
        onCancel={onClose}
        submit={t('identity.web.person.add')}
      >
        <TextField name="name" label={t('identity.web.name')} required max={40} />
        <TextField
          name="login"
          label={t('identity.web.login')}
          required
          max={40}
          code
          hint={t('identity.web.loginHint')}
          pattern={/^[a-zA-Z][a-zA-Z0-9_.-]{1,39}$/}
          patternText={t('identity.web.loginHint')}
        />
        <OrgField name="orgId" label={t('identity.web.org')} required search={searchOrgs} nameOf={orgName} />
        <TextField name="title" label={t('identity.web.title')} max={60} />
        <TextField name="phone" label={t('identity.web.phone')} max={20} />
        <TextField name="email" label={t('identity.web.email')} max={120} />
        <TextField name="idNo" label={t('identity.web.idNo')} max={18} code />
      </EditForm>
    </FormDrawer>
  )
}
