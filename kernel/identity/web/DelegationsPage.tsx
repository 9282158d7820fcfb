// All delegations, for the administrator: who acts for whom, and setting one up for somebody who is away.

import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { identity } from './api.ts'
import { DelegationForm, useDelegationColumns } from './delegations.tsx'

export default function DelegationsPage() {
  const t = useT()
  const [adding, setAdding] = useState(false)
  return (
    <>
      <ListPage
        title={t('identity.web.delegations')}
        api={identity}
        route="GET /identity/delegations"
        live={['identity.delegation']}
        columns={useDelegationColumns()}
        filters={[{ key: 'open', as: 'flag', label: t('identity.web.delegation.openOnly') }]}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('identity.web.delegation.add')}
          </Button>
        }
      />
      <DelegationForm open={adding} anybody onClose={() => setAdding(false)} />
    </>
  )
}
