// HTML by tagged template: every value is escaped unless it is HTML already.

export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
}

export type Part = Html | string | number | null | undefined | false | Part[]

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => signs[sign]!)
}

function rendered(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (Array.isArray(part)) return part.map(rendered).join('')
  return part instanceof Html ? part.text : escapeHtml(String(part))
}

/** html`<p>${text}</p>`: text is escaped; Html, arrays of it and null are put in as they are. Attribute values must stand in quotes. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((text, piece, i) => text + piece + (i < parts.length ? rendered(parts[i]) : ''), ''))
}

/** Text of several lines as paragraphs. */
export function paragraphs(text: string): Html {
  return html`${text
    .split(/\n{1,}/)
    .filter((line) => line.trim())
    .map((line) => html`<p>${line}</p>`)}`
}
