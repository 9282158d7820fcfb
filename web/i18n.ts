// Words on the staff web: i18next with flat keys, the shell's own words in the bundle, every module's from the server.

import i18next from 'i18next'
import { useCallback, useMemo } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import { ApiProblem, connection, send } from './client.ts'
import {
  formatAgo,
  formatBytes,
  formatCompact,
  formatDate,
  formatDay,
  formatDuration,
  formatFen,
  formatNumber,
  formatPercent,
  formatShort,
  formatTime,
  type Lang,
} from './format.ts'
import en from './words/en.json' with { type: 'json' }
import zh from './words/zh.json' with { type: 'json' }

const words = i18next.createInstance()

/** Starts with the shell's words; what the modules say follows from the server. */
export async function startWords(): Promise<void> {
  const lang = remembered()
  await words.use(initReactI18next).init({
    lng: lang,
    fallbackLng: 'zh',
    keySeparator: false,
    nsSeparator: false,
    resources: { zh: { translation: zh }, en: { translation: en } },
    // Words are plain text with {name} in them; React escapes.
    interpolation: { prefix: '{', suffix: '}', escapeValue: false },
    react: { useSuspense: false, bindI18nStore: 'added' },
    returnNull: false,
  })
  apply(lang)
  await fetchWords(lang).catch(() => {})
}

const fetched = new Set<string>()
async function fetchWords(lang: Lang): Promise<void> {
  if (fetched.has(lang)) return
  const told = await send('GET', `/api/words/${lang}`)
  fetched.add(lang)
  words.addResourceBundle(lang, 'translation', told, true, true)
}

function remembered(): Lang {
  // The choice is one for desk and citizen pages: the server's cookie is the last word of both.
  const said = /(?:^|; )yc_lang=(zh|en)/.exec(document.cookie)?.[1]
  if (said === 'zh' || said === 'en') return said
  return navigator.language.toLowerCase().startsWith('zh') || !navigator.language ? 'zh' : 'en'
}

function apply(lang: Lang): void {
  connection.lang = lang
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  document.cookie = `yc_lang=${lang}; path=/; max-age=31536000; samesite=lax`
}

export async function setLang(lang: Lang): Promise<void> {
  apply(lang)
  await fetchWords(lang).catch(() => {})
  await words.changeLanguage(lang)
}

export type T = (key: string, params?: Record<string, unknown>) => string

/** `const t = useT(); t('hotline.ticket.title')`, `t('shell.list.total', { total })`. A missing key shows itself. */
export function useT(): T {
  const { t } = useTranslation(undefined, { i18n: words })
  return useCallback((key, params) => String((t as any)(key, params ?? {})), [t])
}

export function useLang(): Lang {
  return useTranslation(undefined, { i18n: words }).i18n.language === 'en' ? 'en' : 'zh'
}

/** `name({ zh, en })` in the language of the page; a plain string stays. */
export function useName(): (name: { zh: string; en: string } | string | null | undefined) => string {
  const lang = useLang()
  return useCallback((name) => (!name ? '' : typeof name === 'string' ? name : name[lang] || name.zh), [lang])
}

/** The formatters of format.ts in the language of the page. `now` is the browser's clock. */
export function useFormat() {
  const lang = useLang()
  return useMemo(
    () => ({
      date: formatDate,
      time: formatTime,
      short: (at: Parameters<typeof formatShort>[0]) => formatShort(at, new Date()),
      day: (at: Parameters<typeof formatDay>[0]) => formatDay(at, lang),
      number: (value: number | string | null | undefined, digits?: number) => formatNumber(value, lang, digits),
      compact: (value: number) => formatCompact(value, lang),
      fen: (fen: number | null | undefined) => formatFen(fen, lang),
      percent: (part: number | null | undefined, digits?: number) => formatPercent(part, lang, digits),
      bytes: (bytes: number) => formatBytes(bytes, lang),
      duration: (ms: number) => formatDuration(ms, lang),
      ago: (at: Parameters<typeof formatAgo>[0]) => formatAgo(at, new Date(), lang),
    }),
    [lang],
  )
}

/** A problem in words: its own code, else the server's title, else its status. */
export function useProblemText(): (problem: unknown) => string {
  const t = useT()
  return useCallback((problem) => problemText(t, problem), [t])
}

export function problemText(t: T, problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return t('shell.error.unknown')
  const key = `error.${problem.code}`
  const said = t(key, problem.params)
  if (said !== key) return said
  if (problem.status === 0) return t('shell.error.offline')
  if (problem.message && problem.message !== problem.code) return problem.message
  const general = t(`shell.error.${problem.status}`)
  return general === `shell.error.${problem.status}` ? t('shell.error.unknown') : general
}

/** One field's error in words: `error.<code>`, else `shell.field.<what>`. */
export function fieldText(t: T, error: { code: string; params?: Record<string, unknown> }): string {
  for (const key of [`error.${error.code}`, `shell.field.${error.code.split('.').at(-1)}`]) {
    const said = t(key, error.params)
    if (said !== key) return said
  }
  return t('shell.field.invalid')
}
