// Small marks of a ticket, each a word: state, urgency, late, urged, supervised, confidential.

import { Tag } from 'antd'
import { useName, useT } from '#web/i18n.ts'
import { useCodes } from './codes.ts'

type Marked = {
  state: string
  stateName: { zh: string; en: string }
  open: boolean
  urgency: string
  late: boolean
  urges: number
  supervised: number
  confidential: boolean
}

export function StateTag({ row }: { row: Pick<Marked, 'stateName' | 'open'> }) {
  const name = useName()
  return <Tag color={row.open ? 'processing' : 'default'}>{name(row.stateName)}</Tag>
}

export function Marks({ row }: { row: Marked }) {
  const t = useT()
  const { label } = useCodes()
  return (
    <>
      {row.urgency !== 'NORMAL' && (
        <Tag color={row.urgency === 'URGENT' ? 'error' : 'warning'}>{label('urgency', row.urgency)}</Tag>
      )}
      {row.late && <Tag color="error">{t('hotline.late')}</Tag>}
      {row.urges > 0 && <Tag color="warning">{t('hotline.urged', { n: row.urges })}</Tag>}
      {row.supervised > 0 && <Tag color="magenta">{t('hotline.supervised')}</Tag>}
      {row.confidential && <Tag>{t('hotline.confidential')}</Tag>}
    </>
  )
}
