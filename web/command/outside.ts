// Whether a value is outside what its module calls normal.

export function outside({
  value,
  warnAbove,
  warnBelow,
}: {
  value: number | null
  warnAbove?: number | null
  warnBelow?: number | null
}): boolean {
  if (value === null) return false
  return (warnAbove != null && value > warnAbove) || (warnBelow != null && value < warnBelow)
}
