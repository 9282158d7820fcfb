// Words for search: pairs of neighbouring Chinese characters, other words whole, numbers also by their tail.

const runs = /[\p{Script=Han}]+|[\p{L}\p{N}]+/gu
const isHan = (run: string) => /^\p{Script=Han}/u.test(run)

function pairs(run: string): string[] {
  const letters = [...run]
  if (letters.length === 1) return [run]
  return letters.slice(1).map((letter, i) => `${letters[i]}${letter}`)
}

/** The lexemes under which a case is found. */
export function wordsOf(text: string, no: string): string[] {
  const words = new Set<string>()
  for (const [run] of text.toLowerCase().matchAll(runs))
    for (const word of isHan(run) ? pairs(run) : [run]) words.add(word.slice(0, 60))
  const plain = no.toLowerCase()
  words.add(plain)
  for (const [run] of plain.matchAll(runs)) words.add(run)
  // People read out the end of a long number.
  if (/\d{8,}$/.test(plain)) words.add(plain.slice(-5))
  return [...words]
}

/** A tsquery text that finds all words typed; the last may be unfinished. Null when nothing can be searched. */
export function queryOf(typed: string): string | null {
  const words: string[] = []
  for (const [run] of typed.toLowerCase().matchAll(runs))
    words.push(...(isHan(run) ? (run.length === 1 ? [`'${run}':*`] : pairs(run).map((pair) => `'${pair}'`)) : [`'${run}':*`]))
  return words.length ? [...new Set(words)].slice(0, 40).join(' & ') : null
}

/** Whether somebody typed a number rather than words: letters or dashes with digits, or many digits. */
export const isNumber = (typed: string): boolean =>
  /^[A-Za-z0-9-]{4,40}$/.test(typed) && (/\d{6,}/.test(typed) || /^[A-Za-z]+-?\d/.test(typed))
