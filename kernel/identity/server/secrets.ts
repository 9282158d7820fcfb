// Tokens, their hashes, and the installation's own secret by which phones and codes are hashed.

import { createHash, createHmac, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from '#kernel/module'

/** 256 random bits as text: what a session cookie or an API key carries. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored instead of a token. A token has 256 random bits, so a plain hash cannot be guessed back. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** The anti-forgery token of a session: computable only from the cookie, which scripts and other sites cannot read. */
export function csrfOf(token: string): string {
  return createHmac('sha256', token).update('csrf').digest('base64url')
}

let pepper: Promise<string> | undefined

/** Makes the installation's secret when it has none; several instances agree on the first. */
export async function makeSecret(ctx: Context): Promise<void> {
  await sql`insert into identity.secret (id, value) values ('pepper', ${randomBytes(32).toString('hex')}) on conflict do nothing`.execute(
    ctx.db,
  )
}

export function forgetSecret(): void {
  pepper = undefined
}

async function keyed(db: Context['db'], purpose: string, text: string): Promise<string> {
  // Many ask at once when data are loaded: one reads.
  pepper ??= db
    .selectFrom('identity.secret')
    .select('value')
    .where('id', '=', 'pepper')
    .executeTakeFirstOrThrow()
    .then((row) => row['value'] as string)
  const key = await pepper.catch((error: unknown) => {
    pepper = undefined
    throw error
  })
  return createHmac('sha256', key).update(`${purpose}\n${text}`).digest('hex')
}

/** By which a person is found by phone without an index of phone numbers. */
export async function phoneHash(db: Context['db'], phone: string): Promise<string> {
  return keyed(db, 'phone', phone)
}
export async function idNoHash(db: Context['db'], idNo: string): Promise<string> {
  return keyed(db, 'id', idNo.toUpperCase())
}
/** Six digits alone would be guessed back in a second; the secret and the phone make that useless. */
export async function codeHash(db: Context['db'], phone: string, code: string): Promise<string> {
  return keyed(db, 'code', `${phone} ${code}`)
}
