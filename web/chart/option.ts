// From a chart's numbers to ECharts' option: one restrained look for all charts.

import { fontFamily, palette, wall, wallPalette, color } from '../colors.ts'
import type { ChartProps } from './Chart.tsx'

export function optionOf({ kind, x, series, unit, dark }: ChartProps, number: (v: number) => string): Record<string, unknown> {
  const tone = dark ? wall : color
  const colors = dark ? wallPalette : palette
  const text = { color: tone.quiet, fontFamily, fontSize: 12 }
  const common = {
    color: colors,
    textStyle: { fontFamily },
    animationDuration: 300,
    aria: { enabled: true },
    legend:
      series.length > 1 || kind === 'pie'
        ? { type: 'scroll', bottom: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10, itemGap: 14, textStyle: text }
        : undefined,
  }
  const tooltip = {
    backgroundColor: dark ? '#16283c' : '#ffffff',
    borderColor: tone.line,
    textStyle: { color: tone.text, fontFamily, fontSize: 13 },
    valueFormatter: (v: unknown) => (v === null || v === undefined ? '—' : `${number(Number(v))}${unit ? ` ${unit}` : ''}`),
  }
  if (kind === 'pie')
    return {
      ...common,
      tooltip: { ...tooltip, trigger: 'item' },
      series: [
        {
          type: 'pie',
          radius: ['46%', '70%'],
          center: ['50%', '45%'],
          label: { ...text, color: tone.text, formatter: '{b} {d}%' },
          labelLine: { length: 8, length2: 6 },
          itemStyle: { borderColor: dark ? wall.paper : '#ffffff', borderWidth: 2 },
          data: x.map((name, i) => ({ name, value: series[0]?.values[i] ?? 0 })),
        },
      ],
    }
  const names = {
    type: 'category',
    data: x,
    boundaryGap: kind !== 'line',
    axisLine: { lineStyle: { color: tone.line } },
    axisTick: { show: false },
    axisLabel: { ...text, hideOverlap: true },
  }
  const values = {
    type: 'value',
    axisLabel: { ...text, formatter: (v: number) => number(v) },
    splitLine: { lineStyle: { color: tone.line } },
  }
  const rows = kind === 'rows'
  return {
    ...common,
    tooltip: { ...tooltip, trigger: 'axis', axisPointer: { type: kind === 'line' ? 'line' : 'shadow' } },
    grid: {
      left: 4,
      right: 16,
      top: 14,
      bottom: series.length > 1 ? 30 : 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: rows ? values : names,
    yAxis: rows ? { ...names, inverse: true } : values,
    series: series.map((s) => ({
      name: s.name,
      type: kind === 'line' ? 'line' : 'bar',
      stack: kind === 'stack' ? 'all' : undefined,
      data: s.values,
      symbol: 'circle',
      symbolSize: 5,
      showSymbol: x.length <= 31,
      lineStyle: { width: 2 },
      barMaxWidth: rows ? 14 : 28,
      itemStyle: kind === 'line' || kind === 'stack' ? undefined : { borderRadius: rows ? [0, 2, 2, 0] : [2, 2, 0, 0] },
      emphasis: { focus: series.length > 1 ? 'series' : 'none' },
    })),
  }
}
