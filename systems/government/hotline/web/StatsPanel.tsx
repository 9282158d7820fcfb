// The card above the list: today, open, late, and the two rates with the counts they stand on; each number leads to its tickets.

import { Card, Col, Row, Statistic } from 'antd'
import { Link } from 'react-router'
import { useFormat, useName, useT } from '#web/i18n.ts'
import { useGet } from '#web/use-api.ts'
import { hotline } from './api.ts'

type Share = { rate: number | null; count: number; of: number; excluded?: number }

export function StatsPanel() {
  const t = useT()
  const name = useName()
  const format = useFormat()
  const { data } = useGet(hotline, 'GET /hotline/summary', {}, { live: ['hotline.ticket'], keep: true })
  if (!data) return null
  const rate = (title: string, share: Share) => (
    <Col xs={12} md={5}>
      <Statistic title={title} value={share.rate === null ? '—' : format.percent(share.rate)} />
      <span className="quiet num">
        {t('hotline.of', { count: share.count, of: share.of })}
        {share.excluded ? ` · ${t('hotline.excluded', { n: share.excluded })}` : ''}
      </span>
    </Col>
  )
  return (
    <Card size="small" style={{ marginBlockEnd: 12 }}>
      <Row gutter={[16, 12]}>
        <Col xs={8} md={4}>
          <Statistic title={t('hotline.today')} value={data.today} />
        </Col>
        <Col xs={8} md={4}>
          <Link to="?open=true">
            <Statistic title={t('hotline.open')} value={data.open} />
          </Link>
        </Col>
        <Col xs={8} md={4}>
          <Link to="?open=true&late=true">
            <Statistic title={t('hotline.late')} value={data.late} />
          </Link>
        </Col>
        {rate(t('hotline.onTime'), data.onTime)}
        {rate(t('hotline.satisfied'), data.satisfied)}
      </Row>
      {data.states.length > 0 && (
        <p className="quiet" style={{ margin: '10px 0 0' }} aria-label={t('hotline.byState')}>
          {data.states.map((one, i) => (
            <span key={one.state}>
              {i > 0 && ' · '}
              <Link to={`?state=${one.state}`}>
                {name(one.name)} <span className="num">{one.count}</span>
              </Link>
            </span>
          ))}
        </p>
      )}
    </Card>
  )
}
