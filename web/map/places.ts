// Finding places by words or coordinates.

import { address, send } from '../client.ts'

export type Place = { lng: number; lat: number; label: string; address?: string; id?: string; kind?: string }

/** What /api/geo/search answers, whatever else it says about a place. */
export async function searchPlaces(q: string, signal?: AbortSignal, near?: { lng: number; lat: number }): Promise<Place[]> {
  const point = coordinate(q)
  if (point) return [{ ...point, label: `${point.lng}, ${point.lat}` }]
  const told = await send('GET', address('/geo/search', {}, { q, size: 8, ...near }), { signal })
  return (told.items ?? []).flatMap((item: any) => {
    const [lng, lat] = item.lng === undefined ? (item.point ?? item.center ?? item.geometry?.coordinates ?? []) : [item.lng, item.lat]
    if (typeof lng !== 'number' || typeof lat !== 'number') return []
    const label = typeof item.name === 'object' ? item.name?.zh : (item.name ?? item.label ?? item.text)
    return [{ lng, lat, label: label ?? '', address: item.address ?? item.areaName ?? item.note, id: item.id, kind: item.kind ?? item.type }]
  })
}

/** `113.13, 27.83` or `27.83 113.13`: which number is which is told by their size, as China has no overlap. */
export function coordinate(q: string): { lng: number; lat: number } | undefined {
  const found = /^\s*(-?\d{1,3}\.\d+)\s*[,，\s]\s*(-?\d{1,3}\.\d+)\s*$/.exec(q)
  if (!found) return undefined
  const [a, b] = [Number(found[1]), Number(found[2])]
  if (a >= 73 && a <= 136 && b >= 3 && b <= 54) return { lng: a, lat: b }
  if (b >= 73 && b <= 136 && a >= 3 && a <= 54) return { lng: b, lat: a }
  return undefined
}
