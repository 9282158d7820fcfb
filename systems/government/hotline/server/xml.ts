// A small XML writer for GeoReport v2: elements, text and nothing else, always well-formed.

export type XmlValue = string | number | boolean | null | undefined | XmlNode[] | { [name: string]: XmlValue }
export type XmlNode = { name: string; value: XmlValue }

// XML 1.0 §2.2: all other control characters and the lone halves of surrogate pairs may not occur at all, not even as references.
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\r': '&#13;' }

export function xmlText(text: string): string {
  return text.replace(forbidden, '').replace(/[&<>"'\r]/g, (sign) => signs[sign]!)
}

function written({ name, value }: XmlNode): string {
  if (value === null || value === undefined || value === '') return `<${name}/>`
  if (Array.isArray(value)) return `<${name}>${value.map(written).join('')}</${name}>`
  if (typeof value === 'object') return `<${name}>${nodes(value).map(written).join('')}</${name}>`
  return `<${name}>${xmlText(String(value))}</${name}>`
}

/** The fields of an object as elements, in their order. */
export function nodes(fields: { [name: string]: XmlValue }): XmlNode[] {
  return Object.entries(fields).map(([name, value]) => ({ name, value }))
}

/** A whole document: `<root><item>…</item>…</root>`. */
export function xmlDocument(root: string, value: XmlValue): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${written({ name: root, value })}\n`
}
