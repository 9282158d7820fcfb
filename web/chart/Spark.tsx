// A trend in the size of a word: plain SVG, no axes, the last value marked.

export function Spark({
  values,
  label,
  width = 96,
  height = 28,
}: {
  values: number[]
  label?: string
  width?: number
  height?: number
}) {
  if (values.length < 2) return null
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const x = (i: number) => 2 + (i / (values.length - 1)) * (width - 6)
  const y = (v: number) => (high === low ? height / 2 : height - 3 - ((v - low) / (high - low)) * (height - 6))
  const last = values.length - 1
  return (
    <svg className="spark" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <polyline points={values.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`).join(' ')} />
      <circle cx={x(last)} cy={y(values[last]!)} r="2.4" />
    </svg>
  )
}
