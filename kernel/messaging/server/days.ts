// Local days and quiet hours of the city (UTC+8 all year).

const shift = 8 * 3_600_000

/** The local date of an instant, 'YYYY-MM-DD'. */
export function cityDay(at: Date): string {
  return new Date(at.getTime() + shift).toISOString().slice(0, 10)
}

/** When a message may go out: `at` itself, or the end of the quiet hours that it falls in. Hours 0–24; equal ones mean never quiet. */
export function afterQuiet(at: Date, from: number, to: number): Date {
  if (from === to) return at
  const local = at.getTime() + shift
  const midnight = Math.floor(local / 86_400_000) * 86_400_000
  const hour = (local - midnight) / 3_600_000
  const quiet = from < to ? hour >= from && hour < to : hour >= from || hour < to
  if (!quiet) return at
  const end = midnight + to * 3_600_000
  return new Date((end > local ? end : end + 86_400_000) - shift)
}
