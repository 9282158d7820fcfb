// Durations as short texts ('2wd', '4wh', '30um'): what an amount counts, and in which unit.

import { Problem } from '#kernel/module'

/**
 * um urgent minute, h urgent hour, ud urgent day: run day and night (T5).
 * wm work minute, wh work hour, ws work shift (the 工作日 of 数字城管, 8 work hours): run inside work windows only (T5).
 * wd working day of the law (T2, T4). d natural day, mo month, y year of the law (T3, 民法典 201–203).
 */
export type Unit = 'um' | 'h' | 'ud' | 'wm' | 'wh' | 'ws' | 'wd' | 'd' | 'mo' | 'y'
export type Duration = { amount: number; unit: Unit; minimum: boolean }

/** What a clock of this unit counts. */
export type Measure = 'continuous' | 'work' | 'workday' | 'day'
export const measures: Record<Unit, Measure> = {
  um: 'continuous',
  h: 'continuous',
  ud: 'continuous',
  wm: 'work',
  wh: 'work',
  ws: 'work',
  wd: 'workday',
  d: 'day',
  mo: 'day',
  y: 'day',
}

const pattern = /^(\d{1,5})(um|h|ud|wm|wh|ws|wd|d|mo|y)(\+?)$/
export const durationPattern = pattern.source

/**
 * Reads '5d': a maximum period that rolls over rest days at its end; '20d+': a minimum period ("at least"), which does not.
 * Throws calendar.duration.invalid (422); '+' is only for d, mo and y.
 */
export function parseDuration(text: string): Duration {
  const found = pattern.exec(text)
  const unit = found?.[2] as Unit | undefined
  if (!found || !unit || (found[3] && measures[unit] !== 'day'))
    throw new Problem('calendar.duration.invalid', 422, { duration: text })
  return { amount: Number(found[1]), unit, minimum: found[3] === '+' }
}

export function durationText(duration: Duration): string {
  return `${duration.amount}${duration.unit}${duration.minimum ? '+' : ''}`
}

/** An allowance with its extensions (延期): amounts of one unit added up. Throws calendar.duration.mixed (422) for two units. */
export function addDurations(first: string, ...more: string[]): string {
  const sum = parseDuration(first)
  for (const text of more) {
    const next = parseDuration(text)
    if (next.unit !== sum.unit) throw new Problem('calendar.duration.mixed', 422, { first, second: text })
    sum.amount += next.amount
  }
  return durationText(sum)
}
