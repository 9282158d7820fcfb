// Who did what: entries by filters, one entry with its proof, and the seals with their verification.

import { useSearchParams } from 'react-router'
import { useT } from '#web/i18n.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { EntriesPanel } from './EntriesPanel.tsx'
import { SealsPanel } from './SealsPanel.tsx'

export default function AuditPage() {
  const t = useT()
  const [address, setAddress] = useSearchParams()
  const tab = address.get('tab') ?? 'entries'
  return (
    <>
      <PageHead
        title={t('audit.title')}
        tabs={['entries', 'seals'].map((key) => ({ key, label: t(`audit.tab.${key}`) }))}
        tab={tab}
        onTab={(key) => setAddress({ tab: key })}
      />
      <Page>{tab === 'entries' ? <EntriesPanel /> : <SealsPanel />}</Page>
    </>
  )
}
