// The architecture, executed: every law holds on the house, and a planted violation proves that each can fail.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkHouse, contract, type House, type Module } from '#kernel/module'
import { createUser } from '#kernel/identity'
import { root, testCity } from '#test/city.ts'
import { emptyRoles, missingPages, unusedPermissions, wrongAccess, type Ask } from './laws/house.ts'
import { staticLaws } from './laws/static.ts'
import { readTree } from './laws/tree.ts'

const tree = readTree(root)
for (const law of staticLaws) test(`law: ${law.name}`, () => assert.deepEqual(law.check(tree), []))

/** A small sound house in a temporary folder, with the given files planted over it. */
function planted(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'yicheng-laws-'))
  const sound: Record<string, string> = {
    'kernel/one/README.md': '# one',
    'kernel/one/api.ts': '// One.\n',
    'systems/city/a/README.md': '# a',
    'systems/city/a/module.ts': "// A.\nexport default { id: 'a', schema: 'a', uses: [] }\n",
    'systems/city/a/words/zh.json': '{"a.x":"甲"}',
    'systems/city/a/words/en.json': '{"a.x":"A"}',
    'systems/city/a/test/a.test.ts': '// Tests.\n',
    'systems/city/a/quality.yaml': readFileSync(join(import.meta.dirname, 'laws', 'quality.sample.yaml'), 'utf8'),
    'systems/city/b/README.md': '# b',
    'systems/city/b/module.ts': "// B.\nexport default { id: 'b', schema: 'b' }\n",
    'systems/city/b/words/zh.json': '{}',
    'systems/city/b/words/en.json': '{}',
    'systems/city/b/test/b.test.ts': '// Tests.\n',
    'systems/city/b/quality.yaml': readFileSync(join(import.meta.dirname, 'laws', 'quality.sample.yaml'), 'utf8'),
    'web/main.tsx': '// Shell.\n',
    ...files,
  }
  for (const [path, text] of Object.entries(sound)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const violations: Record<string, Record<string, string>> = {
  'a module has only the known rooms, a README and an api or a manifest': { 'systems/city/a/helpers/x.ts': '// X.\n' },
  'imports go only where the architecture allows': { 'kernel/one/server/x.ts': "// X.\nimport { y } from '#systems/city/a'\n" },
  'a system uses what it declares and declares what it uses, without cycles': {
    'systems/city/a/server/x.ts': "// X.\nimport { y } from '#systems/city/b'\n",
  },
  'the shell finds pages by glob and knows of modules only the contracts of the kernel': {
    'web/main.tsx': "// Shell.\nimport x from '../systems/city/a/web/index.tsx'\n",
  },
  'SQL names only its own schema': { 'systems/city/a/server/x.ts': '// X.\nconst q = `select * from b.thing`\n' },
  'words have the same keys in zh and en, and each is said': { 'systems/city/a/words/en.json': '{}' },
  'every error code and every word key in use has words': { 'systems/city/a/server/x.ts': "// X.\nfail('a.nope', 422)\n" },
  'no file grows beyond 500 lines (tests 800)': { 'systems/city/a/server/x.ts': `// X.\n${'\n'.repeat(600)}` },
  'a source file opens with a sentence on what it is for': { 'systems/city/a/server/x.ts': 'export const x = 1\n' },
  'systems take the time from their context': { 'systems/city/a/server/x.ts': '// X.\nexport const now = Date.now()\n' },
  'no Chinese map data of third parties': { 'systems/city/a/data/x.json': '{"acroutes":[]}' },
  'the generic registry stays below 600 lines': {
    'kernel/registry/README.md': '',
    'kernel/registry/api.ts': `// R.\n${'\n'.repeat(700)}`,
  },
  'quality.yaml says done, todo or exempt with a reason for each known rule': {
    'systems/city/a/quality.yaml': 'readme: maybe\n',
  },
}
for (const law of staticLaws) {
  test(`planted violation is found: ${law.name}`, () => {
    assert.deepEqual(law.check(readTree(planted({}))), [], 'the sound house breaks no law')
    assert.notDeepEqual(law.check(readTree(planted(violations[law.name]!))), [])
  })
}
test('more ways to break the import law are found', () => {
  const law = staticLaws.find((one) => one.name.startsWith('imports go'))!
  for (const [path, to] of [
    ['systems/city/a/server/x.ts', '../../b/server/y.ts'],
    ['systems/city/a/web/X.tsx', '../server/y.ts'],
    ['systems/city/a/web/X.tsx', '#kernel/cases'],
    ['systems/city/a/web/X.tsx', 'node:fs'],
    ['systems/city/a/server/x.ts', '#web/client.ts'],
    ['systems/city/a/server/x.ts', '#city/people.ts'],
    ['kernel/one/server/x.ts', '../../../systems/city/a/api.ts'],
  ] as const) {
    assert.equal(law.check(readTree(planted({ [path]: `// X.\nimport { y } from '${to}'\n` }))).length, 1, `${path} → ${to}`)
  }
})

const houseOf = (...modules: Module[]): House => ({
  root: '/nowhere',
  modules,
  folders: new Map(modules.map((one) => [one.id, one.id])),
  permissions: new Map(modules.flatMap((one) => Object.entries(one.permissions ?? {}))),
  find: () => undefined,
})
const name = { zh: '甲', en: 'A' }
const base: Module = { id: 'a', name, pillar: 'city' }

test('law: the modules fit together', async () => {
  const { house } = await testCity()
  assert.deepEqual(checkHouse(house), [])
  for (const broken of [
    { ...base, permissions: { 'b.x.read': name } },
    { ...base, contract: contract({ 'GET /a/x': { may: 'a.x.read' } }), routes: { 'GET /a/x': () => null } },
    { ...base, contract: contract({ 'GET /b/x': { may: 'public' } }), routes: { 'GET /b/x': () => null } },
    { ...base, contract: contract({ 'GET /a/x': { may: 'public' } }) },
    { ...base, on: { 'b.happened': async () => {} } },
    { ...base, roles: [{ id: 'a.clerk', name, permissions: ['a.x.read'] }] },
    { ...base, menu: [{ page: '/a', name, may: 'a.x.read' }] },
  ] as Module[])
    assert.equal(checkHouse(houseOf(broken)).length, 1, JSON.stringify(broken))
})

test('law: each permission guards something', async () => {
  const { house } = await testCity()
  const sourceOf = (folder: string) =>
    tree.folders
      .find((one) => one.path === folder)
      ?.files.filter((file) => !file.path.endsWith('module.ts') && !file.path.includes('/test/'))
      .map((file) => file.text)
      .join('\n') ?? ''
  assert.deepEqual(unusedPermissions(house, sourceOf), [])
  assert.equal(unusedPermissions(houseOf({ ...base, permissions: { 'a.x.read': name } }), () => '').length, 1)
})

test('law: each menu entry has its page', async () => {
  const { house } = await testCity()
  assert.deepEqual(missingPages(house), [])
  assert.equal(missingPages(houseOf({ ...base, menu: [{ page: '/a', name, may: 'public' }] })).length, 1)
})

test('law: each role may do something', async () => {
  const { house } = await testCity()
  assert.deepEqual(emptyRoles(house), [])
  assert.equal(emptyRoles(houseOf({ ...base, roles: [{ id: 'a.idle', name, permissions: [] }] })).length, 1)
})

test('law: every route knows who may: lists answer, strangers get 401, others 403', async () => {
  const city = await testCity()
  // A real person, since some lists are one's own.
  const { id } = await city.ctx((ctx) => createUser(ctx, { login: `laws${process.pid}`, name: '守法' }))
  const all = city.as({ id, permissions: [...city.house.permissions.keys()] })
  const citizen = city.as({ kind: 'citizen' })
  const none = city.as({ permissions: [] })
  const ask: Ask = async (who, key) => {
    const [method, path] = key.split(' ') as [string, string]
    const url = `/api${path.replace(/:(\w+)/g, () => '01a20366-d9dc-75cf-a94f-ed4c001e3933')}`
    const route = city.house.modules.flatMap((one) => Object.entries(one.contract ?? {})).find(([other]) => other === key)![1]
    const caller =
      who === 'nobody' ? null : who === 'none' ? (route.may === 'citizen' ? none : none) : route.may === 'citizen' ? citizen : all
    const reply = await city.ask(caller, `${method} ${url}`)
    return { status: reply.status, code: reply.body?.code }
  }
  assert.deepEqual(await wrongAccess(city.house.modules, ask), [])
  const open: Module = { ...base, permissions: { 'a.x.read': name }, contract: contract({ 'GET /a/x': { may: 'a.x.read' } }) }
  assert.equal((await wrongAccess([open], async () => ({ status: 200 }))).length, 2, 'a route that lets everybody in is found')
  assert.equal(
    (await wrongAccess([open], async (who) => ({ status: who === 'nobody' ? 401 : 403 }))).length,
    1,
    'a list that refuses all is found',
  )
})

test('the laws name no module', () => {
  for (const file of readdirSync(join(import.meta.dirname, 'laws')).filter((one) => one.endsWith('.ts'))) {
    const text = readFileSync(join(import.meta.dirname, 'laws', file), 'utf8')
    for (const folder of tree.folders.filter((one) => one.kind === 'system'))
      assert.ok(!text.includes(`/${folder.id}`), `${file} names ${folder.id}`)
  }
})
