// What the map asks of the geography: places by words, the address of a point, layers with their papers, features as a list.

import { address, send } from '../client.ts'
import type { Name } from '../session.ts'

export type Place = { id: string; lng: number; lat: number; label: string; address?: string; kind?: string }

/** Places by name, address, pinyin, initials, code or coordinate; best first. */
export async function searchPlaces(q: string, signal?: AbortSignal, near?: { lng: number; lat: number }): Promise<Place[]> {
  const told = await send('GET', address('/geo/search', {}, { q: q.slice(0, 80), size: 8, ...near }), { signal })
  return told.items.map((item: any) => ({
    id: item.id,
    lng: item.lng,
    lat: item.lat,
    label: item.name,
    address: item.address ?? undefined,
    kind: item.kind,
  }))
}

/** The readable address of a point; undefined when the city knows none. */
export async function addressAt(spot: { lng: number; lat: number }): Promise<string | undefined> {
  const told = await send('GET', address('/geo/reverse', {}, { lng: spot.lng, lat: spot.lat })).catch(() => undefined)
  return told?.address || undefined
}

/** A layer's papers: where it comes from, as of when, in which system, how secret. */
export type Paper = {
  id: string
  name: Name
  source: string | null
  surveyed: string | null
  crs: string
  secrecy: string
  licence: string | null
}

export const layerPapers = (signal?: AbortSignal): Promise<Paper[]> => send('GET', '/api/geo/layers', { signal })

export type FeatureRow = { id: string; label: string; lng?: number; lat?: number }

/** Up to `size` features of a layer as rows of a list. */
export async function featureRows(layer: string, size = 200, signal?: AbortSignal): Promise<FeatureRow[]> {
  const told = await send('GET', address('/geo/layers/:id/features', { id: layer }, { size }), { signal })
  return (told?.features ?? []).map((one: any, at: number) => {
    const properties = one.properties ?? {}
    const [lng, lat] = one.geometry?.type === 'Point' ? one.geometry.coordinates : []
    return {
      id: String(one.id ?? properties.id ?? at),
      label: String(properties.name ?? properties.title ?? properties.no ?? one.id ?? ''),
      lng,
      lat,
    }
  })
}
