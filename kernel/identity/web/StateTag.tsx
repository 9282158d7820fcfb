// The state of an account in a word and a colour.

import { Tag } from 'antd'
import { useT } from '#web/i18n.ts'

export function StateTag({ state, lockedUntil }: { state: string; lockedUntil?: string | Date | null }) {
  const t = useT()
  return (
    <>
      <Tag color={state === 'active' ? 'green' : state === 'locked' ? 'red' : undefined}>{t(`identity.state.${state}`)}</Tag>
      {lockedUntil && <Tag color="orange">{t('identity.web.tooMany')}</Tag>}
    </>
  )
}
