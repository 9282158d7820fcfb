// Chinese letters on the map for machines that have none: the packaged Noto Sans SC, in files by code range that load when needed.

import unicode from '@fontsource-variable/noto-sans-sc/unicode.json' with { type: 'json' }

const files = import.meta.glob<string>('../../node_modules/@fontsource-variable/noto-sans-sc/files/*-wght-normal.woff2', {
  eager: true,
  query: '?url',
  import: 'default',
})

/** MapLibre's `font-faces` for every font name that the style uses. */
export function fontFaces(names: string[]): Record<string, { url: string; 'unicode-range': string[] }[]> {
  const faces = Object.entries(unicode as Record<string, string>).flatMap(([slice, ranges]) => {
    const file = Object.entries(files).find(([path]) => path.includes(`noto-sans-sc-${slice.replace(/[[\]]/g, '')}-wght-`))
    return file ? [{ url: new URL(file[1], location.href).href, 'unicode-range': ranges.split(',') }] : []
  })
  return Object.fromEntries(names.map((name) => [name, faces]))
}

/** All font names in a style's text-font lists. */
export function fontsOf(style: { layers?: any[] }): string[] {
  const names = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'string') names.add(value)
    else if (Array.isArray(value)) value.forEach(collect)
  }
  for (const layer of style.layers ?? []) collect(layer.layout?.['text-font'])
  for (const word of ['literal', 'step', 'case', 'match', 'zoom']) names.delete(word)
  return [...names]
}
