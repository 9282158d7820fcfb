// Frames a benchmark: says machine and settings, prints tables and bars as Markdown, stops in time and cleans up.

import { cpus, loadavg, totalmem } from 'node:os'

/** Sizes for trying a benchmark out, a tenth or less of the real ones: YICHENG_BENCH_SMALL=1. */
export const small = process.env['YICHENG_BENCH_SMALL'] === '1'

export type Sample = { n: number; p50: number; p95: number; mean: number; perSecond: number }

/** Percentiles in milliseconds of latencies in milliseconds; `perSecond` from the wall time when it is given. */
export function sample(ms: readonly number[], wallMs?: number): Sample {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  const sum = ms.reduce((a, b) => a + b, 0)
  return { n: ms.length, p50: at(0.5), p95: at(0.95), mean: sum / ms.length, perSecond: (ms.length / (wallMs ?? sum)) * 1000 }
}

/** Runs one after another for `ms` milliseconds (at least five times, after warm-up) and takes each one's time. */
export async function timed(ms: number, work: (i: number) => unknown, warm = 10): Promise<Sample> {
  for (let i = 0; i < warm; i++) await work(i)
  const taken: number[] = []
  const start = performance.now()
  for (let i = 0; taken.length < 5 || performance.now() - start < ms; i++) {
    const from = performance.now()
    await work(i)
    taken.push(performance.now() - from)
  }
  return sample(taken, performance.now() - start)
}

/** Like `timed`, with several at once; each gets its own running number. */
export async function crowd(clients: number, ms: number, work: (i: number) => Promise<unknown>): Promise<Sample> {
  const taken: number[] = []
  let next = 0
  const start = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() - start < ms) {
        const from = performance.now()
        await work(next++)
        taken.push(performance.now() - from)
      }
    }),
  )
  return sample(taken, performance.now() - start)
}

export const say = (line = '') => console.log(line)

/** A number as people read it: three figures that matter, thousands apart. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 100) return Math.round(value).toLocaleString('en-US')
  if (value >= 10) return value.toFixed(1)
  return value >= 0.095 || value === 0 ? value.toFixed(2) : value.toPrecision(2)
}
export const ratio = (value: number, reference: number) =>
  Number.isFinite(value / reference) ? `${figure(value / reference)}×` : '–'

/** Prints a table; numbers are written by `figure`. */
export function table(columns: string[], rows: (string | number)[][]): void {
  const texts = [columns, ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? figure(cell) : cell)))]
  const width = columns.map((_, i) => Math.max(3, ...texts.map((row) => wide(row[i] ?? ''))))
  const line = (row: string[]) => `| ${row.map((cell, i) => cell + ' '.repeat(width[i]! - wide(cell))).join(' | ')} |`
  say(line(texts[0]!))
  say(`|${width.map((n) => '-'.repeat(n + 2)).join('|')}|`)
  for (const row of texts.slice(1)) say(line(row))
  say()
}
// Chinese characters take two columns of a terminal.
const wide = (text: string) => [...text].reduce((n, c) => n + (c > '\u2E7F' ? 2 : 1), 0)

const missed: string[] = []
/** Compares with a published bar and prints the outcome; a missed bar does not fail the run, it is said at the end. */
export function bar(what: string, value: number, limit: number, unit: string, better: 'less' | 'more' = 'less'): void {
  const met = better === 'less' ? value <= limit : value >= limit
  const line = `${what}: ${figure(value)} ${unit} (bar ${better === 'less' ? '≤' : '≥'} ${figure(limit)}) ${met ? 'met' : 'MISSED'}`
  if (!met) missed.push(line)
  say(`- ${line}`)
}

const endings: (() => unknown)[] = []
/** What must be done however the benchmark ends: last named, first done. */
export const onEnd = (work: () => unknown) => void endings.push(work)

async function end(): Promise<void> {
  for (const work of endings.splice(0).toReversed()) {
    try {
      await work()
    } catch (error) {
      console.error(`cleaning up: ${(error as Error).message}`)
    }
  }
}

/** Runs a benchmark within `limitS` seconds and cleans up after it. */
export async function bench(name: string, about: string, work: () => Promise<void>, limitS = 180): Promise<void> {
  const started = performance.now()
  const stop = async (why: string) => {
    console.error(`${name}: stopped, ${why}`)
    setTimeout(() => process.exit(1), 10_000).unref()
    await end()
    process.exit(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(signal))
  const guard = setTimeout(() => void stop(`it took longer than ${limitS} s`), limitS * 1000)
  say(`## ${name}`)
  say(`${about}\n`)
  const load = loadavg()[0]!.toFixed(1)
  say(
    `${new Date().toISOString().slice(0, 16)}Z · ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, load ${load} at start · Node ${process.version}${small ? ' · SMALL sizes, figures mean nothing' : ''}\n`,
  )
  try {
    await work()
  } finally {
    clearTimeout(guard)
    await end()
  }
  if (missed.length) say(`\nBars missed: ${missed.length}`)
  say(`\n${name} took ${((performance.now() - started) / 1000).toFixed(0)} s\n`)
  process.exit(0)
}
