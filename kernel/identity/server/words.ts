// This capability's own words, for answers that it must give itself instead of throwing.

import type { Lang } from '#kernel/module'
import en from '../words/en.json' with { type: 'json' }
import zh from '../words/zh.json' with { type: 'json' }

const words: Record<Lang, Record<string, string>> = { zh, en }

/** The text under the key in the language, with {name} filled in. */
export function say(lang: Lang, key: string, params: Record<string, unknown> = {}): string {
  const found = words[lang][key] ?? words.zh[key] ?? key
  return found.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole))
}

export function problemText(lang: Lang, code: string, params?: Record<string, unknown>): string {
  return say(lang, `error.${code}`, params)
}
