// Which field of a form an error of the server is about.

/** `/body/place/lng`, `/place/lng`, `body.place.lng` or `place` → the longest field name of the form that it lies in; undefined when none. */
export function fieldOf(path: string, names: Set<string>): string | undefined {
  const steps = path.split(/[/.]/).filter(Boolean)
  for (const start of steps[0] === 'body' ? [1, 0] : [0]) {
    for (let end = steps.length; end > start; end--) {
      const name = steps.slice(start, end).join('.')
      if (names.has(name)) return name
    }
  }
  return undefined
}
