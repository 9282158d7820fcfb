// People and organisations for the tests: made through the same functions that the routes use.

import { newId } from '#kernel/db'
import { loadOrganisations, stableId, type LoadedOrg, type ScopeKind } from '#kernel/identity'
import type { TestCity } from '#test/city.ts'
import { createStaff } from '../server/people.ts'
import { appoint, createPost } from '../server/posts.ts'

const office = (
  code: string,
  name: string,
  level: LoadedOrg['level'],
  kind: LoadedOrg['kind'],
  parent: string | null,
  more: Partial<LoadedOrg> = {},
): LoadedOrg => ({
  code,
  name,
  short: name.replace('人民政府', '政府'),
  level,
  kind,
  parent,
  areaCode: code.split('.')[0]!,
  duty: code.split('.')[1]!,
  ...more,
})

/** A small tree of four levels: province, city with two bureaus, two counties with a bureau each, a township. */
export const tree: LoadedOrg[] = [
  office('430000.government', '湖南省人民政府', 'province', 'government', null),
  office('430200.government', '株洲市人民政府', 'city', 'government', '430000.government'),
  office('430200.water', '水利局', 'city', 'agency', '430200.government', {
    uscc: '91350100M000100Y43',
    departments: [
      { code: '430200.water/01', name: '办公室' },
      { code: '430200.water/02', name: '防汛科' },
    ],
  }),
  office('430200.police', '公安局', 'city', 'agency', '430200.government'),
  office('430211.government', '天元区人民政府', 'county', 'government', '430200.government'),
  office('430211.water', '天元区农业农村和水利局', 'county', 'agency', '430211.government'),
  office('430202.government', '荷塘区人民政府', 'county', 'government', '430200.government'),
  office('430211001.office', '嵩山路街道办事处', 'township', 'government', '430211.government'),
]
export const org = (code: string) => stableId('org', code)

let planted: Promise<unknown> | undefined
export async function plant(city: TestCity): Promise<void> {
  await (planted ??= city.ctx((ctx) => loadOrganisations(ctx, tree)))
}

export type Newcomer = { id: string; login: string; password: string; name: string; post: string; postId: string; orgId: string }
type Wish = {
  org?: string
  roles?: string[]
  scope?: ScopeKind
  areas?: string[]
  mustChange?: boolean
  from?: string
  to?: string | null
  phone?: string
  idNo?: string
  name?: string
}

let count = 0
/** A member of staff with one post; roles and scope as wished. */
export async function newcomer(city: TestCity, wish: Wish): Promise<Newcomer> {
  await plant(city)
  const n = ++count
  const orgId = org(wish.org ?? '430200.water')
  const login = `u${process.pid}x${n}`
  const password = `Grau-Regen-${n}!`
  const name = wish.name ?? `测试${n}`
  const post = `岗位${n}`
  return city.ctx(async (ctx) => {
    const { id } = await createStaff(ctx, { login, name, orgId, phone: wish.phone ?? null, idNo: wish.idNo ?? null }, password)
    if (!wish.mustChange)
      await ctx.db.updateTable('identity.credential').set({ mustChange: false }).where('personId', '=', id).execute()
    const { id: postId } = await createPost(ctx, {
      orgId,
      name: post,
      roleIds: wish.roles ?? [],
      scope: wish.scope ?? 'AGENCY',
      areas: wish.areas ?? [],
    })
    await appoint(ctx, { person: id, post: postId, from: wish.from ?? '2020-01-01', to: wish.to ?? null })
    return { id, login, password, name, post, postId, orgId }
  })
}

export async function signedIn(
  city: TestCity,
  who: { login: string; password: string },
): Promise<{ cookie: string; csrf: string; session: any }> {
  const answer = await city.ask(null, 'POST /api/session', { login: who.login, password: who.password })
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return { cookie: String(answer.headers['set-cookie']).split(';')[0]!, csrf: answer.body.csrf, session: answer.body }
}

/** A role of the city's own with these permissions. */
export async function role(city: TestCity, ...permissions: string[]): Promise<string> {
  const id = `test.${newId().slice(-12)}`
  const { createRole } = await import('../server/roles.ts')
  await city.ctx((ctx) => createRole(ctx, { id, name: { zh: id, en: id }, permissions }))
  return id
}
