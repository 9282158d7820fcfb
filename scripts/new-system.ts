// Lays out a new system: `npm run new livelihood/bikes -- 公共自行车 "Public bikes"` makes one small working folder and never touches it again.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [path, zh = '新系统', en = 'New system'] = process.argv.slice(2)
const match = /^(platform|government|city|livelihood|enterprise|countryside)\/([a-z][a-z0-9-]+)$/.exec(path ?? '')
if (!match) {
  console.error(
    'usage: npm run new <platform|government|city|livelihood|enterprise|countryside>/<name> -- [中文名] ["English name"]',
  )
  process.exit(2)
}
const pillar = match[1]!
const id = match[2]!
const schema = id.replaceAll('-', '_')
const root = join(import.meta.dirname, '..')
const folder = join(root, 'systems', pillar, id)
if (existsSync(folder)) {
  console.error(`systems/${path} exists already`)
  process.exit(1)
}

const files: Record<string, string> = {
  'README.md': `# ${zh} ${en}

What it is, for whom, by which standard, within which limits. (One page.)
`,
  'module.ts': `// ${en}: the table of contents.

import { module } from '#kernel/module'
import contract from './contract.ts'
import { demo } from './demo.ts'
import routes from './server/routes.ts'

export default module({
  id: '${id}',
  name: { zh: '${zh}', en: '${en}' },
  pillar: '${pillar}',
  schema: '${schema}',
  permissions: {
    '${id}.item.read': { zh: '查看${zh}', en: 'View ${en.toLowerCase()}' },
    '${id}.item.manage': { zh: '管理${zh}', en: 'Manage ${en.toLowerCase()}' },
  },
  roles: [{ id: '${id}.clerk', name: { zh: '${zh}经办', en: '${en} clerk' }, permissions: ['${id}.item.read', '${id}.item.manage'] }],
  contract,
  routes,
  menu: [{ page: '/${id}/items', name: { zh: '${zh}', en: '${en}' }, may: '${id}.item.read' }],
  demo,
})
`,
  'contract.ts': `// The routes of ${en.toLowerCase()}.

import { contract, DateTime, Filled, Id, Obj, PageOf, PageQuery } from '#kernel/module'

export const Item = Obj({ id: Id, name: Filled(100), at: DateTime })

export default contract({
  'GET /${id}/items': { may: '${id}.item.read', summary: { zh: '列表', en: 'List' }, query: PageQuery(), reply: PageOf(Item) },
  'POST /${id}/items': { may: '${id}.item.manage', summary: { zh: '新增', en: 'Add' }, body: Obj({ name: Filled(100) }), reply: Item, status: 201 },
})
`,
  'server/routes.ts': `// Binds the routes; the work is in items.ts.

import { handlers } from '#kernel/module'
import contract from '../contract.ts'
import { addItem, listItems } from './items.ts'

export default handlers(contract, {
  'GET /${id}/items': (ctx, { query }) => listItems(ctx, query),
  'POST /${id}/items': (ctx, { body }) => addItem(ctx, body.name),
})
`,
  'server/items.ts': `// Items: queries and rules together.

import { sql } from 'kysely'
import { newId } from '#kernel/db'
import type { Context } from '#kernel/module'

type Item = { id: string; name: string; at: Date }

/** A page of items, newest first; \`total\` is exact up to 10,000. */
export async function listItems(ctx: Context, query: { page?: number; size?: number; q?: string }): Promise<{ items: Item[]; total: number }> {
  const size = query.size ?? 20
  const like = \`%\${(query.q ?? '').replaceAll(/[\\\\%_]/g, (sign) => \`\\\\\${sign}\`)}%\`
  const { rows: items } = await sql<Item>\`select id, name, at from ${schema}.item where name like \${like}
    order by id desc limit \${size} offset \${((query.page ?? 1) - 1) * size}\`.execute(ctx.db)
  const { rows } = await sql<{ total: number }>\`select count(*)::int as total from (select 1 from ${schema}.item where name like \${like} limit 10000) few\`.execute(ctx.db)
  return { items, total: rows[0]!.total }
}

/** Adds an item; a name used already is refused (409 ${id}.item.exists). */
export async function addItem(ctx: Context, name: string): Promise<Item> {
  const { rows } = await sql<Item>\`insert into ${schema}.item (id, name, at) values (\${newId()}, \${name.trim()}, \${ctx.now})
    on conflict (name) do nothing returning id, name, at\`.execute(ctx.db)
  return rows[0] ?? ctx.fail('${id}.item.exists', 409, { name })
}
`,
  'migrations/001-items.sql': `-- Items of ${en.toLowerCase()}.
create schema ${schema};
create table ${schema}.item (
  id uuid primary key,
  name text not null unique check (length(trim(name)) between 1 and 100),
  at timestamptz not null
);
`,
  'demo.ts': `// Demo items, the same at every run.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'

export async function demo(ctx: Context): Promise<void> {
  for (let i = 1; i <= 3; i++)
    await sql\`insert into ${schema}.item (id, name, at) values (\${\`00000000-0000-7000-8000-00000000000\${i}\`}, \${\`示例 \${i}\`}, \${ctx.now}) on conflict do nothing\`.execute(ctx.db)
}
`,
  'web/index.tsx': `// Pages of ${en.toLowerCase()}.

import { lazy } from 'react'

export default { '/${id}/items': lazy(() => import('./ItemsPage.tsx')) }
`,
  'web/ItemsPage.tsx': `// The list of items.

import { client } from '#web/client.ts'
import { useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'

const api = client<typeof import('../contract.ts').default>()

export default function ItemsPage() {
  const t = useT()
  return (
    <ListPage
      title={t('${id}.items')}
      api={api}
      route="GET /${id}/items"
      columns={[
        { key: 'name', title: t('${id}.item.name'), grow: true },
        { key: 'at', title: t('${id}.item.at'), as: 'time' },
      ]}
      filters={[{ key: 'q', as: 'text', label: t('${id}.item.name') }]}
    />
  )
}
`,
  'words/zh.json': `${JSON.stringify({ [`${id}.items`]: zh, [`${id}.item.name`]: '名称', [`${id}.item.at`]: '登记时间', [`error.${id}.item.exists`]: '已有名称为“{name}”的记录' }, null, 2)}\n`,
  'words/en.json': `${JSON.stringify({ [`${id}.items`]: en, [`${id}.item.name`]: 'Name', [`${id}.item.at`]: 'Registered', [`error.${id}.item.exists`]: 'There is already a record named “{name}”' }, null, 2)}\n`,
  'quality.yaml': readFileSync(join(root, 'test', 'laws', 'quality.sample.yaml'), 'utf8'),
  [`test/${id}.test.ts`]: `// What ${en.toLowerCase()} does, through its public door.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCity } from '#test/city.ts'

test('an item is added once and listed', async () => {
  const city = await testCity()
  const clerk = city.as({ permissions: ['${id}.item.read', '${id}.item.manage'] })
  const name = \`示例 \${process.pid} \${process.hrtime.bigint()}\`
  assert.equal((await city.ask(clerk, 'POST /api/${id}/items', { name })).status, 201)
  assert.equal((await city.ask(clerk, 'POST /api/${id}/items', { name })).body.code, '${id}.item.exists')
  assert.equal((await city.ask(clerk, \`GET /api/${id}/items?q=\${encodeURIComponent(name)}\`)).body.total, 1)
})
`,
  [`test/${id}.access.test.ts`]: `// Who may and who may not.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCity } from '#test/city.ts'

test('reading does not allow adding', async () => {
  const city = await testCity()
  const reader = city.as({ permissions: ['${id}.item.read'] })
  assert.equal((await city.ask(reader, 'GET /api/${id}/items')).status, 200)
  assert.equal((await city.ask(reader, 'POST /api/${id}/items', { name: '甲' })).status, 403)
  assert.equal((await city.ask(null, 'GET /api/${id}/items')).status, 401)
})
`,
}
for (const [name, text] of Object.entries(files)) {
  const file = join(folder, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
}
spawnSync(process.execPath, [join(root, 'node_modules', 'oxfmt', 'bin', 'oxfmt'), folder], { cwd: root })
console.log(
  `systems/${path}: ${Object.keys(files).length} files. Next: npm run docs, npm test -- 'systems/${path}/test/*.test.ts'`,
)
