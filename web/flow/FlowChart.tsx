// A flow as drawing or table: to read, with a case traced on it, with the traffic of a month, or to pick states for editing.

import './flow.css'
import { ApartmentOutlined, TableOutlined } from '@ant-design/icons'
import { Segmented } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useT } from '../i18n.ts'
import { Loading } from '../list/States.tsx'
import { useNarrow } from '../shell/narrow.ts'
import type { CanvasProps } from './FlowCanvas.tsx'
import { FlowTable } from './FlowTable.tsx'

const FlowCanvas = lazy(() => import('./FlowCanvas.tsx'))

/** `trace`: a case on its way. `traffic`: where time goes. `onPick`: states can be chosen. Both views say the same. */
export function FlowChart(props: CanvasProps & { view?: 'drawing' | 'table' }) {
  const t = useT()
  const narrow = useNarrow()
  const [view, setView] = useState<'drawing' | 'table'>(props.view ?? (narrow ? 'table' : 'drawing'))
  return (
    <div className="flow-chart">
      <div className="flow-bar">
        <Segmented
          size="small"
          value={view}
          onChange={(value) => setView(value as 'drawing' | 'table')}
          options={[
            { value: 'drawing', icon: <ApartmentOutlined aria-hidden />, label: t('cases.flow.asDrawing') },
            { value: 'table', icon: <TableOutlined aria-hidden />, label: t('cases.flow.asTable') },
          ]}
        />
        {view === 'drawing' && props.trace && <Legend items={['walked', 'here', 'skipped']} />}
        {view === 'drawing' && props.traffic && <span className="quiet">{t('cases.flow.trafficLegend')}</span>}
      </div>
      {view === 'drawing' ? (
        <Suspense fallback={<Loading rows={6} />}>
          <FlowCanvas {...props} />
        </Suspense>
      ) : (
        <FlowTable {...props} />
      )}
    </div>
  )
}

function Legend({ items }: { items: string[] }) {
  const t = useT()
  return (
    <span className="flow-legend">
      {items.map((item) => (
        <span key={item}>
          <i className={`flow-key flow-key-${item}`} aria-hidden />
          {t(`cases.flow.${item}`)}
        </span>
      ))}
    </span>
  )
}
