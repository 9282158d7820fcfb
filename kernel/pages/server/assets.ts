// Finds the hashed names of the citizen pages' stylesheet and script in what Vite built.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

type Entry = { file: string; css?: string[]; name?: string }
type Manifest = Record<string, Entry>

let cached: { at: number; manifest: Manifest } | undefined

function manifestOf(root: string): Manifest {
  const file = join(root, 'dist', 'web', '.vite', 'manifest.json')
  if (!existsSync(file)) return {}
  const at = statSync(file).mtimeMs
  if (cached?.at !== at) cached = { at, manifest: JSON.parse(readFileSync(file, 'utf8')) as Manifest }
  return cached.manifest
}

/** Links to the stylesheet and script of citizen pages; none before the web was built, and pages still work. */
export function citizenAssets(root: string): { css: string[]; js: string[] } {
  const manifest = manifestOf(root)
  const css = manifest['web/citizen/citizen.css'] ?? manifest['citizen/citizen.css']
  const js = manifest['web/citizen/citizen.ts'] ?? manifest['citizen/citizen.ts']
  return {
    css: [...(css ? [css.file] : []), ...(js?.css ?? [])].map((file) => `/${file}`),
    js: js ? [`/${js.file}`] : [],
  }
}
