// The flow of a ticket's case: state, clocks, the actions due now and the log, as the shell shows every case.

import { lazy, Suspense, type ComponentType } from 'react'
import { Loading } from '#web/list/States.tsx'

const found = import.meta.glob<{ CasePanel: ComponentType<{ id: string }> }>('../../../../web/flow/CasePanel.tsx')
const None: ComponentType<{ id: string }> = () => null
const Panel = lazy(async () => {
  const load = Object.values(found)[0]
  return { default: load ? (await load()).CasePanel : None }
})

export function CasePart({ id }: { id: string }) {
  return (
    <Suspense fallback={<Loading rows={3} />}>
      <Panel id={id} />
    </Suspense>
  )
}
