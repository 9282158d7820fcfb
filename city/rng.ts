// Seeded randomness for the demo city: the same numbers on every run and machine, addressable by index.

/** A seeded stream of numbers. `next()` is in [0, 1); ranges are inclusive. */
export type Rng = {
  next(): number
  int(low: number, high: number): number
  range(low: number, high: number): number
  chance(p: number): boolean
  pick<T>(items: readonly T[]): T
  weighted<T>(items: readonly T[], weight: (item: T) => number): T
  shuffle<T>(items: readonly T[]): T[]
  normal(mean: number, deviation: number): number
}

/** 32-bit hash of a text (FNV-1a with a final mix), for seeds made of words. */
export function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix(h)
}

function mix(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A number in [0, 1) that depends only on the seed and the integers: random access without a stream. */
export function hash01(seed: number, a: number, b = 0): number {
  return mix(mix(mix(seed) ^ Math.imul(a, 0x9e3779b1)) ^ Math.imul(b, 0x27d4eb2f)) / 4294967296
}

/** A stream seeded by a number or words; two streams with different seeds are independent (sfc32). */
export function rng(seed: number | string): Rng {
  const start = typeof seed === 'string' ? hashText(seed) : mix(seed)
  let a = start
  let b = mix(start ^ 0x5bd1e995)
  let c = mix(start ^ 0x1b873593)
  let counter = 1
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) next()
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    int,
    range: (low, high) => low + next() * (high - low),
    chance: (p) => next() < p,
    pick: (items) => items[int(0, items.length - 1)]!,
    weighted(items, weight) {
      let left = next() * items.reduce((sum, item) => sum + weight(item), 0)
      for (const item of items) {
        left -= weight(item)
        if (left < 0) return item
      }
      return items[items.length - 1]!
    },
    shuffle(items) {
      const out = [...items]
      for (let i = out.length - 1; i > 0; i--) {
        const j = int(0, i)
        const held = out[i]!
        out[i] = out[j]!
        out[j] = held
      }
      return out
    },
    // Sum of uniforms instead of Box-Muller: no transcendental function, so no platform difference.
    normal(mean, deviation) {
      let sum = -6
      for (let i = 0; i < 12; i++) sum += next()
      return mean + deviation * sum
    },
  }
}

/** Value noise in [-1, 1], smooth, period-free; x and y in lattice units. */
export function noise(seed: number, x: number, y: number): number {
  const x0 = Math.floor(x)
  const y0 = Math.floor(y)
  const fx = x - x0
  const fy = y - y0
  const u = fx * fx * fx * (fx * (fx * 6 - 15) + 10)
  const v = fy * fy * fy * (fy * (fy * 6 - 15) + 10)
  const a = hash01(seed, x0, y0)
  const b = hash01(seed, x0 + 1, y0)
  const c = hash01(seed, x0, y0 + 1)
  const d = hash01(seed, x0 + 1, y0 + 1)
  return (a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v) * 2 - 1
}

/** Fractal sum of `octaves` noises, roughly in [-1, 1]; each octave has half the wavelength and `gain` the height. */
export function fractal(seed: number, x: number, y: number, octaves: number, gain = 0.5): number {
  let sum = 0
  let height = 1
  let total = 0
  for (let i = 0; i < octaves; i++) {
    sum += height * noise(seed + i, x, y)
    total += height
    height *= gain
    x = x * 2 + 17.3
    y = y * 2 - 9.1
  }
  return sum / total
}
