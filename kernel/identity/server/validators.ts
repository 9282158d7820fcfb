// Check digits and shapes of the numbers that people and organisations carry (government.md D.1, D.2).

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const usccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** The 18th character of a unified social credit code for its first 17 (GB 32100-2015); undefined when one is not allowed. */
export function usccCheck(first17: string): string | undefined {
  if (first17.length !== 17) return undefined
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const value = usccAlphabet.indexOf(first17[i]!)
    if (value < 0) return undefined
    sum += value * usccWeights[i]!
  }
  return usccAlphabet[(31 - (sum % 31)) % 31]
}

/** Whether a unified social credit code is well formed and its check character right (GB 32100-2015). */
export function isUscc(code: string): boolean {
  return code.length === 18 && usccCheck(code.slice(0, 17)) === code[17]
}

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

// GB/T 2260 province codes; 81 to 83 are residents of Hong Kong, Macao and Taiwan, 91 foreign permanent residents.
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(' '),
)

/** The check character of a resident identity number for its first 17 digits (GB 11643-1999). */
export function residentIdCheck(first17: string): string | undefined {
  if (!/^\d{17}$/.test(first17)) return undefined
  return '10X98765432'[idWeights.reduce((sum, weight, i) => sum + weight * Number(first17[i]), 0) % 11]
}

/** Whether a resident identity number has a known region, a date that exists and is not after `today`, and the right check character. */
export function isResidentId(idNo: string, today = '9999-12-31'): boolean {
  if (!/^\d{17}[\dXx]$/.test(idNo) || !provinces.has(idNo.slice(0, 2))) return false
  const born = birthDateOf(idNo)
  return (
    born !== undefined && born >= '1860-01-01' && born <= today && residentIdCheck(idNo.slice(0, 17)) === idNo[17]!.toUpperCase()
  )
}

/** Date of birth written in a resident identity number, 'YYYY-MM-DD'; undefined when there is no such date. */
export function birthDateOf(idNo: string): string | undefined {
  const text = `${idNo.slice(6, 10)}-${idNo.slice(10, 12)}-${idNo.slice(12, 14)}`
  const at = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
    ? text
    : undefined
}

export function isMobile(phone: string): boolean {
  return /^1[3-9]\d{9}$/.test(phone)
}
export function isLandline(phone: string): boolean {
  return /^0\d{2,3}-?\d{7,8}$/.test(phone)
}
/** Mobile, landline, or a short service number such as 12345. */
export function isPhone(phone: string): boolean {
  return isMobile(phone) || isLandline(phone) || /^(1\d{2,4}|[2-9]\d{6,7}|[48]00-?\d{3}-?\d{4})$/.test(phone)
}

/** Whether a motor vehicle's plate is well formed (GA 36-2018): five characters, or six for new-energy vehicles. */
export function isPlate(plate: string): boolean {
  return /^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]$/.test(
    plate,
  )
}
