// Reads the lines that a clerk copies from a holiday notice: '2-15~2-23 春节' for days off, '2-14 2-28' for days worked.

export type Lines = { off: { from: string; to: string; name: string }[]; work: string[] }

const date = String.raw`(?:(\d{4})[-年./])?(\d{1,2})[-月./](\d{1,2})日?`
const span = new RegExp(String.raw`^${date}(?:\s*[~～至—–]\s*${date})?\s*[,，:：]?\s*(.*)$`)

/** Lines that cannot be read are passed on as they are, so that the server's refusal names them. */
export function readNotice(off: string, work: string, year: number): Lines {
  const iso = (own: string | undefined, month: string, day: string) =>
    `${own ?? year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const lines = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  return {
    off: lines(off).map((line) => {
      const found = span.exec(line)
      if (!found) return { from: line, to: line, name: line.slice(0, 40) }
      const [, y1, m1, d1, y2, m2, d2, name] = found
      const from = iso(y1, m1!, d1!)
      return { from, to: m2 ? iso(y2 ?? y1, m2, d2!) : from, name: name || '放假' }
    }),
    work: work
      .split(/[\s,，、;；]+/)
      .filter(Boolean)
      .map((word) => {
        const found = new RegExp(`^${date}$`).exec(word)
        return found ? iso(found[1], found[2]!, found[3]!) : word
      }),
  }
}
