// Code tables, settings, and the changes that wait for a second person.

import { useSearchParams } from 'react-router'
import { useT } from '#web/i18n.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { ChangesPanel } from './ChangesPanel.tsx'
import { SettingsPanel } from './SettingsPanel.tsx'
import { TablesPanel } from './TablesPanel.tsx'

const tabs = ['tables', 'settings', 'changes'] as const

export default function CodesPage() {
  const t = useT()
  const [address, setAddress] = useSearchParams()
  const tab = address.get('tab') ?? 'tables'
  return (
    <>
      <PageHead
        title={t('catalogue.codes')}
        tabs={tabs.map((key) => ({ key, label: t(`catalogue.tab.${key}`) }))}
        tab={tab}
        onTab={(key) => setAddress({ tab: key })}
      />
      <Page>{tab === 'tables' ? <TablesPanel /> : tab === 'settings' ? <SettingsPanel /> : <ChangesPanel />}</Page>
    </>
  )
}
