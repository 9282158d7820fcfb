// Staff passwords: argon2id, what counts as too weak, changing and resetting.

import { randomBytes, randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import type { Context } from '#kernel/module'
import { identityChanged } from './authenticate.ts'
import { rulesAt } from './rules.ts'

// OWASP Password Storage Cheat Sheet 2024: argon2id with 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
let nobody: Promise<string> | undefined

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost)
}

/** Whether the password fits; without a stored hash it works as long against one that fits nothing. */
export async function fitsPassword(stored: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(24).toString('base64'))
  const fits = await verify(stored ?? (await nobody), password.normalize('NFKC')).catch(() => false)
  return fits && stored !== undefined
}

// What lists of leaked passwords begin with, as stems: found inside a password they give no strength.
const stems =
  /password|passw0rd|qwerty|asdfgh|zxcvbn|1q2w3e|letmein|welcome|iloveyou|admin|root|abc123|woaini|zhuzhou|123456|654321|111111|000000|888888|666666/gi

/** Why a password is too weak, as a problem code; undefined when it is strong enough. `near` holds names it must not contain. */
export async function weakness(
  ctx: Pick<Context, 'db' | 'now'>,
  password: string,
  near: (string | null | undefined)[],
): Promise<string | undefined> {
  const rules = await rulesAt(ctx.db, ctx.now)
  const text = password.normalize('NFKC')
  const lower = text.toLowerCase()
  if ([...text].length < rules('password.least')) return 'identity.password.short'
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(text)).length
  if (kinds < rules('password.kinds')) return 'identity.password.plain'
  if (near.some((name) => name && name.length >= 3 && lower.includes(name.toLowerCase()))) return 'identity.password.near'
  if (new Set(lower).size < 5 || lower.replace(stems, '').length < 5) return 'identity.password.common'
  return undefined
}

/** Throws 422 when the password is too weak for this person. */
export async function requireStrong(ctx: Context, password: string, near: (string | null | undefined)[]): Promise<void> {
  const code = await weakness(ctx, password, near)
  if (!code) return
  const rules = await rulesAt(ctx.db, ctx.now)
  ctx.fail(code, 422, { least: rules('password.least'), kinds: rules('password.kinds') })
}

export async function setPassword(ctx: Context, personId: string, password: string, mustChange: boolean): Promise<void> {
  const row = { secret: await hashPassword(password), mustChange, changedAt: ctx.now }
  await ctx.db
    .insertInto('identity.credential')
    .values({ personId, kind: 'password', ...row })
    .onConflict((conflict) => conflict.columns(['personId', 'kind']).doUpdateSet(row))
    .execute()
  identityChanged(ctx, { people: [personId] })
}

/** A password that reads well over the telephone: no signs that look alike. */
export function randomPassword(): string {
  const pick = (signs: string, count: number) => Array.from({ length: count }, () => signs[randomInt(signs.length)]).join('')
  return `${pick('ABCDEFGHJKMNPQRSTUVWXYZ', 2)}${pick('abcdefghjkmnpqrstuvwxyz', 5)}-${pick('23456789', 3)}-${pick('abcdefghjkmnpqrstuvwxyz', 4)}`
}
