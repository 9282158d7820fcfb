// The base map's style: from the server, its relative addresses made whole, and with fonts where the machine has none.

import type { StyleSpecification } from 'maplibre-gl'
import { send } from '../client.ts'
import type { Look } from './CityMap.tsx'

const kept = new Map<string, Promise<StyleSpecification>>()

/** The style of a look; asked for once. `withFonts`: bring Chinese letters along. */
export function readStyle(look: Look, withFonts: boolean): Promise<StyleSpecification> {
  const key = `${look}${withFonts}`
  if (!kept.has(key)) {
    const asked = fetchStyle(look, withFonts)
    kept.set(key, asked)
    asked.catch(() => kept.delete(key))
  }
  return kept.get(key)!
}

async function fetchStyle(look: Look, withFonts: boolean): Promise<StyleSpecification> {
  const style: StyleSpecification = await send('GET', `/api/geo/style/${look}.json`)
  whole(style)
  if (withFonts) {
    const { fontFaces, fontsOf } = await import('./fonts.ts')
    Object.assign(style, { 'font-faces': fontFaces([...new Set([...fontsOf(style), 'Noto Sans SC'])]) })
  }
  return style
}

// MapLibre wants whole addresses; {z}, {x} and {y} must survive.
function whole(style: StyleSpecification): void {
  for (const source of Object.values(style.sources) as any[]) {
    if (typeof source.url === 'string' && source.url.startsWith('/')) source.url = location.origin + source.url
    if (Array.isArray(source.tiles))
      source.tiles = source.tiles.map((tile: string) => (tile.startsWith('/') ? location.origin + tile : tile))
    if (typeof source.data === 'string' && source.data.startsWith('/')) source.data = location.origin + source.data
  }
}
