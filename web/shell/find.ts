// Finding a page by what somebody types: its name, its module's name, or the initials of either in pinyin.

export type Target = { page: string; label: string; hint: string; words: string[]; initials: string }

/** Smaller is better; undefined does not match. Every typed word must be found somewhere. */
export function rank(target: Target, typed: string): number | undefined {
  const q = typed.trim().toLowerCase()
  if (!q) return 0
  const label = target.label.toLowerCase()
  if (label === q) return 0
  if (label.startsWith(q)) return 1
  if (label.includes(q)) return 2
  const all = target.words.join(' ').toLowerCase()
  if (q.split(/\s+/).every((part) => all.includes(part))) return 3
  if (/^[a-z]+$/.test(q) && target.initials.includes(q)) return 4
  return undefined
}

export function findTargets(targets: Target[], typed: string, most = 12): Target[] {
  return targets
    .map((target, at) => ({ target, at, rank: rank(target, typed) }))
    .filter((one): one is { target: Target; at: number; rank: number } => one.rank !== undefined)
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .slice(0, most)
    .map((one) => one.target)
}
