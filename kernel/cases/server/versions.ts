// Flow definitions in immutable versions: seeded from code, drafted by the city, published by a second person.

import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { checkFlow } from './check.ts'
import { systemOf, type Flow } from './flows.ts'
import { codeFlows, known } from './registry.ts'

/** How long the number of the live version is believed; a case opened within it may still get the version before. */
const TRUST_MS = 1000
const live = new Map<string, { version: number; checked: number }>()
// Published versions never change, so they are kept for good.
const definitions = new Map<string, Flow>()

/** The definition of a version. Fails cases.flow.unknown (404). */
export async function definitionOf(ctx: Context, flowId: string, version: number): Promise<Flow> {
  const key = `${flowId}@${version}`
  const kept = definitions.get(key)
  if (kept) return kept
  const row = await ctx.db
    .selectFrom('cases.flowVersion')
    .select(['definition', 'status'])
    .where('flowId', '=', flowId)
    .where('version', '=', version)
    .executeTakeFirst()
  if (!row) return ctx.fail('cases.flow.unknown', 404, { flow: flowId })
  // A row of this transaction may yet be rolled back, and its number given to another definition.
  if (row.status !== 'draft') ctx.afterCommit(() => definitions.set(key, row.definition as Flow))
  return row.definition as Flow
}

/** The version that new cases get. Fails cases.flow.unknown (404). */
export async function liveVersion(ctx: Context, flowId: string): Promise<number> {
  const cached = live.get(flowId)
  if (cached && performance.now() - cached.checked < TRUST_MS) return cached.version
  const checked = performance.now()
  const row = await ctx.db.selectFrom('cases.flow').select('liveVersion').where('id', '=', flowId).executeTakeFirst()
  if (!row?.liveVersion) return ctx.fail('cases.flow.unknown', 404, { flow: flowId })
  live.set(flowId, { version: row.liveVersion, checked })
  return row.liveVersion
}

/** Stores the flows of the code: new ones live; changed ones live, unless the city published its own, then as a draft. */
export async function seedFlows(ctx: Context): Promise<void> {
  for (const flow of codeFlows()) {
    await sql`select pg_advisory_xact_lock(hashtext(${`cases.flow.${flow.id}`}))`.execute(ctx.db)
    const before = await ctx.db.selectFrom('cases.flow').selectAll().where('id', '=', flow.id).executeTakeFirst()
    if (!before) {
      await ctx.db
        .insertInto('cases.flow')
        .values({ id: flow.id, system: systemOf(flow), nameZh: flow.name.zh, nameEn: flow.name.en, liveVersion: null })
        .execute()
      await addVersion(ctx, flow, 'code', 'live', null, '')
      continue
    }
    const versions = await ctx.db
      .selectFrom('cases.flowVersion')
      .select(['version', 'definition', 'source', 'status'])
      .where('flowId', '=', flow.id)
      .orderBy('version')
      .execute()
    const lastOfCode = versions.findLast((one) => one.source === 'code')
    if (lastOfCode && canonical(lastOfCode.definition) === canonical(flow)) continue
    const city = versions.some((one) => one.source === 'city' && one.status !== 'draft')
    await addVersion(
      ctx,
      flow,
      'code',
      city ? 'draft' : 'live',
      before.liveVersion,
      city ? 'the program brings a new definition' : '',
    )
  }
  live.clear()
}

export async function addVersion(
  ctx: Context,
  flow: Flow,
  source: 'code' | 'city',
  status: 'draft' | 'live',
  base: number | null,
  note: string,
): Promise<number> {
  const { top } = await ctx.db
    .selectFrom('cases.flowVersion')
    .select((of) => of.fn.max('version').as('top'))
    .where('flowId', '=', flow.id)
    .executeTakeFirstOrThrow()
  const version = Number(top ?? 0) + 1
  if (status === 'live') await retireLive(ctx, flow.id)
  await ctx.db
    .insertInto('cases.flowVersion')
    .values({
      flowId: flow.id,
      version,
      definition: JSON.stringify(flow),
      source,
      status,
      base,
      note,
      madeBy: ctx.user.id,
      madeByName: ctx.user.name,
      madeAt: ctx.now,
      publishedAt: status === 'live' ? ctx.now : null,
    })
    .execute()
  if (status === 'live') await setLive(ctx, flow, version)
  return version
}

