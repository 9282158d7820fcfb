// How personal data are shown to those who need not know them (government.md 0.4).

/** 138****1234; other numbers keep their last four. */
export function maskPhone(phone: string | null | undefined): string | null {
  if (!phone) return null
  return /^1\d{10}$/.test(phone)
    ? `${phone.slice(0, 3)}****${phone.slice(7)}`
    : stars(phone, 0, Math.min(4, Math.floor(phone.length / 2)))
}

/** First six and last four: region stays readable, birth date and sequence do not. */
export function maskIdNo(idNo: string | null | undefined): string | null {
  if (!idNo) return null
  return idNo.length >= 15 ? stars(idNo, 6, 4) : stars(idNo, 1, 1)
}

/** 张*, 张*三, 欧阳**: the surname's first character, and the last of a name of three. */
export function maskName(name: string | null | undefined): string | null {
  if (!name) return null
  const signs = [...name]
  if (signs.length <= 1) return '*'
  return signs.length === 3 ? `${signs[0]}*${signs[2]}` : `${signs[0]}${'*'.repeat(signs.length - 1)}`
}

/** Keeps what names a district, street or road, hides from the house number on. */
export function maskAddress(address: string | null | undefined): string | null {
  if (!address) return null
  const kept =
    /^.*?(?:路|街|大道|巷|村|社区|镇|乡|街道|区|县|市)(?=\d|[^路街道巷村区镇乡县市]*\d)/.exec(address)?.[0] ??
    address.slice(0, Math.min(6, Math.floor(address.length / 2)))
  return kept.length < address.length ? `${kept}****` : address
}

export function maskEmail(email: string | null | undefined): string | null {
  if (!email) return null
  const at = email.indexOf('@')
  return at < 1 ? stars(email, 1, 0) : `${email[0]}***${email.slice(at)}`
}

function stars(text: string, first: number, last: number): string {
  return text.slice(0, first) + '*'.repeat(Math.max(1, text.length - first - last)) + (last ? text.slice(-last) : '')
}
