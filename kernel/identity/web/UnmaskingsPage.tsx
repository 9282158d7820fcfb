// Who saw whose personal data, which field, and for what purpose.

import { useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { identity, searchStaff } from './api.ts'

export default function UnmaskingsPage() {
  const t = useT()
  return (
    <ListPage
      title={t('identity.web.unmaskings')}
      api={identity}
      route="GET /identity/unmaskings"
      columns={[
        { key: 'at', title: t('identity.web.unmask.at'), as: 'time' },
        { key: 'actorName', title: t('identity.web.unmask.actor') },
        {
          key: 'field',
          title: t('identity.web.unmask.field'),
          render: (row) => t(`identity.field.${row.field}`),
          text: (row) => row.field,
        },
        { key: 'subjectKind', title: t('identity.web.unmask.kind'), as: 'code' },
        { key: 'subjectId', title: t('identity.web.unmask.subject'), as: 'code', wide: true },
        { key: 'purpose', title: t('identity.web.unmask.purpose'), grow: true },
        { key: 'ip', title: t('identity.web.session.where'), as: 'code', wide: true },
      ]}
      filters={[{ key: 'actor', as: 'person', label: t('identity.web.unmask.actor'), search: searchStaff }]}
    />
  )
}
