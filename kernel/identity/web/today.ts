// The city's date, 'YYYY-MM-DD', whatever zone the machine is in.

import { useState } from 'react'

export function useToday(): string {
  return useState(() => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10))[0]
}
