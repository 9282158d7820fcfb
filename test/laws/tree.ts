// Reads a source tree for the laws: module folders, their files and imports.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

export type Source = { path: string; text: string }
export type Folder = { path: string; kind: 'kernel' | 'system'; pillar: string; id: string; entries: string[]; files: Source[] }
export type Tree = { root: string; folders: Folder[]; shell: Source[] }

const textFile = /\.(ts|tsx|sql|json|yaml|md|css|html|mjs)$/

function filesBelow(root: string, folder: string): Source[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return filesBelow(root, path)
    return textFile.test(entry.name) ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : []
  })
}

const subfolders = (root: string, parent: string) =>
  existsSync(join(root, parent))
    ? readdirSync(join(root, parent)).filter((name) => statSync(join(root, parent, name)).isDirectory())
    : []

export function readTree(root: string): Tree {
  const kernel = subfolders(root, 'kernel').map((name) => ({ path: `kernel/${name}`, kind: 'kernel' as const, pillar: 'kernel' }))
  const systems = subfolders(root, 'systems').flatMap((pillar) =>
    subfolders(root, `systems/${pillar}`).map((name) => ({ path: `systems/${pillar}/${name}`, kind: 'system' as const, pillar })),
  )
  const folders = [...kernel, ...systems].map((one) => ({
    ...one,
    id: one.path.split('/').at(-1)!,
    entries: readdirSync(join(root, one.path)),
    files: filesBelow(root, one.path),
  }))
  return { root, folders, shell: filesBelow(root, 'web') }
}

/** Everything a source file imports, type imports too. */
export function importsOf(source: Source): string[] {
  return [
    ...source.text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3]!)
}

export const isCode = (source: Source) => /\.tsx?$/.test(source.path)
export const isTest = (source: Source) => source.path.includes('/test/')
export const isWeb = (source: Source) => source.path.includes('/web/') || source.path.startsWith('web/')
export const within = (root: string, path: string) => relative(root, path)
