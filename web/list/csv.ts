// Rows as CSV that Excel opens rightly: UTF-8 with byte order mark, CRLF, and no cell that a spreadsheet would run as a formula.

/** One cell by RFC 4180; text that begins like a formula gets an apostrophe before it (OWASP: CSV injection). */
export function cell(value: unknown): string {
  let text = value === null || value === undefined ? '' : String(value)
  if (/^[=@\t\r]|^[+-](?!\d+(\.\d+)?$)/.test(text)) text = `'${text}`
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function toCsv(head: string[], rows: unknown[][]): string {
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

export function saveText(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
