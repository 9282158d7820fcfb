// Citizens' accounts, masked; found by a whole phone or identity number or the beginning of a name.

import { Facts, Masked } from '#web/detail/Facts.tsx'
import { useFormat, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { useMay } from '#web/session.ts'
import { identity } from './api.ts'
import { StateTag } from './StateTag.tsx'

export default function CitizensPage() {
  const t = useT()
  const format = useFormat()
  const mayUnmask = useMay('identity.person.unmask')
  const reveal = (id: string, field: 'phone' | 'idNo' | 'name') =>
    mayUnmask
      ? {
          reveal: async (purpose: string) =>
            (await identity('POST /identity/people/:id/unmask', { params: { id }, body: { field, purpose } })).value ?? '',
        }
      : {}
  return (
    <ListPage
      title={t('identity.web.citizens')}
      api={identity}
      route="GET /identity/citizens"
      columns={[
        { key: 'name', title: t('identity.web.name') },
        { key: 'phone', title: t('identity.web.phone'), as: 'code' },
        { key: 'idNo', title: t('identity.web.idNo'), as: 'code', grow: true },
        { key: 'verified', title: t('identity.web.verified'), as: 'yes' },
        { key: 'areaCode', title: t('identity.web.area'), as: 'code', wide: true },
        {
          key: 'state',
          title: t('identity.web.state'),
          render: (row) => <StateTag state={row.state} />,
          text: (row) => t(`identity.state.${row.state}`),
        },
        { key: 'createdAt', title: t('identity.web.since'), as: 'date', wide: true },
      ]}
      filters={[
        { key: 'q', as: 'text', label: t('identity.web.find'), placeholder: t('identity.web.citizenHint'), wide: true },
        {
          key: 'state',
          as: 'choice',
          label: t('identity.web.state'),
          options: ['active', 'locked'].map((value) => ({ value, label: t(`identity.state.${value}`) })),
        },
      ]}
      drawer={(row) => (
        <Facts
          columns={1}
          items={[
            {
              label: t('identity.web.name'),
              value: <Masked label={t('identity.web.name')} value={row.name} {...reveal(row.id, 'name')} />,
            },
            {
              label: t('identity.web.phone'),
              value: <Masked label={t('identity.web.phone')} value={row.phone} {...reveal(row.id, 'phone')} />,
            },
            {
              label: t('identity.web.idNo'),
              value: <Masked label={t('identity.web.idNo')} value={row.idNo} {...reveal(row.id, 'idNo')} />,
            },
            { label: t('identity.web.since'), value: format.time(row.createdAt) },
          ]}
        />
      )}
      drawerTitle={(row) => row.name}
    />
  )
}
