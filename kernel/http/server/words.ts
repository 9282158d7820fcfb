// All words of the house by language, merged from each module's words/zh.json and en.json and the shell's.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { House, Lang } from '#kernel/module'

export type Words = {
  all(lang: Lang): Record<string, string>
  /** The text under the key with {name} filled in; the key itself when nobody wrote it. */
  say(lang: Lang, key: string, params?: Record<string, unknown>): string
}

export function loadWords(house: House): Words {
  const merged: Record<Lang, Record<string, string>> = { zh: {}, en: {} }
  for (const folder of [...house.folders.values(), 'web', 'kernel/module', 'kernel/db']) {
    for (const lang of ['zh', 'en'] as const) {
      const file = join(house.root, folder, 'words', `${lang}.json`)
      if (existsSync(file)) Object.assign(merged[lang], JSON.parse(readFileSync(file, 'utf8')))
    }
  }
  return {
    all: (lang) => merged[lang],
    say(lang, key, params = {}) {
      const text = merged[lang][key] ?? merged.zh[key] ?? key
      return text.replace(/\{\{?(\w+)\}?\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole))
    },
  }
}
