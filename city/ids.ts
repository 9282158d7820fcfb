// Numbers with check characters: unified social credit codes (GB 32100) and resident identity numbers (GB 11643), made and verified.

const USCC_CHARS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
// Weights are 3^i mod 31.
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The 18th character for the first 17 of a unified social credit code. */
export function usccCheck(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += USCC_CHARS.indexOf(first17[i]!) * USCC_WEIGHTS[i]!
  return USCC_CHARS[(31 - (sum % 31)) % 31]!
}

export const isUscc = (code: string) => /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code) && usccCheck(code.slice(0, 17)) === code[17]

/**
 * A fictitious unified social credit code: registering authority and kind ('11' state organ, '12' public institution, '91' enterprise),
 * 6-digit area, and a serial. The nine-digit organisation code inside carries its own check (GB 11714).
 */
export function makeUscc(kind: '11' | '12' | '91', area: string, serial: number): string {
  // The serial space is spread so that neighbours do not look alike; 7919 is coprime with 10^8, so serials never collide.
  const body = String((serial * 7919 + 30000000) % 100000000).padStart(8, '0')
  let sum = 0
  for (let i = 0; i < 8; i++) sum += Number(body[i]) * ORG_WEIGHTS[i]!
  const digit = 11 - (sum % 11)
  const first17 = `${kind}${area}${body}${digit === 10 ? 'X' : digit === 11 ? '0' : digit}`
  return first17 + usccCheck(first17)
}

/** The 18th character of a resident identity number. */
export function idCheck(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(first17[i]) * ID_WEIGHTS[i]!
  return '10X98765432'[sum % 11]!
}

/** Whether an identity number has the right form, a real birth date and the right check character. */
export function isIdNumber(id: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(id) || idCheck(id.slice(0, 17)) !== id[17]) return false
  const [y, m, d] = [Number(id.slice(6, 10)), Number(id.slice(10, 12)), Number(id.slice(12, 14))]
  const date = new Date(Date.UTC(y, m - 1, d))
  return date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d
}

/** Identity number from a 6-digit area, a birth date 'YYYY-MM-DD' and a 3-digit order (odd = male). */
export function makeIdNumber(area: string, birth: string, order: number): string {
  const first17 = area + birth.replaceAll('-', '') + String(order).padStart(3, '0')
  return first17 + idCheck(first17)
}
