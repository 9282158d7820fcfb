// A first guess at the class of a matter from its words; an agent confirms or corrects it before anything is handed out.

import type { Context } from '#kernel/module'
import { contentTable } from './codes.ts'

export const otherClass = '990101'

/** The small class whose search words occur most in the text, longer words counting more; 'other' when none does. */
export async function guessClass(ctx: Context, text: string): Promise<string> {
  let best = { code: otherClass, score: 0 }
  for (const one of await contentTable(ctx)) {
    if (one.code.length !== 6 || one.code === otherClass) continue
    const words = [...((one.attributes['words'] as string[] | undefined) ?? []), one.name.zh]
    const score = words.reduce((sum, word) => (text.includes(word) ? sum + word.length ** 2 : sum), 0)
    if (score > best.score) best = { code: one.code, score }
  }
  return best.code
}
