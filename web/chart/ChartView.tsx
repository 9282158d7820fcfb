// The drawing of Chart: ECharts with only the parts that are used, sized to its box.

import { BarChart, LineChart, PieChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useFormat } from '../i18n.ts'
import type { ChartProps } from './Chart.tsx'
import { optionOf } from './option.ts'

// SVG: crisp on the wall, prints well, and cheap for the sizes of chart that people read.
echarts.use([LineChart, BarChart, PieChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, SVGRenderer])

export default function ChartView(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<echarts.EChartsType>(null)
  const format = useFormat()
  const pick = useRef(props.onPick)
  pick.current = props.onPick
  useEffect(() => {
    const made = (chart.current = echarts.init(box.current!, undefined, { renderer: 'svg' }))
    made.on('click', (event: any) => pick.current?.(event.name, event.seriesName, event.dataIndex))
    const size = new ResizeObserver(() => made.resize())
    size.observe(box.current!)
    return () => {
      size.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(
      optionOf(props, (v) => format.number(v)),
      true,
    )
  }, [props.kind, props.x, props.series, props.unit, props.dark, format])
  return <div ref={box} style={{ height: props.height }} aria-hidden="true" />
}
