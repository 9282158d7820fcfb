// CSV (RFC 4180) as spreadsheets read and write it: BOM, quotes, GB 18030 on the way in, no formulas on the way out.

/** Rows of texts. Empty lines are left out. */
export function parseCsv(bytes: Uint8Array): string[][] {
  const text = decoded(bytes).replace(/^\ufeff/, '')
  const rows: string[][] = []
  let row: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!
    if (quoted) {
      if (sign !== '"') field += sign
      else if (text[i + 1] === '"') field += text[++i]
      else quoted = false
    } else if (sign === '"' && field === '') quoted = true
    else if (sign === ',') row = push(row, field, () => (field = ''))
    else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && text[i + 1] === '\n') i++
      row = push(row, field, () => (field = ''))
      if (row.some((one) => one !== '')) rows.push(row)
      row = []
    } else field += sign
  }
  if (field !== '' || row.length) rows.push([...row, plain(field)])
  return rows.filter((one) => one.some((part) => part !== ''))
}

function push(row: string[], field: string, clear: () => void): string[] {
  clear()
  return [...row, plain(field)]
}
const plain = (field: string) => (/^'[=+\-@\t\r]/.test(field) ? field.slice(1) : field)

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** Text with a BOM, so that Excel takes it for UTF-8. A field that a spreadsheet would run as a formula gets an apostrophe, which parseCsv takes off. */
export function toCsv(rows: readonly (readonly unknown[])[]): string {
  return '\ufeff' + rows.map((row) => row.map(field).join(',') + '\r\n').join('')
}

function field(value: unknown): string {
  if (value === null || value === undefined) return ''
  let text = value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (/^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text)) text = `'${text}`
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows as objects by the header line; `names` maps headings (any language) to keys. Unknown headings are told. */
export function byHeading(
  rows: string[][],
  names: Map<string, string>,
): { records: Record<string, string>[]; unknown: string[] } {
  const [head = [], ...rest] = rows
  const keys = head.map((one) => names.get(one.trim().toLowerCase()))
  return {
    records: rest.map((row) =>
      Object.fromEntries(keys.flatMap((key, i) => (key === undefined ? [] : [[key, (row[i] ?? '').trim()]]))),
    ),
    unknown: head.filter((one, i) => one.trim() && keys[i] === undefined),
  }
}