async function retireLive(ctx: Context, flowId: string): Promise<void> {
  await ctx.db
    .updateTable('cases.flowVersion')
    .set({ status: 'retired' })
    .where('flowId', '=', flowId)
    .where('status', '=', 'live')
    .execute()
}

async function setLive(ctx: Context, flow: Flow, version: number): Promise<void> {
  await ctx.db
    .updateTable('cases.flow')
    .set({ liveVersion: version, nameZh: flow.name.zh, nameEn: flow.name.en })
    .where('id', '=', flow.id)
    .execute()
  live.delete(flow.id)
  ctx.afterCommit(() => live.delete(flow.id))
}

/** A draft of the city, or the draft's next state. Only what a flow may say is kept. Fails cases.flow.* (404, 409). */
export async function saveDraft(
  ctx: Context,
  flowId: string,
  definition: Flow,
  note: string,
  version?: number,
): Promise<{ version: number; wrong: string[] }> {
  if (definition.id !== flowId) ctx.fail('cases.flow.other', 422)
  const head = await ctx.db.selectFrom('cases.flow').selectAll().where('id', '=', flowId).executeTakeFirst()
  if (!head) return ctx.fail('cases.flow.unknown', 404, { flow: flowId })
  const wrong = wrongWith(definition)
  if (version === undefined) return { version: await addVersion(ctx, definition, 'city', 'draft', head.liveVersion, note), wrong }
  const changed = await ctx.db
    .updateTable('cases.flowVersion')
    .set({
      definition: JSON.stringify(definition),
      note,
      source: 'city',
      madeBy: ctx.user.id,
      madeByName: ctx.user.name,
      madeAt: ctx.now,
    })
    .where('flowId', '=', flowId)
    .where('version', '=', version)
    .where('status', '=', 'draft')
    .executeTakeFirst()
  if (!Number(changed.numUpdatedRows)) ctx.fail('cases.flow.published', 409)
  return { version, wrong }
}

/** Makes a draft the live version; open cases keep theirs. Not by who made it (four eyes). Fails cases.flow.* (403, 409, 422). */
export async function publish(ctx: Context, flowId: string, version: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`cases.flow.${flowId}`}))`.execute(ctx.db)
  const row = await ctx.db
    .selectFrom('cases.flowVersion')
    .selectAll()
    .where('flowId', '=', flowId)
    .where('version', '=', version)
    .executeTakeFirst()
  if (!row) return ctx.fail('cases.flow.unknown', 404, { flow: flowId })
  if (row.status !== 'draft') ctx.fail('cases.flow.published', 409)
  if (row.madeBy !== null && row.madeBy === ctx.user.id) ctx.fail('cases.flow.second', 403)
  const flow = row.definition as Flow
  const wrong = wrongWith(flow)
  if (wrong.length) ctx.fail('cases.flow.wrong', 422, { wrong: wrong.join('; ') })
  await retireLive(ctx, flowId)
  await ctx.db
    .updateTable('cases.flowVersion')
    .set({ status: 'live', approvedBy: ctx.user.id, approvedByName: ctx.user.name, publishedAt: ctx.now })
    .where('flowId', '=', flowId)
    .where('version', '=', version)
    .execute()
  await setLive(ctx, flow, version)
  ctx.audit('cases.flow.publish', `flow:${flowId}/${version}`, { madeBy: row.madeBy, note: row.note })
}

export async function dropDraft(ctx: Context, flowId: string, version: number): Promise<void> {
  const gone = await ctx.db
    .deleteFrom('cases.flowVersion')
    .where('flowId', '=', flowId)
    .where('version', '=', version)
    .where('status', '=', 'draft')
    .executeTakeFirst()
  if (!Number(gone.numDeletedRows)) ctx.fail('cases.flow.published', 409)
}

/** The laws of a flow against what this house registers. */
export function wrongWith(flow: Flow): string[] {
  const { functions, roles, permissions } = known()
  try {
    return checkFlow(flow, functions, roles, permissions)
  } catch {
    return ['the definition is not a flow']
  }
}

/** JSON with keys in order: jsonb keeps none. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part as object).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

export type Difference = { path: string; from: unknown; to: unknown }
/** What changed between two definitions, value by value. */
export function differences(from: unknown, to: unknown, path = ''): Difference[] {
  const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
  if (!isObject(from) || !isObject(to))
    return canonical(from ?? null) === canonical(to ?? null) ? [] : [{ path, from: from ?? null, to: to ?? null }]
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
    differences(from[key], to[key], path ? `${path}.${key}` : key),
  )
}
