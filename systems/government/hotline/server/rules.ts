// Pure rules of the hotline: telephone numbers, the five parts of a reply (R5), likeness of texts (R4), query codes.

import { createHash, randomInt, timingSafeEqual } from 'node:crypto'

export type PhoneKind = 'mobile' | 'landline' | 'odd'

/** A telephone number without spaces and dashes between its parts, country code taken off (+86, 0086). */
export function plainPhone(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s()（）－—-]/g, '')
    .replace(/^(\+|00)?86(?=1[3-9]\d{9}$)/, '')
}

/** What a number is by its form (app. D.2 of the numbering plan); 'odd' is kept and flagged, so that somebody asks again (1.12). */
export function phoneKind(phone: string): PhoneKind {
  if (/^1[3-9]\d{9}$/.test(phone)) return 'mobile'
  return /^0\d{9,11}$/.test(phone) ? 'landline' : 'odd'
}

export type Reply = { contact: string; found: string; basis: string; result: string; next?: string | undefined }
export type ReplyFault = { part: keyof Reply; code: 'missing' | 'phrase'; phrase?: string }

/**
 * What a reply lacks of R5: contact made, facts found, basis, result, and a next step when nothing is solved; or a phrase that says
 * nothing in place of the facts or the result. Empty when it may be submitted.
 */
export function replyFaults(reply: Reply, solved: string, phrases: string[], least: number): ReplyFault[] {
  const faults: ReplyFault[] = []
  for (const part of ['contact', 'found', 'basis', 'result'] as const)
    if (lengthOf(reply[part]) < least) faults.push({ part, code: 'missing' })
  if (solved === 'UNSOLVED' && lengthOf(reply.next) < least) faults.push({ part: 'next', code: 'missing' })
  for (const part of ['found', 'result', 'next'] as const) {
    // Spaces and points between the characters do not make a phrase another one.
    const said = bare(reply[part] ?? '')
    const phrase = phrases.find((one) => said.includes(bare(one)))
    if (phrase) faults.push({ part, code: 'phrase', phrase })
  }
  return faults
}

const bare = (text: string) => text.normalize('NFKC').replace(/[\s\p{P}]/gu, '')

/** Characters without white space at the ends and between, as people count them. */
export function lengthOf(text: string | null | undefined): number {
  return [...(text ?? '').replace(/\s/gu, '')].length
}

/** Likeness of two texts, 0 to 1: common pairs of characters over all pairs (Dice), without white space and punctuation. */
export function likeness(a: string, b: string): number {
  const [x, y] = [pairs(a), pairs(b)]
  if (!x.size || !y.size) return 0
  let shared = 0
  for (const [pair, n] of x) shared += Math.min(n, y.get(pair) ?? 0)
  return (2 * shared) / (count(x) + count(y))
}

function pairs(text: string): Map<string, number> {
  const signs = [...bare(text).toLowerCase()]
  const found = new Map<string, number>()
  for (let i = 0; i + 1 < signs.length; i++) found.set(signs[i]! + signs[i + 1]!, (found.get(signs[i]! + signs[i + 1]!) ?? 0) + 1)
  return found
}
const count = (map: Map<string, number>) => [...map.values()].reduce((sum, n) => sum + n, 0)

/** Metres between two WGS-84 points (haversine; exact to 0.5 % at city size). */
export function metresBetween(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const rad = Math.PI / 180
  const s =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lng - a.lng) * rad) / 2) ** 2
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(s)))
}

export function newQueryCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}

/** Compares without telling by its time how much was right. */
export function sameCode(given: string, kept: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(kept))
}

/** A first title from what was written: the first sentence, at most so many characters. */
export function titleFrom(content: string, most = 30): string {
  const first =
    content
      .trim()
      .split(/[\n。！？!?；;]/)[0]!
      .trim() || content.trim()
  const signs = [...first.replace(/\s+/g, ' ')]
  return signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : signs.join('')
}

/** Personal data that has no place in a text made public: telephone and identity numbers, plates, mail addresses, as they stand there. */
export function personalIn(text: string): string[] {
  // Full-width digits and letters read like others; each is one code unit, so that positions stay.
  const plain = text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
  const patterns = [
    /(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)/g,
    /(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)/g,
    /(?<!\d)\d{17}[\dXx](?!\d)/g,
    /[\u4e00-\u9fff][A-HJ-NP-Z][·•]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])/g,
    /[\w.+-]+@[\w-]+\.[\w.]+/g,
  ]
  return patterns.flatMap((pattern) =>
    [...plain.matchAll(pattern)].map((found) => text.slice(found.index, found.index + found[0].length)),
  )
}

/** The text with all of that covered: what anybody may read. */
export function covered(text: string): string {
  return personalIn(text).reduce((shown, found) => shown.replaceAll(found, '***'), text)
}
