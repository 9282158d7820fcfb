// The laws that can be read from the files alone. Each returns the sentences of what breaks it; none means it holds.

import { dirname, join, normalize } from 'node:path'
import { importsOf, isCode, isTest, isWeb, type Folder, type Source, type Tree } from './tree.ts'

export type Law = { name: string; check: (tree: Tree) => string[] }

const rooms = new Set([
  'README.md',
  'module.ts',
  'contract.ts',
  'api.ts',
  'flows.ts',
  'demo.ts',
  'quality.yaml',
  'migrations',
  'server',
  'web',
  'words',
  'test',
  'data',
  'simulator',
])

const codeOf = (folder: Folder) => folder.files.filter(isCode)
const usesOf = (folder: Folder): string[] => {
  const manifest = folder.files.find((file) => file.path === `${folder.path}/module.ts`)?.text ?? ''
  return [...(/\buses:\s*\[([^\]]*)\]/.exec(manifest)?.[1] ?? '').matchAll(/['"]([^'"]+)['"]/g)].map((match) => match[1]!)
}

export const staticLaws: Law[] = [
  {
    name: 'a module has only the known rooms, a README and an api or a manifest',
    check: (tree) =>
      tree.folders.flatMap((folder) => [
        ...folder.entries.filter((entry) => !rooms.has(entry)).map((entry) => `${folder.path}/${entry} is no room of a module`),
        ...(folder.entries.includes('README.md') ? [] : [`${folder.path} has no README.md`]),
        ...(folder.entries.includes('module.ts') || folder.entries.includes('api.ts')
          ? []
          : [`${folder.path} has neither module.ts nor api.ts`]),
        ...(folder.kind === 'system'
          ? ['module.ts', 'words', 'test', 'quality.yaml']
              .filter((room) => !folder.entries.includes(room))
              .map((room) => `${folder.path} has no ${room}`)
          : []),
      ]),
  },
  {
    name: 'imports go only where the architecture allows',
    check: (tree) =>
      tree.folders.flatMap((folder) =>
        codeOf(folder).flatMap((file) => importsOf(file).flatMap((to) => wrongImport(folder, file, to))),
      ),
  },
  {
    name: 'a system uses what it declares and declares what it uses, without cycles',
    check(tree) {
      const systems = tree.folders.filter((folder) => folder.kind === 'system')
      const wrong = systems.flatMap((folder) => {
        const declared = usesOf(folder)
        const used = new Set(
          codeOf(folder)
            .filter((file) => !isTest(file))
            .flatMap(importsOf)
            .filter((to) => to.startsWith('#systems/'))
            .map((to) => to.slice('#systems/'.length)),
        )
        return [
          ...[...used]
            .filter((one) => !declared.includes(one))
            .map((one) => `${folder.path} imports ${one} but does not declare it in uses`),
          ...declared
            .filter((one) => !used.has(one))
            .map((one) => `${folder.path} declares ${one} in uses but does not import it`),
        ]
      })
      const edges = new Map(systems.map((folder) => [`${folder.pillar}/${folder.id}`, usesOf(folder)]))
      return [...wrong, ...cycles(edges)]
    },
  },
  {
    name: 'the shell finds pages by glob and knows of modules only the contracts of the kernel',
    check: (tree) =>
      tree.shell
        .filter((file) => isCode(file) && !isTest(file))
        .flatMap((file) =>
          importsOf(file)
            .filter(
              (to) => /systems\/|kernel\/|#kernel|#systems/.test(to) && !/^(\.\.\/)+kernel\/[a-z]+\/(contract|api)\.ts$/.test(to),
            )
            .map((to) => `${file.path} imports ${to}`),
        ),
  },
  {
    name: 'SQL names only its own schema',
    check(tree) {
      const owners = new Map(tree.folders.flatMap((folder) => schemaOf(folder).map((schema) => [schema, folder.path] as const)))
      return tree.folders.flatMap((folder) =>
        folder.files
          .filter((file) => !isTest(file) && !isWeb(file) && /\.(ts|sql)$/.test(file.path))
          .flatMap((file) =>
            [
              ...file.text.matchAll(
                /\b(?:from|join|into|update|table|references|truncate)\s+(?:only\s+)?"?([a-z_]+)"?\."?([a-z_]+)"?/gi,
              ),
              ...file.text.matchAll(/(?:From|Into|Table|Join|updateTable)\(\s*['"`]([a-z_]+)\.([a-zA-Z_]+)/g),
            ].flatMap((match) => {
              const owner = owners.get(match[1]!)
              return owner && owner !== folder.path && owner !== 'kernel/db'
                ? [`${file.path} touches ${match[1]}.${match[2]}, which ${owner} owns`]
                : []
            }),
          ),
      )
    },
  },
  {
    name: 'words have the same keys in zh and en, and each is said',
    check: (tree) =>
      [...tree.folders.map((folder) => folder.files), tree.shell].flatMap((files) => {
        const of = (lang: string) =>
          files
            .filter((file) => file.path.endsWith(`words/${lang}.json`))
            .map((file) => [file, JSON.parse(file.text) as Record<string, string>] as const)
        const [zh] = of('zh')
        const [en] = of('en')
        if (!zh && !en) return []
        if (!zh || !en) return [`${(zh ?? en)![0].path} has no counterpart in the other language`]
        return [
          ...Object.keys(zh[1])
            .filter((key) => !en[1][key])
            .map((key) => `${en[0].path} lacks ${key}`),
          ...Object.keys(en[1])
            .filter((key) => !zh[1][key])
            .map((key) => `${zh[0].path} lacks ${key}`),
        ]
      }),
  },
  {
    name: 'every error code and every word key in use has words',
    check(tree) {
      const known = new Set(
        [...tree.folders.flatMap((folder) => folder.files), ...tree.shell]
          .filter((file) => file.path.endsWith('words/zh.json'))
          .flatMap((file) => Object.keys(JSON.parse(file.text) as object)),
      )
      const sources = [...tree.folders.flatMap((folder) => folder.files), ...tree.shell]
        .filter((file) => isCode(file) && !isTest(file))
        .map((file) => ({ ...file, text: file.text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '') }))
      return sources.flatMap((file) => [
        ...[...file.text.matchAll(/(?:\bfail|new Problem)\(\s*['"]([\w.]+)['"]/g)]
          .filter((match) => !known.has(`error.${match[1]}`))
          .map((match) => `${file.path}: error.${match[1]} has no words`),
        ...(isWeb(file)
          ? [...file.text.matchAll(/\bt\(\s*['"]([a-z][\w.-]+\.[\w.-]+)['"]/g)]
              .filter((match) => !known.has(match[1]!))
              .map((match) => `${file.path}: ${match[1]} has no words`)
          : []),
      ])
    },
  },
  {
    name: 'no file grows beyond 500 lines (tests 800)',
    check: (tree) =>
      [...tree.folders.flatMap((folder) => folder.files), ...tree.shell]
        .filter((file) => isCode(file) && !file.path.endsWith('tables.ts'))
        .flatMap((file) =>
          file.text.split('\n').length > (isTest(file) ? 800 : 500)
            ? [`${file.path} has ${file.text.split('\n').length} lines`]
            : [],
        ),
  },
  {
    name: 'a source file opens with a sentence on what it is for',
    check: (tree) =>
      [...tree.folders.flatMap((folder) => folder.files), ...tree.shell]
        .filter((file) => isCode(file) && !/^(\/\/|\/\*)/.test(file.text))
        .map((file) => `${file.path} does not say what it is for`),
  },
  {
    name: 'systems take the time from their context',
    check: (tree) =>
      tree.folders
        .filter((folder) => folder.kind === 'system')
        .flatMap((folder) => codeOf(folder))
        .filter((file) => !isTest(file) && !isWeb(file) && !file.path.includes('/simulator/'))
        .flatMap((file) => (/\bDate\.now\(\)|new Date\(\s*\)/.test(file.text) ? [`${file.path} reads the clock`] : [])),
  },
  {
    name: 'no Chinese map data of third parties',
    check: (tree) =>
      tree.folders
        .flatMap((folder) => folder.files)
        .filter((file) => !isTest(file) && /acroutes|subFeatureIndex|UTF8Encoding/.test(file.text))
        .map((file) => `${file.path} carries fields of a boundary set that may not be redistributed`),
  },
  {
    name: 'the generic registry stays below 600 lines',
    check(tree) {
      const lines = tree.folders
        .filter((folder) => folder.path === 'kernel/registry')
        .flatMap((folder) => folder.files)
        .filter((file) => isCode(file) && !isTest(file))
        .reduce((sum, file) => sum + file.text.split('\n').length, 0)
      const web = tree.shell
        .filter((file) => file.path.startsWith('web/registry/') && isCode(file))
        .reduce((sum, file) => sum + file.text.split('\n').length, 0)
      return lines + web > 600 ? [`kernel/registry and web/registry have ${lines + web} lines together`] : []
    },
  },
  {
    name: 'quality.yaml says done, todo or exempt with a reason for each known rule',
    check: (tree) =>
      tree.folders
        .flatMap((folder) => folder.files.filter((file) => file.path === `${folder.path}/quality.yaml`))
        .flatMap((file) => {
          const rules = [...file.text.matchAll(/^([\w-]+):\s*(.*)$/gm)]
          return [
            ...qualityRules
              .filter((rule) => !rules.some((match) => match[1] === rule))
              .map((rule) => `${file.path} says nothing of ${rule}`),
            ...rules.filter((match) => !qualityRules.includes(match[1]!)).map((match) => `${file.path}: ${match[1]} is no rule`),
            ...rules
              .filter((match) => !/^(done|todo|exempt: \S.*)$/.test(match[2]!.replace(/^['"]|['"]$/g, '')))
              .map((match) => `${file.path}: ${match[1]} is neither done, todo nor exempt with a reason`),
          ]
        }),
  },
]

export const qualityRules = [
  'readme',
  'words-zh-en',
  'permissions-on-routes',
  'own-tables-only',
  'demo-data',
  'list-pages-work',
  'errors-translated',
  'access-tests',
  'flow-valid',
  'clocks-on-open-states',
  'audit-covered',
  'paging',
  'empty-and-error-states',
  'map-layer',
  'indicators',
  'big-screen-card',
  'mobile-layout',
  'import-export',
  '100k-row-speed',
  'user-manual-page',
  'acceptance-script',
  'rehearsal-data',
  'keyboard-only',
]

function schemaOf(folder: Folder): string[] {
  const manifest = folder.files.find((file) => file.path === `${folder.path}/module.ts`)?.text ?? ''
  const named = /\bschema:\s*['"](\w+)['"]/.exec(manifest)?.[1]
  return named ? [named] : folder.path === 'kernel/db' ? ['kernel'] : []
}

function wrongImport(folder: Folder, file: Source, to: string): string[] {
  if (to.startsWith('node:')) return isWeb(file) && !isTest(file) ? [`${file.path} imports ${to} into the browser`] : []
  if (folder.kind === 'kernel' && (to.startsWith('#systems/') || /(^|\/)systems\//.test(to)))
    return [`${file.path}: the kernel imports ${to}`]
  if (to.startsWith('#kernel/') || to.startsWith('#systems/'))
    return isWeb(file) && !isTest(file) ? [`${file.path}: a page imports ${to}`] : []
  if (to.startsWith('#city/'))
    return file.path.endsWith('/demo.ts') || isTest(file) ? [] : [`${file.path}: only demo.ts and tests draw from the demo city`]
  if (to.startsWith('#web/')) return isWeb(file) || isTest(file) ? [] : [`${file.path}: the server imports ${to}`]
  if (to.startsWith('.')) {
    const target = normalize(join(dirname(file.path), to))
    if (!target.startsWith(`${folder.path}/`)) return [`${file.path} leaves its module by ${to}`]
    if (isWeb(file) && !isTest(file) && target.startsWith(`${folder.path}/server/`)) return [`${file.path}: a page imports ${to}`]
  }
  return []
}

function cycles(edges: Map<string, string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>()
  const found: string[] = []
  const visit = (node: string, path: string[]) => {
    if (state.get(node) === 'done') return
    if (state.get(node) === 'open')
      return void found.push(`systems use each other in a circle: ${[...path.slice(path.indexOf(node)), node].join(' → ')}`)
    state.set(node, 'open')
    for (const next of edges.get(node) ?? []) visit(next, [...path, node])
    state.set(node, 'done')
  }
  for (const node of edges.keys()) visit(node, [])
  return found
}
