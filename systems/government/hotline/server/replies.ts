// The rules on what an agency writes: the five parts of a reply (R5) and the basis of a return (R3), by dated data.

import { codes } from '#kernel/catalogue'
import type { Input } from '#kernel/cases'
import type { Context } from '#kernel/module'
import { ruleOf } from './limits.ts'
import { lengthOf, replyFaults, type Reply } from './rules.ts'

/** A reply that may be submitted; fails hotline.reply.incomplete (422) with a problem for each part. */
export async function checkReply(ctx: Context, input: Input): Promise<Reply> {
  const part = (key: string) => String(input[key] ?? '').trim()
  const reply: Reply = {
    contact: part('contact'),
    found: part('found'),
    basis: part('basis'),
    result: part('result'),
    ...(part('next') ? { next: part('next') } : {}),
  }
  const phrases = (await codes(ctx, 'hotline.phrase')).map((one) => one.name.zh)
  const faults = replyFaults(reply, part('solved'), phrases, await ruleOf(ctx, 'reply.part_least'))
  if (faults.length) {
    const errors = faults.map((fault) => ({
      path: fault.part,
      code: `hotline.reply.${fault.code}`,
      params: { phrase: fault.phrase ?? '' },
    }))
    ctx.fail('hotline.reply.incomplete', 422, { phrase: faults.find((fault) => fault.phrase)?.phrase ?? '' }, errors)
  }
  return reply
}

/** The legal basis of a return, long enough to be one; fails hotline.return.basis (422). */
export async function checkReturn(ctx: Context, basis: string): Promise<string> {
  const least = await ruleOf(ctx, 'return.basis_least')
  if (lengthOf(basis) < least)
    ctx.fail('hotline.return.basis', 422, { least }, [{ path: 'basis', code: 'hotline.return.basis', params: { least } }])
  return basis
}
