// What makes a name findable: its normal form, pinyin, initials and bigrams, and where a query lies in it.
import { pinyin } from 'pinyin-pro'

export type Range = [start: number, end: number]

/** Full-width to half-width, lower case, without spaces and the punctuation that people type between words. */
export function normal(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s,，。、;；·'"“”‘’()（）【】[\]]+/g, '')
}

/** Syllables of a name without tones; anything that is not Chinese stays as it is, one syllable per run. */
export function syllables(name: string): string[] {
  return pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
    .map((s) => normal(s))
    .filter(Boolean)
}

/** `py` ('shennongcheng') and `ini` ('snc') of a name. */
export function spelled(name: string): { py: string; ini: string } {
  const all = syllables(name)
  return { py: all.join(''), ini: all.map((s) => (/^[a-z]/.test(s) ? s[0] : s)).join('') }
}

/** Distinct bigrams of names in normal form; a one-character name is its own gram. */
export function grams(...names: string[]): string[] {
  const out = new Set<string>()
  for (const name of names) {
    const chars = [...normal(name)]
    if (chars.length === 1) out.add(chars[0]!)
    for (let i = 0; i + 1 < chars.length; i++) out.add(chars[i]! + chars[i + 1]!)
  }
  return [...out]
}

/** The text columns of a place that only depend on its names. */
export function findable(name: string, alias: string[] = []): { py: string; ini: string; grams: string[] } {
  // single characters of the name itself, so that short forms (湖工大) are looked up and not sought through all rows
  return { ...spelled(name), grams: [...new Set([...grams(name, ...alias), ...normal(name)])] }
}

/** Ranges (in UTF-16 units) of `name` that `query` matched: its whole text, else its letters as pinyin or initials, else its bigrams. */
export function matched(name: string, query: string): Range[] {
  const q = normal(query)
  if (!q) return []
  const plain = name.normalize('NFKC').toLowerCase()
  const at = plain.length === name.length ? plain.indexOf(q) : -1
  if (at >= 0) return [[at, at + q.length]]
  if (/^[a-z0-9]+$/.test(q)) return byLetters(name, q)
  const hits: Range[] = []
  for (const gram of grams(q)) {
    const i = plain.indexOf(gram)
    if (i >= 0) hits.push([i, i + gram.length])
  }
  return merged(hits)
}

function byLetters(name: string, q: string): Range[] {
  const chars = [...name]
  const spelling = chars.map((c) => syllables(c)[0] ?? '')
  // readings depend on the word (长沙, 重庆), so the whole name's syllables win where they line up with the characters
  const whole = syllables(name)
  if (whole.length === chars.length) whole.forEach((s, i) => (spelling[i] = s))
  const initials = spelling.map((s) => s[0] ?? '')
  const start = initials.join('').indexOf(q)
  if (start >= 0 && initials.every((i) => i.length === 1)) return [[start, start + q.length]]
  for (let from = 0; from < chars.length; from++) {
    let rest = q
    let to = from
    while (rest && to < chars.length && spelling[to]) {
      const s = spelling[to]!
      if (rest.startsWith(s)) rest = rest.slice(s.length)
      else if (s.startsWith(rest)) rest = ''
      else break
      to++
    }
    if (!rest) return [[from, to]]
  }
  return []
}

function merged(ranges: Range[]): Range[] {
  const out: Range[] = []
  for (const [a, b] of ranges.toSorted((p, q) => p[0] - q[0])) {
    const last = out.at(-1)
    if (last && a <= last[1]) last[1] = Math.max(last[1], b)
    else out.push([a, b])
  }
  return out
}
