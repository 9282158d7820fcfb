// Rate limits on public doors: a token bucket per class and address, in this process.

import { Problem } from '#kernel/module'

export type LimitClass = 'public' | 'form' | 'login' | 'tiles'

// Sustained requests a second and burst. A household or a school shares one address, so 'public' is generous.
const limits: Record<LimitClass, { rate: number; burst: number }> = {
  public: { rate: 30, burst: 120 },
  form: { rate: 0.5, burst: 20 },
  login: { rate: 0.2, burst: 10 },
  // A 4K map asks for some sixty tiles at every move; a cached one costs a fraction of a millisecond.
  tiles: { rate: 200, burst: 1200 },
}
const mostAddresses = 50_000

export function createLimiter(clock: () => Date, factor = 1) {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    /** Takes one token or throws 429 with the seconds to wait. */
    check(kind: LimitClass, address: string): void {
      if (factor === Infinity) return
      const { rate, burst } = limits[kind]
      const key = `${kind} ${address}`
      const now = clock().getTime() / 1000
      const bucket = buckets.get(key) ?? { tokens: burst * factor, at: now }
      buckets.delete(key)
      bucket.tokens = Math.min(burst * factor, bucket.tokens + Math.max(0, now - bucket.at) * rate * factor)
      bucket.at = now
      if (bucket.tokens < 1) {
        buckets.set(key, bucket)
        throw new Problem('http.too_many', 429, { seconds: Math.ceil((1 - bucket.tokens) / (rate * factor)) })
      }
      bucket.tokens -= 1
      buckets.set(key, bucket)
      // A Map keeps insertion order: the first key is the one longest unused.
      if (buckets.size > mostAddresses) buckets.delete(buckets.keys().next().value!)
    },
  }
}
