// Who called: masked until a purpose is given, hidden where only the centre may know (R7).

import { Alert } from 'antd'
import { Facts, Masked } from '#web/detail/Facts.tsx'
import { useT } from '#web/i18n.ts'
import { useMay } from '#web/session.ts'
import { hotline } from './api.ts'
import type { Ticket } from './TicketPage.tsx'

export function CallerPanel({ ticket }: { ticket: Ticket }) {
  const t = useT()
  const may = useMay('hotline.caller.reveal')
  const { caller } = ticket
  if (!caller.visible) return <Alert type="info" showIcon title={t('hotline.callerHidden')} />
  if (!caller.phone && !caller.name && !caller.email) return <p className="quiet">{t('hotline.callerNone')}</p>
  const reveal = (field: 'name' | 'phone' | 'email') => (purpose: string) =>
    hotline('POST /hotline/tickets/:id/reveal', { params: { id: ticket.id }, body: { field, purpose } }).then(
      (answer) => answer.value,
    )
  const masked = (field: 'name' | 'phone' | 'email') => (
    <Masked label={t(`hotline.${field}`)} value={caller[field]} reveal={may ? reveal(field) : undefined} />
  )
  return (
    <>
      {caller.phoneOdd && <Alert type="warning" showIcon title={t('hotline.phoneOdd')} style={{ marginBlockEnd: 8 }} />}
      <Facts
        columns={1}
        items={[
          { label: t('hotline.name'), value: masked('name') },
          { label: t('hotline.phone'), value: masked('phone') },
          { label: t('hotline.email'), value: masked('email'), hide: !caller.email },
          { label: t('hotline.signedIn'), value: '✓', hide: !caller.signedIn },
        ]}
      />
      {caller.others > 0 && <p className="quiet">{t('hotline.others', { n: caller.others })}</p>}
    </>
  )
}
