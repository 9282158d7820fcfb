// One case on a page of its own, for flows whose system brings none.

import { useParams } from 'react-router'
import { CasePanel } from '#web/flow/CasePanel.tsx'
import { useT } from '#web/i18n.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'

export default function CasePage() {
  const t = useT()
  const { id } = useParams()
  return (
    <>
      <PageHead title={t('cases.one')} back={true} />
      <Page>{id && <CasePanel id={id} />}</Page>
    </>
  )
}
